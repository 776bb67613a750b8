//! `ictl tickets update`, `delete` and `change-type`: the table's commands, with numbers for ids and
//! names for types, states and attributes.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use super::attributes;
use super::create::{given, takes_attributes};
use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::names::{explain_ticket, ticket, ticket_type};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const UPDATE: Verb = Verb {
    words: "tickets update",
    operation: "updateTicket",
    summary: "Update a ticket's attributes, company, or what is open and shared",
    details: "Attributes go by name and are checked by the ticket's type. For state and assignee \
              there are `tickets state` and `tickets assign`.",
    fields: &[
        "company_id",
        "is_shared",
        "open",
        "skip_notifications",
        "snoozed_until",
        "ticket_state_id",
        "assignee_id",
        "admin_id",
    ],
    examples: &[
        "ictl tickets update 100026 -a Severity=High",
        "ictl tickets update '#2' --title 'Login fails on Safari' --open true",
    ],
};

const DELETE: Verb = Verb {
    words: "tickets delete",
    operation: "deleteTicket",
    summary: "Delete a ticket permanently",
    details: "Replies, attributes and uploads go with it; reports keep a trace.",
    fields: &[],
    examples: &["ictl tickets delete 100026", "ictl tickets delete '#2'"],
};

const CHANGE_TYPE: Verb = Verb {
    words: "tickets change-type",
    operation: "changeTicketType",
    summary: "Change the type of a ticket",
    details: "The new type must be of the same category. Attributes of equal name and type are \
              carried over. Without --state the ticket is in the first state of its new type.",
    fields: &[],
    examples: &["ictl tickets change-type 100026 --type Order -a Amount=49.50"],
};

const TYPE: &str = "ticket-type";
const STATE: &str = "ticket-state";

pub fn refine_update(command: Command) -> Command {
    takes_ids(takes_attributes(UPDATE.refine(command)))
}

pub fn refine_delete(command: Command) -> Command {
    takes_ids(DELETE.refine(command))
}

pub fn refine_type(command: Command) -> Command {
    let arg = |name: &'static str, long: &'static str, field: &'static str| {
        Arg::new(name).long(long).value_name("NAME|ID").conflicts_with_all(["input", field])
    };
    takes_ids(
        takes_attributes(CHANGE_TYPE.refine(command))
            .arg(arg(TYPE, "type", "body:ticket_type_id").help("The new type"))
            .arg(arg(STATE, "state", "body:ticket_state_id").help("Its state then")),
    )
}

/// Updates.
pub async fn update(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = ticket(UPDATE.id(matches), cx).await?;
    let mut preset = Map::new();
    let given = given(matches)?;
    if !given.is_empty() {
        if id == "-" {
            return Err(Error::usage("attributes by name are those of one ticket's type").hint(
                "for many tickets give them as they are sent: -f ticket_attributes.NAME=VALUE",
            ));
        }
        let kind = type_of(&id, cx).await?;
        let fields = attributes::fields(&given, &kind, &cx.now())?;
        preset.insert("ticket_attributes".to_owned(), fields.into());
    }
    let step = Step::repeatable(UPDATE.request(UPDATE.body(matches, preset, cx)?)?);
    let plan = Plan::new(UPDATE.words, ObjectKind::TICKET).step(step);
    act(plan, &id, matches, columns_of(UPDATE.row()?), cx).await
}

/// Deletes.
pub async fn delete(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = ticket(DELETE.id(matches), cx).await?;
    let step = Step::repeatable(DELETE.about()?);
    let plan = Plan::new(DELETE.words, ObjectKind::TICKET).destructive().step(step);
    act(plan, &id, matches, columns_of(DELETE.row()?), cx).await
}

/// Changes the type.
pub async fn change_type(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = ticket(CHANGE_TYPE.id(matches), cx).await?;
    let preset = if has_whole_body(matches) { Map::new() } else { new_type(matches, cx).await? };
    let body = CHANGE_TYPE.body(matches, preset, cx)?;
    let sent: Value = serde_json::from_slice(&body).unwrap_or_default();
    let wanted = sent["ticket_type_id"].clone();
    let request = CHANGE_TYPE.request(body)?;
    let step = if wanted.is_string() {
        Step::until_seen(request, move |_, ticket| ticket["ticket_type"]["id"] == wanted)
    } else {
        Step::once(request, Trace::Nowhere)
    };
    let plan = Plan::new(CHANGE_TYPE.words, ObjectKind::TICKET).step(step);
    act(plan, &id, matches, columns_of(CHANGE_TYPE.row()?), cx).await
}

/// Type, state and attributes by their names.
async fn new_type(matches: &ArgMatches, cx: &mut Context) -> Result<Map<String, Value>> {
    let mut preset = Map::new();
    let Some(text) = matches.get_one::<String>(TYPE) else {
        if gives(matches, "ticket_type_id") {
            return Ok(preset);
        }
        return Err(Error::usage("`tickets change-type` needs --type")
            .hint("`ictl ticket-types list` shows the types by name"));
    };
    let kind = ticket_type::find(text, cx).await?;
    preset.insert("ticket_type_id".to_owned(), kind["id"].clone());
    if !gives(matches, "ticket_state_id") {
        let state = match matches.get_one::<String>(STATE) {
            Some(text) => ticket_type::state(text, &kind)?.into(),
            None => kind["ticket_states"]["data"][0]["id"].clone(),
        };
        preset.insert("ticket_state_id".to_owned(), state);
    }
    let given = given(matches)?;
    if !given.is_empty() {
        let fields = attributes::fields(&given, &kind, &cx.now())?;
        preset.insert("ticket_attributes".to_owned(), fields.into());
    }
    Ok(preset)
}

/// The type of a ticket, with its attributes.
async fn type_of(id: &str, cx: &mut Context) -> Result<Value> {
    let request = Request::get(format!("/tickets/{}", path_segment(id)?));
    let answer = cx.client()?.json(&request).await;
    let ticket = answer.map_err(|error| explain_ticket(error, id))?;
    let types = ticket_type::all_with_archived(cx).await?;
    let kind = types.into_iter().find(|kind| kind["id"] == ticket["ticket_type"]["id"]);
    Ok(kind.unwrap_or_else(|| ticket["ticket_type"].clone()))
}
