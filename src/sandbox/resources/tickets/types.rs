//! `/ticket_types`: the kinds of tickets.

use serde_json::{Value, json};

use super::{states, type_attributes};
use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::ticket::{Category, TicketType, default_attributes};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/ticket_types", list),
    Route::post("/ticket_types", create),
    Route::get("/ticket_types/{id}", get),
    Route::put("/ticket_types/{id}", update),
];

/// The icon of a type that was given none.
const ICON: &str = "🎟️";

/// A type in short.
pub fn short(kind: &TicketType) -> Value {
    json!({
        "type": "ticket_type",
        "id": kind.number.to_string(),
        "name": kind.name,
        "description": kind.description,
        "icon": kind.icon,
        "archived": kind.archived,
        "is_internal": kind.internal,
        "category": kind.category.as_str(),
    })
}

/// A type as tickets show it, with its attributes.
pub fn view(kind: &TicketType, store: &Store) -> Value {
    let mut shown = short(kind);
    shown["workspace_id"] = store.code().into();
    shown["created_at"] = kind.created_at.into();
    shown["updated_at"] = kind.updated_at.into();
    let attributes = (0_u32..).zip(&kind.attributes);
    let attributes: Vec<Value> =
        attributes.map(|(order, own)| type_attributes::view(own, order, kind, store)).collect();
    shown["ticket_type_attributes"] = json!({"type": "list", "data": attributes});
    shown
}

fn full_view(kind: &TicketType, store: &Store) -> Value {
    let mut shown = view(kind, store);
    shown["ticket_states"] = states::of(kind.category);
    shown
}

/// The type with this id.
pub fn find<'a>(id: &str, store: &'a Store) -> Result<&'a TicketType, Refusal> {
    let number = id.parse().map_err(|_| Refusal::not_found())?;
    store.ticket_type(number).ok_or_else(Refusal::not_found)
}

fn list(call: &mut Call) -> Reply {
    let data: Vec<Value> =
        call.store.ticket_types().map(|kind| full_view(kind, call.store)).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&full_view(find(call.param(0), call.store)?, call.store))
}

fn create(call: &mut Call) -> Reply {
    if !matches!(call.body.text("name")?, Given::Value(_)) {
        return Err(Refusal::missing("name not specified").field("name"));
    }
    let number = call.store.next_number();
    let mut kind = TicketType {
        number,
        name: String::new(),
        description: String::new(),
        icon: ICON.to_owned(),
        category: Category::Customer,
        internal: false,
        archived: false,
        created_at: call.now,
        updated_at: call.now,
        attributes: default_attributes(number + 1, call.now).into(),
    };
    write(&mut kind, &call.body)?;
    save(call, kind)
}

fn update(call: &mut Call) -> Reply {
    let mut kind = find(call.param(0), call.store)?.clone();
    write(&mut kind, &call.body)?;
    kind.archived = call.body.flag("archived")?.value().unwrap_or(kind.archived);
    kind.updated_at = call.now.max(kind.created_at);
    save(call, kind)
}

fn write(kind: &mut TicketType, body: &Body) -> Result<(), Refusal> {
    for (name, place) in
        [("name", &mut kind.name), ("description", &mut kind.description), ("icon", &mut kind.icon)]
    {
        if let Some(text) = body.text(name)?.value() {
            text.clone_into(place);
        }
    }
    if let Some(category) = body.text("category")?.value() {
        kind.category = Category::from_name(category).ok_or_else(|| {
            Refusal::invalid("category must be Customer, Back-office or Tracker").field("category")
        })?;
    }
    kind.internal = body.flag("is_internal")?.value().unwrap_or(kind.internal);
    Ok(())
}

fn save(call: &mut Call, kind: TicketType) -> Reply {
    let shown = full_view(&kind, call.store);
    call.store.commit(Change::TicketType(Box::new(kind)));
    Answer::json(&shown)
}
