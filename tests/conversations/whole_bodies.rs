//! `--input` in every verb: sent byte for byte, with nothing asked for before.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};

#[test]
fn a_whole_body_is_sent_as_it_is_and_nothing_is_looked_up() {
    let body = "{ \"message_type\": \"close\",\n  \"n\": 1.50 }";
    for (verb, line) in [
        ("reply 7", "POST /conversations/7/reply"),
        ("note 7", "POST /conversations/7/reply"),
        ("close 7", "POST /conversations/7/parts"),
        ("open 7", "POST /conversations/7/parts"),
        ("snooze 7", "POST /conversations/7/parts"),
        ("assign 7", "POST /conversations/7/parts"),
        ("tag 7", "POST /conversations/7/tags"),
        ("untag 7 9", "DELETE /conversations/7/tags/9"),
        ("attach 7", "POST /conversations/7/customers"),
        ("detach 7 9", "DELETE /conversations/7/customers/9"),
        ("convert 7", "POST /conversations/7/convert"),
        ("merge 7", "POST /conversations/7/merge"),
        ("redact", "POST /conversations/redact"),
        ("create", "POST /conversations"),
        ("search", "POST /conversations/search"),
    ] {
        let server = Server::script([Answer::json(200, &json!({"id": "1", "conversations": []}))]);
        let world = TestContext::at(&server);
        world.file("body.json", body);
        world.run(&format!("conversations {verb} --input $DIR/body.json")).succeeds();
        let sent = server.request();
        assert_eq!(sent.line(), line);
        assert_eq!(String::from_utf8_lossy(&sent.body), body, "{verb}");
    }
}

#[test]
fn flags_and_fields_beat_what_a_verb_brings() {
    let server = Server::script([Answer::json(200, &json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.run("conversations close 7 Bye -f admin_id=5 -f message_type=open").succeeds();
    let expected = json!({"message_type": "open", "type": "admin", "body": "Bye", "admin_id": "5"});
    assert_eq!(server.request().json(), expected);
}
