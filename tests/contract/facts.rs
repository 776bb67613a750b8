//! The facts of the description, and what is wrong with a request or an answer by them.

use serde_json::{Value, json};

const FACTS: &str = include_str!("../description.json");

/// Parameters that every list takes (docs: Pagination), though the description declares them for
/// some only.
const PAGING: [&str; 2] = ["per_page", "starting_after"];

/// The facts, with `nullable` in the words of JSON Schema.
pub struct Facts(Value);

impl Facts {
    pub fn load() -> Self {
        let mut facts: Value = serde_json::from_str(FACTS).unwrap();
        allow_null(&mut facts);
        Facts(facts)
    }

    /// The key of the operation that a request is for, such as `GET /contacts/{contact_id}`.
    pub fn operation(&self, method: &str, path: &str) -> Option<String> {
        let keys = self.0["operations"].as_object().unwrap().keys();
        let fitting = keys.filter(|key| {
            key.split_once(' ')
                .is_some_and(|(known, template)| known == method && fits(template, path))
        });
        // `/contacts/merge` fits `/contacts/{id}`, too; the one with fewer parameters is meant.
        fitting.min_by_key(|key| key.matches('{').count()).cloned()
    }

    /// What is wrong with a request.
    pub fn request_problems(&self, method: &str, target: &str, body: &[u8]) -> Vec<String> {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let Some(key) = self.operation(method, path) else {
            return vec![format!("{method} {path} is no operation")];
        };
        let operation = &self.0["operations"][&key];
        let mut problems = self.query_problems(operation, query);
        if body.is_empty() {
            if operation["body"]["required"] == true {
                problems.push("the body is missing".into());
            }
            return problems;
        }
        let Ok(body) = serde_json::from_slice::<Value>(body) else {
            problems.push("the body is not JSON".into());
            return problems;
        };
        let schema = &operation["body"]["content"]["application/json"];
        if schema.is_null() {
            problems.push("a body is not expected".into());
            return problems;
        }
        problems.extend(self.schema_problems(schema, &body));
        let known = self.fields(schema);
        for field in body.as_object().into_iter().flat_map(|body| body.keys()) {
            if !known.contains(field) {
                problems.push(format!("the body has no field {field:?}"));
            }
        }
        problems
    }

    fn query_problems(&self, operation: &Value, query: &str) -> Vec<String> {
        let mut problems = Vec::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if PAGING.contains(&name) {
                continue;
            }
            let parameters = operation["parameters"].as_array();
            let known = parameters
                .into_iter()
                .flatten()
                .find(|parameter| parameter["in"] == "query" && parameter["name"] == name);
            match known {
                None => problems.push(format!("there is no parameter {name}")),
                Some(parameter) => {
                    let value: Value = match parameter["schema"]["type"].as_str() {
                        Some("integer" | "boolean") => {
                            serde_json::from_str(value).unwrap_or_else(|_| value.into())
                        }
                        _ => value.into(),
                    };
                    problems.extend(self.schema_problems(&parameter["schema"], &value));
                }
            }
        }
        problems
    }

    /// What is wrong with an answer. A refusal has the form of all refusals.
    pub fn answer_problems(&self, key: &str, status: u16, body: &Value) -> Vec<String> {
        let answers = &self.0["operations"][key]["answers"];
        let schema = &answers[status.to_string()]["application/json"];
        if !schema.is_null() {
            return self.schema_problems(schema, body);
        }
        if status >= 400 {
            return self.schema_problems(&json!({"$ref": "#/schemas/error"}), body);
        }
        vec![format!("{key} has no answer {status}")]
    }

    fn schema_problems(&self, schema: &Value, value: &Value) -> Vec<String> {
        let whole = json!({"allOf": [schema], "schemas": self.0["schemas"]});
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            // The description's own examples break its formats.
            .should_validate_formats(false)
            .build(&whole)
            .unwrap();
        let errors = validator.iter_errors(value);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    /// The names of the fields that an object of this schema may have.
    fn fields(&self, schema: &Value) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.fields(self.0.pointer(reference.trim_start_matches('#')).unwrap());
        }
        let own = schema["properties"].as_object().into_iter().flat_map(|p| p.keys().cloned());
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|word| schema[*word].as_array());
        own.chain(parts.flatten().flat_map(|part| self.fields(part))).collect()
    }
}

fn fits(template: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (template.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some(wanted), Some(given)) if wanted == given => {}
            (Some(wanted), Some(given)) if wanted.starts_with('{') && !given.is_empty() => {}
            _ => return false,
        }
    }
}

/// `nullable: true` is OpenAPI's way to say what JSON Schema says with a type or an enum.
fn allow_null(value: &mut Value) {
    match value {
        Value::Array(list) => list.iter_mut().for_each(allow_null),
        Value::Object(object) => {
            object.values_mut().for_each(allow_null);
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

#[test]
fn wrong_requests_are_noticed() {
    let facts = Facts::load();
    let problems = |method: &str, target: &str, body: &str| {
        facts.request_problems(method, target, body.as_bytes())
    };
    assert_eq!(problems("POST", "/contacts", r#"{"email":"a@b.example"}"#), Vec::<String>::new());
    assert_eq!(problems("GET", "/contacts?per_page=2", ""), Vec::<String>::new());
    for (method, target, body) in [
        ("POST", "/contacts", r#"{"email":5}"#),
        ("POST", "/contacts", r#"{"email":"a@b.example","mail":"x"}"#),
        ("POST", "/contacts", r#"{"name":"without a key"}"#),
        ("POST", "/contacts", "{"),
        ("GET", "/contacts?page=2", ""),
        ("GET", "/data_attributes?model=lead", ""),
        ("PATCH", "/contacts/x", ""),
        ("GET", "/contacts//", ""),
    ] {
        assert_ne!(
            problems(method, target, body),
            Vec::<String>::new(),
            "{method} {target} {body}"
        );
    }
}

#[test]
fn wrong_answers_are_noticed() {
    let facts = Facts::load();
    let contact = |email: Value| json!({"type": "contact", "email": email, "tags": {"data": []}});
    let problems = |body| facts.answer_problems("POST /contacts", 200, &body);
    assert_eq!(problems(contact("ann@example.com".into())), Vec::<String>::new());
    assert_eq!(problems(contact(5.into())).len(), 1);
}
