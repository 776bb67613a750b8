//! `ictl exports`: export jobs from start to unpacked file in one command, or step by step. What is
//! written here stands beside the table's `content-data` and `reporting-data`, which show every
//! request as it is.

mod content;
mod datasets;
mod destination;
mod fetch;
mod job;
mod range;
mod reporting;
mod started;
mod steps;

use clap::{ArgMatches, Command};

use crate::context::Context;
use crate::error::{Error, Result};
use crate::interrupt::Urgency;

const EXAMPLES: &str = "\
Examples:
  ictl exports content --since 30d --output-file messages.csv
  ictl exports reporting datasets
  ictl exports reporting --dataset conversation --attribute standard.conversation_id --since 7d

Contacts, conversations, tickets and companies are exported by their own nouns.";

/// Adds what the table does not know.
pub fn refine(command: Command) -> Command {
    command
        .after_help(EXAMPLES)
        .subcommand(content::command().display_order(0))
        .subcommand(reporting::command().display_order(1))
}

/// True when the chosen command is written here.
pub fn refines(matches: &ArgMatches) -> bool {
    matches!(matches.subcommand_name(), Some("content" | "reporting"))
}

/// Runs the chosen command. What has something to say when it is interrupted says it first.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut interrupt = cx.interrupt.clone();
    let work = async {
        match matches.subcommand() {
            Some(("content", own)) => content::run(own, cx).await,
            Some(("reporting", own)) => reporting::run(own, cx).await,
            _ => Err(Error::usage("ictl exports has no such command")),
        }
    };
    tokio::select! {
        biased;
        done = work => done,
        () = interrupt.beyond(Urgency::None) => Err(job::interrupted()),
    }
}
