//! `ictl contacts`: where contacts deserve better than the table of operations alone: a search in
//! readable words, a create that survives a lost answer, tags by name, notes, the import and the export.

mod create;
mod import;
mod note;
mod search;

use clap::{ArgMatches, Command};

use super::export;
use super::tagging::Tagging;
use crate::bulk::actions::ObjectKind;
use crate::bulk::export::Noun;
use crate::context::Context;
use crate::error::{Error, Result};

/// The verbs that are written here.
const REFINED: [&str; 7] = ["create", "search", "import", "export", "tag", "untag", "note"];

const TAGGING: Tagging = Tagging {
    noun: "contacts",
    id: "CONTACT_ID",
    kind: ObjectKind::CONTACT,
    attach: "attachTagToContact",
    detach: "detachTagFromContact",
    examples: ("63a07ddf05a32042dffac965", "email ~ \"@example.com\""),
};

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command
        .mut_subcommand("search", search::refine)
        .subcommand(TAGGING.tag_command())
        .subcommand(TAGGING.untag_command())
        .subcommand(note::command())
        .subcommand(import::command())
        .subcommand(export::command(Noun::Contacts))
}

/// True when the chosen verb is written here.
pub fn refines(matches: &ArgMatches) -> bool {
    matches.subcommand_name().is_some_and(|verb| REFINED.contains(&verb))
}

/// Runs the chosen verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    match matches.subcommand() {
        Some(("create", own)) => create::run(own, cx).await,
        Some(("search", own)) => search::run(own, cx).await,
        Some(("tag", own)) => TAGGING.tag(own, cx).await,
        Some(("untag", own)) => TAGGING.untag(own, cx).await,
        Some(("note", own)) => note::run(own, cx).await,
        Some(("export", own)) => export::run(Noun::Contacts, own, cx).await,
        Some(("import", own)) => import::run(own, cx).await,
        _ => Err(Error::usage("ictl contacts has no such command")),
    }
}
