//! Which of several objects does a name mean? Pure: one, or an error that says what else there is.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::likeness::alike;

/// Most names that are offered.
const OFFERED: usize = 3;

/// A kind of thing that has names.
#[derive(Debug, Clone, Copy)]
pub struct Thing {
    /// What one is called: `team`.
    pub noun: &'static str,
    /// Where its names are, the one to show first.
    pub names: &'static [&'static str],
    /// The command that lists them.
    pub list: &'static str,
}

/// The object of this id or name; case makes no difference.
pub fn pick<'a>(thing: &Thing, text: &str, items: &'a [Value]) -> Result<&'a Value> {
    if let Some(item) = items.iter().find(|item| id(item) == text) {
        return Ok(item);
    }
    let wanted = text.trim().to_lowercase();
    let called = |item: &&Value| names(thing, item).any(|name| name.to_lowercase() == wanted);
    let found: Vec<&Value> = items.iter().filter(called).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(unknown(thing, text, items)),
        several => Err(ambiguous(thing, text, several)),
    }
}

/// The id of an object, which the API writes as text or as a number.
pub fn id(item: &Value) -> String {
    item["id"].as_str().map_or_else(|| item["id"].to_string(), str::to_owned)
}

fn names<'a>(thing: &Thing, item: &'a Value) -> impl Iterator<Item = &'a str> {
    thing.names.iter().filter_map(|key| item[*key].as_str())
}

fn unknown(thing: &Thing, text: &str, items: &[Value]) -> Error {
    let mut near = alike(text, items.iter().flat_map(|item| names(thing, item)));
    near.truncate(OFFERED);
    let error = Error::failed(format!("there is no {} {text:?}", thing.noun));
    if near.is_empty() {
        return error.hint(format!("`{}` shows what there is", thing.list));
    }
    error.hint(format!("did you mean {}? `{}` shows what there is", near.join(" or "), thing.list))
}

fn ambiguous(thing: &Thing, text: &str, found: &[&Value]) -> Error {
    let shown = found.iter().map(|item| {
        let name = names(thing, item).next().unwrap_or_default();
        format!("{} ({name})", id(item))
    });
    Error::failed(format!("{text:?} is the name of {} {}s", found.len(), thing.noun))
        .hint(format!("give the id: {}", shown.collect::<Vec<_>>().join(", ")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const TEAM: Thing = Thing { noun: "team", names: &["name"], list: "ictl teams list" };

    fn teams() -> Vec<Value> {
        vec![
            json!({"id": "1", "name": "Billing"}),
            json!({"id": 2, "name": "Support"}),
            json!({"id": "3", "name": "support"}),
        ]
    }

    fn picked(text: &str) -> Result<String> {
        pick(&TEAM, text, &teams()).map(id)
    }

    #[test]
    fn an_id_or_a_name_in_any_case_is_enough() {
        assert_eq!(picked("1").unwrap(), "1");
        assert_eq!(picked("2").unwrap(), "2");
        assert_eq!(picked(" billing").unwrap(), "1");
    }

    #[test]
    fn an_unknown_name_is_guessed_and_an_ambiguous_one_told_apart() {
        let error = picked("Biling").unwrap_err();
        assert_eq!(error.message(), "there is no team \"Biling\"");
        assert_eq!(
            error.hint_text(),
            Some("did you mean Billing? `ictl teams list` shows what there is")
        );
        let error = picked("zzz").unwrap_err();
        assert_eq!(error.hint_text(), Some("`ictl teams list` shows what there is"));
        let error = picked("Support").unwrap_err();
        assert_eq!(error.message(), "\"Support\" is the name of 2 teams");
        assert_eq!(error.hint_text(), Some("give the id: 2 (Support), 3 (support)"));
    }
}
