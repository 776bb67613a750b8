//! `ictl explain`: what a code means and what to do about it, whoever gave it: Intercom, an HTTP
//! status, an import, or this program's exit code.

mod card;
mod entry;

use clap::{Args, Command};
use serde_json::Value;

use super::wrapped::page_width;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::likeness::nearest;
use crate::output::{Column, Format};

use entry::Entry;

const COLUMNS: &[Column] = &[
    Column::id("Code", "code").priority(1),
    Column::text("Kind", "kind"),
    Column::text("Statuses", "statuses"),
    Column::text("Meaning", "meaning").priority(1),
];

const EXAMPLES: &str = "\
Examples:
  ictl explain not_found
  ictl explain 429
  ictl explain exit 3
  ictl explain --json --jq '.[] | select(.kind == \"row_code\") | .code'";

/// Explains a code: of Intercom's errors, an HTTP status, a row, or an exit.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// An error code, an HTTP status, a row's code or outcome, or `exit 3`; without one, all of them
    #[arg(value_name = "CODE")]
    code: Vec<String>,
}

/// `ictl explain`.
pub fn command() -> Command {
    ExplainArgs::augment_args(Command::new("explain"))
        .about("Explain an error code, a status or an exit code")
        .long_about(
            "Explain an error code, a status or an exit code\n\n\
             Says what it means and what to do: for Intercom's error codes, HTTP statuses, the codes \
             and outcomes of rows in imports and streams, and exit codes. Case, dashes and \
             underscores make no difference. Without a code it lists them all. With --json it prints \
             an object, or an array where several kinds of code bear the name.",
        )
        .after_help(EXAMPLES)
}

/// Explains what the words name, or lists everything.
///
/// # Errors
/// Failed where nothing bears the name.
pub fn run(args: &ExplainArgs, cx: &mut Context) -> Result<()> {
    if args.code.is_empty() {
        return list(&entry::all(), cx);
    }
    let found = entry::named(&args.code);
    match found.as_slice() {
        [] => Err(unknown(&args.code.join(" "))),
        several => print(several, cx),
    }
}

/// The words that are known, each with what it means: for completion, and for "did you mean".
pub fn names() -> impl Iterator<Item = (String, &'static str)> {
    entry::all().into_iter().flat_map(|entry| {
        let also = entry.also.into_iter().map(str::to_owned);
        std::iter::once(entry.code).chain(also).map(move |name| (name, entry.meaning))
    })
}

fn print(found: &[Entry], cx: &mut Context) -> Result<()> {
    let settings = cx.ui.settings();
    let whole = settings.jq.is_none() && settings.fields.is_none();
    if whole && cx.ui.format() == Format::Table {
        let width = page_width(cx);
        let cards: Vec<String> = found.iter().map(|entry| card::draw(entry, width)).collect();
        cx.ui.raw(cards.join("\n").as_bytes())?;
    } else if let [only] = found {
        cx.ui.object(COLUMNS, &only.to_json())?;
    } else {
        list(found, cx)?;
    }
    if let [first, .., last] = found {
        let (first, last) = (first.kind.in_words(), last.kind.in_words());
        cx.ui.note(&format!("the word is in use more than once: as {first}, and as {last}"));
    }
    Ok(())
}

fn list(entries: &[Entry], cx: &mut Context) -> Result<()> {
    let people = cx.ui.format() == Format::Table && cx.ui.settings().jq.is_none();
    let mut printer = cx.ui.list(COLUMNS);
    for entry in entries {
        let mut row = entry.to_json();
        if people {
            let statuses: Vec<String> = entry.statuses.iter().map(u16::to_string).collect();
            row["kind"] = Value::from(entry.kind.as_str().replace('_', " "));
            row["statuses"] = Value::from(statuses.join(", "));
        }
        printer.item(&row)?;
    }
    printer.finish().map(|_| ())
}

fn unknown(code: &str) -> Error {
    let names: Vec<String> = names().map(|(name, _)| name).collect();
    let way = "Intercom adds codes at any time, so the HTTP status beside it decides: `ictl explain \
               STATUS` explains that one, and `ictl explain` lists all that is known";
    let error = Error::failed(format!("no code is known as {code:?}"));
    match nearest(code, names.iter().map(String::as_str)) {
        Some(name) => error.hint(format!("did you mean {name}? {way}")),
        None => error.hint(way),
    }
}
