//! From one workspace to another: a contact as the API shows it is a row as it is.

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::people::of;
use crate::support::{Api, TestContext};

/// Two workspaces, the first with people, the second empty. Both have the same attributes.
fn two_workspaces() -> (TestContext, Api, Api) {
    let world = TestContext::with(&Options { workspaces: 2, ..Options::default() });
    let apis: Vec<Api> = world
        .sandbox()
        .installations()
        .iter()
        .map(|workspace| Api::new(world.sandbox().base_url(), &workspace.token))
        .collect();
    let [first, second] = apis.try_into().ok().unwrap();
    for api in [&first, &second] {
        api.attribute("plan", "string");
    }
    (world, first, second)
}

fn people_of(api: &Api) -> Vec<Value> {
    let me = api.get("/me")["id"].as_str().unwrap().to_owned();
    let acme = api.post("/companies", &json!({"company_id": "acme", "name": "Acme"}));
    let vip = api.post("/tags", &json!({"name": "vip"}));
    let ada = api.contact(&json!({"email": "ada@example.com", "external_id": "007",
        "name": "Ada", "phone": "+353871234567", "signed_up_at": 1_700_000_000,
        "avatar": "https://example.com/ada.png", "owner_id": me,
        "custom_attributes": {"plan": "pro"}}));
    api.contact(&json!({"role": "lead", "email": "lead@example.com"}));
    api.post(&format!("/contacts/{ada}/companies"), &json!({"id": acme["id"]}));
    api.post(&format!("/contacts/{ada}/tags"), &json!({"id": vip["id"]}));
    api.contacts()
}

/// What both workspaces must agree on.
fn portable(contacts: Vec<Value>) -> Vec<Value> {
    const FIELDS: [&str; 9] = [
        "role",
        "email",
        "external_id",
        "name",
        "phone",
        "avatar",
        "signed_up_at",
        "unsubscribed_from_emails",
        "custom_attributes",
    ];
    let mut contacts: Vec<Value> = contacts
        .iter()
        .map(|contact| FIELDS.iter().map(|field| (*field, contact[*field].clone())).collect())
        .collect();
    contacts.sort_by_key(ToString::to_string);
    contacts
}

fn lines(contacts: &[Value]) -> String {
    contacts.iter().fold(String::new(), |lines, contact| lines + &contact.to_string() + "\n")
}

#[test]
fn contacts_as_they_are_listed_can_be_imported_elsewhere() {
    let (mut world, first, second) = two_workspaces();
    let mut listed = people_of(&first);
    // The sandbox's workspaces have the same team.
    listed[1]["owner_id"] = "999".into();
    world.file("people.ndjson", lines(&listed));
    let token = world.sandbox().installations()[1].token.clone();
    world.set_env("INTERCOM_TOKEN", &token);
    let run = world.run("contacts import $DIR/people.ndjson --json");
    run.succeeds().says(&[
        "left out, because Intercom fills them itself: type, id, workspace_id",
        "tags of 1 row are not all named",
        "companies of 1 row are not all named",
        "owners of 1 row are admins of the workspace they come from",
    ]);
    assert_eq!(of(&run), [2, 0, 0, 0, 0, 0]);
    assert_eq!(portable(second.contacts()), portable(listed));
}

#[test]
fn tags_and_companies_move_by_name_where_the_file_has_their_names() {
    let (mut world, first, second) = two_workspaces();
    let mut listed = people_of(&first);
    for contact in &mut listed {
        let id = contact["id"].as_str().unwrap().to_owned();
        for path in ["tags", "companies"] {
            contact[path] = first.get(&format!("/contacts/{id}/{path}"));
        }
    }
    world.file("people.ndjson", lines(&listed));
    let token = world.sandbox().installations()[1].token.clone();
    world.set_env("INTERCOM_TOKEN", &token);
    world.run("contacts import $DIR/people.ndjson").succeeds();
    let ada = second.get("/contacts/find_by_external_id/007")["id"].as_str().unwrap().to_owned();
    assert_eq!(second.get(&format!("/contacts/{ada}/tags"))["data"][0]["name"], "vip");
    let company = &second.get(&format!("/contacts/{ada}/companies"))["companies"][0];
    assert_eq!((&company["company_id"], &company["name"]), (&json!("acme"), &json!("Acme")));
}

#[test]
fn an_owner_stays_in_the_own_workspace() {
    let (world, first, _) = two_workspaces();
    let listed = people_of(&first);
    world.file("people.ndjson", lines(&listed[1..]));
    let run = world.run("contacts import $DIR/people.ndjson --json");
    run.succeeds();
    assert!(!run.stderr.contains("admins of the workspace"), "{}", run.stderr);
    assert_eq!(of(&run), [0, 0, 1, 0, 0, 0]);
}

#[test]
fn an_owner_whom_nobody_knows_is_said_beforehand_and_left_to_the_api() {
    let world = TestContext::new();
    world.file("people.csv", "email,owner_id\nada@example.com,123\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3).says(&["owners of 1 row are no admins", "ictl admins list"]);
    assert_eq!(run.json()["reasons"], json!({"parameter_invalid": 1}));
}

#[test]
fn a_reject_of_an_export_keeps_its_lists() {
    let world = TestContext::new();
    let row = json!({"email": "nonsense", "tags": ["vip", "Sales, EMEA"],
        "avatar": {"type": "avatar", "image_url": "https://example.com/a.png"},
        "companies": {"type": "list", "data": [{"company_id": "42", "name": "Acme, Inc."}]}});
    world.file("people.ndjson", format!("{row}\n"));
    world.run("contacts import $DIR/people.ndjson").exits(3);
    let rejects = world.read("people.ndjson.ictl-import/rejects.csv");
    world.file("mended.csv", rejects.replacen("nonsense", "ada@example.com", 1));
    world.run("contacts import $DIR/mended.csv").succeeds();
    let api = world.api();
    let ada = &api.contacts()[0];
    assert_eq!(ada["avatar"]["image_url"], "https://example.com/a.png");
    let tags = api.get(&format!("/contacts/{}/tags", ada["id"].as_str().unwrap()));
    let names: Vec<&Value> = tags["data"].as_array().unwrap().iter().map(|t| &t["name"]).collect();
    assert_eq!(names, ["vip", "Sales, EMEA"]);
    let company = &api.get("/companies?company_id=42");
    assert_eq!(company["name"], "Acme, Inc.");
}
