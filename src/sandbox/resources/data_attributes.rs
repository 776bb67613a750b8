//! `/data_attributes`: what contacts and companies can carry, built in and custom.

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::attribute::{Attribute, DataType, Model};
use crate::sandbox::store::change::Change;
use crate::sandbox::store::workspace::ME;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/data_attributes", list),
    Route::post("/data_attributes", create),
    Route::put("/data_attributes/{id}", update),
];

/// Custom attributes in one workspace (help article on custom data).
const MAX_CUSTOM: usize = 250;

/// Built-in attributes: model, name, full name, label, type, writable by the API.
type BuiltIn = (Model, &'static str, &'static str, &'static str, DataType, bool);

#[rustfmt::skip]
const BUILT_IN: [BuiltIn; 27] = {
    use DataType::{Boolean, Date, Float, Integer, String};
    use Model::{Company, Contact};
    [
        (Contact, "id", "id", "ID", String, false),
        (Contact, "external_id", "external_id", "User ID", String, true),
        (Contact, "role", "role", "Type", String, true),
        (Contact, "name", "name", "Name", String, true),
        (Contact, "email", "email", "Email", String, true),
        (Contact, "phone", "phone", "Phone", String, true),
        (Contact, "avatar", "avatar", "Avatar", String, true),
        (Contact, "owner_id", "owner_id", "Owner", String, true),
        (Contact, "unsubscribed_from_emails", "unsubscribed_from_emails", "Unsubscribed from emails", Boolean, true),
        (Contact, "created_at", "created_at", "Created at", Date, false),
        (Contact, "updated_at", "updated_at", "Updated at", Date, false),
        (Contact, "signed_up_at", "signed_up_at", "Signed up", Date, true),
        (Contact, "last_seen_at", "last_seen_at", "Last seen", Date, true),
        (Company, "id", "id", "ID", String, false),
        (Company, "company_id", "company_id", "Company ID", String, false),
        (Company, "name", "name", "Company name", String, true),
        (Company, "created_at", "created_at", "Created at", Date, false),
        (Company, "updated_at", "updated_at", "Updated at", Date, false),
        (Company, "remote_created_at", "remote_created_at", "Company created at", Date, true),
        (Company, "last_request_at", "last_request_at", "Company last seen", Date, false),
        (Company, "user_count", "user_count", "People", Integer, false),
        (Company, "session_count", "session_count", "Company web sessions", Integer, false),
        (Company, "name", "plan.name", "Plan", String, false),
        (Company, "monthly_spend", "monthly_spend", "Monthly Spend", Float, true),
        (Company, "size", "size", "Company size", Integer, true),
        (Company, "industry", "industry", "Company industry", String, true),
        (Company, "website", "website", "Company website", String, true),
    ]
};

fn built_in_view((model, name, full_name, label, data_type, writable): &BuiltIn) -> Value {
    json!({
        "type": "data_attribute",
        "name": name,
        "full_name": full_name,
        "label": label,
        "data_type": data_type.as_str(),
        "api_writable": writable,
        "ui_writable": false,
        "messenger_writable": true,
        "custom": false,
        "archived": false,
        "model": model.as_str(),
    })
}

fn view(attribute: &Attribute) -> Value {
    let mut shown = json!({
        "id": attribute.number,
        "type": "data_attribute",
        "name": attribute.name,
        "full_name": format!("custom_attributes.{}", attribute.name),
        "label": attribute.name,
        "data_type": attribute.data_type.as_str(),
        "api_writable": true,
        "ui_writable": false,
        "messenger_writable": attribute.messenger_writable,
        "custom": true,
        "archived": attribute.archived,
        "admin_id": ME.number.to_string(),
        "created_at": attribute.created_at,
        "updated_at": attribute.updated_at,
        "model": attribute.model.as_str(),
    });
    if let Some(description) = &attribute.description {
        shown["description"] = description.as_str().into();
    }
    if !attribute.options.is_empty() {
        shown["options"] = attribute.options.clone().into();
    }
    shown
}

fn list(call: &mut Call) -> Reply {
    let model = match call.query("model") {
        None | Some("") => None,
        Some("conversation") => {
            let message = "model=conversation is no longer supported. Use GET /conversations/attributes instead";
            return Err(Refusal::new(422, "parameter_invalid", message));
        }
        Some(name) => Some(Model::from_name(name).ok_or_else(wrong_model)?),
    };
    let archived = call.flag("include_archived");
    let wanted = |own: Model| model.is_none_or(|model| model == own);
    let built_in = BUILT_IN.iter().filter(|row| wanted(row.0)).map(built_in_view);
    let custom =
        call.store.attributes().filter(|own| wanted(own.model) && (archived || !own.archived));
    let data: Vec<Value> = built_in.chain(custom.map(view)).collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn wrong_model() -> Refusal {
    Refusal::invalid("The Data Attribute model field must be either contact or company")
}

fn create(call: &mut Call) -> Reply {
    let text = |name: &str| call.body.text(name).map(|given| given.value().unwrap_or_default());
    let model = Model::from_name(text("model")?).ok_or_else(wrong_model)?;
    let data_type = DataType::from_name(text("data_type")?)
        .ok_or_else(|| Refusal::invalid("Data Type isn't an option"))?;
    let name = text("name")?;
    check_name(call, name, model)?;
    let options = options(call)?;
    if text("data_type")? == "options" && options.is_none() {
        return Err(too_few_options());
    }
    if call.store.attributes().filter(|own| !own.archived).count() >= MAX_CUSTOM {
        return Err(Refusal::invalid(format!(
            "A workspace can have {MAX_CUSTOM} custom attributes at most"
        )));
    }
    let attribute = Attribute {
        number: call.store.next_number(),
        model,
        name: name.to_owned(),
        data_type,
        description: call.body.text("description")?.value().map(str::to_owned),
        options: options.unwrap_or_default(),
        messenger_writable: call.body.flag("messenger_writable")? == Given::Value(true),
        archived: false,
        created_at: call.now,
        updated_at: call.now,
    };
    save(call, attribute)
}

fn save(call: &mut Call, attribute: Attribute) -> Reply {
    let answer = Answer::json(&view(&attribute));
    call.store.commit(Change::Attribute(attribute));
    answer
}

/// The messages are those of the API description's examples.
fn check_name(call: &Call, name: &str, model: Model) -> Result<(), Refusal> {
    let allowed = |c: char| c.is_alphanumeric() || " -_$¢£¥€₹₽₩₪₺".contains(c);
    if name.trim().is_empty() || !name.chars().all(allowed) {
        return Err(Refusal::invalid(
            "Your name for this attribute must only contain alphanumeric characters, currency symbols, and hyphens",
        ));
    }
    let built_in = BUILT_IN.iter().find(|row| row.0 == model && row.2 == name).map(|row| row.0);
    let Some(taken) = call.store.attribute_named(name).map(|own| own.model).or(built_in) else {
        return Ok(());
    };
    let word = |model| if model == Model::Contact { "people" } else { "company" };
    Err(Refusal::invalid(format!(
        "You already have '{name}' in your {} data. To save this as new {} data, use a different name.",
        word(taken),
        word(model)
    )))
}

/// The options of a list attribute, two at least.
fn options(call: &Call) -> Result<Option<Vec<String>>, Refusal> {
    let list = match call.body.any("options") {
        Given::Absent | Given::Null => return Ok(None),
        Given::Value(Value::Array(list)) => list,
        Given::Value(_) => return Err(Refusal::invalid("Options isn't an array")),
    };
    let text = |option: &Value| {
        option.get("value").unwrap_or(option).as_str().map(str::to_owned).ok_or_else(|| {
            Refusal::invalid("Each option must be an object with a value").field("options")
        })
    };
    let options = list.iter().map(text).collect::<Result<Vec<_>, _>>()?;
    if options.len() < 2 { Err(too_few_options()) } else { Ok(Some(options)) }
}

fn too_few_options() -> Refusal {
    Refusal::invalid("A list attribute needs at least two options").field("options")
}

/// Everything but name, model and type can change.
fn update(call: &mut Call) -> Reply {
    let found = call.param(0).parse().ok().and_then(|number: u32| call.store.attribute(number));
    let missing = "We couldn't find that data attribute to update";
    let mut attribute = found.ok_or_else(|| Refusal::new(404, "field_not_found", missing))?.clone();
    if let Some(options) = options(call)? {
        attribute.options = options;
    }
    if let Some(archived) = call.body.flag("archived")?.value() {
        attribute.archived = archived;
    }
    if let Some(writable) = call.body.flag("messenger_writable")?.value() {
        attribute.messenger_writable = writable;
    }
    match call.body.text("description")? {
        Given::Absent => {}
        Given::Null => attribute.description = None,
        Given::Value(text) => attribute.description = Some(text.to_owned()),
    }
    attribute.updated_at = call.now;
    save(call, attribute)
}
