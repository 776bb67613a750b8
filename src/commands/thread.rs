//! A conversation or ticket as a thread for people: what the API's parts mean, in words.
//!
//! Pure: an object goes in, a [`Thread`] comes out. How it looks is decided by the output layer.

mod author;
mod facts;

use serde_json::{Value, json};

use author::Authors;

use crate::output::{Entry, Thread};

/// The most parts that the API gives (docs: Retrieve a conversation, Retrieve a ticket).
const MOST_PARTS: usize = 500;

/// True when it names teams, which it does by id alone.
pub fn names_teams(thread: &Value) -> bool {
    let lists = [
        &thread["conversation_parts"]["conversation_parts"],
        &thread["ticket_parts"]["ticket_parts"],
    ];
    let is_team = |part: &Value| part["assigned_to"]["type"] == "team";
    thread["team_assignee_id"].as_u64().is_some_and(|id| id != 0)
        || lists.into_iter().any(|list| items(list).iter().any(is_team))
}

/// The thread of a conversation. `teams` are those of the workspace, as far as they are known.
pub fn of_conversation(conversation: &Value, teams: &[Value]) -> Thread {
    let parts = items(&conversation["conversation_parts"]["conversation_parts"]);
    let authors = Authors::of(conversation, parts, teams);
    let mut entries: Vec<Entry> =
        source(&conversation["source"], conversation).into_iter().collect();
    entries.extend(parts.iter().map(|part| entry(part, &authors)));
    Thread {
        title: facts::conversation_title(conversation),
        facts: facts::of_conversation(conversation, &authors),
        entries,
        missing: missing(parts.len(), &conversation["conversation_parts"]),
    }
}

/// The thread of a ticket, likewise.
pub fn of_ticket(ticket: &Value, teams: &[Value]) -> Thread {
    let parts = items(&ticket["ticket_parts"]["ticket_parts"]);
    let authors = Authors::of(ticket, parts, teams);
    Thread {
        title: facts::ticket_title(ticket),
        facts: facts::of_ticket(ticket, &authors),
        entries: parts.iter().map(|part| entry(part, &authors)).collect(),
        missing: missing(parts.len(), &ticket["ticket_parts"]),
    }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

fn missing(shown: usize, list: &Value) -> Option<String> {
    let total = list["total_count"].as_u64()?;
    if total <= shown as u64 {
        return None;
    }
    Some(format!(
        "only the newest {shown} of {total} parts are shown: the API gives no more than {MOST_PARTS}"
    ))
}

/// The message that began the conversation.
fn source(source: &Value, conversation: &Value) -> Option<Entry> {
    let source = source.is_object().then_some(source)?;
    let channel = source["type"].as_str().filter(|channel| *channel != "conversation");
    let mut entry = Entry {
        who: author::full_name(&source["author"]),
        what: channel.map(str::to_owned),
        when: conversation["created_at"].clone(),
        id: text(&source["id"]).map(|id| format!("{id} (the first message)")),
        body: body(source),
        below: attachments(source),
    };
    if source["redacted"] == true {
        redact(&mut entry);
    }
    Some(entry)
}

fn entry(part: &Value, authors: &Authors) -> Entry {
    let mut entry = Entry {
        who: author::full_name(&part["author"]),
        what: what(part, authors),
        when: part["created_at"].clone(),
        id: text(&part["id"]),
        body: body(part),
        below: attachments(part),
    };
    let changed = changed_attribute(part);
    entry.below.extend(changed);
    if part["redacted"] == true {
        redact(&mut entry);
    }
    entry
}

fn body(part: &Value) -> Option<String> {
    part["body"].as_str().filter(|body| !body.is_empty()).map(str::to_owned)
}

fn redact(entry: &mut Entry) {
    entry.body = None;
    entry.below = vec!["[redacted]".to_owned()];
}

/// What a part is, where it is no plain message. The set of types is open, so an unknown one is
/// shown by its name.
fn what(part: &Value, authors: &Authors) -> Option<String> {
    let assignee = || authors.name(&part["assigned_to"]);
    let kind = part["part_type"].as_str().unwrap_or("comment");
    Some(match kind {
        "comment" => return None,
        "close" => "closed".to_owned(),
        "open" => "opened".to_owned(),
        "assignment" | "assign_and_unsnooze" => match assignee() {
            Some(name) => format!("assigned to {name}"),
            None => "unassigned".to_owned(),
        },
        "ticket_state_updated_by_admin" => ticket_state(part),
        other => other.replace('_', " "),
    })
}

fn ticket_state(part: &Value) -> String {
    let state = |key: &str| part[key].as_str().map(|state| state.replace('_', " "));
    match (state("previous_ticket_state"), state("ticket_state")) {
        (Some(before), Some(now)) if before != now => format!("state {before} → {now}"),
        (_, Some(now)) => format!("state {now}"),
        _ => "state changed".to_owned(),
    }
}

fn changed_attribute(part: &Value) -> Option<String> {
    let changed = &part["updated_attribute_data"];
    let name = changed["attribute"]["label"].as_str()?;
    let value = &changed["value"]["label"];
    Some(format!("{name}: {}", text(value).unwrap_or_else(|| value.to_string())))
}

fn attachments(part: &Value) -> Vec<String> {
    let one = |attachment: &Value| {
        let name = attachment["name"].as_str().unwrap_or("a file");
        let address = attachment["url"].as_str().map(|url| format!(" ({url})"));
        format!("attachment: {name}{}", address.unwrap_or_default())
    };
    items(&part["attachments"]).iter().map(one).collect()
}

/// A text or number as text; nothing where there is none.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What `redact` will take away, in a few words.
pub fn excerpt(part: &Value) -> Entry {
    entry(part, &Authors::of(&json!({}), std::slice::from_ref(part), &[]))
}
