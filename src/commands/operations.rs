//! `ictl operations`: the table of operations for those who look for one: found by words, or one
//! explained.

mod explain;

use std::collections::BTreeSet;

use clap::{Args, Command};
use serde_json::{Value, json};

use super::operation;
use crate::api::Repeat;
use crate::api::operations::{self, Operation};
use crate::api::pagination::Pagination;
use crate::context::Context;
use crate::error::Result;
use crate::likeness::nearest;
use crate::output::{Column, Format};

const COLUMNS: &[Column] = &[
    Column::id("Command", "command").priority(1),
    Column::text("Summary", "summary"),
    Column::id("Method", "method").priority(-1),
    Column::id("Path", "path").priority(-1),
];

const EXAMPLES: &str = "\
Examples:
  ictl operations
  ictl operations tags
  ictl operations contacts merge
  ictl operations POST /contacts/search
  ictl operations --json --jq 'map(select(.writes | not) | .path)'";

/// Finds operations of the API, and explains the one that the words name.
#[derive(Debug, Args)]
pub struct OperationsArgs {
    /// Words of the command, the path, the summary or a field; or all words of one command
    words: Vec<String>,
}

/// `ictl operations`.
pub fn command() -> Command {
    OperationsArgs::augment_args(Command::new("operations")).long_about(None).after_help(EXAMPLES)
}

/// Lists what the words find, or explains the one they name.
pub fn run(args: &OperationsArgs, cx: &mut Context) -> Result<()> {
    // A method with its path may come as one word, as people paste it.
    let words: Vec<String> =
        args.words.iter().flat_map(|word| word.split_whitespace()).map(str::to_owned).collect();
    if let Some(operation) = named(&words) {
        return explain::print(operation, cx);
    }
    let people = cx.ui.format() == Format::Table && cx.ui.settings().jq.is_none();
    let found = operations::search(&words);
    let nothing = found.is_empty();
    let mut printer = cx.ui.list(COLUMNS);
    for operation in found {
        let mut row = row(operation);
        if people {
            row["command"] = operation.command.join(" ").into();
        }
        printer.item(&row)?;
    }
    printer.finish()?;
    if nothing {
        cx.ui.note(&format!("no operation has all of: {}", words.join(" ")));
        cx.ui.hint(&other_words(&words));
    }
    Ok(())
}

/// What to try instead of words that find nothing.
fn other_words(words: &[String]) -> String {
    let known: BTreeSet<&str> = operations::all().flat_map(|row| row.command).copied().collect();
    let unknown = words.iter().filter(|word| !known.contains(word.as_str()));
    let near: Vec<&str> = unknown.filter_map(|word| nearest(word, known.iter().copied())).collect();
    let rest = "fewer words find more; `ictl operations` lists everything";
    if near.is_empty() {
        return rest.to_owned();
    }
    format!("did you mean {}? {rest}", near.join(" "))
}

/// The operation that the words name in full: as a command, by its id, or as method and path.
fn named(words: &[String]) -> Option<&'static Operation> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let is_command = |operation: &&Operation| {
        operation.command == words || operation.also.iter().any(|also| *also == words)
    };
    let by_command = || operations::all().find(is_command);
    match words[..] {
        [] => None,
        [only] => operations::by_id(only).or_else(by_command),
        [method, path] if path.starts_with('/') => {
            let method = method.to_ascii_uppercase();
            operations::find(&method, path).map(|found| found.operation)
        }
        _ => by_command(),
    }
}

/// What scripts get of an operation.
fn row(operation: &Operation) -> Value {
    json!({
        "operation": operation.id,
        "command": operation.command,
        "also": operation.also,
        "method": operation.method.as_str(),
        "path": operation.path,
        "summary": operation.summary,
        "writes": !operation::reads_only(operation),
        "repeatable": operation.repeat == Repeat::Safe,
        "pagination": pagination(operation.pagination),
        "versions": operation.versions,
    })
}

fn pagination(pagination: Pagination) -> Option<&'static str> {
    match pagination {
        Pagination::None => None,
        Pagination::Cursor { .. } => Some("cursor"),
        Pagination::Page { .. } => Some("page"),
        Pagination::PageInBody => Some("page in the body"),
        Pagination::Search => Some("cursor in the body"),
        Pagination::Scroll => Some("scroll"),
    }
}
