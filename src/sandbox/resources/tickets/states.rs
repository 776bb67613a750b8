//! `/ticket_states`: how far the work on a ticket can be.

use serde_json::{Value, json};

use super::types;
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::ticket::{Category, STATES, TicketState, TicketType};

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::get("/ticket_states", list).since(2, 14)];

/// A state as tickets show it.
pub fn view(state: &TicketState) -> Value {
    json!({
        "type": "ticket_state",
        "id": state.number.to_string(),
        "category": state.category,
        "internal_label": state.internal_label,
        "external_label": state.external_label,
    })
}

/// The states of a category of tickets, as ticket types show them.
pub fn of(category: Category) -> Value {
    let suiting = STATES.iter().filter(|state| state.suits(category));
    json!({"type": "list", "data": suiting.map(view).collect::<Vec<_>>()})
}

/// The state with this id, if tickets of this type can be in it.
pub fn find(id: &str, kind: &TicketType) -> Option<&'static TicketState> {
    let number: u32 = id.parse().ok()?;
    STATES.iter().find(|state| state.number == number && state.suits(kind.category))
}

/// The refusal of an update.
pub fn invalid() -> Refusal {
    let message = "Ticket state id is not valid or is not associated with the ticket type";
    Refusal::new(400, "ticket_state_id_invalid", message).field("ticket_state_id")
}

fn list(call: &mut Call) -> Reply {
    let data: Vec<Value> = STATES
        .iter()
        .map(|state| {
            let suiting = call.store.ticket_types().filter(|kind| state.suits(kind.category));
            let kinds: Vec<Value> = suiting.map(types::short).collect();
            let mut shown = view(state);
            shown["archived"] = false.into();
            shown["ticket_types"] = json!({"type": "list", "data": kinds});
            shown
        })
        .collect();
    Answer::json(&json!({"type": "list", "data": data}))
}
