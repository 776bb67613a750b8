//! What does a search ask for? The request's JSON as a checked tree of filters, and its sorting.

use std::ops::Range;

use serde_json::{Map, Value};

use super::Today;
use super::field::Field;
use super::filter::{Filter, Operator};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;

/// Filters in one AND or OR group (source: the API description).
const MAX_FILTERS: usize = 15;

/// Groups inside groups (source: the API description).
const MAX_LEVELS: usize = 2;

/// A filter or a group.
#[derive(Debug, Clone, PartialEq)]
pub enum Query<F> {
    Filter(Filter<F>),
    All(Vec<Query<F>>),
    Any(Vec<Query<F>>),
}

impl<F: Field> Query<F> {
    /// Checks the request's `query`.
    pub fn read(value: &Value, store: &Store, today: Today) -> Result<Self, Refusal> {
        read(value, store, today, 1)
    }

    /// The item matches.
    pub fn matches(&self, item: F::Item<'_>) -> bool {
        match self {
            Query::Filter(filter) => filter.matches(item),
            Query::All(parts) => parts.iter().all(|part| part.matches(item)),
            Query::Any(parts) => parts.iter().any(|part| part.matches(item)),
        }
    }

    /// The seconds, from the first to before the last, outside of which nothing matches, as far as
    /// the filters of one field tell.
    pub fn span(&self, is_field: fn(F) -> bool) -> Range<i64> {
        match self {
            Query::Filter(filter) => filter.span(is_field),
            Query::All(parts) => parts.iter().fold(i64::MIN..i64::MAX, |span, part| {
                let other = part.span(is_field);
                span.start.max(other.start)..span.end.min(other.end)
            }),
            Query::Any(_) => i64::MIN..i64::MAX,
        }
    }

    /// A key that every match must have, of one of the fields that `keys` accepts.
    pub fn sought(&self, keys: fn(F) -> bool) -> Option<(F, &str)> {
        match self {
            Query::Filter(filter) => filter.sought().filter(|(field, _)| keys(*field)),
            Query::All(parts) => parts.iter().find_map(|part| part.sought(keys)),
            Query::Any(_) => None,
        }
    }
}

fn read<F: Field>(
    value: &Value,
    store: &Store,
    today: Today,
    level: usize,
) -> Result<Query<F>, Refusal> {
    let Value::Object(part) = value else {
        return Err(Refusal::invalid("query must be an object with field, operator and value"));
    };
    let operator = part.get("operator").and_then(Value::as_str);
    match operator {
        Some("AND" | "OR") => {
            let parts = group(part, store, today, level)?;
            Ok(if operator == Some("AND") { Query::All(parts) } else { Query::Any(parts) })
        }
        _ => Ok(Query::Filter(filter(part, operator, store, today)?)),
    }
}

fn group<F: Field>(
    part: &Map<String, Value>,
    store: &Store,
    today: Today,
    level: usize,
) -> Result<Vec<Query<F>>, Refusal> {
    if level > MAX_LEVELS {
        return Err(Refusal::invalid(format!(
            "Filters can be nested {MAX_LEVELS} levels deep at most"
        )));
    }
    match part.get("value") {
        Some(Value::Array(list)) if list.len() > MAX_FILTERS => {
            Err(Refusal::invalid(format!("A group can have {MAX_FILTERS} filters at most")))
        }
        Some(Value::Array(list)) if !list.is_empty() => {
            list.iter().map(|value| read(value, store, today, level + 1)).collect()
        }
        _ => Err(Refusal::invalid("The value of a group must be an array of filters")),
    }
}

fn filter<F: Field>(
    part: &Map<String, Value>,
    operator: Option<&str>,
    store: &Store,
    today: Today,
) -> Result<Filter<F>, Refusal> {
    let Some(name) = part.get("field").and_then(Value::as_str) else {
        return Err(Refusal::missing("field not specified"));
    };
    let field = F::named(name, store, today.now).ok_or_else(|| {
        Refusal::new(400, "invalid_field", format!("'{name}' is not a valid search field"))
    })?;
    let Some(sign) = operator else {
        return Err(Refusal::missing("operator not specified"));
    };
    let operator = Operator::from_sign(sign)
        .ok_or_else(|| Refusal::invalid(format!("'{sign}' is not a valid operator")).field(name))?;
    let value = part.get("value").ok_or_else(|| Refusal::missing("value not specified"))?;
    Filter::new(name, field, operator, value, today.zone)
}

/// How matches are sorted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sort<F> {
    /// By this field.
    pub field: F,
    /// Smallest first.
    pub ascending: bool,
}

impl<F: Field> Sort<F> {
    /// Checks the request's `sort`; without one, last activity comes first (docs: Pagination).
    pub fn read(value: Option<&Value>, store: &Store, today: Today) -> Result<Self, Refusal> {
        let sort = match value {
            None | Some(Value::Null) => &Map::new(),
            Some(Value::Object(sort)) => sort,
            Some(_) => return Err(Refusal::invalid("sort must be an object").field("sort")),
        };
        let field = match sort.get("field").and_then(Value::as_str) {
            None => F::LAST_ACTIVITY,
            Some(name) => F::named(name, store, today.now).ok_or_else(|| {
                Refusal::new(400, "invalid_field", format!("'{name}' is not a valid search field"))
            })?,
        };
        let ascending = match sort.get("order") {
            None | Some(Value::Null) => false,
            Some(Value::String(order)) if order == "ascending" => true,
            Some(Value::String(order)) if order == "descending" => false,
            Some(other) => {
                let other = other.as_str().map_or_else(|| other.to_string(), str::to_owned);
                return Err(Refusal::new(
                    400,
                    "invalid_sort_order",
                    format!("Invalid sort order '{other}'. Must be one of: ascending, descending"),
                ));
            }
        };
        Ok(Sort { field, ascending })
    }
}
