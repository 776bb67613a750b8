//! `ictl teams get NAME`.

use clap::{ArgMatches, Command};

use super::names::team;
use super::operation::columns_of;
use super::verb::Verb;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::{Error, Result};

const GET: Verb = Verb {
    words: "teams get",
    operation: "retrieveTeam",
    summary: "Show a team",
    details: "By name or id. Returns the team with the ids of its admins.",
    fields: &[],
    examples: &["ictl teams get Billing --jq '.admin_ids[]'"],
};

/// Adds names to the table's command.
pub fn refine(command: Command) -> Command {
    command.mut_subcommand("get", |command| GET.refine(command))
}

/// True when the chosen verb is written here, and not about ids on stdin.
pub fn refines(matches: &ArgMatches) -> bool {
    matches.subcommand().is_some_and(|(verb, own)| verb == "get" && GET.id(own) != "-")
}

/// Runs the chosen verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let Some(("get", own)) = matches.subcommand() else {
        return Err(Error::usage("ictl teams has no such command"));
    };
    let id = team(GET.id(own), cx).await?;
    let team = cx.client()?.json(&Request::get(format!("/teams/{}", path_segment(&id)?))).await?;
    cx.ui.object(columns_of(GET.row()?), &team)
}
