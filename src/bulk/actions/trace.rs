//! What a request that must not take effect twice leaves behind, and where to look for it after its
//! answer was lost. Pure: the request's own body tells author and text, the object read back tells
//! what is there.

use serde_json::{Value, json};

use super::subject::{ObjectKind, Subject};
use super::text::{essence, same_text};
use crate::api::Request;
use crate::bulk::work::Span;

/// A search looks this far back, in seconds, whatever the two clocks say; what it finds is then
/// held against the server's own time.
const SEARCH_BACK: i64 = 86_400;

/// The largest page of a search (docs: Pagination): more than a contact begins in a day.
const PAGE: u32 = 150;

/// What a request leaves behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trace {
    /// A part in the thread of the conversation or ticket: a reply, a note, a closing message.
    Part,
    /// A conversation of the contact in the body's `from`.
    Conversation,
    /// A ticket of the contact in the body's `contacts`.
    Ticket,
    /// A note on the contact.
    ContactNote,
    /// Nothing that could be told from what others made.
    Nowhere,
}

impl Trace {
    /// The request that shows whether it is there; `None` where nothing could show it.
    pub(super) fn look(
        self,
        kind: &ObjectKind,
        subject: &Subject,
        sent: &Value,
        span: Span,
    ) -> Option<Request> {
        let since = span.sent.as_second().saturating_sub(SEARCH_BACK);
        match self {
            Trace::Part => kind.read(subject),
            Trace::ContactNote => {
                Some(Request::get(format!("/contacts/{}/notes", subject.segment())))
            }
            Trace::Conversation => {
                let contact = text(&sent["from"]["id"])?;
                Some(search("/conversations/search", &contact, since, None))
            }
            Trace::Ticket => {
                let contact = text(&sent["contacts"][0]["id"])?;
                let kind = text(&sent["ticket_type_id"]);
                Some(search("/tickets/search", &contact, since, kind))
            }
            Trace::Nowhere => None,
        }
    }

    /// What the request made, if `seen` holds it: the same author, the same text, and made no
    /// earlier than the server's `first_second`. So many `others` like it may be there, too.
    pub(super) fn find(
        self,
        sent: &Value,
        seen: &Value,
        first_second: i64,
        others: usize,
    ) -> Option<Value> {
        let recent = |thing: &&Value| {
            thing["created_at"].as_i64().is_some_and(|second| second >= first_second)
        };
        match self {
            Trace::Part => {
                let parts = parts(seen).iter().filter(recent);
                // The whole object is what the API answers a reply with.
                let mut found = parts.filter(|part| is_part(sent, part, seen));
                found.nth(others).map(|_| seen.clone())
            }
            Trace::ContactNote => {
                let all = items(&seen["data"]).iter();
                all.filter(recent).filter(|note| is_note(sent, note)).nth(others).cloned()
            }
            Trace::Conversation => {
                let all = items(&seen["conversations"]).iter();
                all.filter(recent).filter(|found| is_conversation(sent, found)).nth(others).cloned()
            }
            Trace::Ticket => {
                let all = items(&seen["tickets"]).iter();
                all.filter(recent).filter(|found| is_ticket(sent, found)).nth(others).cloned()
            }
            Trace::Nowhere => None,
        }
    }

    /// Where it was looked for, in words.
    pub(super) fn place(self, kind: &ObjectKind, subject: &Subject) -> String {
        match self {
            Trace::Part | Trace::ContactNote | Trace::Nowhere => {
                format!("{} {}", kind.name, subject.id())
            }
            Trace::Conversation => "the contact's conversations".to_owned(),
            Trace::Ticket => "the contact's tickets".to_owned(),
        }
    }
}

fn search(path: &str, contact: &str, since: i64, ticket_type: Option<String>) -> Request {
    let mut filters = vec![
        json!({"field": "contact_ids", "operator": "=", "value": contact}),
        json!({"field": "created_at", "operator": ">", "value": since}),
    ];
    if let Some(id) = ticket_type {
        filters.push(json!({"field": "ticket_type_id", "operator": "=", "value": id}));
    }
    let body = json!({
        "query": {"operator": "AND", "value": filters},
        "pagination": {"per_page": PAGE},
    });
    Request::post(path).json(&body).read_only()
}

/// The parts of a thread: at most the newest 500 (docs: Retrieve a conversation).
fn parts(object: &Value) -> &[Value] {
    let conversation = items(&object["conversation_parts"]["conversation_parts"]);
    if conversation.is_empty() {
        items(&object["ticket_parts"]["ticket_parts"])
    } else {
        conversation
    }
}

fn items(list: &Value) -> &[Value] {
    list.as_array().map_or(&[], Vec::as_slice)
}

/// An id, which the API writes as text or as a number.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn same_id(one: &Value, other: &Value) -> bool {
    text(one).is_some_and(|id| text(other) == Some(id))
}

fn is_part(sent: &Value, part: &Value, thread: &Value) -> bool {
    let notes = [sent["message_type"] == "note", part["part_type"] == "note"];
    notes[0] == notes[1] && is_author(sent, &part["author"], thread) && says_the_same(sent, part)
}

/// A part without words is told by its attachments.
fn says_the_same(sent: &Value, part: &Value) -> bool {
    let words = sent["body"].as_str().unwrap_or_default();
    let found = part["body"].as_str().unwrap_or_default();
    if !essence(words, true).is_empty() {
        return same_text(words, found);
    }
    let attached =
        items(&sent["attachment_urls"]).len().max(items(&sent["attachment_files"]).len());
    let there = items(&part["attachments"]).len();
    essence(found, true).is_empty() && attached > 0 && attached == there
}

