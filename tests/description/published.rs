//! Where tests find what Intercom publishes about its API: the facts that are checked in, their
//! schemas as judges of JSON, and, where it is at hand, the description itself.
//!
//! Apart because two suites ask: the one that holds the table of operations to the description,
//! and the one that holds requests and answers to it.

use std::io::Write as _;
use std::path::PathBuf;

use jsonschema::{Draft, Registry};
use serde_json::{Value, json};

/// The facts as they are checked in.
pub const FACTS: &str = include_str!("../description.json");

/// Said where the description is absent.
const ABSENT: &[u8] =
    b"no API description here, so less is checked; name one with ICTL_OPENAPI=FILE\n";

/// What the facts are called where their schemas refer to each other.
const FACTS_URI: &str = "urn:facts";

/// The facts, in the words of the description.
pub fn facts() -> Value {
    serde_json::from_str(FACTS).expect("the checked-in facts are JSON")
}

/// Place and text of the description: from `ICTL_OPENAPI`, or from beside the checkout, where it
/// usually is. That it is absent is said past the harness, which keeps what a passing test prints
/// to itself.
#[expect(clippy::disallowed_methods, reason = "tells tests where the description is")]
pub fn description() -> Option<(PathBuf, String)> {
    let usual = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/reference/openapi-2.16.yaml");
    let path = PathBuf::from(std::env::var("ICTL_OPENAPI").unwrap_or_else(|_| usual.into()));
    let Ok(text) = std::fs::read_to_string(&path) else {
        std::io::stderr().write_all(ABSENT).unwrap();
        return None;
    };
    Some((path, text))
}

/// The description as a document.
pub fn document() -> Option<Value> {
    description().map(|(_, yaml)| serde_norway::from_str(&yaml).unwrap())
}

/// Every JSON example under a `content` of the description.
pub fn examples(content: &Value) -> Vec<&Value> {
    let json = &content["application/json"];
    let named = json["examples"].as_object().into_iter().flatten();
    let named = named.filter_map(|(_, example)| example.get("value"));
    named.chain(json.get("example")).filter(|value| !value.is_null()).collect()
}

/// The facts with schemas that can judge.
pub struct Schemas {
    /// The facts in the words of JSON Schema, in which references are absolute.
    pub facts: Value,
    registry: Registry<'static>,
}

impl Schemas {
    /// Prepares the schemas of facts in the words of the description.
    pub fn of(mut facts: Value) -> Self {
        into_json_schema(&mut facts);
        let registry = Registry::new().draft(Draft::Draft4).add(FACTS_URI, facts.clone()).unwrap();
        Schemas { facts, registry: registry.prepare().unwrap() }
    }

    /// What is wrong with a value by a schema out of the facts.
    pub fn problems(&self, schema: &Value, value: &Value) -> Vec<String> {
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(&self.registry)
            // The description's own examples break its formats.
            .should_validate_formats(false)
            .build(schema)
            .unwrap();
        let errors = validator.iter_errors(value);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }
}

/// OpenAPI says `nullable` where JSON Schema has a type or an enum with null.
fn into_json_schema(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(into_json_schema),
        Value::Object(object) => {
            object.values_mut().for_each(into_json_schema);
            if let Some(Value::String(reference)) = object.get_mut("$ref") {
                reference.insert_str(0, FACTS_URI);
            }
            if object.get("nullable") == Some(&Value::Bool(true)) {
                if let Some(Value::String(kind)) = object.get("type").cloned() {
                    object.insert("type".into(), json!([kind, "null"]));
                }
                if let Some(Value::Array(values)) = object.get_mut("enum") {
                    values.push(Value::Null);
                }
            }
        }
        _ => {}
    }
}
