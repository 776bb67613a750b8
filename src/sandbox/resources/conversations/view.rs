//! A conversation as the API shows it: whole with its parts, or without them in a list.
//!
//! What is not there is left out wherever the description's schema does not let it be null.

use serde_json::{Value, json};

use super::part_view;
use crate::sandbox::call::Call;
use crate::sandbox::resources::company_view;
use crate::sandbox::resources::message_html::plain;
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::{
    AppliedTag, Author, Conversation, Priority, Rating, Source, State, Thread,
};
use crate::sandbox::store::statistics::Statistics;
use crate::sandbox::version::Version;

/// The most parts that are shown: the newest ones (docs: Retrieve a conversation).
pub const MAX_PARTS: usize = 500;

/// Since this version priorities have levels.
const PRIORITY_HAS_LEVELS: Version = Version::new(2, 16);

/// How a request wants to see conversations.
#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub store: &'a Store,
    pub version: Version,
    /// `display_as=plaintext`
    pub plain: bool,
}

impl<'a> Look<'a> {
    /// As this request has it.
    pub fn of(call: &'a Call) -> Self {
        let plain = call.query("display_as") == Some("plaintext");
        Look { store: call.store, version: call.version, plain }
    }

    /// A body in HTML, or its text.
    pub fn body(&self, html: &str) -> String {
        if self.plain { plain(html) } else { html.to_owned() }
    }
}

/// The whole conversation.
pub fn whole(thread: &Thread, look: Look) -> Value {
    let mut shown = item(thread, look);
    let newest = &thread.parts[thread.parts.len().saturating_sub(MAX_PARTS)..];
    let parts: Vec<Value> = newest.iter().map(|part| part_view::view(part, look)).collect();
    shown["conversation_parts"] = json!({
        "type": "conversation_part.list",
        "conversation_parts": parts,
        "total_count": thread.parts.len(),
    });
    shown
}

/// The conversation as an item of a list, without its parts.
pub fn item(thread: &Thread, look: Look) -> Value {
    let (own, store) = (&thread.conversation, look.store);
    let statistics = Statistics::of(thread);
    let mut shown = json!({
        "type": "conversation",
        "id": own.number.to_string(),
        "created_at": own.created_at,
        "updated_at": own.updated_at,
        "waiting_since": own.waiting_since,
        "snoozed_until": own.snoozed_until,
        "source": source(&own.source, look),
        "contacts": contacts(own, store),
        "first_contact_reply": statistics.first_contact_reply_at.map(|at| {
            json!({"created_at": at, "type": "conversation", "url": null})
        }),
        "admin_assignee_id": own.admin.unwrap_or(0),
        "team_assignee_id": own.team.unwrap_or(0),
        "open": own.state != State::Closed,
        "state": own.state.as_str(),
        "read": own.read,
        "tags": tags(&own.tags, store),
        "priority": priority(own.priority, look.version),
        "sla_applied": null,
        "statistics": statistics_view(&statistics),
        "conversation_rating": own.rating.as_deref().map(|rating| rating_view(rating, store)),
        "teammates": teammates(thread),
        "title": own.title,
        "custom_attributes": custom_attributes(own, store),
        "topics": {},
        "ticket": own.ticket.as_ref().map(|_| link(own, store)),
        "linked_objects": linked_objects(own, store),
        "ai_agent_participated": false,
        "sales_agent_participated": false,
        "external_references": [],
    });
    if let Some(company) = own.company.and_then(|place| store.companies().at(place)) {
        shown["company"] = company_view::view(company, store);
    }
    shown
}

fn source(source: &Source, look: Look) -> Value {
    let by_contact = matches!(source.author, Author::Contact(_));
    json!({
        "type": if source.by_email { "email" } else { "conversation" },
        "id": source.number.to_string(),
        "delivered_as": if by_contact { "customer_initiated" } else { "admin_initiated" },
        "subject": source.subject.as_deref().unwrap_or_default(),
        "body": look.body(&source.body),
        "author": part_view::author(source.author, look.store),
        "attachments": part_view::attachments(&source.attachments),
        "url": null,
        "redacted": source.redacted,
    })
}

/// The participants; a merged contact is shown as the one it became, a deleted one not at all.
pub fn contacts(own: &Conversation, store: &Store) -> Value {
    let found = own.contacts.iter().filter_map(|id| store.contacts().follow(*id));
    let shown: Vec<Value> = found
        .map(|contact| {
            json!({"type": "contact", "id": contact.id, "external_id": contact.external_id})
        })
        .collect();
    json!({"type": "contact.list", "contacts": shown})
}