fn is_author(sent: &Value, author: &Value, thread: &Value) -> bool {
    if text(&sent["admin_id"]).is_some() {
        return author["type"] == "admin" && same_id(&sent["admin_id"], &author["id"]);
    }
    if author["type"] == "admin" {
        return false;
    }
    if text(&sent["intercom_user_id"]).is_some() {
        return same_id(&sent["intercom_user_id"], &author["id"]);
    }
    if text(&sent["user_id"]).is_some() {
        let contacts = items(&thread["contacts"]["contacts"]).iter();
        return contacts
            .filter(|contact| same_id(&sent["user_id"], &contact["external_id"]))
            .any(|contact| same_id(&contact["id"], &author["id"]));
    }
    match (sent["email"].as_str(), author["email"].as_str()) {
        (Some(sent), Some(author)) => sent.eq_ignore_ascii_case(author),
        _ => false,
    }
}

fn is_note(sent: &Value, note: &Value) -> bool {
    let by = text(&sent["admin_id"]).is_none() || same_id(&sent["admin_id"], &note["author"]["id"]);
    by && says_the_same(sent, note)
}

fn is_conversation(sent: &Value, found: &Value) -> bool {
    let words = |value: &Value| value["body"].as_str().unwrap_or_default().to_owned();
    let source = &found["source"];
    same_id(&sent["from"]["id"], &source["author"]["id"]) && same_text(&words(sent), &words(source))
}

fn is_ticket(sent: &Value, found: &Value) -> bool {
    let of_contact = items(&found["contacts"]["contacts"])
        .iter()
        .any(|contact| same_id(&sent["contacts"][0]["id"], &contact["id"]));
    let mut attributes = sent["ticket_attributes"].as_object().into_iter().flatten();
    of_contact
        && same_id(&sent["ticket_type_id"], &found["ticket_type"]["id"])
        && attributes.all(|(name, value)| same_value(value, &found["ticket_attributes"][name]))
}

fn same_value(sent: &Value, found: &Value) -> bool {
    match (sent.as_str(), found.as_str()) {
        (Some(sent), Some(found)) => same_text(sent, found),
        _ => sent == found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: i64 = 1_000;

    fn thread(part: &Value) -> Value {
        json!({"contacts": {"contacts": [{"id": "c1", "external_id": "e1"}]},
               "conversation_parts": {"conversation_parts": [part]}})
    }

    fn comment(author: &Value) -> Value {
        json!({"part_type": "comment", "body": "<p>Hi</p>", "created_at": SECOND, "author": author})
    }

    fn found(sent: &Value, part: &Value) -> bool {
        Trace::Part.find(sent, &thread(part), SECOND, 0).is_some()
    }

    #[test]
    fn a_reply_is_known_by_its_author_and_its_words() {
        let admin = json!({"type": "admin", "id": "7"});
        let reply =
            json!({"message_type": "comment", "type": "admin", "admin_id": 7, "body": "Hi"});
        assert!(found(&reply, &comment(&admin)));
        assert!(!found(&reply, &comment(&json!({"type": "admin", "id": "8"}))));
        assert!(!found(&reply, &comment(&json!({"type": "user", "id": "7"}))));
        let mut other = reply.clone();
        other["body"] = "Ho".into();
        assert!(!found(&other, &comment(&admin)));
        other = reply.clone();
        other["message_type"] = "note".into();
        assert!(!found(&other, &comment(&admin)));
    }

    #[test]
    fn a_contact_is_known_by_any_of_the_keys_that_a_reply_names_it_by() {
        let author = json!({"type": "user", "id": "c1", "email": "Jo@x.com"});
        for key in [
            json!({"intercom_user_id": "c1"}),
            json!({"user_id": "e1"}),
            json!({"email": "jo@x.com"}),
        ] {
            let mut reply = json!({"message_type": "comment", "type": "user", "body": "Hi"});
            reply.as_object_mut().unwrap().extend(key.as_object().unwrap().clone());
            assert!(found(&reply, &comment(&author)), "{key}");
            assert!(!found(&reply, &comment(&json!({"type": "user", "id": "c2"}))), "{key}");
        }
    }

    #[test]
    fn what_stood_there_before_is_not_what_was_sent() {
        let reply =
            json!({"message_type": "comment", "type": "admin", "admin_id": "7", "body": "Hi"});
        let part = comment(&json!({"type": "admin", "id": "7"}));
        assert!(Trace::Part.find(&reply, &thread(&part), SECOND + 1, 0).is_none());
    }

    #[test]
    fn a_part_without_words_is_known_by_its_attachments() {
        let reply = json!({"admin_id": "7", "attachment_urls": ["https://x/1.png"]});
        let mut part = comment(&json!({"type": "admin", "id": "7"}));
        assert!(!found(&reply, &part));
        part["body"] = Value::Null;
        assert!(!found(&reply, &part));
        part["attachments"] = json!([{"name": "1.png"}]);
        assert!(found(&reply, &part));
    }

    #[test]
    fn a_ticket_is_known_by_contact_type_and_attributes() {
        let sent = json!({"ticket_type_id": "3", "contacts": [{"id": "c1"}],
                          "ticket_attributes": {"_default_title_": "Broken", "n": 1}});
        let ticket = json!({"created_at": SECOND, "ticket_type": {"id": "3"},
                            "contacts": {"contacts": [{"id": "c1"}]},
                            "ticket_attributes": {"_default_title_": "Broken", "n": 1, "more": 2}});
        let find = |sent: &Value| {
            Trace::Ticket.find(sent, &json!({"tickets": [ticket]}), SECOND, 0).is_some()
        };
        assert!(find(&sent));
        let mut other = sent.clone();
        other["ticket_attributes"]["_default_title_"] = "Mended".into();
        assert!(!find(&other));
    }
}
