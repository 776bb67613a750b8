//! `ictl conversations redact ID PART_ID`: shows what will go, asks, and takes it away for good.

use clap::{Arg, ArgAction, ArgMatches, Command};
use serde_json::{Map, Value, json};

use crate::api::{Request, path_segment};
use crate::bulk::actions::{ObjectKind, Plan, Step, Subject};
use crate::commands::acting::{self, act, act_once, takes_ids};
use crate::commands::consent;
use crate::commands::operation::{columns_of, gives, has_whole_body, prepare, show};
use crate::commands::thread::excerpt;
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::Thread;

const VERB: Verb = Verb {
    words: "conversations redact",
    operation: "redactConversation",
    summary: "Redact a part of a conversation, or its first message",
    details: "Shows what will go and asks. It cannot be undone. A part must have a text; a first \
              message must come from a contact. `conversations get` shows the ids of parts.",
    fields: &[],
    examples: &[
        "ictl conversations redact 100001 4",
        "ictl conversations redact 100001 --source",
        "ictl conversations search 'source.body = password' | ictl conversations redact - --source --yes",
    ],
};

const ID: &str = "redacted-conversation";
const PART: &str = "redacted-part";
const SOURCE: &str = "source-message";

pub fn refine(command: Command) -> Command {
    let whole = ["input", "body:type", "body:conversation_id"];
    let command = VERB
        .refine(command)
        .arg(
            Arg::new(ID)
                .value_name("CONVERSATION_ID")
                .required_unless_present_any(whole.into_iter().chain(["strings", "typed"]))
                .conflicts_with_all(whole),
        )
        .arg(Arg::new(PART).value_name("PART_ID").help("The part that goes"))
        .arg(
            Arg::new(SOURCE)
                .long("source")
                .action(ArgAction::SetTrue)
                .help("The first message goes")
                .conflicts_with(PART),
        );
    takes_ids(command)
}

/// Redacts.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    if has_whole_body(matches) || gives(matches, "type") || gives(matches, "conversation_id") {
        let prepared = prepare(VERB.row()?, matches, Map::new(), cx)?;
        return show(VERB.row()?, matches, prepared, cx).await;
    }
    let id = matches.get_one::<String>(ID).map_or("", String::as_str);
    let part = matches.get_one::<String>(PART).map(String::as_str);
    match (id, part, matches.get_flag(SOURCE)) {
        (_, None, false) => Err(Error::usage("what should go? name a part, or give --source")
            .hint("`ictl conversations get ID` shows the parts with their ids")),
        ("-", Some(_), _) => Err(Error::usage("a part belongs to one conversation")
            .hint("of many conversations, --source redacts the first message")),
        ("-", None, _) => {
            let plan = plan(piped_source()).requiring(tells_its_source);
            act(plan, id, matches, columns_of(VERB.row()?), cx).await
        }
        (id, part, _) => one(id, part, cx).await,
    }
}

/// One conversation: what goes is read, shown and asked about.
async fn one(id: &str, part: Option<&str>, cx: &mut Context) -> Result<()> {
    let request = Request::get(format!("/conversations/{}", path_segment(id)?));
    let conversation = cx.client()?.json(&request).await?;
    let message = match part {
        Some(part) => find(&conversation, part).ok_or_else(|| no_such_part(id, part))?,
        None => &conversation["source"],
    };
    let entry = excerpt(message);
    let title = format!("This goes from conversation {id} for good:");
    let step = step(body(&conversation, part));
    if !cx.dry_run() && !cx.ui.settings().yes {
        cx.ui.preview(&Thread { title, entries: vec![entry], ..Thread::default() });
        let place = consent::present_place(cx).await?;
        if !cx.ui.confirm(&format!("Redact it in {place}? It cannot be undone."))? {
            return Err(Error::failed("nothing was redacted"));
        }
    }
    let acted = act_once(plan(step), Subject::of(id)?, cx).await?;
    acted.map_or(Ok(()), |acted| acting::show(&acted, columns_of(VERB.row()?), cx))
}

fn plan(step: Step) -> Plan {
    Plan::new(VERB.words, ObjectKind::CONVERSATION).destructive().step(step)
}

fn find<'a>(conversation: &'a Value, part: &str) -> Option<&'a Value> {
    let parts = conversation["conversation_parts"]["conversation_parts"].as_array()?;
    parts.iter().find(|known| known["id"] == part)
}

fn no_such_part(id: &str, part: &str) -> Error {
    Error::failed(format!("conversation {id} has no part {part} among the newest 500")).hint(
        format!("`ictl conversations get {id}` shows the parts; --source is the first message"),
    )
}

fn body(conversation: &Value, part: Option<&str>) -> Value {
    match part {
        Some(part) => json!({
            "type": "conversation_part",
            "conversation_id": conversation["id"],
            "conversation_part_id": part,
        }),
        None => json!({
            "type": "source",
            "conversation_id": conversation["id"],
            "source_id": conversation["source"]["id"],
        }),
    }
}

fn step(body: Value) -> Step {
    let part = body["conversation_part_id"].as_str().map(str::to_owned);
    let make = move |_: &Subject| Request::post("/conversations/redact").json(&body);
    Step::until_seen(make, move |_, conversation| is_redacted(conversation, part.as_deref()))
}

/// The first message of conversations that were piped in with what is known of it.
fn piped_source() -> Step {
    let make = |subject: &Subject| {
        Request::post("/conversations/redact").json(&body(subject.object(), None))
    };
    Step::until_seen(make, |_, conversation| is_redacted(conversation, None))
}

fn tells_its_source(subject: &Subject) -> Result<()> {
    if subject.object()["source"]["id"].is_string() {
        return Ok(());
    }
    Err(Error::failed("the id of the first message is not known")
        .hint("pipe in whole conversations, such as `conversations search` gives"))
}

fn is_redacted(conversation: &Value, part: Option<&str>) -> bool {
    match part {
        Some(part) => find(conversation, part).is_some_and(|part| part["redacted"] == true),
        None => conversation["source"]["redacted"] == true,
    }
}
