//! The forms of output: table, card, JSON, NDJSON, CSV, fields and jq.

use serde_json::json;

use crate::support::TestContext;

/// Two contacts, Bob made after Ada.
fn world() -> TestContext {
    let world = TestContext::new();
    let api = world.api();
    api.contact(&json!({"email": "ada@example.com", "name": "Ada", "external_id": "7"}));
    world.clock.pass(std::time::Duration::from_secs(60));
    api.contact(&json!({"email": "bob@example.com", "name": "Bob, \"B\"", "role": "lead"}));
    world
}

#[test]
fn a_terminal_gets_a_table() {
    let run = world().on_a_terminal().run("contacts list --color never --fields role,name,email");
    run.succeeds().prints(
        "ROLE  NAME      EMAIL\n\
         lead  Bob, \"B\"  bob@example.com\n\
         user  Ada       ada@example.com\n",
    );
}

#[test]
fn a_terminal_gets_a_card_of_one_object() {
    let run = TestContext::new().on_a_terminal().run("me --color never --fields name,app.name");
    run.succeeds().prints("name    Robin Shaw\napp\n  name  Sandbox\n");
}

#[test]
fn a_pipe_gets_one_object_a_line_and_json_is_one_document() {
    let world = world();
    let lines = world.run("contacts list").lines();
    assert_eq!(lines.len(), 2);
    assert_eq!(world.run("contacts list --output ndjson").lines(), lines);
    assert_eq!(world.run("contacts list --json").json(), json!(lines));
    assert_eq!(world.run("contacts list --output json").json(), json!(lines));
    let id = lines[0]["id"].as_str().unwrap();
    assert_eq!(world.run(&format!("contacts get {id}")).lines(), [lines[0].clone()]);
    assert_eq!(world.run(&format!("contacts get {id} --json")).json(), lines[0]);
}

#[test]
fn csv_quotes_what_needs_it() {
    world().run("contacts list --output csv --fields email,name,external_id").succeeds().prints(
        "email,name,external_id\n\
         bob@example.com,\"Bob, \"\"B\"\"\",\n\
         ada@example.com,Ada,7\n",
    );
}

#[test]
fn fields_pick_also_what_is_nested() {
    let run = world().run("contacts list --fields email,tags.total_count --limit 1");
    run.succeeds();
    assert_eq!(run.stdout, "{\"email\":\"bob@example.com\",\"tags\":{\"total_count\":0}}\n");
}

#[test]
fn jq_is_applied_to_each_object_or_with_json_to_the_document() {
    let world = world();
    world.run("contacts list --jq .email").succeeds().prints("bob@example.com\nada@example.com\n");
    world.run("contacts list --json --jq 'map(.email)|length'").succeeds().prints("2\n");
    world
        .run("contacts list --jq '{email, n: .name}' --limit 1")
        .succeeds()
        .prints("{\"email\":\"bob@example.com\",\"n\":\"Bob, \\\"B\\\"\"}\n");
    world.run("contacts list --jq '.['").exits(2);
}

#[test]
fn json_and_output_exclude_each_other() {
    TestContext::new().run("contacts list --json --output csv").exits(2);
}

#[test]
fn dates_are_shown_in_the_time_zone_asked_for() {
    let line = "contacts list --output table --fields created_at --limit 1";
    let world = world();
    world.run(line).succeeds().prints("CREATED\n2026-01-15 12:01\n");
    world
        .run(&format!("{line} --time-zone Asia/Tokyo"))
        .succeeds()
        .prints("CREATED\n2026-01-15 21:01\n");
}

#[test]
fn hostile_names_reach_no_terminal() {
    let world = TestContext::new().on_a_terminal();
    world
        .api()
        .contact(&json!({"email": "eve@example.com", "name": "E\u{1b}[31mv\u{202e}e\r\u{9b}"}));
    for line in ["contacts list", "contacts list --fields name", "contacts list --jq .name"] {
        let run = world.run(&format!("{line} --color never"));
        run.succeeds();
        for character in ["\u{1b}", "\u{202e}", "\r", "\u{9b}"] {
            run.never_shows(character);
        }
    }
    // A pipe gets what the API gave, as JSON has it.
    let piped = TestContext::new();
    piped.api().contact(&json!({"email": "eve@example.com", "name": "E\u{1b}"}));
    assert_eq!(piped.run("contacts list").lines()[0]["name"], "E\u{1b}");
}

#[test]
fn quiet_keeps_the_notes_back() {
    let world = TestContext::with_contacts(60).on_a_terminal();
    assert_eq!(world.run("contacts list --quiet").stderr, "");
}
