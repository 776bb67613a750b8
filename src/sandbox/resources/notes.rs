//! Notes on contacts.

use serde_json::{Value, json};

use super::admins;
use super::contacts::contact;
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::CursorList;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::{Change, Note};
use crate::sandbox::store::workspace::{ME, admin};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts/{id}/notes", list),
    Route::post("/contacts/{id}/notes", create),
    Route::get("/notes/{note_id}", get),
];

fn view(note: &Note, store: &Store) -> Value {
    let contact = store.contacts().at(note.contact);
    let author = admin(&note.author.to_string()).unwrap_or(ME);
    json!({
        "type": "note",
        "id": note.number.to_string(),
        "created_at": note.created_at,
        "contact": contact.map(|contact| json!({"type": "contact", "id": contact.id})),
        "author": admins::view(author),
        "body": note.body,
    })
}

/// Newest first.
fn list(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let numbers = contact.extras().notes.iter().rev();
    let notes: Vec<&Note> = numbers.filter_map(|number| call.store.note(*number)).collect();
    let ask = call.page()?;
    Answer::json(&CursorList::cut(&notes, &ask, |note| note.number, |note| view(note, call.store)))
}

fn create(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let Given::Value(text) = call.body.text("body")? else {
        return Err(Refusal::missing("body not specified").field("body"));
    };
    let author = match call.body.id("admin_id")? {
        Given::Value(id) => admin(&id).ok_or_else(Refusal::not_found)?,
        _ => ME,
    };
    let note = Note {
        number: call.store.next_number(),
        contact: contact.slot(),
        author: author.number,
        created_at: call.now,
        body: html(text),
    };
    contact.extras_mut().notes.push(note.number);
    call.store.commit(Change::Note(note.clone()));
    call.store.commit(Change::Contact(Box::new(contact)));
    Answer::json(&view(&note, call.store))
}

fn get(call: &mut Call) -> Reply {
    let number = call.param(0).parse().map_err(|_| Refusal::not_found())?;
    let note = call.store.note(number).ok_or_else(Refusal::not_found)?;
    Answer::json(&view(note, call.store))
}

/// Notes are HTML; plain text becomes a paragraph.
fn html(text: &str) -> String {
    if text.trim_start().starts_with('<') {
        return text.to_owned();
    }
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    format!("<p>{text}</p>")
}
