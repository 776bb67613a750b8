//! A command line that runs an operation with everything it needs, for help and for
//! `ictl operations`.
//!
//! It is made from the table like the command itself, so it cannot go stale.

use serde_json::{Map, Value, json};

use crate::api::Method;
use crate::api::operations::{Kind, Operation, Property};
use crate::context::shell_word;

/// The example as one line, quoted for a shell.
pub fn line(operation: &Operation) -> String {
    let words = words(operation);
    words.iter().map(|word| shell_word(word)).collect::<Vec<_>>().join(" ")
}

/// The example as it stands in help: on lines that fit there, each but the last with a backslash
/// behind it, as a shell takes it.
pub fn shown(operation: &Operation) -> String {
    /// The width of help without the indent and the backslash.
    const ROOM: usize = 94;
    let mut lines = vec![String::new()];
    for word in words(operation) {
        let word = shell_word(&word);
        let last = lines.last_mut().expect("there is a line from the beginning on");
        if last.is_empty() {
            *last = word;
        } else if last.chars().count() + 1 + word.chars().count() <= ROOM {
            last.push(' ');
            last.push_str(&word);
        } else {
            lines.push(format!("  {word}"));
        }
    }
    lines.join(" \\\n  ")
}

/// The words of the example, the program's name first.
pub fn words(operation: &Operation) -> Vec<String> {
    let mut words = vec!["ictl".to_owned()];
    words.extend(operation.command.iter().map(|&word| word.to_owned()));
    words.extend(operation.path_params.iter().map(|param| {
        let own = of_its_own(operation, param.name);
        own.unwrap_or_else(|| id(param.value_name)).to_owned()
    }));
    for param in operation.query {
        let in_path = operation.path_params.iter().any(|path| path.name == param.name);
        if (param.required && !in_path) || is_chosen(operation, param.name) {
            words.push(format!("--{}", param.flag));
            words.push(of_operation(operation, param.name, &param.kind));
        }
    }
    let change = a_change(operation);
    for field in operation.body {
        if change == Some(field.name)
            || is_needed(operation, field.name)
            || field.required
            || is_chosen(operation, field.name)
            || is_case(operation, field.name)
        {
            words.push(format!("--{}", field.flag));
            words.push(of_operation(operation, field.name, &field.kind));
        }
    }
    words
}

/// What an operation changes that needs nothing in particular: a name rather than something else.
fn a_change(operation: &Operation) -> Option<&'static str> {
    let sets = matches!(operation.method, Method::Put | Method::Patch);
    let free = operation.alternatives.is_empty() && !operation.body.iter().any(|f| f.required);
    let named =
        operation.body.iter().find(|field| ["name", "title", "description"].contains(&field.name));
    let field = named.or_else(|| operation.body.first()).filter(|_| sets && free);
    field.map(|field| field.name)
}

/// An id as it stands on the command line. Those that are numbers are ids of the sandbox.
fn id(value_name: &str) -> &str {
    match value_name {
        "CONTACT_ID" => CONTACT,
        "COMPANY_ID" => "6762f0dd1bb69f9f2193bb83",
        "EXTERNAL_ID" => "user-000009",
        "CONVERSATION_ID" => "100001",
        "TICKET_ID" => "100032",
        "ADMIN_ID" => "991267460",
        "TEAM_ID" => "5017683",
        "TAG_ID" => "6",
        "ARTICLE_ID" => "14",
        "COLLECTION_ID" => "10",
        "TICKET_TYPE_ID" => "34",
        "SUBSCRIPTION_ID" => "135",
        "NOTE_ID" => "17",
        "HELP_CENTER_ID" => "79",
        "ATTRIBUTE_ID" => "32",
        "SEGMENT_ID" => "66b2a1c05e1f4a0d7c000001",
        "PHONE_NUMBER" => "+353871234567",
        "JOB_IDENTIFIER" => "orzzsbd7hk67xyu",
        name if name.ends_with("_ID") => "1",
        name => name,
    }
}

