//! `/events`: what contacts did, one by one or counted.
//!
//! docs: Data Events. Only the events of the last 90 days are listed one by one; counts go
//! further back.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::contacts::contact;
use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::numbered_pages::PageNumber;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::contact::{Contact, Role};
use crate::sandbox::store::contacts::Found;
use crate::sandbox::store::event::{Event, EventCount, History};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/events", list),
    Route::post("/events", create),
    Route::post("/events/summaries", set_count),
];

/// How long events are listed one by one (source: the API description).
const LISTED_SECONDS: i64 = 90 * 86_400;

/// Metadata keys beyond these are ignored (source: the API description).
const MAX_METADATA: usize = 10;

/// Page size when none is given (the documentation names the parameter, and no number).
const PER_PAGE: u64 = 50;

/// Whose events? Leads have to be named by Intercom's id.
fn person<'a>(
    call: &'a Call,
    id: Option<&str>,
    user_id: Option<&str>,
    email: Option<&str>,
) -> Result<&'a Contact, Refusal> {
    if let Some(id) = id {
        return contact(call.store, id);
    }
    let contacts = call.store.contacts();
    let found = match (user_id, email) {
        (Some(user_id), _) => match contacts.find_external(user_id) {
            Found::Contact(contact) => Some(contact),
            Found::Merged(into) => return contact(call.store, &into.to_string()),
            Found::Nothing => None,
        },
        (None, Some(email)) => contacts.with_email(email).find(|own| own.role == Role::User),
        (None, None) => {
            return Err(Refusal::missing("user_id, id or email must be specified"));
        }
    };
    found.filter(|contact| !contact.archived).ok_or_else(Refusal::no_contact)
}

fn create(call: &mut Call) -> Reply {
    let Given::Value(name) = call.body.text("event_name")? else {
        return Err(Refusal::missing("event_name not specified").field("event_name"));
    };
    let Given::Value(created_at) = call.body.integer("created_at")? else {
        return Err(Refusal::missing("created_at not specified").field("created_at"));
    };
    let metadata = metadata(&call.body)?;
    let event = Event { name: name.into(), created_at, metadata };
    let (id, user_id, email) =
        (call.body.id("id")?.value(), call.body.id("user_id")?.value(), call.body.text("email")?);
    let contact = person(call, id.as_deref(), user_id.as_deref(), email.value())?.slot();
    call.store.commit(Change::Event { contact, event });
    Ok(Answer::accepted())
}

/// The first ten keys. Of objects, only links and amounts of money are allowed.
fn metadata(body: &Body) -> Result<Option<Box<Map<String, Value>>>, Refusal> {
    let Given::Value(given) = body.object("metadata")? else { return Ok(None) };
    let kept: Map<String, Value> =
        given.iter().take(MAX_METADATA).map(|(key, value)| (key.clone(), value.clone())).collect();
    for (key, value) in &kept {
        let flat = match value {
            Value::Array(_) => false,
            Value::Object(rich) => {
                rich.contains_key("url") && rich.contains_key("value")
                    || rich.contains_key("amount") && rich.contains_key("currency")
            }
            _ => true,
        };
        if !flat {
            let message = format!("metadata.{key} cannot be nested");
            return Err(Refusal::invalid(message).field(format!("metadata.{key}")));
        }
    }
    Ok(Some(Box::new(kept)))
}

/// Sets how often something happened (source: the API description, `dataEventSummaries`).
fn set_count(call: &mut Call) -> Reply {
    let user_id = call.body.id("user_id")?.value();
    let contact = person(call, None, user_id.as_deref(), None)?.slot();
    let Given::Value(given) = call.body.object("event_summaries")? else {
        return Err(Refusal::missing("event_summaries not specified").field("event_summaries"));
    };
    let given = Body(given.clone());
    let Given::Value(name) = given.text("event_name")? else {
        return Err(Refusal::missing("event_name not specified").field("event_name"));
    };
    let count = u64::try_from(given.integer("count")?.value().unwrap_or(1))
        .map_err(|_| Refusal::invalid("count must not be negative").field("count"))?;
    let time = |name: &str| given.integer(name).map(|time| time.value().unwrap_or(call.now));
    let count = EventCount { count, first: time("first")?, last: time("last")? };
    call.store.commit(Change::EventCount { contact, name: name.into(), count });
    Ok(Answer::empty())
}

fn list(call: &mut Call) -> Reply {
    if call.query("type") != Some("user") {
        return Err(Refusal::invalid("type must be user").field("type"));
    }
    let page = call.page_number(PER_PAGE)?;
    let contact =
        person(call, call.query("intercom_user_id"), call.query("user_id"), call.query("email"))?;
    let history = call.store.events().of(contact.slot()).cloned().unwrap_or_default();
    let mut answer = json!({"type": "event.summary"});
    if call.flag("summary") {
        answer["events"] = history.counts().map(count_view).collect::<Vec<_>>().into();
    } else {
        let (events, next) = listed(call, contact, &history, page);
        answer["events"] = events.into();
        answer["pages"] = next.map_or_else(|| json!({}), |next| json!({"next": next}));
    }
    if let Some(email) = contact.email.as_deref() {
        answer["email"] = email.into();
    }
    answer["intercom_user_id"] = contact.id.to_string().into();
    if let Some(external_id) = contact.external_id.as_deref() {
        answer["user_id"] = external_id.into();
    }
    Answer::json(&answer)
}

/// One page of events, newest first, and the URL of the next one.
fn listed(
    call: &Call,
    contact: &Contact,
    history: &History,
    page: PageNumber,
) -> (Vec<Value>, Option<String>) {
    let oldest = call.now - LISTED_SECONDS;
    let recent: Vec<&Event> =
        history.newest_first().take_while(|event| event.created_at >= oldest).collect();
    let shown = page.of(&recent).iter().map(|event| event_view(event, contact)).collect();
    let PageNumber { page: number, per_page } = page;
    let more = u64::try_from(recent.len()).is_ok_and(|all| number.saturating_mul(per_page) < all);
    let next = more.then(|| {
        format!(
            "{}/events?type=user&intercom_user_id={}&per_page={per_page}&page={}",
            call.base_url,
            contact.id,
            number + 1
        )
    });
    (shown, next)
}

fn event_view(event: &Event, contact: &Contact) -> Value {
    let mut shown = json!({
        "type": "event",
        "event_name": &*event.name,
        "created_at": event.created_at,
        "intercom_user_id": contact.id,
        "metadata": event.metadata.as_deref().cloned().unwrap_or_default(),
    });
    if let Some(external_id) = contact.external_id.as_deref() {
        shown["user_id"] = external_id.into();
    }
    if let Some(email) = contact.email.as_deref() {
        shown["email"] = email.into();
    }
    shown
}

fn count_view((name, count): (&str, EventCount)) -> Value {
    json!({
        "name": name,
        "first": date(count.first),
        "last": date(count.last),
        "count": count.count,
        "description": "",
    })
}

/// As summaries write a time: `2014-01-16T23:12:21.000+00:00`.
fn date(seconds: i64) -> String {
    let time = Timestamp::from_second(seconds).unwrap_or_default();
    time.strftime("%Y-%m-%dT%H:%M:%S.000+00:00").to_string()
}
