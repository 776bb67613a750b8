//! Every verb of contacts, once as it should go and once as it does not.

use serde_json::json;

use crate::support::TestContext;

fn ada() -> (TestContext, String) {
    let world = TestContext::new();
    let id = world.api().contact(&json!({"email": "ada@example.com", "external_id": "ext/7"}));
    (world, id)
}

#[test]
fn me_tells_who_and_where() {
    let run = TestContext::new().run("me --jq '.app.id_code != null'");
    run.succeeds().prints("true\n");
}

#[test]
fn get_and_find_show_the_same_contact() {
    let (world, id) = ada();
    world.run(&format!("contacts get {id} --jq .email")).succeeds().prints("ada@example.com\n");
    world.run("contacts find ext/7 --jq .id").succeeds().prints(&format!("{id}\n"));
    world.run("contacts get nope").exits(1).says(&[
        "HTTP 404",
        "not_found",
        "request id",
        "hint: ",
    ]);
    world.run("contacts find nope").exits(1);
}

#[test]
fn create_shows_what_was_made() {
    let world = TestContext::new();
    let run = world.run("contacts create --email ada@example.com --name 'Ada Lovelace'");
    run.succeeds();
    let contact = &run.lines()[0];
    assert_eq!(contact["name"], "Ada Lovelace");
    assert_eq!(contact["role"], "user");
    assert_eq!(world.api().emails(), ["ada@example.com"]);
    world.run("contacts create --email ada@example.com").exits(1).says(&[
        "HTTP 409",
        "id=",
        "it exists already",
    ]);
}

#[test]
fn create_needs_something_to_create() {
    let world = TestContext::new();
    world.run("contacts create").exits(2).says(&["--email", "--external-id", "--role", "--input"]);
    assert!(world.sandbox().requests().is_empty());
}

#[test]
fn update_changes_only_what_is_given() {
    let (world, id) = ada();
    world.run(&format!("contacts update {id} --name Ada")).succeeds();
    let contact = world.api().get(&format!("/contacts/{id}"));
    assert_eq!((&contact["name"], &contact["email"]), (&json!("Ada"), &json!("ada@example.com")));
    world.run(&format!("contacts update {id} -F name=null")).succeeds();
    assert_eq!(world.api().get(&format!("/contacts/{id}"))["name"], json!(null));
}

#[test]
fn an_unknown_attribute_is_refused_with_its_name() {
    let (world, id) = ada();
    world
        .run(&format!("contacts update {id} -f custom_attributes.nope=1"))
        .exits(1)
        .says(&["nope"]);
}

#[test]
fn archive_unarchive_and_delete() {
    let (world, id) = ada();
    world.run(&format!("contacts archive {id}")).succeeds();
    assert!(world.api().emails().is_empty());
    world
        .run("contacts create --email ada@example.com")
        .exits(1)
        .says(&["archived", "unarchive the contact named by id="]);
    world.run(&format!("contacts unarchive {id}")).succeeds();
    assert_eq!(world.api().emails(), ["ada@example.com"]);
    let run = world.run(&format!("contacts delete {id} --yes"));
    run.succeeds();
    assert_eq!(run.lines()[0]["deleted"], true);
    world.run(&format!("contacts get {id}")).exits(1);
}

#[test]
fn block_a_contact() {
    let (world, id) = ada();
    let run = world.run(&format!("contacts block {id}"));
    run.succeeds();
    assert_eq!(run.lines()[0]["blocked"], true);
}

#[test]
fn merge_a_lead_into_a_user() {
    let (world, user) = ada();
    let lead = world.api().contact(&json!({"role": "lead", "email": "ada@example.com"}));
    let run = world.run(&format!("contacts merge --from {lead} --into {user} --yes"));
    run.succeeds();
    assert_eq!(run.lines()[0]["id"], json!(user));
    assert_eq!(world.api().contacts().len(), 1);
    world.run(&format!("contacts merge --from {lead}")).exits(2).says(&["--into"]);
}

#[test]
fn a_missing_id_is_a_mistake() {
    let world = TestContext::new();
    for verb in ["get", "find", "update", "delete", "archive", "unarchive", "block"] {
        world.run(&format!("contacts {verb}")).exits(2);
        world.run(&format!("contacts {verb} ''")).exits(2);
    }
    assert!(world.sandbox().requests().is_empty());
}

#[test]
fn an_unknown_verb_is_a_mistake() {
    TestContext::new().run("contacts gett x").exits(2).says(&["get"]);
}
