//! The facts of the description, and what is wrong with a request or an answer by them.

use serde_json::{Value, json};

use crate::published::{self, Schemas};

/// Parameters that every list takes (docs: Pagination), though the description declares them for
/// some only.
const PAGING: [&str; 2] = ["per_page", "starting_after"];

/// The facts as a judge.
pub struct Facts(Schemas);

impl Facts {
    pub fn load() -> Self {
        Facts(Schemas::of(published::facts()))
    }

    /// The key of the operation that a request is for, such as `GET /contacts/{contact_id}`.
    pub fn operation(&self, method: &str, path: &str) -> Option<String> {
        let keys = self.0.facts["operations"].as_object().unwrap().keys();
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
        let operation = &self.0.facts["operations"][&key];
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
        problems.extend(self.0.problems(schema, &body));
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
                    problems.extend(self.0.problems(&parameter["schema"], &value));
                }
            }
        }
        problems
    }

    /// What is wrong with an answer. A success that is described without a body has none; a refusal
    /// whose body is not described has the form of all refusals.
    pub fn answer_problems(&self, key: &str, status: u16, body: &Value) -> Vec<String> {
        let answer = &self.0.facts["operations"][key]["answers"][status.to_string()];
        let schema = &answer["application/json"];
        match status {
            _ if schema.is_object() => self.0.problems(schema, body),
            400.. => self.0.problems(&self.0.facts["schemas"]["error"], body),
            _ if answer.is_null() => vec![format!("{key} has no answer {status}")],
            _ if schema.is_null() && !body.is_null() => vec!["a body is not expected".into()],
            _ => Vec::new(),
        }
    }

    /// The names of the fields that an object of this schema may have.
    fn fields(&self, schema: &Value) -> Vec<String> {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.fields(self.target(reference));
        }
        let own = schema["properties"].as_object().into_iter().flat_map(|p| p.keys().cloned());
        let parts = ["allOf", "oneOf", "anyOf"].iter().filter_map(|word| schema[*word].as_array());
        own.chain(parts.flatten().flat_map(|part| self.fields(part))).collect()
    }

    fn target(&self, reference: &str) -> &Value {
        let (_, pointer) = reference.split_once('#').unwrap();
        self.0.facts.pointer(pointer).unwrap()
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
    let made = |status, body| facts.answer_problems("POST /contacts", status, &body).len();
    assert_eq!(made(200, contact("ann@example.com".into())), 0);
    assert_eq!(made(200, contact(Value::Null)), 1);
    assert_eq!(made(200, contact(5.into())), 1);
    assert_eq!(made(201, contact("ann@example.com".into())), 1);
    assert_eq!(made(409, json!({"type": "error.list", "errors": [{"code": "conflict"}]})), 0);
    assert_eq!(made(409, json!({"type": "error.list", "errors": [{"message": "No"}]})), 1);
    assert_eq!(made(409, Value::Null), 1);
    let deleted = |body| facts.answer_problems("DELETE /tags/{tag_id}", 200, &body).len();
    assert_eq!((deleted(Value::Null), deleted(json!({}))), (0, 1));
}
