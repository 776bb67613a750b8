//! `/auth/eagle/token`: the app exchanges a code for an access token.
//!
//! docs: Setting up OAuth. Only the answer to a bad code is documented; the other refusals are in
//! Intercom's usual form.

use serde_json::json;

use super::{OpenCall, OpenRoute};
use crate::sandbox::call::{Answer, Reply};
use crate::sandbox::desk::{self, Desk};
use crate::sandbox::random;
use crate::sandbox::refusal::Refusal;

/// What this file answers.
pub const ROUTES: [OpenRoute; 1] = [OpenRoute::api_post("/auth/eagle/token", exchange)];

/// A code that meets a wrong client stays good: only its own app can use it up.
fn exchange(call: &OpenCall, desk: &mut Desk) -> Reply {
    let (code, client_id) = (required(call, "code")?, required(call, "client_id")?);
    let client_secret = required(call, "client_secret")?;
    if client_id != call.app.client_id || client_secret != call.app.client_secret {
        return Err(Refusal::new(401, "unauthorized", "Unauthorized Client"));
    }
    let Some(tenant) = desk.codes.redeem(code, call.now) else {
        return Err(Refusal::new(401, "unauthorized", "Unauthorized Code"));
    };
    let token = random::token();
    desk::install(&mut desk.tenants[tenant].store, token.clone());
    desk.keep(tenant)?;
    Answer::json(&json!({"token_type": "Bearer", "token": token, "access_token": token}))
}

fn required<'a>(call: &'a OpenCall, name: &str) -> Result<&'a str, Refusal> {
    let missing = || Refusal::missing(format!("{name} is required")).field(name);
    call.parameters.get(name).ok_or_else(missing)
}
