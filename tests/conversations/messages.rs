//! Replies and notes: where their text comes from, who says it, and what goes along.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};
use crate::{begun, last_part};

#[test]
fn a_reply_is_the_token_owners_and_a_note_is_for_the_team() {
    let (world, id) = begun();
    world.run(&format!("conversations reply {id} 'Fixed now'")).succeeds();
    let part = last_part(&world, &id);
    assert_eq!(
        (&part["part_type"], &part["body"]),
        (&json!("comment"), &json!("<p>Fixed now</p>"))
    );
    assert_eq!(part["author"]["type"], "admin");
    let line = format!("conversations note {id} 'Ask engineering' --admin amina@sandbox.example");
    world.run(&line).succeeds();
    let part = last_part(&world, &id);
    assert_eq!((&part["part_type"], &part["author"]["id"]), (&json!("note"), &json!("991267460")));
}

#[test]
fn a_reply_can_be_the_contacts() {
    let (world, id) = begun();
    world.run(&format!("conversations reply {id} 'Still broken' --as ann@new.example")).succeeds();
    let part = last_part(&world, &id);
    assert_eq!(part["author"]["email"], "ann@new.example");
    world.run("conversations reply last 'And again' --as ann@new.example").succeeds();
    assert_eq!(last_part(&world, &id)["body"], "<p>And again</p>");
    world.run("conversations reply last Hi").exits(2).says(&["--as"]);
    let both = format!("conversations reply {id} Hi --as ann@new.example --admin me");
    world.run(&both).exits(2);
}

#[test]
fn the_text_comes_from_a_file_or_stdin_as_well() {
    let (world, id) = begun();
    world.file("answer.txt", "From a file");
    world.run(&format!("conversations reply {id} --body-file $DIR/answer.txt")).succeeds();
    assert_eq!(last_part(&world, &id)["body"], "<p>From a file</p>");
    world.file("windows.txt", "From\r\nNotepad\r\n");
    world.run(&format!("conversations note {id} --body-file $DIR/windows.txt")).succeeds();
    assert_eq!(last_part(&world, &id)["body"], "<p>From<br>Notepad</p>");
    world.pipe("From a pipe\n").run(&format!("conversations note {id}")).succeeds();
    assert_eq!(last_part(&world, &id)["body"], "<p>From a pipe</p>");
    let run = world.run(&format!("conversations reply {id}"));
    run.exits(2).says(&["has no text", "--body-file"]);
}

#[cfg(unix)]
#[test]
fn on_a_terminal_an_editor_opens_and_an_empty_text_sends_nothing() {
    let (world, id) = begun();
    world.file("written.txt", "From the editor\n");
    let editor = format!("cp {}/written.txt", world.dir().display());
    let world = world.on_a_terminal().env("EDITOR", "false").env("VISUAL", &editor);
    world.run(&format!("conversations reply {id}")).succeeds();
    assert_eq!(last_part(&world, &id)["body"], "<p>From the editor</p>");
    let world = world.env("VISUAL", "true");
    let run = world.run(&format!("conversations reply {id}"));
    run.exits(1).says(&["the message is empty: nothing was sent"]);
    let world = world.env("VISUAL", "false");
    world.run(&format!("conversations reply {id}")).exits(1).says(&["EDITOR", "--body"]);
}

#[test]
fn files_and_addresses_are_sent_along() {
    let server = Server::script([Answer::json(200, &json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.file("a.png", "png");
    let line = "conversations reply 7 'See here' -f admin_id=5 --attach $DIR/a.png";
    world.run(line).succeeds();
    let file = json!({"content_type": "image/png", "name": "a.png", "data": "cG5n"});
    assert_eq!(server.request().json()["attachment_files"], json!([file]));
    world.run("conversations reply 7 -f admin_id=5 --attach https://a.example/b.png").succeeds();
    let sent = server.requests().pop().unwrap().json();
    assert_eq!(sent["attachment_urls"], json!(["https://a.example/b.png"]));
    assert!(sent.get("body").is_none());
    let line = "conversations reply 7 Hi -f admin_id=5 --attach $DIR/none.png";
    world.run(line).exits(1).says(&["could not be attached"]);
    assert_eq!(server.requests().len(), 2);
}
