//! `ictl conversations`: the daily work of a support team in one line each. What is written here
//! stands beside the table's commands, or takes the place of those that bear the same name.

pub mod assign;
mod convert;
mod create;
mod get;
mod merge;
mod participants;
mod redact;
pub mod reply;
mod rules;
mod search;
mod state;

use clap::{ArgMatches, Command};

use super::export;
use super::tagging::Tagging;
use crate::bulk::actions::ObjectKind;
use crate::bulk::export::Noun;
use crate::context::Context;
use crate::error::{Error, Result};

/// The verbs that are written here.
const REFINED: [&str; 18] = [
    "assign",
    "attach",
    "close",
    "convert",
    "create",
    "detach",
    "export",
    "get",
    "merge",
    "note",
    "open",
    "redact",
    "reply",
    "run-assignment-rules",
    "search",
    "snooze",
    "tag",
    "untag",
];

const TAGGING: Tagging = Tagging {
    noun: "conversations",
    id: "CONVERSATION_ID",
    kind: ObjectKind::CONVERSATION,
    attach: "attachTagToConversation",
    detach: "detachTagFromConversation",
    examples: ("1295", "open = true"),
};

const EXAMPLES: &str = "\
Examples:
  ictl conversations list
  ictl conversations get 1295
  ictl conversations reply 1295 'Thanks, this is fixed now.'
  ictl conversations search 'state = open and updated_at < 30d' | ictl conversations close - --yes";

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command
        .after_help(EXAMPLES)
        .subcommand(export::command(Noun::Conversations))
        .mut_subcommand("get", get::refine)
        .mut_subcommand("search", search::refine)
        .mut_subcommand("create", create::refine)
        .mut_subcommand("reply", reply::refine)
        .subcommand(reply::note_command())
        .subcommand(assign::command())
        .mut_subcommand("run-assignment-rules", rules::refine)
        .subcommand(TAGGING.tag_command())
        .subcommand(TAGGING.untag_command())
        .subcommand(state::close_command())
        .subcommand(state::open_command())
        .subcommand(state::snooze_command())
        .mut_subcommand("redact", redact::refine)
        .mut_subcommand("convert", convert::refine)
        .mut_subcommand("merge", merge::refine)
        .subcommand(participants::attach_command())
        .subcommand(participants::detach_command())
}

/// True when the chosen verb is written here. Reading what comes through stdin is not.
pub fn refines(matches: &ArgMatches) -> bool {
    matches.subcommand().is_some_and(|(verb, own)| {
        REFINED.contains(&verb) && !(verb == "get" && get::is_of_many(own))
    })
}

/// Runs the chosen verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let Some((verb, own)) = matches.subcommand() else {
        return Err(Error::usage("ictl conversations needs a verb"));
    };
    match verb {
        "export" => export::run(Noun::Conversations, own, cx).await,
        "get" => get::run(own, cx).await,
        "search" => search::run(own, cx).await,
        "create" => create::run(own, cx).await,
        "reply" => reply::run(own, cx).await,
        "note" => reply::note(own, cx).await,
        "assign" => assign::run(own, cx).await,
        "run-assignment-rules" => rules::run(own, cx).await,
        "tag" => TAGGING.tag(own, cx).await,
        "untag" => TAGGING.untag(own, cx).await,
        "close" => state::close(own, cx).await,
        "open" => state::open(own, cx).await,
        "snooze" => state::snooze(own, cx).await,
        "redact" => redact::run(own, cx).await,
        "convert" => convert::run(own, cx).await,
        "merge" => merge::run(own, cx).await,
        "attach" => participants::attach(own, cx).await,
        "detach" => participants::detach(own, cx).await,
        _ => Err(Error::usage("ictl conversations has no such command")),
    }
}
