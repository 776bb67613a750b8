//! `ictl conversations assign ID`: to a teammate, to a team, to both, or to nobody.

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::names::{add_acting_admin, admin, admin_arg, team};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::{Verb, fields};
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "conversations assign",
    operation: "manageConversation",
    summary: "Assign a conversation to a teammate, a team or nobody",
    details: "A teammate and a team can both be assigned, and --nobody takes it from both. With a \
              text, the customer gets it.",
    fields: &["body"],
    examples: &[
        "ictl conversations assign 100001 --team Billing",
        "ictl conversations assign 100001 --to ana@example.com",
        "ictl conversations assign 100001 --nobody",
        "ictl conversations search 'team = Sales and state = open' |\n    \
         ictl conversations assign - --team Support",
    ],
};

/// The arguments that say to whom, of this verb and of that for tickets.
pub const TO: &str = "to";
/// See [`TO`].
pub const TEAM: &str = "team";
/// See [`TO`].
pub const NOBODY: &str = "nobody";

/// The id that stands for nobody.
pub const NOBODYS_ID: &str = "0";

/// `--to`, `--team` and `--nobody`.
pub fn takes_assignee(command: Command) -> Command {
    command
        .arg(Arg::new(TO).long(TO).value_name("ID|EMAIL|me").help("The teammate who gets it"))
        .arg(Arg::new(TEAM).long(TEAM).value_name("NAME|ID").help("The team that gets it"))
        .arg(
            Arg::new(NOBODY)
                .long(NOBODY)
                .action(ArgAction::SetTrue)
                .conflicts_with_all([TO, TEAM])
                .help("Unassign it"),
        )
        .group(
            ArgGroup::new("Assignee")
                .args([TO, TEAM, NOBODY])
                .multiple(true)
                .conflicts_with("input"),
        )
}

pub fn command() -> Command {
    takes_ids(takes_assignee(VERB.command()).arg(admin_arg()))
}

/// Assigns.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut plan = Plan::new(VERB.words, ObjectKind::CONVERSATION);
    if has_whole_body(matches) || gives(matches, "assignee_id") {
        plan = plan.step(step(VERB.body(matches, common(matches, cx).await?, cx)?)?);
    } else {
        let assignees = assignees(matches, cx).await?;
        let mut preset = common(matches, cx).await?;
        preset.extend(assignees.first().map(naming).into_iter().flatten());
        let first = VERB.body(matches, preset, cx)?;
        let mut rest: Map<String, Value> = serde_json::from_slice(&first).unwrap_or_default();
        plan = plan.step(step(first)?);
        // The text goes with the first part alone: the customer gets it once.
        rest.remove("body");
        for assignee in assignees.iter().skip(1) {
            rest.extend(naming(assignee));
            plan = plan.step(step(Value::from(rest.clone()).to_string().into_bytes())?);
        }
    }
    act(plan, VERB.id(matches), matches, columns_of(VERB.row()?), cx).await
}

async fn common(matches: &ArgMatches, cx: &mut Context) -> Result<Map<String, Value>> {
    let mut preset = fields([("message_type", "assignment".into())]);
    add_acting_admin(&mut preset, matches, cx).await?;
    Ok(preset)
}

/// The fields that name an assignee.
fn naming((kind, id): &(&'static str, String)) -> Map<String, Value> {
    fields([("type", (*kind).into()), ("assignee_id", id.clone().into())])
}

/// To whom, by the API's type and id.
async fn assignees(matches: &ArgMatches, cx: &mut Context) -> Result<Vec<(&'static str, String)>> {
    if matches.get_flag(NOBODY) {
        return Ok(["admin", "team"].map(|kind| (kind, NOBODYS_ID.to_owned())).into());
    }
    let mut found = Vec::new();
    if let Some(text) = matches.get_one::<String>(TO) {
        found.push(("admin", admin(text, cx).await?));
    }
    if let Some(text) = matches.get_one::<String>(TEAM) {
        found.push(("team", team(text, cx).await?));
    }
    if found.is_empty() {
        return Err(Error::usage("`assign` needs somebody: --to, --team or --nobody")
            .hint("--to takes an id, an email or me; --team a name or an id"));
    }
    Ok(found)
}

fn step(body: Vec<u8>) -> Result<Step> {
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let request = VERB.request(body)?;
    if sent["body"].as_str().is_some_and(|text| !text.trim().is_empty()) {
        return Ok(Step::once(request, Trace::Part));
    }
    let key = if sent["type"] == "team" { "team_assignee_id" } else { "admin_assignee_id" };
    let wanted = number(&sent["assignee_id"]);
    Ok(Step::until_seen(request, move |_, object| number(&object[key]) == wanted))
}

/// An id as a number: the API takes both forms and gives numbers; nobody is 0, or null in older
/// versions.
fn number(id: &Value) -> Value {
    match id {
        Value::Null => json!(0),
        Value::String(text) => text.parse::<u64>().map_or_else(|_| id.clone(), Value::from),
        other => other.clone(),
    }
}
