//! What one workspace exports, another imports: contacts with their attributes, tags and companies.

use serde_json::{Value, json};

use crate::support::{Api, Run, TestContext};
use ictl::sandbox::Options;

const PEOPLE: usize = 25;

/// Two workspaces of one sandbox, of which only the first has anybody in it.
fn two_workspaces() -> (TestContext, String) {
    let world = TestContext::with(&Options { workspaces: 2, ..Options::default() });
    let second = world.sandbox().installations()[1].token.clone();
    let (api, other) = (world.api(), Api::new(world.sandbox().base_url(), &second));
    for api in [&api, &other] {
        api.attribute("plan", "string");
        api.attribute("seats", "integer");
    }
    let tags: Vec<Value> =
        ["VIP", "a; b", "Beta"].map(|name| api.post("/tags", &json!({"name": name}))).to_vec();
    let company =
        |id: &str, name: &str| api.post("/companies", &json!({"company_id": id, "name": name}));
    let companies = [company("acme", "Acme, Inc."), company("blue", "Blue Sun")];
    for number in 0..PEOPLE {
        let id = api.contact(&json!({
            "role": "user", "email": format!("p{number}@example.com"),
            "external_id": format!("u{number}"), "name": format!("Person {number}"),
            "phone": "+1 202-555-0123", "signed_up_at": 1_700_000_000 + number,
            "custom_attributes": {"plan": "pro", "seats": number},
        }));
        for tag in tags.iter().take(number % 4) {
            api.post(&format!("/contacts/{id}/tags"), &json!({"id": tag["id"]}));
        }
        for company in companies.iter().take(number % 3) {
            api.post(&format!("/contacts/{id}/companies"), &json!({"id": company["id"]}));
        }
    }
    (world, second)
}

/// What of a workspace's contacts must be the same, by email.
fn portrait(api: &Api) -> Vec<Value> {
    let mut people: Vec<Value> = api
        .contacts()
        .iter()
        .map(|contact| {
            let id = contact["id"].as_str().unwrap();
            let names = |list: &str, key: &str, name: &str| {
                let page = api.get(&format!("/contacts/{id}/{list}"));
                let items = page[key].as_array().cloned().unwrap_or_default();
                let mut names: Vec<Value> = items.iter().map(|item| item[name].clone()).collect();
                names.sort_by_key(Value::to_string);
                names
            };
            json!({
                "email": contact["email"], "external_id": contact["external_id"],
                "role": contact["role"], "name": contact["name"], "phone": contact["phone"],
                "signed_up_at": contact["signed_up_at"],
                "custom_attributes": contact["custom_attributes"],
                "tags": names("tags", "data", "name"),
                "companies": names("companies", "companies", "company_id"),
                "company_names": names("companies", "companies", "name"),
            })
        })
        .collect();
    people.sort_by_key(|person| person["email"].to_string());
    people
}

fn moved(form: &str) -> (Vec<Value>, Vec<Value>, Run) {
    let (mut world, second) = two_workspaces();
    let exported = world.run(&format!("contacts export --output {form}"));
    exported.succeeds();
    let before = portrait(&world.api());
    let other = Api::new(world.sandbox().base_url(), &second);
    world.set_env("INTERCOM_TOKEN", &second);
    world.pipe(&exported.stdout);
    let run = world.run("contacts import - --job $DIR/job");
    (before, portrait(&other), run)
}

#[test]
fn contacts_move_to_another_workspace_with_all_that_hangs_on_them() {
    for form in ["ndjson", "json", "csv"] {
        let (before, after, run) = moved(form);
        run.succeeds();
        assert_eq!(before.len(), PEOPLE);
        assert_eq!(before, after, "{form}: {run:?}");
    }
}
