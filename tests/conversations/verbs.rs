//! Every verb once as it should go, in a pipe; and what each says when something is missing.

use serde_json::json;

use crate::{begun, last_part, read};

#[test]
fn close_open_and_snooze_change_the_state() {
    let (world, id) = begun();
    let run = world.run(&format!("conversations close {id} --jq .state"));
    run.succeeds().prints("closed\n");
    world.run(&format!("conversations open {id} --jq .state")).succeeds().prints("open\n");
    let run = world.run(&format!("conversations snooze {id} --until 2d --time-zone UTC"));
    // The clock of the test begins on 2026-01-15 at noon.
    run.succeeds().says(&["snoozed until Sat 2026-01-17 12:00 (UTC)"]);
    let conversation = read(&world, &id);
    assert_eq!(conversation["state"], "snoozed");
    assert_eq!(conversation["snoozed_until"], run.lines()[0]["snoozed_until"]);
}

#[test]
fn a_moment_that_lies_behind_is_refused_before_anything_is_asked_for() {
    let (world, id) = begun();
    let before = world.sandbox().requests();
    let line = format!("conversations snooze {id} --until 2020-01-01");
    world.run(&line).exits(2).says(&["--until", "is in the past"]);
    world.run(&format!("conversations snooze {id}")).exits(2).says(&["--until"]);
    world
        .run(&format!("conversations snooze {id} --until whenever"))
        .exits(2)
        .says(&["tomorrow 9am"]);
    assert_eq!(world.sandbox().requests(), before);
}

#[test]
fn closing_with_a_text_tells_the_customer() {
    let (world, id) = begun();
    world.run(&format!("conversations close {id} 'Closing as stale'")).succeeds();
    let part = last_part(&world, &id);
    assert_eq!(
        (&part["part_type"], &part["body"]),
        (&json!("close"), &json!("<p>Closing as stale</p>"))
    );
}

#[test]
fn assign_takes_names_and_lets_go() {
    let (world, id) = begun();
    let team = format!("conversations assign {id} --team billing --jq .team_assignee_id");
    world.run(&team).succeeds().prints("5017683\n");
    let line =
        format!("conversations assign {id} --to amina@sandbox.example --jq .admin_assignee_id");
    world.run(&line).succeeds().prints("991267460\n");
    assert_eq!(read(&world, &id)["team_assignee_id"], 5_017_683);
    let line = format!("conversations assign {id} --to me --team Support --body 'Over to us'");
    world.run(&line).succeeds();
    let conversation = read(&world, &id);
    assert_eq!(conversation["team_assignee_id"], 5_017_681);
    let parts = conversation["conversation_parts"]["conversation_parts"].as_array().unwrap();
    let said = parts.iter().filter(|part| part["body"] == "<p>Over to us</p>").count();
    assert_eq!(said, 1, "the customer gets it once");
    let line = format!("conversations assign {id} --nobody --jq .admin_assignee_id");
    world.run(&line).succeeds().prints("0\n");
    let line = format!("conversations assign {id}");
    world.run(&line).exits(2).says(&["--to", "--team", "--nobody"]);
    world.run(&format!("{line} --nobody --team Billing")).exits(2);
}

