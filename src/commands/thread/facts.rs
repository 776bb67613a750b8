//! What stands above a thread: title, state, people, tags, links.

use serde_json::{Value, json};

use super::author::Authors;
use super::{items, text};
use crate::output::html;

/// A label and what stands behind it.
type Fact = (&'static str, Value);

/// A title that people recognize: the conversation's own, or the subject of its first message.
pub(super) fn conversation_title(conversation: &Value) -> String {
    let id = text(&conversation["id"]).unwrap_or_default();
    let titles = [&conversation["title"], &conversation["source"]["subject"]];
    let title = titles.into_iter().filter_map(Value::as_str).map(html::text);
    match title.map(|title| title.trim().to_owned()).find(|title| !title.is_empty()) {
        Some(title) => format!("{title} (conversation {id})"),
        None => format!("Conversation {id}"),
    }
}

/// A ticket's title with the number that people see.
pub(super) fn ticket_title(ticket: &Value) -> String {
    let number = text(&ticket["ticket_id"]).map(|number| format!("#{number} "));
    let title = ticket["ticket_attributes"]["_default_title_"].as_str().unwrap_or("Ticket");
    format!("{}{title}", number.unwrap_or_default())
}

pub(super) fn of_conversation(conversation: &Value, authors: &Authors) -> Vec<Fact> {
    let state = match conversation["state"].as_str() {
        Some("snoozed") => None,
        state => state.map(Value::from),
    };
    let asleep = state.is_none().then(|| conversation["snoozed_until"].clone());
    let mut facts = vec![("state", state.unwrap_or(Value::Null)), ("snoozed until", asleep.into())];
    let priority = conversation["priority"].as_str();
    let priority = priority.filter(|priority| !matches!(*priority, "none" | "not_priority"));
    facts.push(("priority", priority.map_or(Value::Null, Value::from)));
    facts.extend(assignees(conversation, authors));
    facts.push(("tags", names(&conversation["tags"]["tags"], "name")));
    facts.push(("linked", linked(conversation)));
    facts.push(("waiting since", conversation["waiting_since"].clone()));
    facts.push(("updated", conversation["updated_at"].clone()));
    told(facts)
}

pub(super) fn of_ticket(ticket: &Value, authors: &Authors) -> Vec<Fact> {
    let state = &ticket["ticket_state"];
    let state =
        state["internal_label"].as_str().or(state.as_str()).map_or(Value::Null, Value::from);
    let category = text(&ticket["category"]).map(|category| format!(" ({category})"));
    let kind = text(&ticket["ticket_type"]["name"]);
    let kind = kind.map(|name| format!("{name}{}", category.unwrap_or_default()));
    let mut facts = vec![
        ("id", text(&ticket["id"]).into()),
        ("type", kind.into()),
        ("state", state),
        ("open", json!(if ticket["open"] == true { "yes" } else { "no" })),
        ("snoozed until", ticket["snoozed_until"].clone()),
    ];
    facts.extend(assignees(ticket, authors));
    facts.push(("contact", contacts(ticket, authors)));
    facts.push(("linked", linked(ticket)));
    facts.push(("updated", ticket["updated_at"].clone()));
    facts.push(("attributes", attributes(ticket)));
    told(facts)
}

/// What is not there is not shown.
fn told(facts: Vec<Fact>) -> Vec<Fact> {
    let empty = |value: &Value| value.is_null() || value.as_str().is_some_and(str::is_empty);
    facts.into_iter().filter(|(_, value)| !empty(value)).collect()
}

fn assignees(thread: &Value, authors: &Authors) -> [Fact; 2] {
    let one = |kind: &str, key: &str| {
        let reference = json!({"type": kind, "id": text(&thread[key])});
        authors.name(&reference).map(Value::from)
    };
    let admin = one("admin", "admin_assignee_id");
    let team = one("team", "team_assignee_id");
    let nobody = (admin.is_none() && team.is_none()).then(|| Value::from("nobody"));
    [("assigned", admin.or(nobody).into()), ("team", team.into())]
}

fn names(list: &Value, key: &str) -> Value {
    let names: Vec<&str> = items(list).iter().filter_map(|item| item[key].as_str()).collect();
    names.join(", ").into()
}

fn contacts(thread: &Value, authors: &Authors) -> Value {
    let one = |contact: &Value| {
        let known = ["user", "lead", "contact"].iter().find_map(|kind| {
            let reference = json!({"type": kind, "id": contact["id"]});
            authors.name(&reference).filter(|name| !name.starts_with(kind))
        });
        known.or_else(|| text(&contact["id"]))
    };
    let all: Vec<String> = items(&thread["contacts"]["contacts"]).iter().filter_map(one).collect();
    all.join(", ").into()
}

fn linked(thread: &Value) -> Value {
    let one = |object: &Value| {
        let kind = object["type"].as_str()?;
        Some(format!("{kind} {}", text(&object["id"])?))
    };
    let all: Vec<String> =
        items(&thread["linked_objects"]["data"]).iter().filter_map(one).collect();
    all.join(", ").into()
}

/// The attributes that the title does not show, in one line.
fn attributes(ticket: &Value) -> Value {
    let Some(attributes) = ticket["ticket_attributes"].as_object() else { return Value::Null };
    let shown = attributes
        .iter()
        .filter(|(name, value)| *name != "_default_title_" && !value.is_null() && *value != "");
    let one = |(name, value): (&String, &Value)| {
        let name = if name == "_default_description_" { "description" } else { name };
        let value = value.as_str().map_or_else(|| value.to_string(), html::text);
        format!("{name}: {value}")
    };
    shown.map(one).collect::<Vec<_>>().join("; ").into()
}
