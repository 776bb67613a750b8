//! What `conversations get` shows on a terminal: a thread that reads well; in a pipe, JSON.

use serde_json::{Value, json};

use crate::support::clock::START;
use crate::support::{Answer, Server, TestContext};

fn author(kind: &str, id: &str, name: &str) -> Value {
    json!({"type": kind, "id": id, "name": name, "email": format!("{id}@example.com")})
}

fn conversation() -> Value {
    let ann = author("user", "c1", "Ann Lee");
    let bea = author("admin", "7", "Bea");
    let part = |id: &str, kind: &str, at: i64, author: &Value, body: Value| {
        json!({"type": "conversation_part", "id": id, "part_type": kind, "created_at": START + at,
            "author": author, "body": body, "attachments": [], "redacted": false})
    };
    let mut parts = vec![
        part(
            "11",
            "comment",
            60,
            &bea,
            json!(
                "<p>Hi Ann,</p><ul><li>see <a href=\"https://a.example/help\">our page</a></li></ul>"
            ),
        ),
        part("12", "note", 120, &bea, json!("<p>Asked &lt;engineering&gt;</p>")),
        part("13", "assignment", 180, &bea, Value::Null),
        part("14", "comment", 240, &ann, json!("<p>my \u{1b}[31mpassword</p>")),
        part("15", "comment", 300, &ann, json!("<p>secret</p>")),
        part("16", "close", 360, &bea, json!("<p>Bye</p>")),
    ];
    parts[1]["attachments"] =
        json!([{"type": "upload", "name": "log.txt", "url": "https://a.example/log.txt"}]);
    parts[2]["assigned_to"] = json!({"type": "admin", "id": "7"});
    parts[4]["redacted"] = json!(true);
    json!({
        "type": "conversation", "id": "1295", "title": null, "state": "closed", "open": false,
        "created_at": START, "updated_at": START + 360, "waiting_since": null,
        "admin_assignee_id": 7, "team_assignee_id": 0, "priority": "high",
        "tags": {"type": "tag.list", "tags": [{"type": "tag", "id": "1", "name": "vip"}]},
        "source": {"type": "email", "id": "3", "subject": "<p>Cannot log in</p>", "redacted": false,
            "body": "<p>It says <b>no</b>.</p>", "author": ann, "attachments": []},
        "conversation_parts": {"type": "conversation_part.list", "conversation_parts": parts, "total_count": 506},
    })
}

#[test]
fn a_terminal_gets_a_thread() {
    let server = Server::script([Answer::json(200, &conversation())]);
    let world = TestContext::at(&server).on_a_terminal().env("NO_COLOR", "1");
    let run = world.run("conversations get 1295");
    insta::assert_snapshot!(run.succeeds().stdout, @r"
    Cannot log in (conversation 1295)
    state     closed
    priority  high
    assigned  Bea
    tags      vip
    updated   2026-01-15 12:06

    only the newest 6 of 506 parts are shown: the API gives no more than 500

    Ann Lee <c1@example.com> · email · 2026-01-15 12:00 · part 3 (the first message)
      It says no.

    Bea · 2026-01-15 12:01 · part 11
      Hi Ann,

      - see our page (https://a.example/help)

    Bea · note · 2026-01-15 12:02 · part 12
      Asked <engineering>
      attachment: log.txt (https://a.example/log.txt)

    Bea · assigned to Bea · 2026-01-15 12:03 · part 13

    Ann Lee <c1@example.com> · 2026-01-15 12:04 · part 14
      my \u{1b}[31mpassword

    Ann Lee <c1@example.com> · 2026-01-15 12:05 · part 15
      [redacted]

    Bea · closed · 2026-01-15 12:06 · part 16
      Bye
    ");
}

#[test]
fn a_pipe_gets_what_the_api_gives() {
    let server = Server::script([Answer::json(200, &conversation())]);
    let world = TestContext::at(&server);
    assert_eq!(world.run("conversations get 1295").succeeds().lines(), [conversation()]);
    let run = world.on_a_terminal().run("conversations get 1295 --jq .state");
    run.succeeds().prints("closed\n");
}
