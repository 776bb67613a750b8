//! The attributes of a ticket by name, checked by its type before anything is sent. Pure but for
//! asking: the type as the API gives it goes in, and the fields to send come out.

use jiff::Zoned;
use serde_json::{Map, Value};

use crate::api::pagination::items;
use crate::commands::names::{Thing, pick};
use crate::commands::operation::timestamp;
use crate::error::{Error, Result};

/// The names under which the API knows what every type has.
const TITLE: &str = "_default_title_";
/// See [`TITLE`].
const DESCRIPTION: &str = "_default_description_";

const ATTRIBUTE: Thing =
    Thing { noun: "attribute", names: &["name"], list: "ictl ticket-types get TYPE_ID" };

/// The attributes of a type that are in use.
pub fn of_type(kind: &Value) -> Vec<Value> {
    let all = items(&kind["ticket_type_attributes"], "data").unwrap_or_default().iter();
    all.filter(|attribute| attribute["archived"] != true).cloned().collect()
}

/// What is given as `NAME=VALUE`, under the API's names and in the types of the attributes.
pub fn fields(given: &[(String, String)], kind: &Value, now: &Zoned) -> Result<Map<String, Value>> {
    let known = of_type(kind);
    let mut fields = Map::new();
    for (name, text) in given {
        let attribute = pick(&ATTRIBUTE, api_name(name), &known).map_err(|error| {
            let names: Vec<&str> = known.iter().filter_map(shown_name).collect();
            let kind = kind["name"].as_str().unwrap_or("this type");
            let has = format!("tickets of {kind} have: {}", names.join(", "));
            Error::failed(error.message()).hint(has)
        })?;
        let name = attribute["name"].as_str().unwrap_or(name).to_owned();
        fields.insert(name, value(attribute, text, now)?);
    }
    Ok(fields)
}

/// The attributes that a teammate must fill in and that nobody did.
pub fn missing<'a>(known: &'a [Value], fields: &Map<String, Value>) -> Vec<&'a Value> {
    let required = known.iter().filter(|attribute| attribute["required_to_create"] == true);
    required
        .filter(|attribute| {
            let name = attribute["name"].as_str().unwrap_or_default();
            fields.get(name).is_none_or(|value| value.is_null() || *value == "")
        })
        .collect()
}

/// The name under which people know an attribute.
pub fn shown_name(attribute: &Value) -> Option<&str> {
    match attribute["name"].as_str()? {
        TITLE => Some("title"),
        DESCRIPTION => Some("description"),
        name => Some(name),
    }
}

fn api_name(name: &str) -> &str {
    match name {
        "title" => TITLE,
        "description" => DESCRIPTION,
        name => name,
    }
}

/// A value in the attribute's type.
pub fn value(attribute: &Value, text: &str, now: &Zoned) -> Result<Value> {
    let kind = attribute["data_type"].as_str().unwrap_or("string");
    let found = match kind {
        "integer" => text.parse::<i64>().ok().map(Value::from),
        "decimal" => text.parse::<f64>().ok().filter(|number| number.is_finite()).map(Value::from),
        "boolean" => match text.to_lowercase().as_str() {
            "true" | "yes" => Some(true.into()),
            "false" | "no" => Some(false.into()),
            _ => None,
        },
        "datetime" => timestamp(text, now).map(Value::from),
        "list" => return option(attribute, text),
        _ => Some(text.into()),
    };
    found.ok_or_else(|| {
        let name = shown_name(attribute).unwrap_or("the attribute");
        let what = match kind {
            "integer" => "a whole number",
            "decimal" => "a number",
            "boolean" => "true or false",
            _ => "a date, or a date and time",
        };
        Error::usage(format!("{name} takes {what}, not {text:?}"))
    })
}

