//! `ictl tickets link TICKET_ID CONVERSATION_ID` and `unlink`: conversations of a tracker ticket.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step};
use crate::commands::acting::{act, takes_ids};
use crate::commands::names::ticket;
use crate::commands::operation::{columns_of, gives, has_whole_body, operation, request_line};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const LINK: Verb = Verb {
    words: "tickets link",
    operation: "linkConversationToTicket",
    summary: "Link a conversation to a tracker ticket",
    details: "A tracker ticket holds 2,500 links.",
    fields: &[],
    examples: &["ictl tickets link 100032 100002", "ictl tickets link '#8' 100012"],
};

const UNLINK: &str = "unlinkConversationFromTicket";
const TICKET: &str = "ticket";
const CONVERSATION: &str = "conversation";

fn conversation() -> Arg {
    Arg::new(CONVERSATION).value_name("CONVERSATION_ID")
}

pub fn link_command() -> Command {
    let conversation = conversation().required_unless_present_any(["input", "strings", "typed"]);
    takes_ids(LINK.command().arg(conversation))
}

pub fn unlink_command() -> Command {
    let request = crate::api::operations::by_id(UNLINK).map(request_line).unwrap_or_default();
    let command = Command::new("unlink")
        .arg(Arg::new(TICKET).value_name("TICKET_ID").required(true))
        .arg(conversation().required(true));
    takes_ids(command)
        .about("Unlink a conversation from a tracker ticket")
        .long_about(None)
        .after_help(format!("{request}\n\nExample:\n  ictl tickets unlink 100032 100002"))
}

/// Links.
pub async fn link(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = Map::new();
    let linked = matches.get_one::<String>(CONVERSATION).cloned();
    if !has_whole_body(matches) && !gives(matches, "conversation_id") {
        let id = linked.clone().ok_or_else(|| Error::usage("link which conversation?"))?;
        preset.insert("conversation_id".to_owned(), id.into());
    }
    let request = LINK.request(LINK.body(matches, preset, cx)?)?;
    let step = Step::repeatable(request).already(move |_, ticket| {
        linked.as_deref().is_some_and(|id| is_linked(ticket, id) == Some(true))
    });
    let plan = Plan::new(LINK.words, ObjectKind::TICKET).step(step);
    let id = ticket(LINK.id(matches), cx).await?;
    act(plan, &id, matches, columns_of(LINK.row()?), cx).await
}

/// Unlinks.
pub async fn unlink(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let row = operation(UNLINK)?;
    let one = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let conversation = one(CONVERSATION).to_owned();
    let segment = path_segment(&conversation)?;
    let step = Step::repeatable(move |ticket| {
        let path = format!("/tickets/{}/linked_conversations/{segment}", ticket.segment());
        Request::delete(path)
    })
    .already(move |_, ticket| is_linked(ticket, &conversation) == Some(false));
    let plan = Plan::new("tickets unlink", ObjectKind::TICKET).step(step);
    let id = ticket(one(TICKET), cx).await?;
    act(plan, &id, matches, columns_of(row), cx).await
}

/// Whether a conversation is linked; `None` where the ticket does not tell all its links.
fn is_linked(ticket: &Value, id: &str) -> Option<bool> {
    let links = &ticket["linked_objects"];
    let found = links["data"].as_array()?.iter().any(|link| link["id"] == id);
    if found || links["has_more"] == false { Some(found) } else { None }
}
