//! `POST /conversations/{id}/merge`: two conversations about one thing become one.

use super::edit::{Edit, show};
use crate::sandbox::call::{Call, Given, Reply};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::conversation::{Author, PartKind, State};

fn failed(message: &str) -> Refusal {
    Refusal::new(422, "merge_failed", message)
}

/// The one in the path is closed and linked, the one in the body goes on.
pub fn merge(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut secondary = Edit::of(call, &id)?;
    let Given::Value(into) = call.body.any("merge_into_conversation_id") else {
        return Err(no_number());
    };
    let into = into.as_u64().ok_or_else(no_number)?.to_string();
    if into == secondary.conversation.number.to_string() {
        return Err(failed("Cannot merge a conversation into itself"));
    }
    if secondary.conversation.merged_into.is_some() {
        return Err(failed("Secondary conversation has already been merged"));
    }
    let mut primary =
        Edit::of(call, &into).map_err(|_| failed("Primary conversation not found"))?;
    let (first, second) = (primary.conversation.number, secondary.conversation.number);
    for contact in &secondary.conversation.contacts {
        if !primary.conversation.contacts.contains(contact) {
            primary.conversation.contacts.push(*contact);
        }
    }
    primary.conversation.links.push(second);
    primary.add(PartKind::MergedPrimaryConversation, Author::Bot);
    primary.commit(call);
    // Numbered after the part that was just made.
    secondary.renumber(call);
    secondary.conversation.enter(State::Closed, None);
    secondary.conversation.merged_into = Some(first);
    secondary.conversation.links.push(first);
    secondary.add(PartKind::Close, Author::Bot);
    secondary.commit(call);
    show(call, first)
}

fn no_number() -> Refusal {
    Refusal::invalid("merge_into_conversation_id must be a valid integer conversation ID")
}