/// An option of a list goes by its id (docs: Create a ticket). How a type names its options is not
/// published, so anything with an id and that text counts; what is not found is sent as it is.
fn option(attribute: &Value, text: &str) -> Result<Value> {
    let mut options = Vec::new();
    collect_options(&attribute["input_options"], &mut options);
    let wanted = text.to_lowercase();
    if options.is_empty() || options.iter().any(|(id, _)| *id == text) {
        return Ok(text.into());
    }
    if let Some((id, _)) = options.iter().find(|(_, label)| label.to_lowercase() == wanted) {
        return Ok((*id).into());
    }
    let name = shown_name(attribute).unwrap_or("the attribute");
    let labels: Vec<&str> = options.iter().map(|(_, label)| *label).collect();
    Err(Error::failed(format!("{name} has no option {text:?}"))
        .hint(format!("it can be: {}", labels.join(", "))))
}

/// The options of a list, as people read them.
pub fn options(attribute: &Value) -> Vec<String> {
    let mut options = Vec::new();
    if attribute["data_type"] == "list" {
        collect_options(&attribute["input_options"], &mut options);
    }
    options.into_iter().map(|(_, label)| label.to_owned()).collect()
}

fn collect_options<'a>(value: &'a Value, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect_options(item, found)),
        Value::Object(object) => {
            let label =
                ["label", "name", "value"].iter().find_map(|key| object.get(*key)?.as_str());
            match (object.get("id").and_then(Value::as_str), label) {
                (Some(id), Some(label)) if object.get("archived") != Some(&Value::Bool(true)) => {
                    found.push((id, label));
                }
                _ => object.values().for_each(|value| collect_options(value, found)),
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;
    use serde_json::json;

    use super::*;

    fn kind() -> Value {
        json!({"name": "Bug report", "ticket_type_attributes": {"type": "list", "data": [
            {"id": "1", "name": "_default_title_", "data_type": "string", "required_to_create": true},
            {"id": "2", "name": "Severity", "data_type": "list", "required_to_create": true,
             "input_options": {"list_options": [{"id": "g-1", "label": "Low"}, {"id": "g-2", "label": "High"}]}},
            {"id": "3", "name": "Seats", "data_type": "integer"},
            {"id": "4", "name": "Due", "data_type": "datetime"},
            {"id": "5", "name": "Old", "data_type": "string", "archived": true},
        ]}})
    }

    fn sent(given: &[(&str, &str)]) -> Result<Value> {
        let given: Vec<_> = given.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        fields(&given, &kind(), &Timestamp::UNIX_EPOCH.to_zoned(TimeZone::UTC)).map(Value::Object)
    }

    #[test]
    fn names_in_any_case_become_the_apis_and_values_get_their_types() {
        let given =
            [("title", "It broke"), ("severity", "high"), ("Seats", "5"), ("Due", "2026-01-02")];
        let expected = json!({"_default_title_": "It broke", "Severity": "g-2", "Seats": 5, "Due": 1_767_312_000});
        assert_eq!(sent(&given).unwrap(), expected);
    }

    #[test]
    fn what_does_not_fit_is_refused_before_it_is_sent() {
        let error = sent(&[("Severty", "High")]).unwrap_err();
        assert_eq!(error.message(), "there is no attribute \"Severty\"");
        assert_eq!(
            error.hint_text(),
            Some("tickets of Bug report have: title, Severity, Seats, Due")
        );
        let error = sent(&[("Severity", "Huge")]).unwrap_err();
        assert_eq!(error.hint_text(), Some("it can be: Low, High"));
        assert!(sent(&[("Seats", "many")]).unwrap_err().message().contains("a whole number"));
        assert!(sent(&[("Old", "x")]).is_err());
    }

    #[test]
    fn required_ones_that_are_not_filled_in_are_told() {
        let known = of_type(&kind());
        let names = |fields: &Value| {
            let missing = missing(&known, fields.as_object().unwrap());
            missing.into_iter().filter_map(shown_name).collect::<Vec<_>>().join(", ")
        };
        assert_eq!(names(&json!({})), "title, Severity");
        assert_eq!(names(&json!({"_default_title_": "x", "Severity": ""})), "Severity");
    }
}
