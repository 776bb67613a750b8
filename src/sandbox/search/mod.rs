//! Which contacts match, in which order, and which of them are on this page?
//!
//! Matches are cut into pages by value, not by position, so that cursors need nothing kept
//! between pages. The matches of the last search are remembered all the same, until the next
//! change: paging through a million contacts must not scan them for every page.

mod field;
mod filter;
mod query;

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use self::field::{Field, FieldValue};
use self::query::{Query, Sort};
use super::cursor::Cursor;
use super::paging::{PageRequest, Pages};
use super::refusal::Refusal;
use super::store::Store;
use super::store::contact::Contact;
use super::store::contacts::Found;

pub use field::email_domain;

/// The matches of the last search.
#[derive(Debug, Default)]
pub struct LastSearch {
    revision: u64,
    request: String,
    slots: Vec<u32>,
}

/// One page of matches.
pub struct Page<'a> {
    /// The contacts on the page, in order.
    pub contacts: Vec<&'a Contact>,
    /// All matches.
    pub total: usize,
    /// The answer's `pages`.
    pub pages: Pages,
}

/// When and where a search is made: both decide where days begin.
#[derive(Debug, Clone, Copy)]
pub struct Today<'a> {
    /// The workspace's time zone.
    pub zone: &'a TimeZone,
    /// UNIX seconds.
    pub now: i64,
}

/// Answers `POST /contacts/search`.
pub fn search<'a>(
    store: &'a Store,
    body: &Map<String, Value>,
    today: Today,
    last: &mut LastSearch,
) -> Result<Page<'a>, Refusal> {
    let query = body.get("query").ok_or_else(|| Refusal::missing("query not specified"))?;
    let sort = Sort::read(body.get("sort"), store, today)?;
    let ask = page_request(body.get("pagination"))?;
    let checked = Query::read(query, store, today)?;
    // Segments change their members overnight.
    let day = today.now.div_euclid(86_400);
    let request = format!("{query}{:?}{day}", body.get("sort"));
    if last.revision != store.revision() || last.request != request {
        let slots = matches(store, &checked, sort);
        *last = LastSearch { revision: store.revision(), request, slots };
    }
    let start = ask.after.as_ref().map_or(0, |cursor| start(store, &last.slots, sort, cursor));
    let end = last.slots.len().min(start.saturating_add(ask.size()));
    let contacts: Vec<&Contact> =
        last.slots[start..end].iter().filter_map(|slot| store.contacts().at(*slot)).collect();
    let next = contacts.last().filter(|_| end < last.slots.len());
    let next = next.map(|contact| (cursor_key(sort, contact), contact.slot()));
    let total = last.slots.len();
    Ok(Page { contacts, total, pages: ask.pages(total, next) })
}

fn page_request(pagination: Option<&Value>) -> Result<PageRequest, Refusal> {
    let text = |name: &str| match pagination.and_then(|pagination| pagination.get(name)) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    PageRequest::read(text("per_page").as_deref(), text("starting_after").as_deref())
}

fn matches(store: &Store, query: &Query, sort: Sort) -> Vec<u32> {
    let fits = |contact: &&Contact| !contact.archived && query.matches(contact);
    let contacts = store.contacts();
    let found: Vec<&Contact> = match query.sought() {
        Some((Field::Email, email)) => contacts.with_email(email).filter(fits).collect(),
        Some((Field::Id, id)) => match contacts.find(id) {
            Found::Contact(contact) => Some(contact).filter(fits).into_iter().collect(),
            _ => Vec::new(),
        },
        _ => contacts.newest_first(None).filter(fits).collect(),
    };
    // Values are read once, not at every comparison.
    let mut keyed: Vec<(FieldValue, u32)> =
        found.into_iter().map(|contact| (sort.field.value(contact), contact.slot())).collect();
    keyed.sort_unstable_by(|(one, slot), (other, other_slot)| {
        let order = order(one, other).then(slot.cmp(other_slot));
        if sort.ascending { order } else { order.reverse() }
    });
    keyed.into_iter().map(|(_, slot)| slot).collect()
}

/// The first place after the cursor's contact, wherever that contact is now.
fn start(store: &Store, slots: &[u32], sort: Sort, cursor: &Cursor) -> usize {
    let key = match (&cursor.key, sort.field.field_type()) {
        (Value::String(text), _) => FieldValue::Text(text.as_str().into()),
        (Value::Bool(flag), _) => FieldValue::Flag(*flag),
        (Value::Number(number), field::FieldType::Float) => {
            number.as_f64().map_or(FieldValue::Absent, FieldValue::Float)
        }
        (Value::Number(number), field::FieldType::Date) => {
            number.as_i64().map_or(FieldValue::Absent, |ms| FieldValue::Integer(ms / 1000))
        }
        (Value::Number(number), _) => {
            number.as_i64().map_or(FieldValue::Absent, FieldValue::Integer)
        }
        _ => FieldValue::Absent,
    };
    slots.partition_point(|slot| {
        let Some(contact) = store.contacts().at(*slot) else { return false };
        let order = order(&sort.field.value(contact), &key).then(slot.cmp(&cursor.tie));
        if sort.ascending { order.is_le() } else { order.is_ge() }
    })
}

/// A contact's sort value as cursors carry it: times in milliseconds.
fn cursor_key(sort: Sort, contact: &Contact) -> Value {
    match sort.field.value(contact) {
        FieldValue::Text(text) => Value::String(text.into_owned()),
        FieldValue::Integer(seconds) if sort.field.field_type() == field::FieldType::Date => {
            seconds.saturating_mul(1000).into()
        }
        FieldValue::Integer(number) => number.into(),
        FieldValue::Float(number) => number.into(),
        FieldValue::Flag(flag) => flag.into(),
        FieldValue::Absent => Value::Null,
    }
}

/// Contacts without a value come first.
fn order(one: &FieldValue, other: &FieldValue) -> Ordering {
    match (one, other) {
        (FieldValue::Text(one), FieldValue::Text(other)) => one.cmp(other),
        (FieldValue::Integer(one), FieldValue::Integer(other)) => one.cmp(other),
        (FieldValue::Float(one), FieldValue::Float(other)) => one.total_cmp(other),
        (FieldValue::Flag(one), FieldValue::Flag(other)) => one.cmp(other),
        (FieldValue::Absent, FieldValue::Absent) => Ordering::Equal,
        (FieldValue::Absent, _) => Ordering::Less,
        _ => Ordering::Greater,
    }
}

#[cfg(test)]
mod tests;
