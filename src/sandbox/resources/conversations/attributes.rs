//! `/conversations/attributes`: which values conversations may carry, and the options of lists.
//!
//! Refusals have a status of their own here: 422 (source: the API description).

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::random::Random;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::inbox_attribute::{InboxAttribute, InboxType, ListItem};
use crate::sandbox::store::workspace::ME;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/conversations/attributes", list).since(2, 16),
    Route::post("/conversations/attributes", create).since(2, 16),
    Route::get("/conversations/attributes/{id}", get).since(2, 16),
    Route::put("/conversations/attributes/{id}", update).since(2, 16),
    Route::delete("/conversations/attributes/{id}", archive).since(2, 16),
    Route::post("/conversations/attributes/{id}/options", add_option).since(2, 16),
    Route::put("/conversations/attributes/{id}/options/{option_id}", rename_option).since(2, 16),
    Route::delete("/conversations/attributes/{id}/options/{option_id}", archive_option)
        .since(2, 16),
];

/// The fewest options a list keeps (source: the API description).
const MIN_OPTIONS: usize = 2;

fn refuse(message: impl Into<String>) -> Refusal {
    Refusal::new(422, "parameter_invalid", message)
}

fn missing(what: &str) -> Refusal {
    Refusal::new(404, "conversation_attribute_not_found", format!("{what} not found"))
}

fn attribute(call: &Call) -> Result<InboxAttribute, Refusal> {
    let number: Option<u32> = call.param(0).parse().ok();
    let found = number.and_then(|number| call.store.conversation_attribute(number));
    found.cloned().ok_or_else(|| missing("Conversation attribute"))
}

fn view(own: &InboxAttribute) -> Value {
    let mut shown = json!({
        "type": "conversation_attribute",
        "id": own.number,
        "name": own.name,
        "description": own.description,
        "data_type": own.data_type.as_str(),
        "required": own.required,
        "visible_to_team_ids": own.teams,
        "archived": own.archived,
        "created_at": own.created_at,
        "updated_at": own.updated_at,
        "admin_id": ME.number.to_string(),
    });
    match own.data_type {
        InboxType::String => shown["multiline"] = own.multiline.into(),
        InboxType::List => {
            let options = own
                .items
                .iter()
                .map(|item| json!({"id": item.id, "label": item.label, "archived": item.archived}));
            shown["options"] = options.collect();
        }
        InboxType::Relationship => {
            shown["reference"] = own.reference.clone().unwrap_or_else(|| json!({}));
        }
        _ => {}
    }
    shown
}

fn save(call: &mut Call, mut own: InboxAttribute) -> Reply {
    own.updated_at = call.now.max(own.created_at);
    let shown = view(&own);
    call.store.commit(Change::ConversationAttribute(Box::new(own)));
    Answer::json(&shown)
}

fn list(call: &mut Call) -> Reply {
    let archived = call.flag("include_archived");
    let shown = call.store.conversation_attributes().filter(|own| archived || !own.archived);
    let data: Vec<Value> = shown.map(view).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&view(&attribute(call)?))
}

fn create(call: &mut Call) -> Reply {
    let Given::Value(name) = call.body.text("name")? else {
        return Err(refuse("name is required"));
    };
    let Given::Value(kind) = call.body.text("data_type")? else {
        return Err(refuse("data_type is required"));
    };
    let data_type = InboxType::from_name(kind).ok_or_else(|| {
        refuse(format!(
            "data_type '{kind}' is not valid. Allowed types: string, integer, list, decimal, \
             boolean, datetime, relationship, files"
        ))
    })?;
    if call.store.conversation_attributes().any(|own| own.name == name && !own.archived) {
        return Err(refuse(format!("An attribute named '{name}' already exists")));
    }
    let mut own = InboxAttribute::new(call.store.next_number(), name, data_type, call.now);
    write(&mut own, &call.body)?;
    if data_type == InboxType::List {
        own.items = options(call, &own)?;
    }
    save(call, own)
}

