//! What does the user read while the login waits? What to register, where to go, what the browser
//! will say about the certificate, and that an address may be pasted.

use std::time::Duration;

use crate::auth::oauth::{Redirect, browser};
use crate::context::Context;
use crate::output::{Messages, human_duration};

/// Says everything about a login that begins to wait. The address is said even with `--quiet`.
pub(super) fn login(
    redirect: &Redirect,
    url: &str,
    self_signed: bool,
    wait: Duration,
    cx: &mut Context,
) {
    let messages = cx.ui.messages();
    // The sandbox's app has every redirect URL.
    if !cx.in_sandbox() {
        messages.message(&format!(
            "Your app must have this redirect URL (Developer Hub > your app > Configure > \
         Authentication):\n  {}",
            redirect.uri()
        ));
    }
    listener(redirect, self_signed, &messages);
    messages.prompt(&format!("Authorize the app here:\n  {url}"));
    let wait = in_words(wait);
    messages.message(&format!(
        "Waiting for the answer, up to {wait}. Without a browser on this machine, paste the address \
         that yours ends on, whole, and press Enter."
    ));
}

/// What is to be known of a listener: who can reach it, and what the browser will say.
pub(in crate::commands) fn listener(redirect: &Redirect, self_signed: bool, messages: &Messages) {
    if let Some(addresses) = exposed(redirect) {
        messages.warn(&format!("other machines can reach the listener on {addresses}"));
    }
    if self_signed && !redirect.is_tunnel() {
        messages.message(
            "Coming back, the browser will warn that the certificate of localhost is not trusted: it \
             was made by ictl on this machine. Choose Advanced, then Proceed to localhost; it asks \
             once.",
        );
    }
}

/// Opens the address, where a browser is at hand; that it did not open is not the end.
pub(in crate::commands) fn open(url: &str, unwanted: bool, cx: &mut Context) {
    if unwanted || !browser::is_at_hand(|name| cx.env(name)) {
        return;
    }
    if let Err(error) = browser::open(url, cx.env("BROWSER")) {
        cx.ui.warn(&format!("{error}; open the address yourself"));
    }
}

/// `5m` rather than `5m 0s`.
pub(super) fn in_words(wait: Duration) -> String {
    human_duration(wait).trim_end_matches(" 0s").to_owned()
}

/// The addresses that are not loopback.
fn exposed(redirect: &Redirect) -> Option<String> {
    let addresses: Vec<String> = redirect
        .listening()
        .addresses
        .iter()
        .filter(|address| !address.ip().is_loopback())
        .map(ToString::to_string)
        .collect();
    (!addresses.is_empty()).then(|| addresses.join(", "))
}
