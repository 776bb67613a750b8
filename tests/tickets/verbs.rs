//! Every verb of tickets once as it should go, by id and by the number that people see.

use serde_json::{Value, json};

use crate::{id, read, reported};

fn parts(ticket: &Value) -> &[Value] {
    ticket["ticket_parts"]["ticket_parts"].as_array().unwrap()
}

#[test]
fn the_number_that_people_see_stands_for_the_id() {
    let (world, ticket) = reported();
    let number = ticket["ticket_id"].as_str().unwrap();
    let run = world.run(&format!("tickets get '#{number}' --jq .id"));
    run.succeeds().prints(&format!("{}\n", id(&ticket)));
    world.run(&format!("tickets note '#{number}' 'Seen'")).succeeds();
    assert_eq!(parts(&read(&world, &ticket)).last().unwrap()["part_type"], "note");
    world.run("tickets get '#99999'").exits(1).says(&["no ticket with the number 99999"]);
    world.run("tickets get 99999").exits(1).says(&["write '#99999'"]);
}

#[test]
fn states_go_by_name_and_a_ticket_that_is_there_is_left_alone() {
    let (world, ticket) = reported();
    let line = format!("tickets state {} 'waiting on customer'", id(&ticket));
    world.run(&line).succeeds();
    assert_eq!(read(&world, &ticket)["ticket_state"]["category"], "waiting_on_customer");
    world.run(&line).succeeds().says(&["in that state already"]);
    world.run(&format!("tickets state {} resolved", id(&ticket))).succeeds();
    let run = world.run(&format!("tickets state {} done", id(&ticket)));
    run.exits(1).says(&["there is no ticket state", "Resolved"]);
}

#[test]
fn assign_reply_and_tag() {
    let (world, ticket) = reported();
    let own = id(&ticket);
    world.run(&format!("tickets assign {own} --to amina@sandbox.example")).succeeds();
    assert_eq!(read(&world, &ticket)["admin_assignee_id"], 991_267_460);
    world.run(&format!("tickets assign {own} --nobody")).succeeds();
    assert_eq!(read(&world, &ticket)["admin_assignee_id"], 0);
    world.run(&format!("tickets reply {own} 'We are on it'")).succeeds();
    let now = read(&world, &ticket);
    let last = parts(&now).last().unwrap();
    assert_eq!(
        (&last["part_type"], &last["body"]),
        (&json!("comment"), &json!("<p>We are on it</p>"))
    );
    world.run(&format!("tickets tag {own} urgent --jq .name")).succeeds().prints("urgent\n");
    world.run(&format!("tickets untag {own} urgent --jq .name")).succeeds().prints("urgent\n");
}

#[test]
fn update_takes_attributes_by_name_and_delete_is_for_good() {
    let (world, ticket) = reported();
    let own = id(&ticket);
    world
        .run(&format!("tickets update {own} --title 'Login fails on Safari' -a steps='1. open'"))
        .succeeds();
    let attributes = read(&world, &ticket)["ticket_attributes"].clone();
    assert_eq!(attributes["_default_title_"], "Login fails on Safari");
    assert_eq!(attributes["Steps"], "1. open");
    world
        .run(&format!("tickets update {own} -a speed=5"))
        .exits(1)
        .says(&["there is no attribute"]);
    world.run(&format!("tickets delete {own} --jq .deleted")).succeeds().prints("true\n");
}

#[test]
fn conversations_are_linked_to_a_tracker_and_unlinked() {
    let (world, _) = reported();
    let line = "tickets create --type incident --contact ann@new.example --title Outage --jq .id";
    let tracker = world.run(line).succeeds().stdout.trim().to_owned();
    let contact =
        world.run("contacts search 'email = ann@new.example' --jq .id").stdout.trim().to_owned();
    let from = json!({"type": "user", "id": contact});
    let message = world.api().post("/conversations", &json!({"from": from, "body": "Down"}));
    let conversation = message["conversation_id"].as_str().unwrap();
    let links =
        || world.api().get(&format!("/tickets/{tracker}"))["linked_objects"]["total_count"].clone();
    world.run(&format!("tickets link {tracker} {conversation}")).succeeds();
    assert_eq!(links(), 1);
    world.run(&format!("tickets unlink {tracker} {conversation}")).succeeds();
    assert_eq!(links(), 0);
}

#[test]
fn a_terminal_gets_a_thread() {
    let (world, ticket) = reported();
    let world = world.on_a_terminal();
    let run = world.run(&format!("tickets get {}", id(&ticket)));
    run.succeeds();
    for shown in
        ["Login fails", "Problem report (Customer)", "state", "Submitted", "Severity: High"]
    {
        assert!(run.stdout.contains(shown), "{shown}\n{}", run.stdout);
    }
}
