//! Is a workspace's token dead? What a notification cannot prove, `GET /me` does.

use super::events::Event;
use crate::api::{Client, Request};
use crate::context::{Context, workspace};
use crate::error::{Error, Result};

/// Whether Intercom says that the token is dead. No answer says nothing.
pub(super) async fn is_refused(client: &Client) -> bool {
    let answer = client.attempt(&Request::get("/me")).await;
    answer.is_ok_and(|answer| answer.status == 401)
}

/// Forgets a profile whose token was refused, unless it has got another one meanwhile.
pub(super) fn end(
    name: &str,
    fingerprint: Option<&String>,
    refused: bool,
    cx: &mut Context,
) -> Result<()> {
    let config = cx.config()?;
    let Some(profile) = config.profile(name) else { return Ok(()) };
    if !refused || profile.fingerprint.as_ref() != fingerprint {
        return Event::Kept { name, profile }.tell(cx);
    }
    match cx.credentials()?.forget(name) {
        Ok(()) => Event::Forgotten { name, profile }.tell(cx),
        Err(error) => {
            let workspace = workspace(profile);
            let error = error.context(format!("the dead token of {workspace} is still stored"));
            Event::Failed(&Error::failed(error.message())).tell(cx)
        }
    }
}
