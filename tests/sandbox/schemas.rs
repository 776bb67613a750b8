//! Answers held to the response schemas of the published API description, where it is at hand:
//! `ICTL_OPENAPI` names the file.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::PathBuf;

use ictl::api::operations;
use ictl::sandbox::Options;
use jsonschema::{Draft, Registry};

use serde_json::{Value, json};

use crate::api::{Answer, Api, NOW, send};

/// Where the schemas of the description refer to each other.
const SPEC: &str = "urn:description";

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

/// The description, prepared once for all answers.
struct Judge {
    document: Value,
    registry: Registry<'static>,
}

impl Judge {
    fn new(document: Value) -> Judge {
        let registry = Registry::new().draft(Draft::Draft4).add(SPEC, document.clone()).unwrap();
        Judge { document, registry: registry.prepare().unwrap() }
    }

    /// The schema of an answer.
    fn schema(&self, method: &str, path: &str, status: u16) -> Value {
        let response = &self.document["paths"][path][method]["responses"][status.to_string()];
        if response["content"]["application/json"].get("schema").is_some() {
            let path = path.replace('/', "~1");
            let place = format!("paths/{path}/{method}/responses/{status}/content");
            let place = place.replace('{', "%7B").replace('}', "%7D");
            return json!({"$ref": format!("{SPEC}#/{place}/application~1json/schema")});
        }
        match status {
            400.. => json!({"$ref": format!("{SPEC}#/components/schemas/error")}),
            // A success that is described without a body has none.
            _ if response.is_object() => json!({"type": "null"}),
            _ => panic!("{method} {path}: the description has no {status}"),
        }
    }

    /// What is wrong with an answer.
    fn problems(&self, method: &str, path: &str, status: u16, body: &Value) -> Vec<String> {
        let validator = jsonschema::options()
            .with_draft(Draft::Draft4)
            .with_registry(&self.registry)
            // The description's own examples break its formats.
            .should_validate_formats(false)
            .build(&self.schema(method, path, status))
            .unwrap();
        let errors = validator.iter_errors(body);
        errors.map(|error| format!("{}: {error}", error.instance_path())).collect()
    }

    #[track_caller]
    fn check(&self, method: &str, path: &str, answer: &Answer) {
        let problems = self.problems(&method.to_lowercase(), path, answer.status, &answer.body);
        assert!(problems.is_empty(), "{method} {path} {}: {problems:#?}", answer.status);
    }
}

#[test]
fn a_wrong_answer_is_noticed() {
    let Some(document) = description() else { return };
    let judge = Judge::new(document);
    let contact = |email: Value| json!({"type": "contact", "email": email, "tags": {"data": []}});
    let problems = |body| judge.problems("post", "/contacts", 200, &body);
    assert_eq!(problems(contact("ann@example.com".into())), Vec::<String>::new());
    assert_eq!(problems(contact(Value::Null)).len(), 1);
    assert_eq!(problems(contact(5.into())).len(), 1);
}

/// A client that holds every answer to the description, and remembers where it was.
struct Walk {
    api: Api,
    judge: Judge,
    walked: RefCell<BTreeSet<String>>,
}

impl Walk {
    /// Sends `METHOD /path/{parameter}?query` with these parameters.
    async fn go(&self, route: &str, parameters: &[&str], body: Value) -> Answer {
        let (operation, query) = route.split_once('?').unwrap_or((route, ""));
        let (method, template) = operation.split_once(' ').unwrap();
        let path = format!("{}?{query}", fill(template, parameters));
        let request = self.api.request(method, &path);
        let answer = send(if body.is_null() { request } else { request.json(&body) }).await;
        self.judge.check(method, template, &answer);
        self.walked.borrow_mut().insert(operation.to_owned());
        answer
    }

    /// The same for an answer that must be a success.
    async fn done(&self, route: &str, parameters: &[&str], body: Value) -> Value {
        let answer = self.go(route, parameters, body).await;
        assert!(answer.status < 300, "{route}: {answer:?}");
        answer.body
    }

    async fn get(&self, route: &str, parameters: &[&str]) -> Value {
        self.done(&format!("GET {route}"), parameters, Value::Null).await
    }
}

