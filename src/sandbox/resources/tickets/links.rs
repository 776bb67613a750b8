//! What belongs together: conversations linked to a tracker ticket, or to a new ticket.

use super::{edit, no_ticket};
use crate::sandbox::call::{Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::conversations::{Edit, find, show};
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::Conversation;
use crate::sandbox::store::ticket::Category;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/tickets/{id}/linked_conversations", attach).since(2, 16),
    Route::delete("/tickets/{id}/linked_conversations/{conversation_id}", detach).since(2, 16),
];

/// Conversations on one tracker ticket (source: the API description).
const MAX_LINKED: usize = 2500;

fn no_conversation(message: &str) -> Refusal {
    Refusal::new(404, "conversation_not_found", message)
}

fn category(own: &Conversation, store: &Store) -> Option<Category> {
    Some(store.ticket_type(own.ticket.as_ref()?.kind)?.category)
}

fn tracker(call: &mut Call, what: &str) -> Result<Edit, Refusal> {
    let (edit, kind) = edit(call)?;
    if kind.category != Category::Tracker {
        let message = format!("Only tracker tickets support {what} conversations");
        return Err(Refusal::new(400, "invalid_ticket_type", message));
    }
    Ok(edit)
}

fn attach(call: &mut Call) -> Reply {
    let mut ticket = tracker(call, "linking")?;
    let Given::Value(id) = call.body.id("conversation_id")? else {
        return Err(Refusal::missing("conversation_id not specified").field("conversation_id"));
    };
    let missing = || no_conversation("Conversation not found");
    let other = find(call, &id).map_err(|_| missing())?.conversation.clone();
    check(call.store, &other, Category::Tracker)?;
    if ticket.conversation.links.len() >= MAX_LINKED {
        let message = "Ticket has reached the maximum number of conversations that can be linked";
        return Err(Refusal::new(400, "linked_conversation_limit_exceeded", message));
    }
    link(call, &mut ticket, &id)?;
    ticket.commit(call);
    show(call, other.number)
}

fn detach(call: &mut Call) -> Reply {
    let mut ticket = tracker(call, "unlinking")?;
    let missing = || no_conversation("Conversation is not linked to this ticket");
    let number: u32 = call.param(1).parse().map_err(|_| missing())?;
    let at = ticket.conversation.links.iter().position(|own| *own == number);
    ticket.conversation.links.remove(at.ok_or_else(missing)?);
    let own = ticket.conversation.number;
    ticket.commit(call);
    let mut other = Edit::of(call, &number.to_string()).map_err(|_| missing())?;
    other.conversation.links.retain(|link| *link != own);
    other.save(call)
}

/// The id of the conversation that a new ticket is linked to.
pub fn other(call: &mut Call, category: Category) -> Result<Option<String>, Refusal> {
    let Given::Value(id) = call.body.id("conversation_to_link_id")? else { return Ok(None) };
    let missing = |_| no_conversation("Conversation not found");
    let other = find(call, &id).map_err(missing)?.conversation.clone();
    check(call.store, &other, category)?;
    Ok(Some(id))
}

/// Which can be linked: a conversation or a customer ticket, to a back-office or tracker ticket;
/// and one tracker is enough (source: the API description).
fn check(store: &Store, other: &Conversation, ticket: Category) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::new(400, "invalid_ticket_type", message));
    match category(other, store) {
        None | Some(Category::Customer) => {}
        Some(_) => return refuse("Only conversations and customer tickets can be linked"),
    }
    if ticket == Category::Customer {
        return refuse("A customer ticket cannot be linked to a conversation");
    }
    let linked = other.links.iter().filter_map(|number| store.conversations().at(*number));
    let mut kinds = linked.filter_map(|thread| category(&thread.conversation, store));
    if ticket == Category::Tracker && kinds.any(|kind| kind == Category::Tracker) {
        let message = "A conversation can only have one tracker ticket";
        return Err(Refusal::new(400, "already_linked_to_tracker", message));
    }
    Ok(())
}

/// Links both ways; the ticket is left for the caller to write.
pub fn link(call: &mut Call, ticket: &mut Edit, id: &str) -> Result<(), Refusal> {
    let mut other = Edit::of(call, id).map_err(|_| no_ticket())?;
    other.conversation.links.push(ticket.conversation.number);
    ticket.conversation.links.push(other.conversation.number);
    other.commit(call);
    Ok(())
}
