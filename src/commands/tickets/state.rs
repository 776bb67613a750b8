//! `ictl tickets state ID NAME`: to another state, by its name. Which states there are depends on
//! the ticket's type.

use std::collections::HashMap;

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use super::assign::add_actor;
use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject};
use crate::commands::acting::{act, act_once, takes_ids};
use crate::commands::names::{admin_arg, explain_ticket, ticket, ticket_type};
use crate::commands::operation::{columns_of, has_whole_body};
use crate::commands::shown::changed;
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "tickets state",
    operation: "updateTicket",
    summary: "Move a ticket to another state",
    details: "The state goes by the name that the team or the customer sees, or by its category. A \
              ticket that is in it already is left alone.",
    fields: &["skip_notifications"],
    examples: &[
        "ictl tickets state 100026 resolved",
        "ictl tickets state '#2' 'Waiting on customer'",
        "ictl tickets search 'type = Refund and open = true' | ictl tickets state - resolved --yes",
    ],
};

const STATE: &str = "state-name";

pub fn command() -> Command {
    let state = Arg::new(STATE)
        .value_name("STATE")
        .required_unless_present("input")
        .conflicts_with("input")
        .help("The name of the state");
    takes_ids(VERB.command().arg(state).arg(admin_arg()))
}

/// Changes the state.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let given = VERB.id(matches);
    if has_whole_body(matches) {
        let body = VERB.body(matches, Map::new(), cx)?;
        let plan =
            Plan::new(VERB.words, ObjectKind::TICKET).step(Step::repeatable(VERB.request(body)?));
        return act(plan, given, matches, columns_of(VERB.row()?), cx).await;
    }
    let text = matches.get_one::<String>(STATE).map_or("", String::as_str);
    let types = ticket_type::all_with_archived(cx).await?;
    let mut preset = Map::new();
    add_actor(&mut preset, matches, cx).await?;
    if given == "-" {
        let states = states(text, &types)?;
        let template = VERB.body(matches, preset, cx)?;
        let plan = Plan::new(VERB.words, ObjectKind::TICKET).step(step(template, states.clone())?);
        let plan = plan.requiring(move |ticket| state_of(ticket, &states).map(|_| ()));
        return act(plan, given, matches, columns_of(VERB.row()?), cx).await;
    }
    let id = ticket(given, cx).await?;
    let request = Request::get(format!("/tickets/{}", path_segment(&id)?));
    let answer = cx.client()?.json(&request).await;
    let ticket = answer.map_err(|error| explain_ticket(error, given))?;
    let kind = types.iter().find(|kind| kind["id"] == ticket["ticket_type"]["id"]);
    let kind = kind.unwrap_or(&ticket["ticket_type"]);
    let state = ticket_type::state(text, kind)?;
    let states = HashMap::from([(type_id(&ticket), state)]);
    let body = VERB.body(matches, preset, cx)?;
    let plan = Plan::new(VERB.words, ObjectKind::TICKET).step(step(body, states)?);
    let subject = Subject::piped(id, ticket.clone())?;
    let Some(acted) = act_once(plan, subject, cx).await? else { return Ok(()) };
    if acted.value.is_none() {
        cx.ui.note("nothing changed: the ticket is in that state already");
    }
    changed(columns_of(VERB.row()?), &acted.value.unwrap_or(ticket), cx)
}

/// The state of this name by ticket type, for every type that has it.
fn states(text: &str, types: &[Value]) -> Result<HashMap<String, String>> {
    let mut last = None;
    let mut found = HashMap::new();
    for kind in types {
        match ticket_type::state(text, kind) {
            Ok(state) => {
                found.insert(kind["id"].as_str().unwrap_or_default().to_owned(), state);
            }
            Err(error) => last = Some(error),
        }
    }
    match (found.is_empty(), last) {
        (true, Some(error)) => Err(error),
        (true, None) => Err(Error::failed("the workspace has no ticket types")),
        (false, _) => Ok(found),
    }
}

fn type_id(ticket: &Value) -> String {
    ticket["ticket_type"]["id"].as_str().unwrap_or_default().to_owned()
}

fn state_of<'a>(ticket: &Subject, states: &'a HashMap<String, String>) -> Result<&'a str> {
    let kind = type_id(ticket.object());
    let state = states.get(&kind).map(String::as_str);
    state.ok_or_else(|| match kind.as_str() {
        "" => Error::failed("the ticket's type is not known")
            .hint("pipe in whole tickets, such as `tickets search` gives"),
        kind => Error::failed(format!("tickets of type {kind} have no such state")),
    })
}

/// Sets the state that goes with the ticket's type.
fn step(body: Vec<u8>, states: HashMap<String, String>) -> Result<Step> {
    let common: Value = serde_json::from_slice(&body).unwrap_or_default();
    let about = VERB.about()?;
    let wanted = states.clone();
    let step = Step::repeatable(move |ticket: &Subject| {
        let mut body = common.clone();
        body["ticket_state_id"] = state_of(ticket, &states).unwrap_or_default().into();
        about(ticket).json(&body)
    });
    Ok(step.already(move |ticket, object| {
        state_of(ticket, &wanted).is_ok_and(|state| object["ticket_state"]["id"] == state)
    }))
}
