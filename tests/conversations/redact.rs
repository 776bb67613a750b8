//! `conversations redact`: what goes is shown, and asked about.

use crate::support::{Answer, Server, TestContext};
use crate::{begun, last_part, read};

#[test]
fn what_will_go_is_shown_and_a_script_must_agree() {
    let (world, id) = begun();
    world
        .run(&format!("conversations reply {id} 'My card is 4711' --as ann@new.example"))
        .succeeds();
    let part = last_part(&world, &id)["id"].as_str().unwrap().to_owned();
    let line = format!("conversations redact {id} {part}");
    let run = world.run(&line);
    run.exits(2).says(&["My card is 4711", "Ann Lee", "for good", "--yes"]);
    assert_eq!(last_part(&world, &id)["redacted"], false);
    world.run(&format!("{line} --yes")).succeeds();
    assert_eq!(last_part(&world, &id)["redacted"], true);
}

#[test]
fn the_first_message_goes_with_source() {
    let (world, id) = begun();
    world.run(&format!("conversations redact {id} --source --yes")).succeeds();
    assert_eq!(read(&world, &id)["source"]["redacted"], true);
}

#[test]
fn it_must_be_said_what_goes() {
    let (world, id) = begun();
    world.run(&format!("conversations redact {id}")).exits(2).says(&["--source"]);
    world.run(&format!("conversations redact {id} 999 --yes")).exits(1).says(&["no part 999"]);
    world.run("conversations redact").exits(2).says(&["CONVERSATION_ID"]);
}

#[test]
fn the_operations_own_flags_send_without_reading_or_asking() {
    let server = Server::script([Answer::json(200, &serde_json::json!({"id": "1"}))]);
    let line = "conversations redact --type source --conversation-id 7 --source-id 8";
    TestContext::at(&server).run(line).succeeds();
    assert_eq!(server.request().line(), "POST /conversations/redact");
}
