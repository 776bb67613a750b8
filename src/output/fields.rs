//! Which parts of an object are meant by `location.country` or `tags.data.*.name`? The paths
//! of columns and of `--fields`: looking them up, and cutting an object down to them.
//!
//! A path is a list of keys joined by dots. An array on the way is entered by `*`, or without
//! saying so. A key that contains dots itself is found where the path ends with it. `*` on an
//! object is an ordinary key.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The value of `--fields`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fields(Vec<String>);

impl Fields {
    /// Reads `a,b.c`.
    ///
    /// # Errors
    /// A usage error for an empty list or path.
    pub fn parse(list: &str) -> Result<Fields> {
        let paths: Vec<String> = list.split(',').map(|path| path.trim().to_owned()).collect();
        if paths.iter().any(|path| path.split('.').any(str::is_empty)) {
            return Err(Error::usage(format!("--fields has an empty field name: '{list}'"))
                .hint("separate paths by commas: --fields id,email,location.country"));
        }
        Ok(Fields(paths))
    }

    /// The paths, in the order given.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// The object cut down to these fields. The API's nesting stays, so that a program finds
    /// things where the whole object has them; a field that is not there is null.
    pub fn project(&self, value: &Value) -> Value {
        project(value, &self.paths().collect::<Vec<_>>())
    }
}

fn project(value: &Value, paths: &[&str]) -> Value {
    match value {
        Value::Array(items) => {
            let inner: Vec<&str> = paths.iter().map(|path| enter_array(path)).collect();
            if inner.contains(&"") {
                return value.clone();
            }
            items.iter().map(|item| project(item, &inner)).collect()
        }
        Value::Object(object) => project_object(object, paths),
        _ => Value::Null,
    }
}

fn project_object(object: &Map<String, Value>, paths: &[&str]) -> Value {
    let steps: Vec<(&str, &str)> = paths.iter().map(|path| split_key(object, path)).collect();
    let mut picked = Map::new();
    for (key, _) in &steps {
        if picked.contains_key(*key) {
            continue;
        }
        let rests: Vec<&str> = steps.iter().filter(|step| step.0 == *key).map(|s| s.1).collect();
        let part = match object.get(*key) {
            Some(value) if rests.contains(&"") => value.clone(),
            Some(value) => project(value, &rests),
            None => Value::Null,
        };
        picked.insert((*key).to_owned(), part);
    }
    Value::Object(picked)
}

/// What a path leads to.
#[derive(Debug, PartialEq)]
pub(super) enum Found<'a> {
    /// One value, null where nothing is.
    One(&'a Value),
    /// The path passed an array: what it leads to in each element.
    Many(Vec<&'a Value>),
}

/// Looks a path up.
pub(super) fn look_up<'a>(value: &'a Value, path: &str) -> Found<'a> {
    let mut found = Vec::new();
    if collect(value, path, &mut found) {
        Found::Many(found)
    } else {
        Found::One(found.first().copied().unwrap_or(&Value::Null))
    }
}

/// Collects what the path leads to, and says whether it passed an array.
fn collect<'a>(value: &'a Value, path: &str, found: &mut Vec<&'a Value>) -> bool {
    match value {
        _ if path.is_empty() => {
            found.push(value);
            false
        }
        Value::Array(items) => {
            for item in items {
                collect(item, enter_array(path), found);
            }
            true
        }
        Value::Object(object) => {
            let (key, rest) = split_key(object, path);
            object.get(key).is_some_and(|value| collect(value, rest, found))
        }
        _ => false,
    }
}

/// The path after a `*`, or the path itself where the array is entered silently.
fn enter_array(path: &str) -> &str {
    match path.strip_prefix('*') {
        Some("") => "",
        Some(rest) => rest.strip_prefix('.').unwrap_or(path),
        None => path,
    }
}

/// The first key of a path and the rest. All of the path is one key if the object has it.
fn split_key<'p>(object: &Map<String, Value>, path: &'p str) -> (&'p str, &'p str) {
    if object.contains_key(path) {
        return (path, "");
    }
    path.split_once('.').unwrap_or((path, ""))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contact() -> Value {
        json!({
            "id": "1", "email": "ann@example.com",
            "location": {"country": "Ireland", "city": "Dublin"},
            "tags": {"type": "list", "data": [{"id": "7", "name": "vip"}, {"id": "8", "name": "eu"}]},
            "custom_attributes": {"plan.v2": "pro"},
        })
    }

    #[test]
    fn a_projection_keeps_the_nesting_and_nulls_what_is_missing() {
        let fields = Fields::parse("id, location.country,nope.deep,tags.data.*.name").unwrap();
        assert_eq!(
            fields.project(&contact()),
            json!({
                "id": "1", "location": {"country": "Ireland"}, "nope": null,
                "tags": {"data": [{"name": "vip"}, {"name": "eu"}]},
            })
        );
    }

    #[test]
    fn two_fields_of_one_object_come_together() {
        let fields = Fields::parse("location.city,id,location.country").unwrap();
        assert_eq!(
            fields.project(&contact()),
            json!({"location": {"city": "Dublin", "country": "Ireland"}, "id": "1"})
        );
    }

    #[test]
    fn a_path_through_an_array_finds_every_element_with_or_without_a_star() {
        let contact = contact();
        let names = Found::Many(vec![
            &contact["tags"]["data"][0]["name"],
            &contact["tags"]["data"][1]["name"],
        ]);
        assert_eq!(look_up(&contact, "tags.data.*.name"), names);
        assert_eq!(look_up(&contact, "tags.data.name"), names);
        assert_eq!(look_up(&contact, "email.deeper"), Found::One(&Value::Null));
    }

    #[test]
    fn an_attribute_with_a_dot_in_its_name_is_found() {
        let contact = contact();
        assert_eq!(look_up(&contact, "custom_attributes.plan.v2"), Found::One(&json!("pro")));
        let projected = Fields::parse("custom_attributes.plan.v2").unwrap().project(&contact);
        assert_eq!(projected, json!({"custom_attributes": {"plan.v2": "pro"}}));
    }

    #[test]
    fn an_empty_field_name_is_a_usage_error() {
        for wrong in ["", "a,", "a..b", ",", "a."] {
            assert_eq!(Fields::parse(wrong).unwrap_err().kind().exit_code(), 2, "{wrong}");
        }
    }
}
