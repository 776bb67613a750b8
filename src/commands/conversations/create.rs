//! `ictl conversations create --contact WHO`: a conversation that a contact begins.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::bulk::actions::{ObjectKind, Plan, Step, Subject, Trace};
use crate::commands::acting::act_once;
use crate::commands::message;
use crate::commands::names::contact;
use crate::commands::operation::{columns_of, gives, has_whole_body};
use crate::commands::shown::changed;
use crate::commands::verb::{Verb, fields};
use crate::context::Context;
use crate::error::{Error, Result};

const VERB: Verb = Verb {
    words: "conversations create",
    operation: "createConversation",
    summary: "Start a conversation on behalf of a contact",
    details: "Plain text only. Returns a message: its `conversation_id` is the id to go on with. To \
              write to a contact use `messages create`.",
    fields: &["body", "subject", "attachment_urls", "created_at", "brand_id"],
    examples: &[
        "ictl conversations create --contact ann@example.com 'I cannot log in'",
        "ictl conversations create --contact ann@example.com 'Help' --jq .conversation_id",
    ],
};

const CONTACT: &str = "contact";

pub fn refine(command: Command) -> Command {
    VERB.refine(command).arg(
        Arg::new(CONTACT)
            .long(CONTACT)
            .value_name("CONTACT")
            .help("Who begins it: an id, email or external id")
            .conflicts_with_all(["input", "body:from"]),
    )
}

/// Starts a conversation and shows the message that came of it.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let mut preset = Map::new();
    if !has_whole_body(matches) && !gives(matches, "from") {
        let Some(text) = matches.get_one::<String>(CONTACT) else {
            return Err(Error::usage("`conversations create` needs --contact")
                .hint("say who begins it: an id, an email or an external id"));
        };
        message::complete(&mut preset, matches, false, cx)?;
        let contact = contact(text, cx).await?;
        // `contact` as a type is refused by some versions (docs: Changelog 2.6).
        let from = json!({"type": contact.role, "id": contact.id});
        preset.extend(fields([("from", from)]));
    }
    let body = VERB.body(matches, preset, cx)?;
    let step = Step::once(VERB.request(body)?, Trace::Conversation);
    let plan = Plan::new(VERB.words, ObjectKind::CONVERSATION).step(step);
    let Some(acted) = act_once(plan, Subject::none(), cx).await? else { return Ok(()) };
    let mut made = acted.value.unwrap_or_default();
    if made["type"] == "conversation" {
        // Found after a lost answer: under the key that the answer would have had, too.
        made["conversation_id"] = Value::clone(&made["id"]);
    }
    changed(columns_of(VERB.row()?), &made, cx)
}
