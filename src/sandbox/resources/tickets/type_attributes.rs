//! `/ticket_types/{id}/attributes`: what the tickets of a type can say.

use serde_json::{Value, json};

use super::types;
use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::random::Random;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::inbox_attribute::{InboxAttribute, InboxType, ListItem};
use crate::sandbox::store::ticket::{TicketType, list_items};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/ticket_types/{id}/attributes", create),
    Route::put("/ticket_types/{id}/attributes/{attribute_id}", update),
];

/// The attribute, in its place among those of its type.
pub fn view(own: &InboxAttribute, order: u32, kind: &TicketType, store: &Store) -> Value {
    let mut shown = json!({
        "type": "ticket_type_attribute",
        "id": own.number.to_string(),
        "workspace_id": store.code(),
        "name": own.name,
        "description": own.description,
        "data_type": own.data_type.as_str(),
        "order": order,
        "required_to_create": own.required,
        "required_to_create_for_contacts": own.required_for_contacts,
        "visible_on_create": own.visible_on_create,
        "visible_to_contacts": own.visible_to_contacts,
        "default": own.default,
        "ticket_type_id": kind.number,
        "archived": own.archived,
        "created_at": own.created_at,
        "updated_at": own.updated_at,
    });
    if let Some(options) = input_options(own) {
        shown["input_options"] = options;
    }
    shown
}

/// Of a list, the description has no example.
fn input_options(own: &InboxAttribute) -> Option<Value> {
    match own.data_type {
        InboxType::String => Some(json!({"multiline": own.multiline})),
        InboxType::Files => Some(json!({"allow_multiple_values": own.multiple})),
        InboxType::List => {
            let items = own.items.iter().filter(|item| !item.archived);
            let items: Vec<Value> =
                items.map(|item| json!({"id": item.id, "label": item.label})).collect();
            Some(json!({"list_items": items}))
        }
        _ => None,
    }
}

fn create(call: &mut Call) -> Reply {
    let mut kind = types::find(call.param(0), call.store)?.clone();
    let missing = |name: &str| Refusal::missing(format!("{name} not specified")).field(name);
    let Given::Value(name) = call.body.text("name")? else { return Err(missing("name")) };
    let Given::Value(data_type) = call.body.text("data_type")? else {
        return Err(missing("data_type"));
    };
    let data_type = InboxType::from_name(data_type)
        .filter(|data_type| *data_type != InboxType::Relationship)
        .ok_or_else(|| Refusal::invalid("data_type is not valid").field("data_type"))?;
    if kind.writable(name).is_some() {
        let message = format!("An attribute named '{name}' already exists");
        return Err(Refusal::invalid(message).field("name"));
    }
    let mut own = InboxAttribute::new(call.store.next_number(), name, data_type, call.now);
    write(&mut own, &call.body)?;
    if data_type == InboxType::List && own.items.is_empty() {
        return Err(missing("list_items"));
    }
    let order = u32::try_from(kind.attributes.len()).unwrap_or(u32::MAX);
    let shown = view(&own, order, &kind, call.store);
    kind.attributes.push(own);
    call.store.commit(Change::TicketType(Box::new(kind)));
    Answer::json(&shown)
}

fn update(call: &mut Call) -> Reply {
    let mut kind = types::find(call.param(0), call.store)?.clone();
    let same = |own: &InboxAttribute| own.number.to_string() == call.param(1);
    let at = kind.attributes.iter().position(same).ok_or_else(Refusal::not_found)?;
    let own = &mut kind.attributes[at];
    if let Some(name) = call.body.text("name")?.value() {
        name.clone_into(&mut own.name);
    }
    write(own, &call.body)?;
    own.archived = call.body.flag("archived")?.value().unwrap_or(own.archived);
    own.updated_at = call.now.max(own.created_at);
    let order = u32::try_from(at).unwrap_or(u32::MAX);
    let shown = view(&kind.attributes[at], order, &kind, call.store);
    call.store.commit(Change::TicketType(Box::new(kind)));
    Answer::json(&shown)
}

fn write(own: &mut InboxAttribute, body: &Body) -> Result<(), Refusal> {
    if let Some(description) = body.text("description")?.value() {
        description.clone_into(&mut own.description);
    }
    for (name, place) in [
        ("required_to_create", &mut own.required),
        ("required_to_create_for_contacts", &mut own.required_for_contacts),
        ("visible_on_create", &mut own.visible_on_create),
        ("visible_to_contacts", &mut own.visible_to_contacts),
        ("multiline", &mut own.multiline),
        ("allow_multiple_values", &mut own.multiple),
    ] {
        *place = body.flag(name)?.value().unwrap_or(*place);
    }
    if let Some(labels) = body.text("list_items")?.value() {
        own.items = with_old_ids(list_items(own.number, labels), &own.items);
    }
    Ok(())
}

/// Values that stay keep their ids; those that go are archived, for the tickets that have them.
fn with_old_ids(new: Vec<ListItem>, old: &[ListItem]) -> Vec<ListItem> {
    let mut random = Random::new(u64::try_from(old.len()).unwrap_or(0) ^ 0x17e5);
    let mut all: Vec<ListItem> = old
        .iter()
        .map(|item| ListItem {
            archived: !new.iter().any(|other| other.label == item.label),
            ..item.clone()
        })
        .collect();
    for item in new {
        if !old.iter().any(|other| other.label == item.label) {
            let id = if old.is_empty() { item.id.clone() } else { random.uuid() };
            all.push(ListItem { id, ..item });
        }
    }
    all
}
