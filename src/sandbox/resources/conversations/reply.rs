//! `POST /conversations/{id}/reply`: a comment, a note, or buttons to answer with.

use super::edit::{Edit, wake};
use super::message::{Message, named_contacts};
use crate::sandbox::call::{Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::post("/conversations/{id}/reply", reply)];

fn reply(call: &mut Call) -> Reply {
    let id = match call.param(0) {
        "last" => last(call)?,
        id => id.to_owned(),
    };
    let mut edit = Edit::of(call, &id)?;
    let message = Message::read(&call.body, &edit.conversation.contacts, call.store)?;
    message.add_to(&mut edit);
    edit.save(call)
}

/// The id of the last conversation of the contact that the body names.
fn last(call: &mut Call) -> Result<String, Refusal> {
    wake(call);
    let named = named_contacts(&call.body, call.store)?;
    let has = |id| named.iter().any(|contact| contact.id == id);
    let all = call.store.conversations().all();
    let own = all.map(|thread| &thread.conversation);
    own.filter(|own| own.contacts.iter().any(|id| has(*id)))
        .max_by_key(|own| (own.updated_at, own.number))
        .map(|own| own.number.to_string())
        .ok_or_else(Refusal::not_found)
}
