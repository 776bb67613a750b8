//! `ictl admins`: teammates by email, and away mode in plain words.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use super::by_hand::{ByHand, Refinement};
use super::names::{Thing, admin, pick};
use super::operation::{columns_of, gives, has_whole_body};
use super::verb::Verb;
use crate::api::pagination::items;
use crate::api::{Request, path_segment};
use crate::context::Context;
use crate::error::{Error, Result};

const GET: Verb = Verb {
    words: "admins get",
    operation: "retrieveAdmin",
    summary: "Show an admin",
    details: "By id, email or `me`. Returns one teammate with teams and away state.",
    fields: &[],
    examples: &["ictl admins get ana@example.com --jq .id"],
};

const AWAY: Verb = Verb {
    words: "admins away",
    operation: "setAwayAdmin",
    summary: "Set an admin to away, or back to active",
    details: "By id, email or `me`. A workspace may insist on a reason.",
    fields: &["away_mode_enabled", "away_mode_reassign", "away_status_reason_id"],
    examples: &[
        "ictl admins away me on --reason 'On a break'",
        "ictl admins away ana@example.com on --reassign",
        "ictl admins away me off",
    ],
};

const REASON: Thing =
    Thing { noun: "reason to be away", names: &["label"], list: "ictl away-status-reasons list" };

const MODE: &str = "away-mode";
const REASSIGN: &str = "reassign-replies";
const LABEL: &str = "reason-label";

/// What is written by hand: emails beside ids, but not beside those on stdin.
pub const NOUN: Refinement = Refinement {
    noun: "admins",
    verbs: &[
        ByHand::over("get", |command| GET.refine(command), |own, cx| Box::pin(get(own, cx)))
            .when(|own| GET.id(own) != "-"),
        ByHand::over("away", refine_away, |own, cx| Box::pin(away(own, cx)))
            .when(|own| AWAY.id(own) != "-"),
    ],
    examples: "",
};

/// Adds plain words to the table's command.
fn refine_away(command: Command) -> Command {
    let whole = ["input", "body:away_mode_enabled"];
    let mode = Arg::new(MODE)
        .value_name("on|off")
        .value_parser(["on", "off"])
        .conflicts_with_all(whole)
        .help("Whether the admin is away");
    let reassign = Arg::new(REASSIGN)
        .long("reassign")
        .action(ArgAction::SetTrue)
        .conflicts_with_all(["input", "body:away_mode_reassign"])
        .help("Give new replies to somebody else meanwhile");
    let reason = Arg::new(LABEL)
        .long("reason")
        .value_name("LABEL|ID")
        .conflicts_with_all(["input", "body:away_status_reason_id"])
        .help("Why, as `away-status-reasons list` has it");
    AWAY.refine(command).args([mode, reassign, reason])
}

/// The id of an admin; what looks like no email is an id.
async fn id(text: &str, cx: &mut Context) -> Result<String> {
    if text.contains('@') || text.eq_ignore_ascii_case("me") {
        return admin(text, cx).await;
    }
    Ok(text.to_owned())
}

async fn get(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = id(GET.id(matches), cx).await?;
    let admin = cx.client()?.json(&Request::get(format!("/admins/{}", path_segment(&id)?))).await?;
    cx.ui.object(columns_of(GET.row()?), &admin)
}

async fn away(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let preset = if has_whole_body(matches) { Map::new() } else { presence(matches, cx).await? };
    let body = AWAY.body(matches, preset, cx)?;
    let id = if has_whole_body(matches) {
        AWAY.id(matches).to_owned()
    } else {
        id(AWAY.id(matches), cx).await?
    };
    let request = Request::put(format!("/admins/{}/away", path_segment(&id)?)).body(body);
    cx.ui.keep_going_without_reader();
    let Some(reply) = cx.send(&request).await? else { return Ok(()) };
    cx.ui.object(columns_of(AWAY.row()?), &reply.value)
}

/// What the plain words stand for. Both booleans must be sent (description 2.16).
async fn presence(matches: &ArgMatches, cx: &mut Context) -> Result<Map<String, Value>> {
    let mut preset = Map::new();
    if let Some(mode) = matches.get_one::<String>(MODE) {
        preset.insert("away_mode_enabled".to_owned(), (mode == "on").into());
        preset.insert("away_mode_reassign".to_owned(), matches.get_flag(REASSIGN).into());
    } else if !gives(matches, "away_mode_enabled") {
        return Err(Error::usage("`admins away` needs on or off")
            .hint("write `ictl admins away me on`; off brings the admin back"));
    }
    if let Some(label) = matches.get_one::<String>(LABEL) {
        let page = cx.client()?.json(&Request::get("/away_status_reasons")).await?;
        let reasons: Vec<Value> = items(&page, "data").unwrap_or_default().to_vec();
        let in_use: Vec<Value> =
            reasons.into_iter().filter(|reason| reason["deleted"] != true).collect();
        let id = &pick(&REASON, label, &in_use)?["id"];
        // The API gives these ids as text and takes them as numbers (description 2.16).
        let number = id.as_str().and_then(|id| id.parse::<u64>().ok());
        preset.insert(
            "away_status_reason_id".to_owned(),
            number.map_or_else(|| id.clone(), |n| json!(n)),
        );
    }
    Ok(preset)
}
