//! How a secret gets in: through a pipe, or typed without being shown. Never as an argument, which
//! everybody on the machine can read.

use std::io::Read;

use crate::auth::Secret;
use crate::context::Context;
use crate::error::{Error, Result};

/// The most that is read of a pipe; real secrets have less than a hundred bytes.
const LONGEST: u64 = 64 * 1024;

/// Reads a secret from stdin, or asks for it where stdin is a terminal. `what` names it, such as
/// `access token`; `instead` says how else to give it.
///
/// # Errors
/// Exit 2 when nothing came, or more than one word.
pub fn read(what: &str, instead: &str, cx: &mut Context) -> Result<Secret> {
    let text = if cx.ui.terminal().stdin {
        let mut question = what.to_owned();
        if let Some(first) = question.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        cx.ui.secret(&question, instead)?
    } else {
        piped(what, cx)?
    };
    let secret = Secret::new(&text);
    if secret.is_empty() {
        return Err(Error::usage(format!("the {what} is missing")).hint(instead));
    }
    let odd = |c: char| c.is_whitespace() || c.is_control() || !c.is_ascii();
    if secret.reveal().contains(odd) {
        return Err(Error::usage(format!("this is no {what}: it is not a single word"))
            .hint("give the secret alone, without quotes, labels or other lines"));
    }
    Ok(secret)
}

fn piped(what: &str, cx: &mut Context) -> Result<String> {
    let mut bytes = Vec::new();
    let read = cx.ui.stdin().take(LONGEST).read_to_end(&mut bytes);
    read.map_err(|cause| Error::failed(format!("the {what} cannot be read: {cause}")))?;
    // PowerShell and editors of Windows begin a text with a mark of its encoding.
    let text = String::from_utf8_lossy(&bytes);
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}
