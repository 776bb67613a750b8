//! A command line that runs an operation with everything it needs, for help and for
//! `ictl operations`.
//!
//! It is made from the table like the command itself, so it cannot go stale.

use serde_json::{Map, Value, json};

use crate::api::operations::{Kind, Operation, Property};
use crate::context::shell_word;

/// The example as one line, quoted for a shell.
pub fn line(operation: &Operation) -> String {
    let words = words(operation);
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// The words of the example, the program's name first.
pub fn words(operation: &Operation) -> Vec<String> {
    let mut words = vec!["ictl".to_owned()];
    words.extend(operation.command.iter().map(|&word| word.to_owned()));
    words.extend(operation.path_params.iter().map(|param| param.value_name.to_owned()));
    for param in operation.query {
        let in_path = operation.path_params.iter().any(|path| path.name == param.name);
        if (param.required && !in_path) || is_chosen(operation, param.name) {
            words.push(format!("--{}", param.flag));
            words.push(text(param.name, &param.kind));
        }
    }
    for field in operation.body {
        if field.required || is_chosen(operation, field.name) || is_case(operation, field.name) {
            words.push(format!("--{}", field.flag));
            words.push(text(field.name, &field.kind));
        }
    }
    words
}

/// True for what the first of the alternative sets names.
fn is_chosen(operation: &Operation, name: &str) -> bool {
    operation.alternatives.first().is_some_and(|set| set.contains(&name))
}

/// True for what the example's own values make necessary.
fn is_case(operation: &Operation, name: &str) -> bool {
    let holds = |field: &str, value: &str| {
        let field = operation.body.iter().find(|known| known.name == field);
        field.is_some_and(|field| {
            let shown = field.required || is_chosen(operation, field.name);
            shown && text(field.name, &field.kind) == value
        })
    };
    operation.cases.iter().any(|case| case.needs.contains(&name) && holds(case.field, case.value))
}

/// A value as it stands on the command line.
fn text(name: &str, kind: &Kind) -> String {
    match kind {
        // A JSON array takes the place of the flag given several times.
        Kind::Array(item) => text(name, item),
        Kind::Timestamp => "2026-01-31".to_owned(),
        kind => match value(name, kind) {
            Value::String(text) => text,
            other => other.to_string(),
        },
    }
}

/// A value as it stands in JSON.
fn value(name: &str, kind: &Kind) -> Value {
    match kind {
        Kind::String | Kind::Any => word(name).into(),
        Kind::Integer => 1.into(),
        Kind::Boolean => true.into(),
        Kind::Timestamp => 1_769_817_600.into(),
        Kind::Date => "2026-01-31".into(),
        Kind::DateTime => "2026-01-31T12:00:00Z".into(),
        Kind::Enum(words) => words.first().copied().unwrap_or_default().into(),
        Kind::Array(item) => json!([value(name, item)]),
        Kind::Object(properties) => object(properties),
        Kind::OneOf(kinds) => kinds.first().map_or(Value::Null, |kind| value(name, kind)),
    }
}

/// What an object must have; where it need not have anything, its first property.
fn object(properties: &[Property]) -> Value {
    let is_filter = properties.iter().any(|property| property.name == "operator");
    if is_filter {
        return json!({"field": "created_at", "operator": ">", "value": "1769817600"});
    }
    let mut shown: Vec<_> = properties.iter().filter(|property| property.required).collect();
    if shown.is_empty() {
        shown.extend(properties.iter().find(|property| property.name != "type"));
    }
    let member =
        |property: &&Property| (property.name.to_owned(), value(property.name, &property.kind));
    shown.iter().map(member).collect::<Map<_, _>>().into()
}

fn word(name: &str) -> String {
    match name {
        "id" => "5ba682d23d7cf92bef87bfd4".to_owned(),
        "email" => "ann@example.com".to_owned(),
        "name" | "title" => "Example".to_owned(),
        "body" | "message" | "content" => "Hello".to_owned(),
        name if name.ends_with("url") => "https://example.com/".to_owned(),
        name => name.to_uppercase(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operations::by_id;

    fn example(id: &str) -> String {
        line(by_id(id).unwrap())
    }

    #[test]
    fn an_example_has_what_the_operation_needs_and_no_more() {
        assert_eq!(example("ShowContact"), "ictl contacts get CONTACT_ID");
        assert_eq!(example("CreateContact"), "ictl contacts create --email ann@example.com");
        assert_eq!(example("MergeContact"), "ictl contacts merge --from FROM --into INTO");
        assert_eq!(
            example("GET /download/reporting_data/{job_identifier}"),
            "ictl exports reporting-data download JOB_IDENTIFIER --app-id APP_ID"
        );
    }
}
