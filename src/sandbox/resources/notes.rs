//! Notes on contacts and companies.

use serde_json::{Value, json};

use super::admins;
use super::companies::company;
use super::contacts::contact;
use super::message_html::html;
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::{CursorList, DEFAULT_PER_PAGE};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::{Change, Note, Subject};
use crate::sandbox::store::workspace::{ME, admin};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts/{id}/notes", list),
    Route::post("/contacts/{id}/notes", create),
    Route::get("/companies/{id}/notes", list_company),
    Route::post("/companies/{id}/notes", create_company).since(2, 16),
    Route::get("/notes/{note_id}", get),
];

fn view(note: &Note, store: &Store) -> Value {
    let author = admin(&note.author.to_string()).unwrap_or(ME);
    let mut shown = json!({
        "type": "note",
        "id": note.number.to_string(),
        "created_at": note.created_at,
    });
    match note.about {
        Subject::Contact(slot) => {
            let contact = store.contacts().at(slot);
            shown["contact"] =
                contact.map(|contact| json!({"type": "contact", "id": contact.id})).into();
        }
        Subject::Company(place) => {
            let company = store.companies().at(place);
            shown["company"] =
                company.map(|company| json!({"type": "company", "id": company.id})).into();
        }
    }
    shown["author"] = admins::view(author, store);
    shown["body"] = note.body.as_str().into();
    shown
}

/// Newest first.
fn list(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    let numbers = contact.extras().notes.iter().rev();
    let notes: Vec<&Note> = numbers.filter_map(|number| call.store.note(*number)).collect();
    page(call, &notes)
}

/// Newest first.
fn list_company(call: &mut Call) -> Reply {
    let about = Subject::Company(company(call)?.id.place());
    let notes: Vec<&Note> = call.store.notes_about(about).rev().collect();
    page(call, &notes)
}

fn page(call: &Call, notes: &[&Note]) -> Reply {
    let ask = call.page(DEFAULT_PER_PAGE)?;
    Answer::json(&CursorList::cut(notes, &ask, |note| note.number, |note| view(note, call.store)))
}

fn create(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    let note = read(call, Subject::Contact(contact.slot()))?;
    contact.extras_mut().notes.push(note.number);
    call.store.commit(Change::Note(note.clone()));
    call.store.commit(Change::Contact(Box::new(contact)));
    Answer::json(&view(&note, call.store))
}

fn create_company(call: &mut Call) -> Reply {
    let about = Subject::Company(company(call)?.id.place());
    let note = read(call, about)?;
    call.store.commit(Change::Note(note.clone()));
    Answer::json(&view(&note, call.store))
}

fn read(call: &Call, about: Subject) -> Result<Note, Refusal> {
    let Given::Value(text) = call.body.text("body")? else {
        return Err(Refusal::missing("body not specified").field("body"));
    };
    let author = match call.body.id("admin_id")? {
        Given::Value(id) => admin(&id).ok_or_else(Refusal::not_found)?,
        _ => ME,
    };
    Ok(Note {
        number: call.store.next_number(),
        about,
        author: author.number,
        created_at: call.now,
        body: html(text),
    })
}

fn get(call: &mut Call) -> Reply {
    let number = call.param(0).parse().map_err(|_| Refusal::not_found())?;
    let note = call.store.note(number).ok_or_else(Refusal::not_found)?;
    Answer::json(&view(note, call.store))
}
