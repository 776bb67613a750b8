//! Does anything have the fields that `--fields` asks for? A mistyped one prints as null, like one
//! that happens to be empty, so whoever prints says at the end which fields nothing had.
//!
//! Apart from looking fields up: here a key that is there with null is found, and what cannot be
//! known, such as what is in an empty list, is taken as found.

use std::collections::BTreeSet;

use serde_json::Value;

use super::fields::Fields;
use crate::likeness::nearest;

/// Most names that are kept to guess from: custom attributes are without number.
const MOST_KNOWN: usize = 500;

/// The fields that nothing printed so far had.
#[derive(Debug, Default)]
pub(super) struct Sought {
    missing: Option<Vec<String>>,
    known: BTreeSet<String>,
}

impl Sought {
    /// Looks for the fields in what is printed. Those found once are not looked for again.
    pub(super) fn look_in(&mut self, fields: &Fields, item: &Value) {
        let missing =
            self.missing.get_or_insert_with(|| fields.paths().map(str::to_owned).collect());
        missing.retain(|path| !has(item, path));
        if !missing.is_empty() && self.known.len() < MOST_KNOWN {
            collect(item, "", &mut self.known);
        }
    }

    /// What to say about those that nothing had; once.
    pub(super) fn report(&mut self) -> Vec<String> {
        let missing = self.missing.take().unwrap_or_default();
        let known = std::mem::take(&mut self.known);
        let say = |path: &String| {
            let near = nearest(path, known.iter().map(String::as_str));
            let near = near.map_or(String::new(), |near| format!("; did you mean {near}?"));
            format!("nothing here has the field {path}{near}")
        };
        missing.iter().map(say).collect()
    }
}

/// Whether a path leads to a key, or to where nobody can tell.
fn has(value: &Value, path: &str) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => {
            let inner = path.strip_prefix('*').map_or(path, |rest| rest.trim_start_matches('.'));
            inner.is_empty() || items.is_empty() || items.iter().any(|item| has(item, inner))
        }
        Value::Object(object) => {
            object.contains_key(path)
                || path.split_once('.').is_some_and(|(key, rest)| {
                    object.get(key).is_some_and(|inner| has(inner, rest))
                })
        }
        _ => false,
    }
}

/// The dotted names of what an object has, two levels deep.
fn collect(value: &Value, above: &str, known: &mut BTreeSet<String>) {
    let Some(object) = value.as_object() else { return };
    for (key, inner) in object {
        if above.is_empty() {
            known.insert(key.clone());
            collect(inner, key, known);
        } else {
            known.insert(format!("{above}.{key}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn said(list: &str, items: &[Value]) -> Vec<String> {
        let fields = Fields::parse(list).unwrap();
        let mut sought = Sought::default();
        for item in items {
            sought.look_in(&fields, item);
        }
        sought.report()
    }

    #[test]
    fn a_field_that_nothing_has_is_named_with_what_is_like_it() {
        let items = [json!({"id": "1", "email": null, "custom_attributes": {"plan": "pro"}})];
        assert_eq!(
            said("id,emial", &items),
            ["nothing here has the field emial; did you mean email?"]
        );
        assert_eq!(
            said("custom_attributes.plna", &items),
            [
                "nothing here has the field custom_attributes.plna; did you mean custom_attributes.plan?"
            ]
        );
        assert_eq!(said("xyzzy", &items), ["nothing here has the field xyzzy"]);
    }

    #[test]
    fn what_is_null_empty_or_in_one_item_only_is_there() {
        let items = [
            json!({"email": null, "location": null, "tags": {"data": []}}),
            json!({"phone": "1", "tags": {"data": [{"name": "vip"}]}}),
        ];
        let all = "email,phone,location.city,tags.data.name,tags.data.*.name";
        assert_eq!(said(all, &items), Vec::<String>::new());
        assert_eq!(said("email", &[]), Vec::<String>::new());
    }
}
