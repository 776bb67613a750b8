//! The rehearsal: everything is looked at, nothing is written.

use serde_json::json;

use crate::people::csv;
use crate::support::TestContext;

#[test]
fn a_dry_run_writes_nothing_anywhere() {
    let world = TestContext::new();
    world.api().attribute("plan", "string");
    let before = world.sandbox().requests();
    world.file("people.csv", "email,plan\nada@example.com,pro\nbob@example.com,free\n");
    let run = world.run("contacts import $DIR/people.csv --dry-run --json");
    run.succeeds();
    let report = run.json();
    assert_eq!(report["dry_run"], true);
    assert_eq!(report["rows"], 2);
    assert_eq!(report["estimated_requests"], 2);
    assert!(report.as_object().unwrap().contains_key("estimated_s"));
    assert_eq!(report["job"], json!(null));
    let mut sent = world.sandbox().requests();
    for (key, count) in before {
        *sent.get_mut(&key).unwrap() -= count;
    }
    sent.retain(|_, count| *count > 0);
    assert!(sent.keys().all(|key| key.starts_with("GET")), "{sent:?}");
    assert_eq!(std::fs::read_dir(world.dir()).unwrap().count(), 1, "only the file itself is there");
}

#[test]
fn a_dry_run_needs_no_token() {
    let world = TestContext::bare();
    world.file("people.csv", csv(3));
    let run = world.run("contacts import $DIR/people.csv --dry-run --json");
    run.succeeds();
    assert_eq!(run.json()["estimated_requests"], 3);
    assert_eq!(run.json()["estimated_s"], json!(null));
}

#[test]
fn a_dry_run_counts_what_would_be_rejected() {
    let world = TestContext::new();
    world.file("people.csv", "email,name\nada@example.com,Ada\n,Nobody\nada@example.com,Twin\n");
    let run = world.run("contacts import $DIR/people.csv --dry-run --json --tag vip");
    run.exits(3);
    let report = run.json();
    assert_eq!(report["rejected"], 2);
    assert_eq!(report["reasons"], json!({"duplicate_key": 1, "missing_key": 1}));
    assert_eq!(report["estimated_requests"], 2, "one to create, one to tag");
}

#[test]
fn the_estimate_knows_the_rate_limit() {
    let world = TestContext::new();
    world.sandbox().set_rate_limit(Some("600/min".parse().unwrap()));
    world.file("people.csv", csv(200));
    let run = world.run("contacts import $DIR/people.csv --dry-run --json");
    run.succeeds();
    assert_eq!(run.json()["estimated_s"], 20.0);
}

#[test]
fn a_look_at_the_workspace_counts_what_would_become_of_the_rows() {
    let world = TestContext::new();
    let api = world.api();
    api.contact(&json!({"email": "person0001@example.com", "name": "Person 1"}));
    api.contact(&json!({"email": "person0002@example.com", "name": "Other"}));
    world.file("people.csv", csv(4));
    let run = world.run("contacts import $DIR/people.csv --dry-run --check-remote --json");
    run.succeeds();
    assert_eq!(
        run.json()["remote"],
        json!({"would_create": 2, "would_update": 1, "would_stay": 1, "in_conflict": 0})
    );
    assert_eq!(api.contacts().len(), 2);
}

#[test]
fn a_look_at_the_workspace_needs_a_token() {
    let world = TestContext::bare();
    world.file("people.csv", csv(3));
    world.run("contacts import $DIR/people.csv --dry-run --check-remote").exits(2).says(&["token"]);
}

#[test]
fn a_dry_run_of_stdin_leaves_nothing_behind() {
    let world = TestContext::new();
    let run = world.pipe(csv(3)).run("contacts import - --dry-run --json");
    run.succeeds();
    assert_eq!(run.json()["rows"], 3);
    assert_eq!(std::fs::read_dir(world.dir()).unwrap().count(), 0);
}
