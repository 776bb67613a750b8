//! `ictl teams get NAME`.

use clap::ArgMatches;

use super::by_hand::{ByHand, Refinement};
use super::names::team;
use super::operation::columns_of;
use super::verb::Verb;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::Result;

const GET: Verb = Verb {
    words: "teams get",
    operation: "retrieveTeam",
    summary: "Show a team",
    details: "By name or id. Returns the team with the ids of its admins.",
    fields: &[],
    examples: &["ictl teams get Billing --jq '.admin_ids[]'"],
};

/// What is written by hand: names beside ids, but not beside those on stdin.
pub const NOUN: Refinement = Refinement {
    noun: "teams",
    verbs: &[ByHand::over("get", |command| GET.refine(command), |own, cx| Box::pin(get(own, cx)))
        .when(|own| GET.id(own) != "-")],
    examples: "",
};

async fn get(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = team(GET.id(matches), cx).await?;
    let team = cx.client()?.json(&Request::get(format!("/teams/{}", path_segment(&id)?))).await?;
    cx.ui.object(columns_of(GET.row()?), &team)
}
