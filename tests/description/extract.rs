//! Takes the plain facts out of Intercom's OpenAPI description: paths, parameters, field
//! names, types, what is required, enums, statuses, error codes. Sentences, titles and examples
//! stay behind; they are Intercom's, and no test needs them.
//!
//! The result is one JSON document with a line per operation and per schema, so that a new
//! version of the description shows up as a readable diff:
//! `{"version", "operations": {"METHOD /path": {…}}, "schemas": {"name": {…}}, "codes": {"code": [status]}}`.
//! References point into it (`#/schemas/name`).

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::published::examples;

/// Keywords of a schema whose values are facts in themselves.
const PLAIN: [&str; 13] = [
    "type",
    "format",
    "enum",
    "nullable",
    "readOnly",
    "required",
    "minimum",
    "maximum",
    "minItems",
    "maxItems",
    "minLength",
    "maxLength",
    "$ref",
];

const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// Extracts the facts from the YAML text of a description.
pub fn extract(yaml: &str) -> Result<Value, serde_norway::Error> {
    let source: Value = serde_norway::from_str(yaml)?;
    let mut operations = Map::new();
    for (path, item) in members(&source["paths"]) {
        for method in METHODS {
            if let Some(operation) = item.get(method) {
                let key = format!("{} {path}", method.to_uppercase());
                operations.insert(key, operation_facts(&source, item, operation));
            }
        }
    }
    let schemas = members(&source["components"]["schemas"]);
    let schemas: Map<_, _> = schemas.map(|(name, s)| (name.clone(), schema_facts(s))).collect();
    Ok(json!({
        "version": source["info"]["version"],
        "operations": operations,
        "schemas": schemas,
        "codes": error_codes(&source),
    }))
}

/// The error codes in the examples of refusals, with the statuses they come with.
fn error_codes(source: &Value) -> Value {
    let mut found: BTreeMap<String, BTreeSet<u64>> = BTreeMap::new();
    for (_, item) in members(&source["paths"]) {
        let operations = METHODS.iter().filter_map(|method| item.get(method));
        let answers = operations.flat_map(|operation| members(&operation["responses"]));
        for (status, answer) in answers {
            let Ok(status @ 300..) = status.parse::<u64>() else { continue };
            for example in examples(&resolved(source, answer)["content"]) {
                for error in elements(&example["errors"]) {
                    if let Some(code) = error["code"].as_str() {
                        found.entry(code.to_owned()).or_default().insert(status);
                    }
                }
            }
        }
    }
    json!(found)
}

/// Writes the facts with one line for each operation and schema.
pub fn write(facts: &Value) -> String {
    let lines = |part: &Value| {
        let lines: Vec<String> =
            members(part).map(|(name, value)| format!("{}:{value}", json!(name))).collect();
        lines.join(",\n")
    };
    format!(
        "{{\"version\":{},\"operations\":{{\n{}\n}},\"schemas\":{{\n{}\n}},\"codes\":{{\n{}\n}}}}\n",
        facts["version"],
        lines(&facts["operations"]),
        lines(&facts["schemas"]),
        lines(&facts["codes"]),
    )
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

fn elements(array: &Value) -> impl Iterator<Item = &Value> {
    array.as_array().into_iter().flatten()
}

/// Follows a reference to a shared parameter, body or response.
fn resolved<'a>(source: &'a Value, value: &'a Value) -> &'a Value {
    let target = value["$ref"].as_str().and_then(|r| source.pointer(r.trim_start_matches('#')));
    target.unwrap_or(value)
}

fn operation_facts(source: &Value, item: &Value, operation: &Value) -> Value {
    let mut facts = Map::new();
    if let Some(id) = operation.get("operationId") {
        facts.insert("operationId".into(), id.clone());
    }
    let parameters: Vec<Value> = elements(&item["parameters"])
        .chain(elements(&operation["parameters"]))
        .map(|parameter| parameter_facts(resolved(source, parameter)))
        .collect();
    facts.insert("parameters".into(), parameters.into());
    if let Some(body) = operation.get("requestBody") {
        let body = resolved(source, body);
        let required = body["required"].as_bool().unwrap_or(false);
        facts.insert("body".into(), json!({"required": required, "content": content(body)}));
    }
    let answers: Map<_, _> = members(&operation["responses"])
        .map(|(status, answer)| (status.clone(), content(resolved(source, answer))))
        .collect();
    facts.insert("answers".into(), answers.into());
    facts.into()
}

fn parameter_facts(parameter: &Value) -> Value {
    let mut facts = Map::new();
    for key in ["name", "in", "required", "style", "explode"] {
        if let Some(value) = parameter.get(key) {
            facts.insert(key.into(), value.clone());
        }
    }
    facts.insert("schema".into(), schema_facts(&parameter["schema"]));
    facts.into()
}

/// The schema of each content type; `true`, which everything fits, where none is given.
fn content(holder: &Value) -> Value {
    let schema = |media: &Value| media.get("schema").map_or(json!(true), schema_facts);
    members(&holder["content"]).map(|(name, media)| (name.clone(), schema(media))).collect()
}

fn schema_facts(schema: &Value) -> Value {
    let Some(schema) = schema.as_object() else { return schema.clone() };
    let mut facts = Map::new();
    for (key, value) in schema {
        let fact = match key.as_str() {
            "$ref" => json!(value.as_str().unwrap_or_default().replace("#/components/", "#/")),
            key if PLAIN.contains(&key) => value.clone(),
            "properties" => {
                members(value).map(|(name, s)| (name.clone(), schema_facts(s))).collect()
            }
            "oneOf" | "anyOf" | "allOf" => elements(value).map(schema_facts).collect(),
            "items" | "additionalProperties" => schema_facts(value),
            _ => continue,
        };
        facts.insert(key.clone(), fact);
    }
    facts.into()
}
