//! `ictl companies`: what the table has, and an export of all of them.

use clap::{ArgMatches, Command};

use super::export;
use crate::bulk::export::Noun;
use crate::context::Context;
use crate::error::{Error, Result};

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command.subcommand(export::command(Noun::Companies))
}

/// True when the chosen verb is written here.
pub fn refines(matches: &ArgMatches) -> bool {
    matches.subcommand_name() == Some("export")
}

/// Runs the chosen verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    match matches.subcommand() {
        Some(("export", own)) => export::run(Noun::Companies, own, cx).await,
        _ => Err(Error::usage("ictl companies has no such command")),
    }
}
