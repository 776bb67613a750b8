//! `/tickets`: make, read, search, update and delete them.
//!
//! A ticket is a conversation with a type, a state and attributes; what tickets share with
//! conversations lies there.

mod attributes;
mod create;
pub mod jobs;
pub mod kinds;
pub mod links;
pub mod reply;
pub mod states;
pub mod type_attributes;
pub mod types;
mod update;
mod view;

use serde_json::{Value, json};

use super::conversations::{self, Edit, find, wake};
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::Pages;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::search::{TicketField, search};
use crate::sandbox::store::conversation::Thread;
use crate::sandbox::store::ticket::{Ticket, TicketType};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/tickets", create::create),
    Route::post("/tickets/enqueue", create::enqueue).since(2, 14),
    Route::post("/tickets/search", search_tickets),
    Route::get("/tickets/{id}", get),
    Route::put("/tickets/{id}", update::update),
    Route::delete("/tickets/{id}", delete).since(2, 14),
];

fn no_ticket() -> Refusal {
    Refusal::new(404, "ticket_not_found", "Ticket not found")
}

/// The ticket with this id; `ticket_id`, the number that people see, leads nowhere.
fn ticket<'a>(call: &'a mut Call, id: &str) -> Result<&'a Thread, Refusal> {
    let thread = find(call, id).map_err(|_| no_ticket())?;
    if thread.conversation.ticket.is_some() { Ok(thread) } else { Err(no_ticket()) }
}

/// The same, to be changed; with its type.
fn edit(call: &mut Call) -> Result<(Edit, TicketType), Refusal> {
    let id = call.param(0).to_owned();
    let kind = ticket(call, &id)?.conversation.ticket.as_ref().map(|ticket| ticket.kind);
    let kind = kind.and_then(|kind| call.store.ticket_type(kind)).ok_or_else(no_ticket)?.clone();
    Ok((Edit::of(call, &id)?, kind))
}

/// The ticket side of an edit that [`edit`] began.
fn side(edit: &mut Edit) -> Result<&mut Ticket, Refusal> {
    edit.conversation.ticket.as_deref_mut().ok_or_else(no_ticket)
}

/// Writes the changes and answers with the ticket.
fn save(call: &mut Call, edit: Edit) -> Reply {
    let number = edit.conversation.number;
    edit.commit(call);
    show(call, number)
}

fn show(call: &Call, number: u32) -> Reply {
    let thread = call.store.conversations().at(number).ok_or_else(no_ticket)?;
    Answer::json(&view::view(thread, call.store))
}

fn get(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let number = ticket(call, &id)?.conversation.number;
    show(call, number)
}

fn delete(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let number = ticket(call, &id)?.conversation.number;
    conversations::remove(call, number, true);
    Answer::json(&json!({"id": number.to_string(), "object": "ticket", "deleted": true}))
}

#[derive(serde::Serialize)]
struct List {
    r#type: &'static str,
    tickets: Vec<Value>,
    total_count: usize,
    pages: Pages,
}

fn search_tickets(call: &mut Call) -> Reply {
    wake(call);
    let today = call.today();
    let recent = &mut call.memory.searches;
    let page = search::<TicketField>(call.store, &call.body.0, today, recent)?;
    let tickets = page.items.iter().map(|case| view::view(case.thread, case.store)).collect();
    let (total_count, pages) = (page.total, page.pages);
    Answer::json(&List { r#type: "ticket.list", tickets, total_count, pages })
}
