//! Tags on conversations and tickets. Who puts one there or takes one off must be said, also in
//! the body of a `DELETE`.

use super::edit::Edit;
use super::message::acting_admin;
use super::view::tag as tag_view;
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::conversation::AppliedTag;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/conversations/{id}/tags", attach_to_conversation),
    Route::delete("/conversations/{id}/tags/{tag_id}", detach_from_conversation),
    Route::post("/tickets/{id}/tags", attach_to_ticket),
    Route::delete("/tickets/{id}/tags/{tag_id}", detach_from_ticket),
];

fn no_tag() -> Refusal {
    Refusal::new(404, "tag_not_found", "Tag not found")
}

fn conversation(call: &mut Call) -> Result<Edit, Refusal> {
    let id = call.param(0).to_owned();
    let missing = |_| Refusal::new(404, "not_found", "Conversation not found");
    Edit::of(call, &id).map_err(missing)
}

fn ticket(call: &mut Call) -> Result<Edit, Refusal> {
    let id = call.param(0).to_owned();
    let missing = || Refusal::new(404, "ticket_not_found", "Ticket not found");
    let edit = Edit::of(call, &id).map_err(|_| missing())?;
    if edit.conversation.ticket.is_some() { Ok(edit) } else { Err(missing()) }
}

fn attach_to_conversation(call: &mut Call) -> Reply {
    let edit = conversation(call)?;
    attach(call, edit)
}

fn attach_to_ticket(call: &mut Call) -> Reply {
    let edit = ticket(call)?;
    attach(call, edit)
}

fn detach_from_conversation(call: &mut Call) -> Reply {
    let edit = conversation(call)?;
    detach(call, edit)
}

fn detach_from_ticket(call: &mut Call) -> Reply {
    let edit = ticket(call)?;
    detach(call, edit)
}

fn attach(call: &mut Call, mut edit: Edit) -> Reply {
    let Given::Value(id) = call.body.id("id")? else {
        return Err(Refusal::missing("id not specified").field("id"));
    };
    let by = acting_admin(&call.body)?.number;
    let number = call.store.tag(&id).ok_or_else(no_tag)?.number;
    let tags = &mut edit.conversation.tags;
    let old = tags.iter().find(|own| own.tag == number).copied();
    let applied = old.unwrap_or(AppliedTag { tag: number, applied_at: call.now, by });
    if old.is_none() {
        tags.push(applied);
        edit.commit(call);
    }
    Answer::json(&tag_view(applied, call.store))
}

fn detach(call: &mut Call, mut edit: Edit) -> Reply {
    acting_admin(&call.body)?;
    let number = call.store.tag(call.param(1)).ok_or_else(no_tag)?.number;
    let tags = &mut edit.conversation.tags;
    let at = tags.iter().position(|own| own.tag == number).ok_or_else(no_tag)?;
    let applied = tags.remove(at);
    edit.commit(call);
    Answer::json(&tag_view(applied, call.store))
}