fn fill(template: &str, parameters: &[&str]) -> String {
    let mut parameters = parameters.iter().copied();
    let part = |part| if str::starts_with(part, '{') { parameters.next().unwrap() } else { part };
    template.split('/').map(part).collect::<Vec<&str>>().join("/")
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

#[tokio::test]
async fn every_answer_fits_the_published_schemas() {
    let Some(document) = description() else { return };
    let (api, judge) = (Api::with(&Options::demo()), Judge::new(document));
    let walk = Walk { api, judge, walked: RefCell::default() };
    contacts(&walk).await;
    companies(&walk).await;
    workspace(&walk).await;
    help_center(&walk).await;
    refusals(&walk).await;
    let walked = walk.walked.into_inner();
    let emulated = emulated().await;
    let missed: Vec<_> = emulated.difference(&walked).collect();
    assert!(missed.is_empty(), "emulated and not held to the description: {missed:#?}");
    assert!(walked.len() > 60, "{walked:#?}");
}

/// The operations that are not answered with 501.
async fn emulated() -> BTreeSet<String> {
    let api = Api::empty();
    let mut emulated = BTreeSet::new();
    // Undescribed, and the end of the token.
    for operation in operations::all().filter(|operation| operation.path != "/auth/uninstall") {
        let parameters = vec!["0"; operation.path_params.len()];
        let path = fill(operation.path, &parameters);
        let request = api.request(operation.method.as_str(), &path);
        if send(request.json(&json!({}))).await.status != 501 {
            emulated.insert(format!("{} {}", operation.method.as_str(), operation.path));
        }
    }
    emulated
}

async fn contacts(walk: &Walk) {
    let new = json!({"email": "new@example.com", "phone": "1", "external_id": "n",
        "avatar": "https://example.com/a.png"});
    let user = walk.done("POST /contacts", &[], new).await;
    let (user, lead) =
        (id(&user), walk.done("POST /contacts", &[], json!({"role": "lead", "phone": "1"})).await);
    let owner = json!({"owner_id": "991267459"});
    walk.done("PUT /contacts/{contact_id}", &[user], owner).await;
    walk.get("/contacts?per_page=2", &[]).await;
    walk.get("/contacts/{contact_id}", &[id(&lead)]).await;
    walk.get("/contacts/find_by_external_id/{external_id}", &["n"]).await;
    let search = json!({"query": {"field": "role", "operator": "=", "value": "user"},
        "pagination": {"per_page": 2}});
    walk.done("POST /contacts/search", &[], search).await;
    let tag = walk.done("POST /tags", &[], json!({"name": "New", "users": [{"id": user}]})).await;
    walk.done("POST /contacts/{contact_id}/tags", &[user], json!({"id": id(&tag)})).await;
    walk.get("/contacts/{contact_id}/tags", &[user]).await;
    walk.get("/tags", &[]).await;
    walk.get("/tags/{tag_id}", &[id(&tag)]).await;
    let detach = "DELETE /contacts/{contact_id}/tags/{tag_id}";
    walk.done(detach, &[user, id(&tag)], Value::Null).await;
    walk.done("DELETE /tags/{tag_id}", &[id(&tag)], Value::Null).await;
    let note = walk.done("POST /contacts/{contact_id}/notes", &[user], json!({"body": "Hi"})).await;
    walk.get("/contacts/{contact_id}/notes", &[user]).await;
    walk.get("/notes/{note_id}", &[id(&note)]).await;
    belongings(walk, user).await;
    events(walk, user).await;
    walk.done("POST /contacts/merge", &[], json!({"from": id(&lead), "into": user})).await;
    walk.get("/contacts/{id}/merge_history", &[user]).await;
    walk.get("/contacts/{contact_id}?include_merge_history=true", &[user]).await;
    walk.go("GET /contacts/{contact_id}", &[id(&lead)], Value::Null).await;
    for action in ["archive", "unarchive", "block"] {
        let route = format!("POST /contacts/{{contact_id}}/{action}");
        walk.done(&route, &[user], Value::Null).await;
    }
    walk.done("DELETE /contacts/{contact_id}", &[user], Value::Null).await;
}

async fn belongings(walk: &Walk, user: &str) {
    let company = walk.done("POST /companies", &[], json!({"company_id": "of-user"})).await;
    let company = id(&company);
    walk.done("POST /contacts/{contact_id}/companies", &[user], json!({"id": company})).await;
    walk.get("/contacts/{contact_id}/companies", &[user]).await;
    let leave = "DELETE /contacts/{contact_id}/companies/{company_id}";
    walk.done(leave, &[user, company], Value::Null).await;
    walk.get("/contacts/{contact_id}/segments", &[user]).await;
    let types = walk.get("/subscription_types", &[]).await;
    let kind = id(&types["data"][0]);
    let choice = json!({"id": kind, "consent_type": "opt_out"});
    walk.done("POST /contacts/{contact_id}/subscriptions", &[user], choice).await;
    walk.get("/contacts/{contact_id}", &[user]).await;
    walk.get("/contacts/{contact_id}/subscriptions", &[user]).await;
    let detach = "DELETE /contacts/{contact_id}/subscriptions/{subscription_id}";
    walk.done(detach, &[user, kind], Value::Null).await;
}

async fn events(walk: &Walk, user: &str) {
    let event = json!({"event_name": "signed-in", "created_at": NOW, "id": user});
    walk.done("POST /events", &[], event).await;
    let count = json!({"user_id": "n", "event_summaries": {"event_name": "x", "count": 2}});
    walk.done("POST /events/summaries", &[], count).await;
    walk.get("/events?type=user&user_id=n", &[]).await;
    walk.get("/events?type=user&email=new@example.com&summary=true", &[]).await;
}

async fn companies(walk: &Walk) {
    let new = json!({"company_id": "c", "plan": "Pro", "size": 300, "monthly_spend": 10});
    let company = walk.done("POST /companies", &[], new).await;
    let company = id(&company);
    walk.done("PUT /companies/{company_id}", &[company], json!({"name": "C"})).await;
    walk.get("/companies", &[]).await;
    walk.get("/companies/{company_id}", &[company]).await;
    walk.get("/companies/{company_id}/contacts", &[company]).await;
    walk.get("/companies/{company_id}/segments", &[company]).await;
    walk.get("/companies/scroll", &[]).await;
    walk.done("POST /companies/list", &[], Value::Null).await;
    walk.done("POST /companies/{company_id}/notes", &[company], json!({"body": "Hi"})).await;
    walk.get("/companies/{company_id}/notes", &[company]).await;
    walk.done("DELETE /companies/{company_id}", &[company], Value::Null).await;
}

async fn workspace(walk: &Walk) {
    walk.get("/me", &[]).await;
    walk.get("/admins?display_avatar=true", &[]).await;
    walk.get("/admins/{admin_id}", &["991267459"]).await;
    let away = json!({"away_mode_enabled": true, "away_mode_reassign": true,
        "away_status_reason_id": 4101});
    walk.done("PUT /admins/{admin_id}/away", &["991267459"], away).await;
    walk.get("/away_status_reasons", &[]).await;
    walk.get("/admins/activity_logs?created_at_after=1", &[]).await;
    walk.done("POST /admins/activity_logs/search", &[], json!({"created_at_after": 1})).await;
    walk.get("/admins/activity_log_event_types", &[]).await;
    let teams = walk.get("/teams", &[]).await;
    walk.get("/teams/{team_id}", &[id(&teams["teams"][0])]).await;
    let segments = walk.get("/segments?include_count=true", &[]).await;
    walk.get("/segments/{segment_id}", &[id(&segments["segments"][0])]).await;
    let attribute = json!({"name": "tier", "model": "contact", "data_type": "options",
        "options": [{"value": "gold"}, {"value": "iron"}]});
    let attribute = walk.done("POST /data_attributes", &[], attribute).await["id"].to_string();
    let archived = json!({"archived": true, "description": "Old"});
    walk.done("PUT /data_attributes/{data_attribute_id}", &[&attribute], archived).await;
    walk.get("/data_attributes?include_archived=true", &[]).await;
}

async fn help_center(walk: &Walk) {
    let centers = walk.get("/help_center/help_centers", &[]).await;
    walk.get("/help_center/help_centers/{help_center_id}", &[id(&centers["data"][0])]).await;
    let new = json!({"name": "Shelf", "translated_content": {"fr": {"name": "Rayon"}}});
    let shelf = walk.done("POST /help_center/collections", &[], new).await;
    let shelf = id(&shelf);
    let one = "/help_center/collections/{collection_id}";
    walk.get("/help_center/collections", &[]).await;
    walk.get(one, &[shelf]).await;
    walk.done(&format!("PUT {one}"), &[shelf], json!({"description": "New"})).await;
    let new = json!({"title": "T", "author_id": 991_267_459, "parent_id": shelf,
        "state": "published", "translated_content": {"fr": {"title": "Titre"}}});
    let article = walk.done("POST /articles", &[], new).await;
    let article = id(&article);
    walk.get("/articles", &[]).await;
    walk.get("/articles/{article_id}", &[article]).await;
    walk.done("PUT /articles/{article_id}", &[article], json!({"state": "draft"})).await;
    walk.get("/articles/search?phrase=password&highlight=true", &[]).await;
    walk.done("DELETE /articles/{article_id}", &[article], Value::Null).await;
    walk.done(&format!("DELETE {one}"), &[shelf], Value::Null).await;
}

/// Refusals are held to the schema of errors.
async fn refusals(walk: &Walk) {
    let bad_search = json!({"query": {"field": "nope", "operator": "=", "value": "user"}});
    walk.go("POST /contacts/search", &[], bad_search).await;
    walk.go("POST /contacts", &[], json!({})).await;
    walk.go("POST /contacts", &[], json!({"external_id": "user-000001"})).await;
    walk.go("GET /conversations", &[], Value::Null).await;
    walk.go("GET /articles/{article_id}", &["0"], Value::Null).await;
    walk.go("POST /articles", &[], json!({})).await;
    walk.go("PUT /admins/{admin_id}/away", &["0"], json!({})).await;
    walk.go("POST /events", &[], json!({})).await;
}
