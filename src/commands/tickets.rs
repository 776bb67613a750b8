//! `ictl tickets`: tickets by the names of their types, states and attributes, and by the number
//! that people see.

mod assign;
mod attributes;
mod change;
mod create;
mod get;
mod link;
mod list;
mod reply;
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
const REFINED: [&str; 16] = [
    "assign",
    "change-type",
    "create",
    "delete",
    "export",
    "get",
    "link",
    "list",
    "note",
    "reply",
    "search",
    "state",
    "tag",
    "unlink",
    "untag",
    "update",
];

const TAGGING: Tagging = Tagging {
    noun: "tickets",
    id: "TICKET_ID",
    kind: ObjectKind::TICKET,
    attach: "attachTagToTicket",
    detach: "detachTagFromTicket",
    examples: ("1295", "open = true"),
};

const EXAMPLES: &str = "\
Examples:
  ictl tickets list
  ictl tickets get '#12'
  ictl tickets create --type 'Bug report' --contact ann@example.com --title 'Login fails'
  ictl tickets state '#12' resolved";

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command
        .after_help(EXAMPLES)
        .subcommand(export::command(Noun::Tickets))
        .subcommand(list::command())
        .mut_subcommand("search", search::refine)
        .mut_subcommand("get", get::refine)
        .mut_subcommand("create", create::refine)
        .mut_subcommand("reply", reply::refine)
        .subcommand(reply::note_command())
        .subcommand(assign::command())
        .subcommand(state::command())
        .mut_subcommand("update", change::refine_update)
        .mut_subcommand("delete", change::refine_delete)
        .mut_subcommand("change-type", change::refine_type)
        .subcommand(TAGGING.tag_command())
        .subcommand(TAGGING.untag_command())
        .subcommand(link::link_command())
        .subcommand(link::unlink_command())
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
        return Err(Error::usage("ictl tickets needs a verb"));
    };
    match verb {
        "list" => list::run(own, cx).await,
        "search" => search::run(own, cx).await,
        "export" => export::run(Noun::Tickets, own, cx).await,
        "get" => get::run(own, cx).await,
        "create" => create::run(own, cx).await,
        "reply" => reply::run(own, cx).await,
        "note" => reply::note(own, cx).await,
        "assign" => assign::run(own, cx).await,
        "state" => state::run(own, cx).await,
        "update" => change::update(own, cx).await,
        "delete" => change::delete(own, cx).await,
        "change-type" => change::change_type(own, cx).await,
        "tag" => TAGGING.tag(own, cx).await,
        "untag" => TAGGING.untag(own, cx).await,
        "link" => link::link(own, cx).await,
        "unlink" => link::unlink(own, cx).await,
        _ => Err(Error::usage("ictl tickets has no such command")),
    }
}
