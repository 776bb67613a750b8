//! What does a cell say about tags or companies? Text with several names, or JSON in any of the
//! forms that the API, an export or a script gives them.
//!
//! An object that has nothing but an `id` means something in its own workspace only: it is counted
//! and left out. There it is attached already, and elsewhere the id would be another object's.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::link::Link;
use super::names::{MAX_NAMES, split, too_many};
use crate::bulk::contacts::value::{BadValue, unquoted};
use crate::bulk::input::Cell;

/// What stands between the tags of a cell.
const TAG_SEPARATORS: [char; 2] = [';', ','];

/// What stands between the companies of a cell; their names have commas in them.
const COMPANY_SEPARATORS: [char; 1] = [';'];

/// What a cell names.
#[derive(Debug, Default, PartialEq)]
pub(in crate::bulk::contacts) struct Named {
    /// What is to be attached, in the cell's order.
    pub(in crate::bulk::contacts) links: Vec<Link>,
    /// There is more, which the cell does not name: ids alone, or a list that goes on elsewhere.
    pub(in crate::bulk::contacts) incomplete: bool,
}

/// The tags that a cell names.
pub(in crate::bulk::contacts) fn tags(cell: Cell<'_>) -> Result<Named, BadValue> {
    read(cell, &TAG_SEPARATORS, "tags", &|item| match item {
        Value::Object(tag) => Ok(text(tag, "name")?.map(Link::Tag)),
        name => Ok(word(name)?.map(Link::Tag)),
    })
}

/// The companies that a cell names.
pub(in crate::bulk::contacts) fn companies(cell: Cell<'_>) -> Result<Named, BadValue> {
    read(cell, &COMPANY_SEPARATORS, "companies", &|item| match item {
        Value::Object(company) => {
            Ok(match (text(company, "company_id")?, text(company, "name")?) {
                (Some(company_id), name) => Some(Link::Company { company_id, name }),
                (None, Some(name)) => Some(Link::CompanyNamed(name)),
                (None, None) => None,
            })
        }
        name => Ok(word(name)?.map(Link::CompanyNamed)),
    })
}

/// Reads one item of a list: a link, or nothing where it has no name.
type ReadItem<'a> = &'a dyn Fn(&Value) -> Result<Option<Link>, String>;

fn read(
    cell: Cell<'_>,
    separators: &[char],
    list: &str,
    item: ReadItem<'_>,
) -> Result<Named, BadValue> {
    let bad = |reason: String| BadValue { shown: shown(cell).to_owned(), reason };
    let text = match cell {
        Cell::Absent | Cell::Json("null") => return Ok(Named::default()),
        Cell::Text(text) => Cow::Borrowed(text),
        Cell::Json(json) if json.starts_with('"') => {
            unquoted(json).map_err(|_| bad("contains half a character".to_owned()))?
        }
        Cell::Json(json) => Cow::Borrowed(json),
    };
    if text.contains('\0') {
        return Err(bad("contains a NUL character".to_owned()));
    }
    let trimmed = text.trim();
    // A rejects file has the lists of an NDJSON file as text.
    if trimmed.starts_with(['[', '{'])
        && let Ok(value) = serde_json::from_str(trimmed)
    {
        let mut named = Named::default();
        take(&value, list, item, &mut named).map_err(bad)?;
        return Ok(named);
    }
    if matches!(cell, Cell::Json("true" | "false")) {
        return Err(bad("is a boolean where names are wanted".to_owned()));
    }
    let names = split(trimmed, separators).map_err(bad)?;
    let links = names.into_iter().map(|name| item(&Value::String(name)));
    let links = links.collect::<Result<Vec<_>, _>>().map_err(bad)?;
    Ok(Named { links: links.into_iter().flatten().collect(), incomplete: false })
}

/// Takes a list, an envelope around one, or a single object.
fn take(value: &Value, list: &str, item: ReadItem<'_>, named: &mut Named) -> Result<(), String> {
    match value {
        Value::Array(items) if items.len() > MAX_NAMES => return Err(too_many()),
        Value::Array(items) => {
            for value in items.iter().filter(|value| !value.is_null()) {
                match item(value)? {
                    Some(link) => named.links.push(link),
                    None => named.incomplete |= value.is_object(),
                }
            }
        }
        Value::Object(object) => match object.get("data").or_else(|| object.get(list)) {
            Some(items @ Value::Array(_)) => {
                named.incomplete |= object.get("has_more") == Some(&Value::Bool(true));
                take(items, list, item, named)?;
            }
            _ => match item(value)? {
                Some(link) => named.links.push(link),
                None => named.incomplete = true,
            },
        },
        _ => {}
    }
    Ok(())
}