fn tags(tags: &[AppliedTag], store: &Store) -> Value {
    let shown: Vec<Value> = tags.iter().filter_map(|applied| tag(*applied, store)).collect();
    json!({"type": "tag.list", "tags": shown})
}

/// A tag as it is on a conversation.
pub fn tag(applied: AppliedTag, store: &Store) -> Option<Value> {
    let tag = store.tag_at(applied.tag)?;
    Some(json!({
        "type": "tag",
        "id": tag.number.to_string(),
        "name": tag.name,
        "applied_at": applied.applied_at,
        "applied_by": {"type": "admin", "id": applied.by.to_string()},
    }))
}

fn priority(priority: Priority, version: Version) -> &'static str {
    match priority {
        _ if version >= PRIORITY_HAS_LEVELS => priority.as_str(),
        Priority::High | Priority::Urgent => "priority",
        _ => "not_priority",
    }
}

fn statistics_view(statistics: &Statistics) -> Value {
    let mut shown = json!({
        "type": "conversation_statistics",
        "count_reopens": statistics.count_reopens,
        "count_assignments": statistics.count_assignments,
        "count_conversation_parts": statistics.count_conversation_parts,
    });
    for (name, value) in [
        ("time_to_assignment", statistics.time_to_assignment()),
        ("time_to_admin_reply", statistics.time_to_admin_reply()),
        ("time_to_first_close", statistics.time_to_first_close()),
        ("time_to_last_close", statistics.time_to_last_close()),
        ("median_time_to_reply", statistics.median_time_to_reply),
        ("first_contact_reply_at", statistics.first_contact_reply_at),
        ("first_assignment_at", statistics.first_assignment_at),
        ("first_admin_reply_at", statistics.first_admin_reply_at),
        ("first_close_at", statistics.first_close_at),
        ("last_assignment_at", statistics.last_assignment_at),
        ("last_assignment_admin_reply_at", statistics.last_assignment_admin_reply_at),
        ("last_contact_reply_at", statistics.last_contact_reply_at),
        ("last_admin_reply_at", statistics.last_admin_reply_at),
        ("last_close_at", statistics.last_close_at),
    ] {
        if let Some(value) = value {
            shown[name] = value.into();
        }
    }
    if let Some(admin) = statistics.last_closed_by {
        shown["last_closed_by_id"] = admin.to_string().into();
    }
    shown
}

fn rating_view(rating: &Rating, store: &Store) -> Value {
    let contact = store.contacts().follow(rating.contact);
    let mut shown = json!({
        "rating": rating.score,
        "remark": rating.remark.as_deref().unwrap_or_default(),
        "created_at": rating.at,
        "updated_at": rating.at,
        "teammate": {"type": "admin", "id": rating.admin.to_string()},
    });
    if let Some(contact) = contact {
        shown["contact"] =
            json!({"type": "contact", "id": contact.id, "external_id": contact.external_id});
    }
    shown
}

/// The admins who wrote or did something, and the one it is assigned to.
fn teammates(thread: &Thread) -> Option<Value> {
    let ids = teammate_ids(thread);
    let shown: Vec<Value> =
        ids.iter().map(|id| json!({"type": "admin", "id": id.to_string()})).collect();
    (!shown.is_empty()).then(|| json!({"type": "admin.list", "teammates": shown}))
}

/// The same as admin ids, sorted.
fn teammate_ids(thread: &Thread) -> Vec<u32> {
    let authors = thread.parts.iter().map(|part| part.author);
    let mut ids: Vec<u32> = authors
        .chain([thread.conversation.source.author])
        .filter_map(|author| match author {
            Author::Admin(id) => Some(id),
            _ => None,
        })
        .chain(thread.conversation.admin)
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn custom_attributes(own: &Conversation, store: &Store) -> Value {
    let values = own.custom.iter().filter_map(|(number, value)| {
        let attribute = store.conversation_attribute(*number).filter(|found| !found.archived)?;
        Some((attribute.name.clone(), attribute.readable(value)))
    });
    Value::Object(values.collect())
}

/// Another conversation, or a ticket, in short.
fn link(own: &Conversation, store: &Store) -> Value {
    let kind = own.ticket.as_ref().map(|ticket| store.ticket_type(ticket.kind));
    json!({
        "type": if kind.is_some() { "ticket" } else { "conversation" },
        "id": own.number.to_string(),
        "category": kind.flatten().map(|kind| kind.category.as_str()),
    })
}

/// What is linked to it.
pub fn linked_objects(own: &Conversation, store: &Store) -> Value {
    let found = own.links.iter().filter_map(|number| store.conversations().at(*number));
    let data: Vec<Value> = found.map(|other| link(&other.conversation, store)).collect();
    json!({"type": "list", "data": data, "total_count": data.len(), "has_more": false})
}
