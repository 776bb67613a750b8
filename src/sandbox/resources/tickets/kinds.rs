//! From one kind to another: a conversation becomes a ticket, a ticket gets another type.

use serde_json::Value;

use super::{attributes, edit, save, side, states, types};
use crate::sandbox::call::{Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::conversations::Edit;
use crate::sandbox::store::conversation::{Author, PartKind};
use crate::sandbox::store::ticket::{Category, STATES, Ticket, TicketType};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/conversations/{id}/convert", convert),
    Route::post("/tickets/{id}/change_type", change_type).since(2, 16),
];

/// The id stays. Contacts see customer tickets.
fn convert(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    let Given::Value(kind) = call.body.id("ticket_type_id")? else {
        return Err(Refusal::missing("ticket_type_id not specified").field("ticket_type_id"));
    };
    let kind = types::find(&kind, call.store)?.clone();
    if kind.category != Category::Customer {
        return Err(Refusal::invalid("Ticket type is not a customer ticket type"));
    }
    if edit.conversation.ticket.is_some() {
        return Err(Refusal::invalid("Conversation is already a ticket"));
    }
    let state = match call.body.id("ticket_state_id")? {
        Given::Value(id) => states::find(&id, &kind).ok_or_else(states::invalid)?,
        _ => &STATES[0],
    };
    let mut own = Vec::new();
    if let Given::Value(given) = call.body.object("attributes")? {
        attributes::apply(&mut own, attributes::read(given, &kind)?);
    }
    edit.conversation.ticket = Some(Box::new(Ticket {
        number: call.store.conversations().next_ticket(),
        kind: kind.number,
        state: state.number,
        previous_state: None,
        attributes: own,
        shared: true,
    }));
    edit.add(PartKind::TicketStateUpdatedByAdmin, Author::Bot).extras_mut().ticket_state =
        Some((STATES[0].number, state.number));
    save(call, edit)
}

/// Attributes with the same name and type go along; those in the request beat them.
fn change_type(call: &mut Call) -> Reply {
    let not_found = |refusal: Refusal| match refusal.status {
        404 => Refusal::not_found(),
        _ => refusal,
    };
    let (mut edit, old) = edit(call).map_err(not_found)?;
    let required = |name: &str| match call.body.id(name)? {
        Given::Value(id) => Ok(id),
        _ => Err(Refusal::missing(format!("{name} is a required parameter")).field(name)),
    };
    let (kind, state) = (required("ticket_type_id")?, required("ticket_state_id")?);
    let kind = types::find(&kind, call.store)?.clone();
    if kind.number == old.number {
        return Err(Refusal::invalid("Cannot change to the same ticket type"));
    }
    if kind.category != old.category {
        return Err(Refusal::invalid("The new ticket type must be in the same category"));
    }
    let state = states::find(&state, &kind).ok_or_else(|| {
        Refusal::invalid("Ticket custom state doesn't belong to the new ticket type")
    })?;
    let mut values = transferred(&side(&mut edit)?.attributes, &old, &kind);
    if let Given::Value(given) = call.body.object("ticket_attributes")? {
        attributes::apply(&mut values, attributes::read(given, &kind)?);
    }
    attributes::check_required(&values, &kind)?;
    let ticket = side(&mut edit)?;
    let before = ticket.state;
    ticket.kind = kind.number;
    ticket.attributes = values;
    ticket.previous_state = Some(before);
    ticket.state = state.number;
    edit.add(PartKind::TicketStateUpdatedByAdmin, Author::Bot).extras_mut().ticket_state =
        Some((before, state.number));
    save(call, edit)
}

fn transferred(values: &[(u32, Value)], old: &TicketType, new: &TicketType) -> Vec<(u32, Value)> {
    let moved = values.iter().filter_map(|(number, value)| {
        let from = old.attribute(*number)?;
        let to = new.writable(&from.name).filter(|to| to.data_type == from.data_type)?;
        // A list's value has another id in the other list.
        let value = to.accept(&from.readable(value), |item| &item.label).ok()?;
        Some((to.number, value))
    });
    moved.collect()
}