/// A field of an object as a text that is not blank.
fn text(object: &Map<String, Value>, field: &str) -> Result<Option<String>, String> {
    object.get(field).map_or(Ok(None), word)
}

/// A name or an id. Numbers keep their digits, or are refused.
fn word(value: &Value) -> Result<Option<String>, String> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.contains('\0') => Err("contains a NUL character".to_owned()),
        Value::String(text) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Value::Number(number) if number.is_f64() => {
            Err(format!("has the number {number}, which may have lost digits; write it as a text"))
        }
        Value::Number(number) => Ok(Some(number.to_string())),
        _ => Err("has something else than names and objects in its list".to_owned()),
    }
}

fn shown(cell: Cell<'_>) -> &str {
    match cell {
        Cell::Absent => "",
        Cell::Text(text) | Cell::Json(text) => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(name: &str) -> Link {
        Link::Tag(name.into())
    }

    fn company(company_id: &str, name: Option<&str>) -> Link {
        Link::Company { company_id: company_id.into(), name: name.map(str::to_owned) }
    }

    #[expect(clippy::unnecessary_wraps, reason = "it is compared with what reading gives")]
    fn all(links: impl Into<Vec<Link>>) -> Result<Named, BadValue> {
        Ok(Named { links: links.into(), incomplete: false })
    }

    #[test]
    fn tags_are_read_in_every_form() {
        let wanted = || all([tag("vip"), tag("beta")]);
        assert_eq!(tags(Cell::Text("vip; beta")), wanted());
        assert_eq!(tags(Cell::Text(r#"["vip","beta"]"#)), wanted());
        assert_eq!(tags(Cell::Json(r#""vip,beta""#)), wanted());
        assert_eq!(tags(Cell::Json(r#"["vip", null, {"id": "7", "name": "beta"}]"#)), wanted());
        let listed =
            r#"{"type":"list","data":[{"id":"1","name":"vip"},{"name":"beta"}],"has_more":false}"#;
        assert_eq!(tags(Cell::Json(listed)), wanted());
        let old = r#"{"type":"tag.list","tags":[{"name":"vip"},{"name":"beta"}]}"#;
        assert_eq!(tags(Cell::Json(old)), wanted());
        assert_eq!(tags(Cell::Json(r#"["Sales, EMEA"]"#)), all([tag("Sales, EMEA")]));
        assert_eq!(tags(Cell::Text("[draft]")), all([tag("[draft]")]));
        assert_eq!(tags(Cell::Json("2024")), all([tag("2024")]));
        for nothing in [Cell::Absent, Cell::Text(" "), Cell::Json("null"), Cell::Json("[]")] {
            assert_eq!(tags(nothing), all([]));
        }
    }

    #[test]
    fn what_has_an_id_alone_is_left_out_and_counted() {
        let listed = r#"{"type":"list","data":[{"type":"tag","id":"1","url":"/tags/1"}]}"#;
        assert_eq!(tags(Cell::Json(listed)), Ok(Named { links: vec![], incomplete: true }));
        let first_ten = r#"{"type":"list","data":[{"name":"vip"}],"has_more":true}"#;
        let found = tags(Cell::Json(first_ten)).unwrap();
        assert_eq!((found.links, found.incomplete), (vec![tag("vip")], true));
        assert!(companies(Cell::Json(r#"{"type":"company","id":"65"}"#)).unwrap().incomplete);
    }

    #[test]
    fn companies_are_read_in_every_form() {
        let one = || all([company("42", Some("Acme, Inc."))]);
        assert_eq!(companies(Cell::Json(r#"[{"company_id":42,"name":"Acme, Inc."}]"#)), one());
        assert_eq!(companies(Cell::Json(r#"{"company_id":"42","name":"Acme, Inc."}"#)), one());
        assert_eq!(
            companies(Cell::Json(r#"{"data":[{"id":"65","company_id":"007"}]}"#)),
            all([company("007", None)])
        );
        let by_name =
            [Link::CompanyNamed("Acme, Inc.".into()), Link::CompanyNamed("Globex".into())];
        assert_eq!(companies(Cell::Text("Acme, Inc.; Globex")), all(by_name));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        let reason = |found: Result<Named, BadValue>| found.unwrap_err().reason;
        assert!(reason(tags(Cell::Json("true"))).contains("boolean"));
        assert!(reason(tags(Cell::Json("[[1]]"))).contains("something else"));
        assert!(reason(tags(Cell::Text("a\0"))).contains("NUL"));
        let huge = r#"[{"company_id":12345678901234567890123}]"#;
        assert!(reason(companies(Cell::Json(huge))).contains("lost digits"));
    }
}
