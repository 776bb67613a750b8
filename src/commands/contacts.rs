//! `ictl contacts`: where contacts deserve better than the table of operations alone: a search in
//! readable words, a create that survives a lost answer, and the import.

mod create;
mod import;
mod search;

use clap::{ArgMatches, Command};

use super::parsed;
use crate::context::Context;
use crate::error::{Error, Result};

/// The verbs that are written here.
const REFINED: [&str; 3] = ["create", "search", "import"];

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command.mut_subcommand("search", search::refine).subcommand(import::command())
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
        Some(("import", own)) => import::run(parsed(own)?, cx).await,
        _ => Err(Error::usage("ictl contacts has no such command")),
    }
}