fn options(call: &Call, own: &InboxAttribute) -> Result<Vec<ListItem>, Refusal> {
    let Given::Value(Value::Array(list)) = call.body.any("options") else {
        return Err(refuse("options are required for a list"));
    };
    if list.len() < MIN_OPTIONS {
        return Err(too_few());
    }
    let label = |value: &Value| value["label"].as_str().map(str::to_owned);
    let items = list.iter().enumerate().map(|(at, value)| {
        let label = label(value).ok_or_else(|| refuse("label is required"))?;
        Ok(ListItem { id: option_id(own, at), label, archived: false })
    });
    items.collect()
}

/// A UUID that the option's place decides.
fn option_id(own: &InboxAttribute, at: usize) -> String {
    let place = u64::try_from(at).unwrap_or(u64::MAX);
    Random::new(u64::from(own.number) << 32 ^ place).uuid()
}

fn too_few() -> Refusal {
    refuse(format!("A list attribute must have at least {MIN_OPTIONS} active options"))
}

/// Writes what creating and updating have in common.
fn write(own: &mut InboxAttribute, body: &Body) -> Result<(), Refusal> {
    if let Some(name) = body.text("name")?.value() {
        name.clone_into(&mut own.name);
    }
    if let Some(description) = body.text("description")?.value() {
        description.clone_into(&mut own.description);
    }
    own.multiline = body.flag("multiline")?.value().unwrap_or(own.multiline);
    own.required = body.flag("required")?.value().unwrap_or(own.required);
    if let Given::Value(Value::Array(teams)) = body.any("visible_to_team_ids") {
        own.teams = teams.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    }
    if let Given::Value(reference) = body.any("reference") {
        own.reference = Some(reference.clone());
    }
    Ok(())
}

fn update(call: &mut Call) -> Reply {
    let mut own = attribute(call)?;
    write(&mut own, &call.body)?;
    save(call, own)
}

fn archive(call: &mut Call) -> Reply {
    let mut own = attribute(call)?;
    own.archived = true;
    save(call, own)
}

/// The attribute in the path, which must be a list.
fn list_attribute(call: &Call) -> Result<InboxAttribute, Refusal> {
    let own = attribute(call)?;
    match own.data_type {
        InboxType::List => Ok(own),
        _ => Err(refuse("Options can only be managed on list attributes")),
    }
}

fn label(call: &Call) -> Result<String, Refusal> {
    if call.body.0.keys().any(|key| key != "label") {
        return Err(refuse("only 'label' is accepted"));
    }
    match call.body.any("label") {
        Given::Value(Value::String(label)) if !label.is_empty() => Ok(label.clone()),
        Given::Value(Value::String(_)) | Given::Null | Given::Absent => {
            Err(refuse("label is required"))
        }
        Given::Value(_) => Err(refuse("label must be a string")),
    }
}

fn add_option(call: &mut Call) -> Reply {
    let mut own = list_attribute(call)?;
    let (id, label) = (option_id(&own, own.items.len()), label(call)?);
    own.items.push(ListItem { id, label, archived: false });
    save(call, own)
}

fn option<'a>(call: &Call, own: &'a mut InboxAttribute) -> Result<&'a mut ListItem, Refusal> {
    let found = own.items.iter_mut().find(|item| item.id == call.param(1));
    found.ok_or_else(|| missing("List option"))
}

fn rename_option(call: &mut Call) -> Reply {
    let mut own = list_attribute(call)?;
    option(call, &mut own)?.label = label(call)?;
    save(call, own)
}

fn archive_option(call: &mut Call) -> Reply {
    let mut own = list_attribute(call)?;
    option(call, &mut own)?.archived = true;
    if own.items.iter().filter(|item| !item.archived).count() < MIN_OPTIONS {
        return Err(too_few());
    }
    save(call, own)
}
