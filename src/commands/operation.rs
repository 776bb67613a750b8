//! The commands that need no code of their own: each row of the table of operations becomes one.
//!
//! Path parameters are positional, query parameters and body fields are flags, `-f`, `-F` and
//! `--input` give the rest. A hand-written command beside a row uses the same pieces.

mod answer;
mod args;
mod check;
mod download;
mod example;
mod many;
mod request;
mod text_body;
mod value;

use clap::{ArgMatches, Command};
use serde_json::Map;

use crate::api::operations::{self, Noun, Operation};
use crate::context::Context;
use crate::error::{Error, Result};

pub use answer::{columns_of, show};
pub use args::{
    FIELDS_HEADING, body_id, fill_with, path_id, placeholder, request_line, with_details,
};
pub use check::choices;
pub use download::download;
pub use example::{line as example, shown as shown_example};
pub use request::{body, gives, has_whole_body, prepare, reads_only};
pub use value::timestamp;

/// A noun with all its verbs, nested ones as groups.
pub fn noun_command(noun: &'static Noun) -> Command {
    let examples = group_examples(&[noun.name], noun);
    let mut command = group(noun.name).about(noun.about).after_help(examples);
    for operation in noun.operations {
        command = add(command, &operation.command[1..], operation, noun);
    }
    command
}

/// A command that only holds others.
pub fn group(name: &'static str) -> Command {
    Command::new(name).subcommand_required(true).arg_required_else_help(true)
}

fn add(
    parent: Command,
    words: &[&'static str],
    operation: &'static Operation,
    noun: &'static Noun,
) -> Command {
    match words {
        // A noun of a single word, such as `me`, is itself the command.
        [] => {
            args::fill(parent.subcommand_required(false).arg_required_else_help(false), operation)
        }
        [verb] => parent.subcommand(args::command(verb, operation)),
        [word, rest @ ..] => {
            let exists = parent.find_subcommand(word).is_some();
            let depth = operation.command.len() - rest.len();
            let about = || about_group(&operation.command[..depth], noun);
            let parent = if exists {
                parent
            } else {
                let examples = group_examples(&operation.command[..depth], noun);
                parent.subcommand(group(word).about(about()).after_help(examples))
            };
            parent.mut_subcommand(word, |inner| add(inner, rest, operation, noun))
        }
    }
}

/// Two things that can be done in a group.
fn group_examples(words: &[&str], noun: &Noun) -> String {
    let within = noun.operations.iter().filter(|other| other.command.starts_with(words));
    let lines: Vec<String> =
        within.take(2).map(|row| format!("  {}", shown_example(row))).collect();
    let heading = if lines.len() == 1 { "Example" } else { "Examples" };
    format!("{heading}:\n{}", lines.join("\n"))
}

/// The line of help of a group: what can be done in it.
fn about_group(words: &[&str], noun: &Noun) -> String {
    let mut verbs: Vec<&str> = Vec::new();
    for operation in noun.operations.iter().filter(|other| other.command.starts_with(words)) {
        let verb = operation.command[words.len()];
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
    let name = words.last().copied().unwrap_or_default().replace('-', " ");
    let mut about = format!("{name}: {}", verbs.join(", "));
    if let Some(first) = about.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    about
}

/// The operation that the words of a command line chose, with the matches of its own arguments.
pub fn chosen<'a>(
    noun: &'static Noun,
    matches: &'a ArgMatches,
) -> Option<(&'static Operation, &'a ArgMatches)> {
    let mut words = vec![noun.name];
    let mut own = matches;
    while let Some((word, inner)) = own.subcommand() {
        words.push(word);
        own = inner;
    }
    let operation = noun.operations.iter().find(|operation| operation.command == words)?;
    Some((operation, own))
}

/// Runs the operation of a noun that was chosen.
pub async fn run(noun: &'static Noun, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let (operation, own) = chosen(noun, matches)
        .ok_or_else(|| Error::usage(format!("ictl {} has no such command", noun.name)))?;
    if let Some(param) = many::parameter(operation, own)? {
        return many::run(operation, param, own, cx).await;
    }
    let prepared = prepare(operation, own, Map::new(), cx)?;
    if many::can_be_looked_for(operation) {
        return many::run_once(operation, prepared, own, cx).await;
    }
    show(operation, own, prepared, cx).await
}

/// The row of this id, for a hand-written command beside it.
pub fn operation(id: &'static str) -> Result<&'static Operation> {
    operations::by_id(id).ok_or_else(|| Error::failed(format!("the table has no operation {id}")))
}
