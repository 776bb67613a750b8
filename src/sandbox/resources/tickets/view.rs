//! A ticket as the API shows it, with its type and its parts.
//!
//! What is not there is left out wherever the description's schema does not let it be null.

use serde_json::{Value, json};

use super::{states, types};
use crate::sandbox::resources::conversations::part_view::{
    APP_PACKAGE_CODE, assignee, attachments, author,
};
use crate::sandbox::resources::conversations::view::{MAX_PARTS, contacts, linked_objects};
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::{Author, Conversation, Part, PartKind, State, Thread};
use crate::sandbox::store::ticket::{Ticket, TicketType, state_at};

/// The ticket; empty for what is none.
pub fn view(thread: &Thread, store: &Store) -> Value {
    let own = &thread.conversation;
    let Some(ticket) = own.ticket.as_deref() else { return Value::Null };
    let Some(kind) = store.ticket_type(ticket.kind) else { return Value::Null };
    let mut shown = json!({
        "type": "ticket",
        "id": own.number.to_string(),
        "ticket_id": ticket.number.to_string(),
        "ticket_attributes": values(ticket, kind),
        "ticket_state": state_at(ticket.state).map(states::view),
        "ticket_type": types::view(kind, store),
        "contacts": contacts(own, store),
        "admin_assignee_id": own.admin.unwrap_or(0),
        "team_assignee_id": own.team.unwrap_or(0),
        "created_at": own.created_at,
        "updated_at": own.updated_at,
        "ticket_parts": parts(thread, kind, store),
        "open": own.state != State::Closed,
        "linked_objects": linked_objects(own, store),
        "category": kind.category.as_str(),
        "is_shared": ticket.shared,
        "previous_ticket_state_id": ticket.previous_state.map(|state| state.to_string()),
    });
    if let Some(until) = own.snoozed_until {
        shown["snoozed_until"] = until.into();
    }
    shown
}

/// The values by the names of their attributes; the default ones are always there.
fn values(ticket: &Ticket, kind: &TicketType) -> Value {
    let value = |number: u32| ticket.attributes.iter().find(|(own, _)| *own == number);
    let shown = kind.attributes.iter().filter(|own| !own.archived).filter_map(|attribute| {
        match value(attribute.number) {
            Some((_, value)) => Some((attribute.name.clone(), attribute.readable(value))),
            None => attribute.default.then(|| (attribute.name.clone(), Value::Null)),
        }
    });
    Value::Object(shown.collect())
}

fn parts(thread: &Thread, kind: &TicketType, store: &Store) -> Value {
    let first = first_message(&thread.conversation);
    let all = first.iter().chain(&thread.parts);
    let total = all.clone().count();
    let shown: Vec<Value> =
        all.skip(total.saturating_sub(MAX_PARTS)).map(|own| part(own, kind, store)).collect();
    json!({"type": "ticket_part.list", "ticket_parts": shown, "total_count": total})
}

/// What the conversation began with is the first comment of the ticket that it became.
fn first_message(own: &Conversation) -> Option<Part> {
    let source = &own.source;
    if source.body.is_empty() {
        return None;
    }
    let mut part =
        Part::new(source.number, PartKind::Comment, source.author, State::Open, own.created_at);
    part.body = Some(source.body.clone());
    part.extras_mut().attachments.clone_from(&source.attachments);
    Some(part)
}

/// A part. Who is a lead elsewhere is a user here: the schema knows no leads.
pub fn part(part: &Part, kind: &TicketType, store: &Store) -> Value {
    let extras = part.extras();
    let mut shown = json!({
        "type": "ticket_part",
        "id": part.number.to_string(),
        "part_type": part.kind.as_str(),
        "body": part.body,
        "created_at": part.created_at,
        "updated_at": extras.redacted_at.unwrap_or(part.created_at),
        "author": author(part.author, store),
        "attachments": attachments(&extras.attachments),
        "redacted": extras.redacted_at.is_some(),
    });
    if matches!(part.author, Author::Contact(_)) {
        shown["author"]["type"] = "user".into();
    }
    if part.by_api {
        shown["app_package_code"] = APP_PACKAGE_CODE.into();
    }
    if let Some(to) = part.assigned_to {
        shown["assigned_to"] = assignee(to);
    }
    if let Some((before, after)) = extras.ticket_state {
        shown["previous_ticket_state"] = state_at(before).map(|own| own.category).into();
        shown["ticket_state"] = state_at(after).map(|own| own.category).into();
    }
    if let Some((number, value)) = &extras.ticket_attribute
        && let Some(attribute) = kind.attribute(*number)
    {
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        shown["updated_attribute_data"] = json!({
            "attribute": {"type": "attribute", "id": number.to_string(), "label": attribute.name},
            "value": {
                "type": "value",
                "id": text(value.clone()),
                "label": text(attribute.readable(value)),
            },
        });
    }
    shown
}
