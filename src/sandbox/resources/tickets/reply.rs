//! `POST /tickets/{id}/reply`: as to a conversation, but the answer is the part.

use serde_json::Value;

use super::edit;
use super::view;
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::conversations::Edit;
use crate::sandbox::resources::conversations::message::Message;
use crate::sandbox::store::conversation::{Author, PartKind};
use crate::sandbox::store::ticket::Category;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::post("/tickets/{id}/reply", reply)];

fn reply(call: &mut Call) -> Reply {
    let (mut edit, kind) = edit(call)?;
    let contacts = edit.conversation.contacts.clone();
    let message = Message::read(&call.body, &contacts, call.store)?;
    let by_contact = matches!(message.author, Author::Contact(_));
    if by_contact && kind.category == Category::BackOffice {
        let message = "User replies are not allowed on Backoffice tickets";
        return Err(Refusal::new(400, "parameter_mismatch", message));
    }
    let said = message.kind;
    let to_all = call.body.flag("cross_post")?.value() == Some(true) && said == PartKind::Note;
    let part = message.add_to(&mut edit).clone();
    let mut shown: Value = view::part(&part, &kind, call.store);
    // The part of a reply that opens the ticket is answered as what it says.
    shown["part_type"] = said.as_str().into();
    let links = edit.conversation.links.clone();
    edit.commit(call);
    if to_all && kind.category == Category::BackOffice {
        for number in links {
            let mut other = Edit::of(call, &number.to_string())?;
            other.add(PartKind::Note, part.author).body.clone_from(&part.body);
            other.commit(call);
        }
    }
    Answer::json(&shown)
}
