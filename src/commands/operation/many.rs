//! `-` in the place of an id: an operation of the table done to every object whose id comes through
//! stdin. What the table knows of an operation decides what may be repeated.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use serde_json::{Map, Value};

use super::answer::columns_of;
use super::args::path_id;
use super::request::{Prepared, prepare, reads_only};
use crate::api::operations::{Answer, Operation, PathParam};
use crate::api::{Method, Repeat, Request};
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject, Trace};
use crate::commands::acting::{act_once, show, takes_ids};
use crate::commands::job::{PaceArgs, add_for_ids};
use crate::commands::stream::{self, Stream};
use crate::context::Context;
use crate::error::{Error, Result};

/// Verbs that take something away, whatever their method is.
const TAKES_AWAY: [&str; 6] = ["delete", "archive", "block", "redact", "close", "merge"];

/// Operations whose effect can be looked for after a lost answer, and where it is to be found.
const LEAVES: [(&str, Trace); 4] = [
    ("replyConversation", Trace::Part),
    ("manageConversation", Trace::Part),
    ("replyTicket", Trace::Part),
    ("createNote", Trace::ContactNote),
];

/// True for operations on an object that can be done to many.
pub fn is_possible(operation: &Operation) -> bool {
    let has_subject = !operation.path_params.is_empty();
    match operation.answer {
        Answer::Download { .. } => false,
        Answer::Object => has_subject,
        Answer::List(_) | Answer::Empty => has_subject && !reads_only(operation),
    }
}

/// Adds the flags of a stream to a command that can take one.
pub fn add_flags(command: Command, operation: &Operation) -> Command {
    if !is_possible(operation) {
        command
    } else if reads_only(operation) {
        add_for_ids::<PaceArgs>(command)
    } else {
        takes_ids(command)
    }
}

/// The parameter in whose place `-` was given.
pub fn parameter(
    operation: &'static Operation,
    matches: &ArgMatches,
) -> Result<Option<&'static PathParam>> {
    let is_dash = |param: &&PathParam| {
        let id = path_id(param.name);
        matches.value_source(&id) == Some(ValueSource::CommandLine)
            && matches.get_one::<String>(&id).is_some_and(|value| value == "-")
    };
    let mut dashes = operation.path_params.iter().filter(is_dash);
    let Some(param) = dashes.next() else { return Ok(None) };
    if let Some(second) = dashes.next() {
        let message =
            format!("{} and {} cannot both come from stdin", param.value_name, second.value_name);
        return Err(Error::usage(message).hint("give - for one of them"));
    }
    if matches.try_contains_id("concurrency").is_err() {
        let command = operation.command.join(" ");
        return Err(Error::usage(format!("`{command}` takes one {} at a time", param.value_name))
            .hint("a loop of the shell does several"));
    }
    Ok(Some(param))
}

/// Runs an operation over a stream.
pub async fn run(
    operation: &'static Operation,
    param: &'static PathParam,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    let command = operation.command.join(" ");
    let key = if param.name == "external_id" { "external_id" } else { "id" };
    let kind = kind_of(param);
    if reads_only(operation) {
        let prepared = prepare(operation, matches, Map::new(), cx)?;
        let plan = plan(operation, prepared.request, kind, Some(param));
        return stream::read_each(plan, key, matches, columns_of(operation), cx).await;
    }
    let stream = Stream::open(&command, &kind, key, matches, cx)?;
    let prepared = prepare(operation, matches, Map::new(), cx);
    let make = async |_: &mut Context| Ok(plan(operation, prepared?.request, kind, Some(param)));
    stream::run(stream, takes_away(operation), make, cx).await
}

/// True for an operation on one object whose effect can be looked for after a lost answer.
pub fn can_be_looked_for(operation: &Operation) -> bool {
    LEAVES.iter().any(|(id, _)| *id == operation.id)
}

/// Runs such an operation on the object whose id was given.
pub async fn run_once(
    operation: &'static Operation,
    prepared: Prepared,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    let given = operation.path_params.first();
    let id = given.and_then(|param| matches.get_one::<String>(&path_id(param.name)));
    let subject = Subject::of(id.map_or("", String::as_str))?;
    let kind = given.map_or_else(|| ObjectKind::named("object"), kind_of);
    match act_once(plan(operation, prepared.request, kind, None), subject, cx).await? {
        Some(acted) => show(&acted, columns_of(operation), cx),
        None => Ok(()),
    }
}

fn takes_away(operation: &Operation) -> bool {
    let verb = operation.command.last().copied().unwrap_or_default();
    operation.method == Method::Delete || TAKES_AWAY.contains(&verb)
}

/// What a parameter such as `CONTACT_ID` is the id of.
fn kind_of(param: &PathParam) -> ObjectKind {
    match param.value_name {
        "CONVERSATION_ID" => ObjectKind::CONVERSATION,
        "TICKET_ID" => ObjectKind::TICKET,
        "CONTACT_ID" | "EXTERNAL_ID" => ObjectKind::CONTACT,
        name => ObjectKind::named(name.strip_suffix("_ID").unwrap_or(name).to_lowercase()),
    }
}

/// A request in which `param` is still to be filled in, as a plan.
fn plan(
    operation: &Operation,
    request: Request,
    kind: ObjectKind,
    param: Option<&'static PathParam>,
) -> Plan {
    let repeat = request.repeat;
    let sent = request.body.as_deref().and_then(|body| serde_json::from_slice(body).ok());
    let sent: Value = sent.unwrap_or_default();
    let make = move |subject: &Subject| match param {
        Some(param) => filled_in(request.clone(), param, subject),
        None => request.clone(),
    };
    let step = match repeat {
        Repeat::Safe => Step::repeatable(make),
        Repeat::Refused if manages_in_silence(operation, &sent) => {
            Step::until_seen(make, move |_, conversation| shows(&sent, conversation))
        }
        Repeat::Refused => {
            let trace = LEAVES.iter().find(|(id, _)| *id == operation.id);
            Step::once(make, trace.map_or(Trace::Nowhere, |(_, trace)| *trace))
        }
    };
    Plan::new(operation.command.join(" "), kind).step(step)
}

/// True where a conversation's state is changed without a word to the customer.
fn manages_in_silence(operation: &Operation, sent: &Value) -> bool {
    let says = sent["body"].as_str().is_some_and(|text| !text.trim().is_empty());
    operation.id == "manageConversation" && !says && sent["message_type"].is_string()
}

/// True for a conversation whose state is the one that was asked for.
fn shows(sent: &Value, conversation: &Value) -> bool {
    let state = |name: &str| conversation["state"] == name;
    match sent["message_type"].as_str() {
        Some("close") => state("closed"),
        Some("open") => state("open"),
        Some("snoozed") => {
            state("snoozed") && same(sent, "snoozed_until", &conversation["snoozed_until"])
        }
        Some("assignment") if sent["type"] == "team" => {
            same(sent, "assignee_id", &conversation["team_assignee_id"])
        }
        Some("assignment") => same(sent, "assignee_id", &conversation["admin_assignee_id"]),
        _ => false,
    }
}

/// Ids and moments are text or numbers; nobody is 0, or nothing at all in older versions.
fn same(sent: &Value, field: &str, found: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => "0".to_owned(),
    };
    text(&sent[field]) == text(found)
}

fn filled_in(mut request: Request, param: &PathParam, subject: &Subject) -> Request {
    request.path = request.path.replace(&format!("{{{}}}", param.name), &subject.segment());
    for (name, value) in &mut request.query {
        if name == param.name && value == "-" {
            subject.id().clone_into(value);
        }
    }
    request
}
