//! `ictl conversations close`, `open` and `snooze`: the state of a conversation.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::moment_ahead;
use crate::commands::names::{add_acting_admin, admin_arg};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::{Verb, fields};
use crate::context::Context;
use crate::error::{Error, Result};

const OPERATION: &str = "manageConversation";

const CLOSE: Verb = Verb {
    words: "conversations close",
    operation: OPERATION,
    summary: "Close a conversation",
    details: "With a text, the customer gets it as the last word.",
    fields: &["body"],
    examples: &[
        "ictl conversations close 100001",
        "ictl conversations close 100001 'Closing, since we have not heard back'",
        "ictl conversations search 'state = open and updated_at < 30d' | ictl conversations close - --yes",
    ],
};

const OPEN: Verb = Verb {
    words: "conversations open",
    operation: OPERATION,
    summary: "Open a conversation that is closed or snoozed",
    details: "Returns the conversation.",
    fields: &[],
    examples: &["ictl conversations open 100001"],
};

const SNOOZE: Verb = Verb {
    words: "conversations snooze",
    operation: OPERATION,
    summary: "Snooze a conversation until a time that you name",
    details: "The moment is told back in local time. A duration lies ahead here, a day in words \
              begins at nine, and --time-zone says whose time is meant.",
    fields: &["snoozed_until"],
    examples: &[
        "ictl conversations snooze 100001 --until 'tomorrow 9am'",
        "ictl conversations snooze 100001 --until 2d",
        "ictl conversations snooze 100001 --until 2026-12-01 --time-zone Europe/Dublin",
    ],
};

const UNTIL: &str = "until";

pub fn close_command() -> Command {
    takes_ids(CLOSE.command().arg(admin_arg()))
}

pub fn open_command() -> Command {
    takes_ids(OPEN.command().arg(admin_arg()))
}

pub fn snooze_command() -> Command {
    let until = Arg::new(UNTIL)
        .long(UNTIL)
        .value_name("MOMENT")
        .help("When it comes back: 'tomorrow 9am', monday, 2d, 2026-12-01")
        .conflicts_with_all(["input", "body:snoozed_until"]);
    takes_ids(SNOOZE.command().arg(until).arg(admin_arg()))
}

/// Closes.
pub async fn close(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = fields([("message_type", "close".into()), ("type", "admin".into())]);
    add_acting_admin(&mut preset, matches, cx).await?;
    let body = CLOSE.body(matches, preset, cx)?;
    let request = CLOSE.request(body.clone())?;
    // With a text it is a message to the customer, which must not be sent twice.
    let step = if has_text(&body) {
        Step::once(request, Trace::Part)
    } else {
        Step::until_seen(request, |_, conversation| conversation["state"] == "closed")
    };
    run(&CLOSE, step, matches, cx).await
}

/// Opens.
pub async fn open(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = fields([("message_type", "open".into())]);
    add_acting_admin(&mut preset, matches, cx).await?;
    let request = OPEN.request(OPEN.body(matches, preset, cx)?)?;
    let step = Step::until_seen(request, |_, conversation| conversation["state"] == "open");
    run(&OPEN, step, matches, cx).await
}

/// Snoozes.
pub async fn snooze(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = fields([("message_type", "snoozed".into())]);
    if !has_whole_body(matches) {
        preset.extend(until(matches, cx)?);
    }
    add_acting_admin(&mut preset, matches, cx).await?;
    let body = SNOOZE.body(matches, preset, cx)?;
    let wanted = member(&body, "snoozed_until");
    let step = Step::until_seen(SNOOZE.request(body)?, move |_, conversation| {
        conversation["state"] == "snoozed" && conversation["snoozed_until"] == wanted
    });
    run(&SNOOZE, step, matches, cx).await
}

/// The moment of `--until`, told back.
fn until(matches: &ArgMatches, cx: &mut Context) -> Result<Map<String, Value>> {
    if gives(matches, "snoozed_until") {
        return Ok(Map::new());
    }
    let Some(text) = matches.get_one::<String>(UNTIL) else {
        return Err(Error::usage("`conversations snooze` needs --until")
            .hint("say when it comes back: --until 'tomorrow 9am', 2d or 2026-12-01"));
    };
    let moment = moment_ahead::parse(text, &cx.now()).map_err(|error| error.context("--until"))?;
    cx.ui.note(&format!("snoozed until {}", moment_ahead::in_words(&moment)));
    Ok(fields([("snoozed_until", moment.timestamp().as_second().into())]))
}

async fn run(verb: &Verb, step: Step, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut plan = Plan::new(verb.words, ObjectKind::CONVERSATION).step(step);
    plan.destructive = verb.words == CLOSE.words;
    act(plan, verb.id(matches), matches, columns_of(verb.row()?), cx).await
}

fn has_text(body: &[u8]) -> bool {
    member(body, "body").as_str().is_some_and(|text| !text.trim().is_empty())
}

/// A field of a body that is JSON, however it was given.
fn member(body: &[u8], key: &str) -> Value {
    serde_json::from_slice::<Value>(body).map_or(Value::Null, |body| body[key].clone())
}
