//! `ictl tickets reply ID` and `note ID`: as those of conversations, on a ticket.

use clap::{ArgMatches, Command};

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::act;
use crate::commands::conversations::reply::{preset, takes_message, takes_speaker};
use crate::commands::names::ticket;
use crate::commands::operation::columns_of;
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::Result;

const REPLY: Verb = Verb {
    words: "tickets reply",
    operation: "replyTicket",
    summary: "Reply to a ticket",
    details: "The customer gets it; contacts cannot reply on back-office tickets. Without a text, \
              stdin is read where it is a pipe, and an editor opens on a terminal. A reply whose \
              answer is lost is looked for in the thread and never sent again.",
    fields: &["body", "created_at", "reply_options", "skip_notifications"],
    examples: &[
        "ictl tickets reply 100026 'This is fixed in today'\\''s release'",
        "ictl tickets reply '#2' 'We are on it' --admin ana@example.com",
    ],
};

const NOTE: Verb = Verb {
    words: "tickets note",
    operation: "replyTicket",
    summary: "Leave a note on a ticket that only teammates see",
    details: "HTML is accepted. With --cross-post it goes to the linked conversations of a \
              back-office or tracker ticket, too.",
    fields: &["body", "created_at", "cross_post"],
    examples: &["ictl tickets note 100026 'Waiting for the supplier'"],
};

pub fn refine(command: Command) -> Command {
    takes_speaker(takes_message(REPLY.refine(command)))
}

pub fn note_command() -> Command {
    takes_message(NOTE.command())
}

/// Sends a reply.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    send(&REPLY, "comment", matches, cx).await
}

/// Leaves a note.
pub async fn note(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    send(&NOTE, "note", matches, cx).await
}

async fn send(verb: &Verb, kind: &str, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let preset = preset(verb, kind, matches, cx).await?;
    let body = verb.body(matches, preset, cx)?;
    let step = Step::once(verb.request(body)?, Trace::Part);
    let plan = Plan::new(verb.words, ObjectKind::TICKET).step(step);
    let id = ticket(verb.id(matches), cx).await?;
    act(plan, &id, matches, columns_of(verb.row()?), cx).await
}
