//! `ictl conversations reply ID` and `note ID`: a message to the customer, and one to the team.
//! Neither is ever sent twice.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::attachments::{self, ATTACH};
use crate::commands::message;
use crate::commands::names::{add_acting_admin, admin_arg, contact};
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::verb::{Verb, fields};
use crate::context::Context;
use crate::error::{Error, Result};

const REPLY: Verb = Verb {
    words: "conversations reply",
    operation: "replyConversation",
    summary: "Reply to a conversation",
    details: "The customer gets it. Without a text, stdin is read where it is a pipe, and an editor \
              opens on a terminal. The id may be `last`, the latest conversation of the contact of \
              --as. A reply whose answer is lost is looked for in the thread and never sent again.",
    fields: &["body", "created_at", "reply_options", "skip_notifications"],
    examples: &[
        "ictl conversations reply 100001 'Thanks, this is fixed now.'",
        "ictl conversations reply 100001 --body-file answer.html --attach screenshot.png",
        "ictl conversations reply 100001 'It works again' --as ann@example.com",
    ],
};

const NOTE: Verb = Verb {
    words: "conversations note",
    operation: "replyConversation",
    summary: "Leave a note on a conversation that only teammates see",
    details: "HTML is accepted. Without a text, stdin is read where it is a pipe, and an editor \
              opens on a terminal.",
    fields: &["body", "created_at"],
    examples: &[
        "ictl conversations note 100001 'Asked engineering, see #4711'",
        "git log -1 | ictl conversations note 100001 --admin ana@example.com",
    ],
};

/// The argument that makes a reply the contact's.
const AS: &str = "as-contact";

/// The id by which the API knows a contact's latest conversation.
const LAST: &str = "last";

pub fn refine(command: Command) -> Command {
    takes_speaker(takes_message(REPLY.refine(command)))
}

pub fn note_command() -> Command {
    takes_message(NOTE.command())
}

/// Adds what every message takes: who acts, attachments, and ids on stdin.
pub fn takes_message(command: Command) -> Command {
    takes_ids(command.arg(admin_arg()).arg(attachments::arg()))
}

/// Adds `--as`.
pub fn takes_speaker(command: Command) -> Command {
    command.arg(
        Arg::new(AS)
            .long("as")
            .value_name("CONTACT")
            .help("Reply as this contact: an id, email or external id")
            .conflicts_with_all(["input", "acting-admin"]),
    )
}

/// Sends a reply.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    if REPLY.id(matches) == LAST && !names_a_contact(matches) && !has_whole_body(matches) {
        return Err(Error::usage("`last` is the latest conversation of a contact")
            .hint("name the contact with --as EMAIL"));
    }
    send(&REPLY, "comment", matches, cx).await
}

/// Leaves a note.
pub async fn note(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    send(&NOTE, "note", matches, cx).await
}

fn names_a_contact(matches: &ArgMatches) -> bool {
    matches.try_get_one::<String>(AS).is_ok_and(|value| value.is_some())
        || ["intercom_user_id", "user_id", "email"].iter().any(|field| gives(matches, field))
}

async fn send(verb: &Verb, kind: &str, matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let id = verb.id(matches);
    let preset = preset(verb, kind, matches, cx).await?;
    let body = verb.body(matches, preset, cx)?;
    // The latest conversation of somebody cannot be read by that name.
    let trace = if id == LAST { Trace::Nowhere } else { Trace::Part };
    let plan = Plan::new(verb.words, ObjectKind::CONVERSATION)
        .step(Step::once(verb.request(body)?, trace));
    act(plan, id, matches, columns_of(verb.row()?), cx).await
}

/// The fields of a message that the command line does not give in the operation's own form.
pub async fn preset(
    verb: &Verb,
    kind: &str,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<Map<String, Value>> {
    if has_whole_body(matches) {
        return Ok(Map::new());
    }
    let mut preset = fields([("message_type", kind.into())]);
    // What can be wrong with the text and the files is said before anybody is looked up.
    preset.extend(attachments::fields(matches)?);
    if needs_text(matches) {
        message::complete(&mut preset, matches, verb.id(matches) == "-", cx)?;
    }
    add_speaker(&mut preset, matches, cx).await?;
    Ok(preset)
}

/// A message needs a text, unless something else is in it. Who says what kind of message it is by
/// the operation's own flag knows what to put in.
fn needs_text(matches: &ArgMatches) -> bool {
    let attached = matches.try_contains_id(ATTACH).unwrap_or(false);
    let others = ["message_type", "reply_options", "attachment_urls", "attachment_files"];
    !attached && !others.iter().any(|field| gives(matches, field))
}

/// Who speaks: the contact of `--as` or of the operation's own flags, else an admin.
async fn add_speaker(
    preset: &mut Map<String, Value>,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    if let Some(text) = matches.try_get_one::<String>(AS).ok().flatten() {
        let contact = contact(text, cx).await?;
        preset.extend(fields([("type", "user".into()), ("intercom_user_id", contact.id.into())]));
    } else if names_a_contact(matches) {
        preset.insert("type".to_owned(), "user".into());
    } else if !gives(matches, "type") {
        preset.insert("type".to_owned(), "admin".into());
        add_acting_admin(preset, matches, cx).await?;
    }
    Ok(())
}
