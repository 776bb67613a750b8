//! `ictl tickets assign ID`: to a teammate, to a team, or to nobody.

use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use crate::bulk::actions::{ObjectKind, Plan, Step};
use crate::commands::acting::{act, takes_ids};
use crate::commands::conversations::assign::{NOBODY, NOBODYS_ID, TEAM, TO, takes_assignee};
use crate::commands::names::{acting_admin, admin, admin_arg, team, ticket};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "tickets assign",
    operation: "updateTicket",
    summary: "Assign a ticket to a teammate, a team or nobody",
    details: "Returns the ticket.",
    fields: &["skip_notifications"],
    examples: &[
        "ictl tickets assign 100026 --team Billing",
        "ictl tickets assign '#2' --to ana@example.com",
        "ictl tickets assign 100026 --nobody",
    ],
};

pub fn command() -> Command {
    takes_ids(takes_assignee(VERB.command()).arg(admin_arg()))
}

/// Assigns.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut plan = Plan::new(VERB.words, ObjectKind::TICKET);
    let ids = if has_whole_body(matches) || gives(matches, "assignee_id") {
        vec![None]
    } else {
        assignees(matches, cx).await?.into_iter().map(Some).collect()
    };
    let mut preset = Map::new();
    add_actor(&mut preset, matches, cx).await?;
    for id in ids {
        preset.extend(id.map(|id| ("assignee_id".to_owned(), id.into())));
        let body = VERB.body(matches, preset.clone(), cx)?;
        plan = plan.step(Step::repeatable(VERB.request(body)?));
    }
    let id = ticket(VERB.id(matches), cx).await?;
    act(plan, &id, matches, columns_of(VERB.row()?), cx).await
}

/// The admin who acts: a number here, unlike everywhere else.
pub async fn add_actor(
    preset: &mut Map<String, Value>,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    if has_whole_body(matches) || gives(matches, "admin_id") {
        return Ok(());
    }
    let id = acting_admin(matches, cx).await?;
    let number = id.parse::<u64>().map_or_else(|_| id.clone().into(), Value::from);
    preset.insert("admin_id".to_owned(), number);
    Ok(())
}

async fn assignees(matches: &ArgMatches, cx: &mut Context) -> Result<Vec<String>> {
    if matches.get_flag(NOBODY) {
        return Ok(vec![NOBODYS_ID.to_owned()]);
    }
    let mut found = Vec::new();
    if let Some(text) = matches.get_one::<String>(TO) {
        found.push(admin(text, cx).await?);
    }
    if let Some(text) = matches.get_one::<String>(TEAM) {
        found.push(team(text, cx).await?);
    }
    if found.is_empty() {
        return Err(Error::usage("`assign` needs somebody: --to, --team or --nobody")
            .hint("--to takes an id, an email or me; --team a name or an id"));
    }
    Ok(found)
}
