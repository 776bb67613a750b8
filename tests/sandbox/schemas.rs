//! Answers held to the response schemas of the published API description, where it is at hand:
//! `ICTL_OPENAPI` names the file.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::api::{Answer, Api};

/// The description, or `None` (said aloud) when it is absent.
#[expect(clippy::disallowed_methods, reason = "tests have no Context to ask")]
fn description() -> Option<Value> {
    let given = std::env::var("ICTL_OPENAPI").ok().map(PathBuf::from);
    let beside =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/reference/openapi-2.16.yaml");
    let Some(path) = given.or(Some(beside)).filter(|path| path.exists()) else {
        eprintln!(
            "SKIPPED: the API description is absent; set ICTL_OPENAPI to check answers against it"
        );
        return None;
    };
    let mut document: Value =
        serde_norway::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    allow_null(&mut document);
    Some(document)
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

struct Judge(Value);

impl Judge {
    fn schema(&self, method: &str, path: &str, status: u16) -> Option<Value> {
        let responses = self.0["paths"][path][method]["responses"].as_object()?;
        responses.get(&status.to_string())?["content"]["application/json"].get("schema").cloned()
    }

    /// What is wrong with an answer.
    fn problems(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let error = json!({"$ref": "#/components/schemas/error"});
        let schema = match self.schema(method, path, status) {
            Some(schema) => schema,
            None if status >= 400 => error,
            None => panic!("{method} {path}: the description has no {status}"),
        };
        let whole = json!({"allOf": [schema], "components": self.0["components"]});
        let validator = jsonschema::options()
            .with_draft(jsonschema::Draft::Draft4)
            // The description's own examples break its formats.
            .should_validate_formats(false)
            .build(&whole)
            .unwrap();
        let errors = validator.iter_errors(body);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    #[track_caller]
    fn check(&self, method: &str, path: &str, answer: &Answer) {
        let problems = self.problems(method, path, answer.status, &answer.body);
        assert!(problems.is_empty(), "{method} {path} {}: {problems:#?}", answer.status);
    }
}

#[test]
fn a_wrong_answer_is_noticed() {
    let Some(document) = description() else { return };
    let judge = Judge(document);
    let contact = |email: Value| json!({"type": "contact", "email": email, "tags": {"data": []}});
    let problems = |body| judge.problems("post", "/contacts", 200, &body);
    assert_eq!(problems(contact("ann@example.com".into())), Vec::<String>::new());
    assert_eq!(problems(contact(Value::Null)).len(), 1);
    assert_eq!(problems(contact(5.into())).len(), 1);
}

#[tokio::test]
async fn answers_fit_the_published_schemas() {
    let Some(document) = description() else { return };
    let judge = Judge(document);
    let api = Api::with(&ictl::sandbox::Options::demo());
    let body =
        json!({"email": "new@example.com", "phone": "1", "avatar": "https://example.com/a.png"});
    let created = api.post("/contacts", body).await;
    judge.check("post", "/contacts", &created);
    let id = created.id();
    let lead = api.post("/contacts", json!({"role": "lead", "phone": "1"})).await;
    judge.check("post", "/contacts", &lead);
    let tag = api.post("/tags", json!({"name": "New", "users": [{"id": id}]})).await;
    judge.check("post", "/tags", &tag);
    let company =
        api.post("/companies", json!({"company_id": "c", "plan": "Pro", "size": 3})).await;
    judge.check("post", "/companies", &company);
    let attribute = json!({"name": "tier", "model": "contact", "data_type": "string"});
    let attribute = api.post("/data_attributes", attribute).await;
    judge.check("post", "/data_attributes", &attribute);

    let (tag, company, attribute) = (tag.id(), company.id(), attribute.body["id"].clone());
    let note = api.post(&format!("/contacts/{id}/notes"), json!({"body": "Hi"})).await;
    judge.check("post", "/contacts/{contact_id}/notes", &note);
    let note = note.id();
    let search = json!({"query": {"field": "role", "operator": "=", "value": "user"},
        "pagination": {"per_page": 2}});
    let bad_search = json!({"query": {"field": "nope", "operator": "=", "value": "user"}});
    for (method, template, path, body) in [
        (
            "post",
            "/contacts/{contact_id}/companies",
            format!("/contacts/{id}/companies"),
            json!({"id": company}),
        ),
        ("post", "/contacts/{contact_id}/tags", format!("/contacts/{id}/tags"), json!({"id": tag})),
        ("post", "/contacts/search", "/contacts/search".into(), search),
        ("post", "/contacts/search", "/contacts/search".into(), bad_search),
        ("post", "/contacts", "/contacts".into(), json!({})),
        ("post", "/contacts", "/contacts".into(), json!({"email": "new@example.com"})),
        ("post", "/companies/list", "/companies/list".into(), json!({})),
        (
            "put",
            "/contacts/{contact_id}",
            format!("/contacts/{id}"),
            json!({"owner_id": "991267459"}),
        ),
        ("put", "/companies/{company_id}", format!("/companies/{company}"), json!({"name": "C"})),
        (
            "put",
            "/data_attributes/{data_attribute_id}",
            format!("/data_attributes/{attribute}"),
            json!({"archived": true}),
        ),
        (
            "post",
            "/contacts/merge",
            "/contacts/merge".into(),
            json!({"from": lead.id(), "into": id}),
        ),
    ] {
        let answer =
            if method == "put" { api.put(&path, body).await } else { api.post(&path, body).await };
        judge.check(method, template, &answer);
    }
    for (template, path) in [
        ("/me", "/me".to_owned()),
        ("/admins", "/admins?display_avatar=true".into()),
        ("/admins/{admin_id}", "/admins/991267459".into()),
        ("/contacts", "/contacts?per_page=2".into()),
        ("/contacts/{contact_id}", format!("/contacts/{id}?include_merge_history=true")),
        ("/contacts/{contact_id}", format!("/contacts/{}", lead.id())),
        ("/contacts/{id}/merge_history", format!("/contacts/{id}/merge_history")),
        ("/contacts/{contact_id}/tags", format!("/contacts/{id}/tags")),
        ("/contacts/{contact_id}/notes", format!("/contacts/{id}/notes")),
        ("/contacts/{contact_id}/companies", format!("/contacts/{id}/companies")),
        ("/contacts/{contact_id}/segments", format!("/contacts/{id}/segments")),
        ("/contacts/{contact_id}/subscriptions", format!("/contacts/{id}/subscriptions")),
        ("/notes/{note_id}", format!("/notes/{note}")),
        ("/tags", "/tags".into()),
        ("/tags/{tag_id}", format!("/tags/{tag}")),
        ("/data_attributes", "/data_attributes?include_archived=true".into()),
        ("/companies", "/companies".into()),
        ("/companies/{company_id}", format!("/companies/{company}")),
        ("/companies/{company_id}/contacts", format!("/companies/{company}/contacts")),
        ("/companies/{company_id}/segments", format!("/companies/{company}/segments")),
        ("/companies/scroll", "/companies/scroll".into()),
        ("/conversations", "/conversations".into()),
    ] {
        judge.check("get", template, &api.get(&path).await);
    }
    for action in ["archive", "unarchive", "block"] {
        let template = format!("/contacts/{{contact_id}}/{action}");
        let answer = api.post(&format!("/contacts/{id}/{action}"), json!({})).await;
        judge.check("post", &template, &answer);
    }
    judge.check("delete", "/contacts/{contact_id}", &api.delete(&format!("/contacts/{id}")).await);
    judge.check(
        "delete",
        "/companies/{company_id}",
        &api.delete(&format!("/companies/{company}")).await,
    );
}
