//! `ictl conversations attach ID CONTACT` and `detach ID CONTACT`: who takes part.

use clap::{Arg, ArgMatches, Args as _, Command};
use serde_json::{Map, Value, json};

use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step};
use crate::commands::acting::{act, takes_ids};
use crate::commands::body::BodyArgs;
use crate::commands::names::{add_acting_admin, admin_arg, contact};
use crate::commands::operation::{
    body, columns_of, gives, has_whole_body, operation, request_line,
};
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};

const ATTACH: Verb = Verb {
    words: "conversations attach",
    operation: "attachContactToConversation",
    summary: "Add a contact to a conversation",
    details: "The contact is an id, email or external id. Returns the conversation.",
    fields: &[],
    examples: &["ictl conversations attach 100001 bob@example.com"],
};

const DETACH_OPERATION: &str = "detachContactFromConversation";

const ID: &str = "conversation";
const CONTACT: &str = "participant";

pub fn attach_command() -> Command {
    let contact = participant().required_unless_present_any(["input", "strings", "typed"]);
    takes_ids(ATTACH.command().arg(contact).arg(admin_arg()))
}

pub fn detach_command() -> Command {
    let request = crate::api::operations::by_id(DETACH_OPERATION).map(request_line);
    let command = Command::new("detach")
        .arg(Arg::new(ID).value_name("CONVERSATION_ID").required(true))
        .arg(participant().required(true));
    takes_ids(BodyArgs::augment_args(command).arg(admin_arg()))
        .about("Remove a contact from a conversation")
        .long_about(
            "Remove a contact from a conversation\n\nThe contact is an id, email or external id. \
             The last one cannot be removed.",
        )
        .after_help(format!(
            "{}\n\nExample:\n  ictl conversations detach 100001 bob@example.com",
            request.unwrap_or_default()
        ))
}

fn participant() -> Arg {
    Arg::new(CONTACT).value_name("CONTACT").help("An id, email or external id")
}

/// Adds a contact.
pub async fn attach(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = Map::new();
    let mut added = None;
    if !has_whole_body(matches) {
        if let Some(text) = matches.get_one::<String>(CONTACT) {
            let contact = contact(text, cx).await?;
            preset.insert("customer".to_owned(), json!({"intercom_user_id": contact.id}));
            added = Some(contact.id);
        } else if !gives(matches, "customer") {
            return Err(Error::usage("`conversations attach` needs a contact")
                .hint("give an id, email or external id behind the conversation's id"));
        }
        add_acting_admin(&mut preset, matches, cx).await?;
    }
    let request = ATTACH.request(ATTACH.body(matches, preset, cx)?)?;
    let step = Step::until_seen(request, move |_, conversation| {
        added.as_deref().is_some_and(|id| takes_part(conversation, id) == Some(true))
    });
    let plan = Plan::new(ATTACH.words, ObjectKind::CONVERSATION).step(step);
    act(plan, ATTACH.id(matches), matches, columns_of(ATTACH.row()?), cx).await
}

/// Removes a contact.
pub async fn detach(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let row = operation(DETACH_OPERATION)?;
    let text = matches.get_one::<String>(CONTACT).map_or("", String::as_str);
    let mut preset = Map::new();
    let removed = if has_whole_body(matches) {
        text.to_owned()
    } else {
        let contact = contact(text, cx).await?;
        add_acting_admin(&mut preset, matches, cx).await?;
        contact.id
    };
    let body = body(row, matches, preset, cx)?;
    let segment = path_segment(&removed)?;
    let step = Step::repeatable(move |subject| {
        let path = format!("/conversations/{}/customers/{segment}", subject.segment());
        Request::delete(path).body(body.clone())
    })
    .already(move |_, conversation| takes_part(conversation, &removed) == Some(false));
    let plan = Plan::new("conversations detach", ObjectKind::CONVERSATION).step(step);
    let id = matches.get_one::<String>(ID).map_or("", String::as_str);
    act(plan, id, matches, columns_of(row), cx).await
}

/// Whether a contact takes part; `None` where the object does not tell.
fn takes_part(conversation: &Value, id: &str) -> Option<bool> {
    let contacts = conversation["contacts"]["contacts"].as_array()?;
    Some(contacts.iter().any(|contact| contact["id"] == id))
}