const CONTACT: &str = "63a07ddf05a32042dffac965";

const LEAD: &str = "5f8a1c2e9b3d7e0012ab34cd";

/// What operations need in practice though no description says so.
const NEEDED: &[(&str, &[&str])] = &[
    ("createOrUpdateCompany", &["company_id", "name"]),
    ("attachContactToConversation", &["admin_id", "customer"]),
    ("dataEventSummaries", &["user_id", "event_summaries"]),
];

fn is_needed(operation: &Operation, name: &str) -> bool {
    NEEDED.iter().any(|(id, names)| *id == operation.id && names.contains(&name))
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

/// What certain operations take by names that mean something else elsewhere.
const OWN: &[(&str, &str, &str)] = &[
    ("attachTagToContact", "id", "6"),
    ("attachTagToConversation", "id", "6"),
    ("attachTagToTicket", "id", "6"),
    ("attachTagToArticle", "id", "6"),
    ("attachSubscriptionTypeToContact", "id", "135"),
    ("attachContactToACompany", "id", "6762f0dd1bb69f9f2193bb83"),
    ("convertVisitor", "type", "user"),
    ("MergeContact", "from", LEAD),
    ("createArticle", "author_id", "991267460"),
    ("lisDataEvents", "user_id", "user-000009"),
    ("lisDataEvents", "type", "user"),
    ("createDataAttribute", "options", r#"[{"value":"small"},{"value":"large"}]"#),
    ("POST /export/reporting_data/enqueue", "dataset_id", "conversation"),
    ("POST /export/reporting_data/enqueue", "attribute_ids", "conversation_id"),
    ("attachContactToConversation", "customer", r#"{"email":"bob@example.com"}"#),
    ("createOrUpdateCompany", "company_id", "northwind"),
    ("updateTicketTypeAttribute", "attribute_id", "37"),
    ("enqueueCreateTicket", "ticket_type_id", "43"),
];

fn of_operation(operation: &Operation, name: &str, kind: &Kind) -> String {
    of_its_own(operation, name).map_or_else(|| text(name, kind), str::to_owned)
}

fn of_its_own(operation: &Operation, name: &str) -> Option<&'static str> {
    let own = OWN.iter().find(|(id, field, _)| *id == operation.id && *field == name);
    own.map(|(.., value)| *value)
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
        "id" | "contact_id" | "from" | "into" => CONTACT.to_owned(),
        "admin_id" | "author_id" => id("ADMIN_ID").to_owned(),
        "tag_id" => id("TAG_ID").to_owned(),
        "email" => "ann@example.com".to_owned(),
        "name" | "title" => "Example".to_owned(),
        "body" | "message" | "content" => "Hello".to_owned(),
        "locale" => "en".to_owned(),
        "html" => "<p>Hello</p>".to_owned(),
        "subject" => "Hello".to_owned(),
        "time_zone_name" => "Europe/Dublin".to_owned(),
        "consent_type" => "opt_in".to_owned(),
        "event_name" => "placed-order".to_owned(),
        "user_id" => id("EXTERNAL_ID").to_owned(),
        "conversation_id" => id("CONVERSATION_ID").to_owned(),
        "ticket_type_id" => id("TICKET_TYPE_ID").to_owned(),
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
        assert_eq!(example("ShowContact"), "ictl contacts get 63a07ddf05a32042dffac965");
        assert_eq!(example("CreateContact"), "ictl contacts create --email ann@example.com");
        assert_eq!(
            example("MergeContact"),
            "ictl contacts merge --from 5f8a1c2e9b3d7e0012ab34cd --into 63a07ddf05a32042dffac965"
        );
        assert_eq!(
            example("GET /download/reporting_data/{job_identifier}"),
            "ictl exports reporting-data download orzzsbd7hk67xyu --app-id APP_ID"
        );
    }
}
