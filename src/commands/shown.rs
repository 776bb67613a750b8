//! What a person sees of the object that a verb has changed: the few fields that tell whether it
//! was the right one and how it stands now. Pipes and `--json` get the whole answer.

use serde_json::{Map, Value, json};

use crate::context::Context;
use crate::error::Result;
use crate::output::{Column, Format, html};

/// The fields of a conversation or ticket that fit on a card.
const FIELDS: [&str; 11] = [
    "type",
    "id",
    "ticket_id",
    "conversation_id",
    "title",
    "state",
    "snoozed_until",
    "admin_assignee_id",
    "team_assignee_id",
    "updated_at",
    "body",
];

/// Prints the object that came back from a write.
pub fn changed(columns: &[Column], value: &Value, cx: &mut Context) -> Result<()> {
    if !for_people(cx) {
        return cx.ui.object(columns, value);
    }
    match brief(value) {
        Some(brief) => cx.ui.object(columns, &brief),
        None => cx.ui.object(columns, value),
    }
}

/// True where the next answer is for a person's eyes, and neither cut nor filtered.
pub fn for_people(cx: &Context) -> bool {
    let settings = cx.ui.settings();
    cx.ui.format() == Format::Table && settings.jq.is_none() && settings.fields.is_none()
}

/// The card of a conversation, ticket or part; `None` for what is small already.
fn brief(value: &Value) -> Option<Value> {
    let kind = value["type"].as_str()?;
    if !matches!(kind, "conversation" | "ticket" | "conversation_part" | "ticket_part") {
        return None;
    }
    let mut card: Map<String, Value> = FIELDS
        .iter()
        .filter_map(|key| Some(((*key).to_owned(), value.get(*key)?.clone())))
        .collect();
    for key in ["admin_assignee_id", "team_assignee_id"] {
        if card.get(key) == Some(&json!(0)) {
            card.remove(key);
        }
    }
    if let Some(Value::String(body)) = card.get_mut("body") {
        *body = html::text(body);
    }
    let state = &value["ticket_state"]["internal_label"];
    if state.is_string() {
        card.insert("state".to_owned(), state.clone());
        card.insert("ticket_type".to_owned(), value["ticket_type"]["name"].clone());
        card.insert("title".to_owned(), value["ticket_attributes"]["_default_title_"].clone());
    }
    let tags = &value["tags"]["tags"];
    if tags.is_array() {
        card.insert("tags".to_owned(), tags.clone());
    }
    Some(card.into())
}
