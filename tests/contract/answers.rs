//! What the sandbox answers, held to the response schemas, in a walk through all that it emulates.

use serde_json::{Value, json};

use crate::facts::Facts;
use crate::support::{Api, TestContext};

/// A client that looks at every answer.
struct Walk {
    facts: Facts,
    api: Api,
}

impl Walk {
    #[track_caller]
    fn send(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let (status, answer) = self.api.send(method, path, body.as_ref());
        let key = self.facts.operation(method, path.split('?').next().unwrap());
        let key = key.unwrap_or_else(|| panic!("{method} {path} is no operation"));
        let problems = self.facts.answer_problems(&key, status, &answer);
        assert!(problems.is_empty(), "{method} {path} {status}: {problems:#?}\n{answer}");
        answer
    }

    #[track_caller]
    fn get(&self, path: &str) -> Value {
        self.send("GET", path, None)
    }

    #[track_caller]
    fn post(&self, path: &str, body: Value) -> Value {
        self.send("POST", path, Some(body))
    }

    #[track_caller]
    fn make(&self, path: &str, body: Value) -> String {
        let made = self.post(path, body);
        made["id"].as_str().map_or_else(|| made["id"].to_string(), str::to_owned)
    }
}

#[test]
fn the_sandbox_answers_as_the_description_says() {
    let world = TestContext::demo();
    let walk = Walk { facts: Facts::load(), api: world.api() };
    let avatar = "https://example.com/a.png";
    let user =
        walk.make("/contacts", json!({"email": "new@example.com", "phone": "1", "avatar": avatar}));
    let lead = walk.make("/contacts", json!({"role": "lead", "phone": "1"}));
    let tag = walk.make("/tags", json!({"name": "New", "users": [{"id": user}]}));
    let company = walk.make("/companies", json!({"company_id": "c", "plan": "Pro", "size": 3}));
    let attribute = walk.make(
        "/data_attributes",
        json!({"name": "tier", "model": "contact", "data_type": "string"}),
    );
    let contact = format!("/contacts/{user}");
    let note = walk.make(&format!("{contact}/notes"), json!({"body": "Hi"}));

    walk.post(&format!("{contact}/companies"), json!({"id": company}));
    walk.post(&format!("{contact}/tags"), json!({"id": tag}));
    let query = |field: &str| json!({"query": {"field": field, "operator": "=", "value": "user"}, "pagination": {"per_page": 2}});
    walk.post("/contacts/search", query("role"));
    walk.post("/companies/list", json!({}));
    walk.send("PUT", &contact, Some(json!({"owner_id": "991267459"})));
    walk.send("PUT", &format!("/companies/{company}"), Some(json!({"name": "C"})));
    walk.send("PUT", &format!("/data_attributes/{attribute}"), Some(json!({"archived": true})));

    // Refusals.
    walk.post("/contacts/search", query("nope"));
    walk.post("/contacts", json!({}));
    walk.post("/contacts", json!({"email": "new@example.com"}));
    walk.get("/contacts/nope");

    for path in [
        "/me".to_owned(),
        "/admins?display_avatar=true".into(),
        "/admins/991267459".into(),
        "/contacts?per_page=2".into(),
        format!("{contact}?include_merge_history=true"),
        format!("/contacts/{lead}"),
        format!("{contact}/merge_history"),
        format!("{contact}/tags"),
        format!("{contact}/notes"),
        format!("{contact}/companies"),
        format!("{contact}/segments"),
        format!("{contact}/subscriptions"),
        format!("/notes/{note}"),
        "/tags".into(),
        format!("/tags/{tag}"),
        "/data_attributes?include_archived=true".into(),
        "/companies".into(),
        format!("/companies/{company}"),
        format!("/companies/{company}/contacts"),
        format!("/companies/{company}/segments"),
        "/companies/scroll".into(),
        "/conversations".into(),
    ] {
        walk.get(&path);
    }

    walk.post("/contacts/merge", json!({"from": lead, "into": user}));
    for action in ["archive", "unarchive", "block"] {
        walk.post(&format!("{contact}/{action}"), json!({}));
    }
    walk.send("DELETE", &contact, None);
    walk.send("DELETE", &format!("/companies/{company}"), None);
}
