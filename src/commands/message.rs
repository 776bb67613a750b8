//! The text of a message: behind the id, with `--body`, from a file, from stdin where that is a
//! pipe, else written in the user's editor.

use std::process::Command;

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::body;
use super::operation::gives;
use crate::context::Context;
use crate::error::{Error, Result};

const BODY: &str = "body";

/// What opens where the environment names no editor.
const DEFAULT_EDITOR: &str = if cfg!(windows) { "notepad" } else { "vi" };

/// Adds the text to the fields of a message that needs one, where the command line does not give
/// it. `ids_on_stdin` says that stdin is taken.
///
/// # Errors
/// Wrong usage where there is no text and nobody to write one; failed for an empty text.
pub fn complete(
    fields: &mut Map<String, Value>,
    matches: &ArgMatches,
    ids_on_stdin: bool,
    cx: &mut Context,
) -> Result<()> {
    if gives(matches, BODY) {
        return Ok(());
    }
    let terminal = cx.ui.terminal();
    let text = match (ids_on_stdin, terminal.stdin, terminal.stdout) {
        (true, ..) => return Err(missing("stdin holds the ids")),
        (false, false, _) => body::read_message("-", cx)?,
        (false, true, true) => {
            let text = written_in_editor(cx)?;
            if text.trim().is_empty() {
                return Err(Error::failed("the message is empty: nothing was sent"));
            }
            text
        }
        (false, true, false) => return Err(missing("there is no terminal for an editor")),
    };
    if text.trim().is_empty() {
        return Err(missing("stdin is empty"));
    }
    fields.insert(BODY.to_owned(), text.trim_end().into());
    Ok(())
}

fn missing(why: &str) -> Error {
    Error::usage(format!("the message has no text, and {why}"))
        .hint("give it behind the id, with --body TEXT or with --body-file FILE")
}

/// Opens the editor on an empty file and takes what is saved.
fn written_in_editor(cx: &Context) -> Result<String> {
    let editor = cx.env("VISUAL").or_else(|| cx.env("EDITOR")).unwrap_or(DEFAULT_EDITOR);
    let failed = |what: String| {
        Error::failed(what).hint("set EDITOR to an editor, or give the text with --body TEXT")
    };
    let file = tempfile::Builder::new()
        .prefix("ictl-message-")
        .suffix(".txt")
        .tempfile_in(&cx.temp_dir)
        .map_err(|cause| failed(format!("no file could be made for the editor: {cause}")))?;
    let status = shell(editor, file.path())
        .status()
        .map_err(|cause| failed(format!("the editor {editor:?} could not be started: {cause}")))?;
    if !status.success() {
        return Err(failed(format!("the editor {editor:?} ended with {status}: nothing was sent")));
    }
    std::fs::read_to_string(file.path())
        .map(|text| body::message(&text))
        .map_err(|cause| failed(format!("what was written could not be read: {cause}")))
}

/// The editor is a command line, as with git: `code --wait` has a flag of its own.
#[cfg(unix)]
fn shell(editor: &str, file: &std::path::Path) -> Command {
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$1\"")).arg("sh").arg(file);
    command
}

#[cfg(not(unix))]
fn shell(editor: &str, file: &std::path::Path) -> Command {
    let mut words = editor.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or(DEFAULT_EDITOR));
    command.args(words).arg(file);
    command
}
