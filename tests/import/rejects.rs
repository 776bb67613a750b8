//! Rejected rows: mended and imported again, they do only what is missing.

use serde_json::json;

use crate::people::of;
use crate::support::{Answer, Recorded, Server, TestContext};

const JOB: &str = "people.csv.ictl-import";

#[test]
fn a_mended_reject_is_imported() {
    let world = TestContext::new();
    world.api().attribute("seats", "integer");
    world.file("people.csv", "email,seats\nada@example.com,many\nbob@example.com,3\n");
    world.run("contacts import $DIR/people.csv").exits(3);
    let mended = world.read(&format!("{JOB}/rejects.csv")).replacen(",many,", ",4,", 1);
    world.file("mended.csv", mended);
    let run = world.run("contacts import $DIR/mended.csv --json");
    run.succeeds();
    assert_eq!(of(&run), [1, 0, 0, 0, 0, 0]);
    assert_eq!(world.api().emails(), ["ada@example.com", "bob@example.com"]);
}

#[test]
fn a_reject_that_is_not_mended_is_rejected_again_with_the_new_reason() {
    let world = TestContext::new();
    world.file("people.csv", "email,name\n,Nobody\n");
    world.run("contacts import $DIR/people.csv").exits(3);
    let run =
        world.run(&format!("contacts import $DIR/{JOB}/rejects.csv --json --job $DIR/second"));
    run.exits(3);
    assert_eq!(of(&run), [0, 0, 0, 0, 1, 0]);
    let second = world.read("second/rejects.csv");
    assert_eq!(second.lines().next(), Some("email,name,_row,_code,_message,_request_id"));
    assert_eq!(second.lines().count(), 2, "{second}");
}

/// Answers as a workspace where contacts can be made and, for a while, not be tagged.
fn workspace_that_refuses_tags(refusals: usize) -> Server {
    let mut refusals = refusals;
    Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"type": "admin", "app": {"id_code": "abc"}})),
        "GET /tags" => {
            Answer::json(200, &json!({"data": [{"type": "tag", "id": "7", "name": "vip"}]}))
        }
        "POST /contacts" => Answer::json(200, &json!({"type": "contact", "id": "c1"})),
        "GET /contacts/c1" => Answer::json(
            200,
            &json!({"type": "contact", "id": "c1", "role": "user", "email": "ada@example.com", "tags": {"data": []}}),
        ),
        "POST /contacts/c1/tags" if refusals > 0 => {
            refusals -= 1;
            Answer::refusal(404, "tag_not_found", "Tag not found")
        }
        "POST /contacts/c1/tags" => {
            Answer::json(200, &json!({"type": "tag", "id": "7", "name": "vip"}))
        }
        other => panic!("{other}"),
    })
}

#[test]
fn when_only_the_tag_failed_only_the_tag_is_done_again() {
    let server = workspace_that_refuses_tags(1);
    let world = TestContext::at(&server);
    world.file("people.csv", "email\nada@example.com\n");
    let run = world.run("contacts import $DIR/people.csv --tag vip --json");
    run.exits(3);
    assert_eq!(run.json()["reasons"]["tag_failed"], 1);
    assert!(world.read(&format!("{JOB}/rejects.csv")).contains("c1"));

    let before = server.requests().len();
    let line = format!("contacts import $DIR/{JOB}/rejects.csv --tag vip --json --job $DIR/second");
    world.run(&line).succeeds();
    let lines: Vec<String> = server.requests()[before..].iter().map(Recorded::line).collect();
    assert!(lines.contains(&"POST /contacts/c1/tags".into()), "{lines:?}");
    assert!(!lines.iter().any(|line| line == "POST /contacts"), "{lines:?}");
    assert!(!lines.iter().any(|line| line.starts_with("PUT")), "{lines:?}");
}
