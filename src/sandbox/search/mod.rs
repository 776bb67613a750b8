//! What matches, in which order, and which of it is on this page? For every noun that can be
//! searched.
//!
//! Matches are cut into pages by value, not by position, so that cursors need nothing kept
//! between pages. The matches of recent searches are remembered all the same, until the next
//! change (`recent`): paging through a million contacts must not scan them for every page.

mod case;
mod contacts;
mod conversations;
mod field;
mod filter;
mod query;
mod recent;
mod tickets;

use std::cmp::Ordering;

use jiff::tz::TimeZone;
use serde_json::{Map, Value};

use self::field::{FieldType, FieldValue};
use self::query::{Query, Sort};
use super::cursor::Cursor;
use super::paging::{PageRequest, Pages};
use super::refusal::Refusal;
use super::store::Store;

pub use case::Case;
pub use contacts::{ContactField, email_domain};
pub use conversations::ConversationField;
pub use field::Field;
pub use recent::RecentSearches;
pub use tickets::TicketField;

/// One page of matches.
pub struct Page<T> {
    /// What is on the page, in order.
    pub items: Vec<T>,
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
    /// What was created after this second is not found yet; `i64::MAX` where searches do not lag.
    pub known_until: i64,
}

/// Answers `POST /…/search`.
pub fn search<'a, F: Field>(
    store: &'a Store,
    body: &Map<String, Value>,
    today: Today,
    recent: &mut RecentSearches,
) -> Result<Page<F::Item<'a>>, Refusal> {
    let query = body.get("query").ok_or_else(|| Refusal::missing("query not specified"))?;
    let sort = Sort::<F>::read(body.get("sort"), store, today)?;
    let ask = page_request(body.get("pagination"), F::PER_PAGE)?;
    let checked = Query::read(query, store, today)?;
    // Segments change their members overnight.
    let day = today.now.div_euclid(86_400);
    let known = today.known_until;
    let request = format!("{}{query}{:?}{day} {known}", F::NOUN, body.get("sort"));
    Ok(page(store, (&checked, sort), known, request, &ask, recent))
}

/// Answers `GET /…` where it lists what a search for everything would find.
pub fn list<'a, F: Field>(
    store: &'a Store,
    ask: &PageRequest,
    recent: &mut RecentSearches,
) -> Page<F::Item<'a>> {
    let sort = Sort { field: F::LAST_ACTIVITY, ascending: false };
    let all = Query::All(Vec::new());
    page(store, (&all, sort), i64::MAX, F::NOUN.to_owned(), ask, recent)
}

fn page<'a, F: Field>(
    store: &'a Store,
    (query, sort): (&Query<F>, Sort<F>),
    known_until: i64,
    request: String,
    ask: &PageRequest,
    recent: &mut RecentSearches,
) -> Page<F::Item<'a>> {
    let scan = || matches(store, query, sort, known_until);
    let places = recent.places(store.revision(), request, scan);
    let start = ask.after.as_ref().map_or(0, |cursor| start(store, places, sort, cursor));
    let end = places.len().min(start.saturating_add(ask.size()));
    let items: Vec<F::Item<'a>> =
        places[start..end].iter().filter_map(|place| F::at(store, *place)).collect();
    let next = items.last().filter(|_| end < places.len());
    let next = next.map(|item| (cursor_key(sort, *item), F::place(*item)));
    let total = places.len();
    Page { items, total, pages: ask.pages(total, next) }
}

fn page_request(pagination: Option<&Value>, per_page: u64) -> Result<PageRequest, Refusal> {
    let text = |name: &str| match pagination.and_then(|pagination| pagination.get(name)) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(other) => Some(other.to_string()),
    };
    let after = text("starting_after");
    PageRequest::read(text("per_page").as_deref(), after.as_deref(), per_page)
}

fn matches<F: Field>(store: &Store, query: &Query<F>, sort: Sort<F>, known_until: i64) -> Vec<u32> {
    // Values are read once, not at every comparison.
    let mut keyed: Vec<(FieldValue, u32)> = F::candidates(store, query, known_until)
        .filter(|item| query.matches(*item))
        .map(|item| (sort.field.value(item), F::place(item)))
        .collect();
    keyed.sort_unstable_by(|(one, place), (other, other_place)| {
        let order = order(one, other).then(place.cmp(other_place));
        if sort.ascending { order } else { order.reverse() }
    });
    keyed.into_iter().map(|(_, place)| place).collect()
}

/// The first position after the cursor's item, wherever that item is now.
fn start<F: Field>(store: &Store, places: &[u32], sort: Sort<F>, cursor: &Cursor) -> usize {
    let key = match (&cursor.key, sort.field.field_type()) {
        (Value::String(text), _) => FieldValue::Text(text.as_str().into()),
        (Value::Bool(flag), _) => FieldValue::Flag(*flag),
        (Value::Number(number), FieldType::Float) => {
            number.as_f64().map_or(FieldValue::Absent, FieldValue::Float)
        }
        (Value::Number(number), kind) if in_milliseconds(kind) => {
            number.as_i64().map_or(FieldValue::Absent, |ms| FieldValue::Integer(ms / 1000))
        }
        (Value::Number(number), _) => {
            number.as_i64().map_or(FieldValue::Absent, FieldValue::Integer)
        }
        _ => FieldValue::Absent,
    };
    places.partition_point(|place| {
        let Some(item) = F::at(store, *place) else { return false };
        let order = order(&sort.field.value(item), &key).then(place.cmp(&cursor.tie));
        if sort.ascending { order.is_le() } else { order.is_ge() }
    })
}

/// An item's sort value as cursors carry it: times in milliseconds.
fn cursor_key<F: Field>(sort: Sort<F>, item: F::Item<'_>) -> Value {
    match sort.field.value(item) {
        FieldValue::Text(text) => Value::String(text.into_owned()),
        FieldValue::Integer(seconds) if in_milliseconds(sort.field.field_type()) => {
            seconds.saturating_mul(1000).into()
        }
        FieldValue::Integer(number) => number.into(),
        FieldValue::Float(number) => number.into(),
        FieldValue::Flag(flag) => flag.into(),
        FieldValue::Absent => Value::Null,
    }
}

fn in_milliseconds(kind: FieldType) -> bool {
    matches!(kind, FieldType::Date | FieldType::Moment | FieldType::Bound)
}

/// Those without a value come first.
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
