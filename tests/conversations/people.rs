//! Admins, teams and tags by hand.

use serde_json::json;

use crate::support::TestContext;

#[test]
fn away_mode_in_plain_words() {
    let world = TestContext::demo();
    let run = world.run("admins away amina@sandbox.example on --reassign");
    run.succeeds();
    let admin = &run.lines()[0];
    assert_eq!(
        (&admin["away_mode_enabled"], &admin["away_mode_reassign"]),
        (&json!(true), &json!(true))
    );
    let run = world.run("admins away me off --jq .away_mode_enabled");
    run.succeeds().prints("false\n");
    world.run("admins away me").exits(2).says(&["on or off"]);
    world
        .run("admins away me on --reason 'No such reason at all'")
        .exits(1)
        .says(&["reason to be away"]);
}

#[test]
fn admins_and_teams_are_shown_by_what_they_are_called() {
    let world = TestContext::demo();
    world.run("admins get amina@sandbox.example --jq .id").succeeds().prints("991267460\n");
    world.run("admins get 991267460 --jq .email").succeeds().prints("amina@sandbox.example\n");
    world.run("teams get billing --jq .id").succeeds().prints("5017683\n");
    world.run("teams get Biling").exits(1).says(&["did you mean Billing?"]);
}

#[test]
fn tags_are_made_shown_and_deleted_by_name() {
    let world = TestContext::demo();
    let run = world.run("tags create 'to call' --jq .id");
    let id = run.succeeds().stdout.clone();
    world.run("tags get 'To call' --jq .id").succeeds().prints(&id);
    world.run("tags delete 'to call'").succeeds().says(&["done"]).prints("");
    world.run("tags create").exits(2).says(&["--name"]);
}