#[test]
fn tag_finds_or_makes_and_untag_takes_away() {
    let (world, id) = begun();
    world.api().post("/tags", &json!({"name": "VIP"}));
    let run = world.run(&format!("conversations tag {id} vip 'needs refund' --jq .name"));
    run.succeeds().prints("VIP\nneeds refund\n");
    let names = |world: &crate::TestContext| {
        let tags = read(world, &id)["tags"]["tags"].clone();
        let names =
            tags.as_array().unwrap().iter().map(|tag| tag["name"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    assert_eq!(names(&world), ["VIP", "needs refund"]);
    world.run(&format!("conversations untag {id} VIP --jq .name")).succeeds().prints("VIP\n");
    assert_eq!(names(&world), ["needs refund"]);
    world.run(&format!("conversations untag {id} vlp")).exits(1).says(&["there is no tag", "VIP"]);
    world.run(&format!("conversations tag {id}")).exits(2).says(&["NAME"]);
}

#[test]
fn create_starts_a_conversation_for_a_contact_named_in_any_way() {
    let (world, _) = begun();
    let id = world.api().contact(&json!({"email": "bob@new.example", "external_id": "bob-1"}));
    for contact in ["bob@new.example", "bob-1", &id] {
        let line =
            format!("conversations create --contact {contact} 'Help me' --jq .conversation_id");
        let run = world.run(&line);
        run.succeeds();
        let conversation = read(&world, run.stdout.trim());
        assert_eq!(conversation["source"]["author"]["id"], json!(id), "{contact}");
    }
    let run = world.run("conversations create --contact bo@new.example Help");
    run.exits(1).says(&["there is no contact", "bo@new.example"]);
    world.run("conversations create Help").exits(2).says(&["--contact"]);
}

#[test]
fn convert_makes_a_ticket_of_the_named_type() {
    let (world, id) = begun();
    let line = format!("conversations convert {id} --type 'problem report' --jq .ticket_type.name");
    world.run(&line).succeeds().prints("Problem report\n");
    let line = format!("conversations convert {id} --type 'problem repot'");
    world.run(&line).exits(1).says(&["did you mean Problem report?"]);
    world.run(&format!("conversations convert {id}")).exits(2).says(&["--type"]);
}

#[test]
fn merge_names_the_one_that_goes_on() {
    let (world, id) = begun();
    let other = crate::begin(&world, "bob@new.example", "Me too");
    let run = world.run(&format!("conversations merge {other} --into {id} --jq .id"));
    run.succeeds().prints(&format!("{id}\n"));
    assert_eq!(read(&world, &other)["state"], "closed");
    world.run(&format!("conversations merge {other}")).exits(2).says(&["--into"]);
    world.run(&format!("conversations merge {other} --into x")).exits(2).says(&["numbers"]);
}

#[test]
fn attach_and_detach_take_contacts_by_email() {
    let (world, id) = begun();
    let bob = world.api().contact(&json!({"email": "bob@new.example"}));
    let takes_part = |world: &crate::TestContext| {
        let contacts = read(world, &id)["contacts"]["contacts"].clone();
        contacts.as_array().unwrap().iter().any(|contact| contact["id"] == json!(bob))
    };
    world.run(&format!("conversations attach {id} bob@new.example")).succeeds();
    assert!(takes_part(&world));
    world.run(&format!("conversations detach {id} bob@new.example")).succeeds();
    assert!(!takes_part(&world));
    let line = format!("conversations detach {id} ann@new.example");
    world.run(&line).exits(1).says(&["HTTP 422"]);
}

#[test]
fn run_assignment_rules_says_until_when_it_exists() {
    let (world, id) = begun();
    let run = world.run(&format!("conversations run-assignment-rules {id} --dry-run"));
    run.succeeds().says(&["31 December 2026"]);
    assert_eq!(run.lines()[0]["version"], "2.11");
}

#[test]
fn a_dry_run_shows_the_requests_and_writes_nothing() {
    let (world, id) = begun();
    let before = read(&world, &id);
    for (verb, path) in [
        (format!("close {id} Bye"), "parts"),
        (format!("assign {id} --to me --team Billing"), "parts"),
        (format!("tag {id} entirely-new"), "tags"),
        (format!("reply {id} Hi"), "reply"),
        (format!("redact {id} --source"), "redact"),
    ] {
        let run = world.run(&format!("conversations {verb} -n"));
        run.succeeds().says(&["dry run"]);
        let last = run.lines().pop().unwrap();
        assert!(last["url"].as_str().unwrap().ends_with(path), "{verb}: {last}");
    }
    assert_eq!(read(&world, &id), before);
    assert!(!world.run("tags list --jq .name").stdout.contains("entirely-new"));
}

#[test]
fn on_a_terminal_a_verb_shows_how_the_conversation_stands() {
    let (world, id) = begun();
    let world = world.on_a_terminal().env("NO_COLOR", "1");
    let run = world.run(&format!("conversations close {id}"));
    run.succeeds();
    assert!(run.stdout.contains("state       closed"), "{}", run.stdout);
    assert!(run.stdout.lines().count() < 10, "{}", run.stdout);
}
