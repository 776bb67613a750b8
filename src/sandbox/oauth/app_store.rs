//! `/appstore/redirect`: where an app sends the browser at the end of an installation from the App
//! Store (docs: Installing your App). Intercom shows its own page there; this one shows what the
//! app said.

use hyper::StatusCode;

use super::page::{escape, page};
use super::{OpenCall, OpenRoute};
use crate::sandbox::desk::Desk;
use crate::sandbox::outcome::Outgoing;

/// What this file answers.
pub const ROUTES: [OpenRoute; 1] = [OpenRoute::page_get("/appstore/redirect", land)];

fn land(call: &OpenCall, _: &mut Desk) -> Outgoing {
    let (title, text) = match call.parameters.get("install_success") {
        Some("true") => ("The app is installed", "You can close this page.".to_owned()),
        Some("false") => {
            let message =
                call.parameters.get("error_message").unwrap_or("The app does not say why.");
            ("The app was not installed", escape(message))
        }
        _ => {
            let text = "<code>install_success</code> must be <code>true</code> or \
                        <code>false</code>.";
            return page(
                StatusCode::BAD_REQUEST,
                "The app did not say how it went",
                &format!("<p>{text}</p>"),
            );
        }
    };
    let content = format!(
        "<p>{text}</p>\n<p><small>Here Intercom would show its App Store; this is the sandbox of \
         ictl.</small></p>"
    );
    page(StatusCode::OK, title, &content)
}
