//! A reply whose answer is lost is looked for, and never sent again.

use serde_json::{Value, json};

use crate::support::clock::START;
use crate::support::{Answer, Server, TestContext};

/// An answer at the time at which the clock of the test begins.
fn dated(body: &Value) -> Answer {
    Answer::json(200, body).header("Date", "Thu, 15 Jan 2026 12:00:01 GMT")
}

/// Takes a reply without an answer; the thread then shows these parts.
fn silent(parts: Value) -> Server {
    Server::answering(move |request| match request.line().as_str() {
        "GET /me" => dated(&json!({"id": "5"})),
        "GET /conversations/7" => {
            let thread = json!({"type": "conversation_part.list", "conversation_parts": parts});
            dated(&json!({"type": "conversation", "id": "7", "conversation_parts": thread}))
        }
        _ => Answer::hang_up(),
    })
}

fn replies(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.method == "POST").count()
}

#[test]
fn a_reply_that_is_found_in_the_thread_is_done() {
    let part = json!({"id": "1", "part_type": "comment", "body": "<p>All&nbsp;fixed</p>",
        "created_at": START + 60, "author": {"type": "admin", "id": "5"}});
    let server = silent(json!([part]));
    let run = TestContext::at(&server).run("conversations reply 7 'All fixed' --jq .id");
    run.succeeds().prints("7\n");
    assert_eq!(replies(&server), 1);
}

#[test]
fn a_reply_that_is_not_found_is_uncertain_and_the_conversation_is_named() {
    let server = silent(json!([]));
    let run = TestContext::at(&server).run("conversations reply 7 'All fixed'");
    run.exits(6).says(&["conversation 7", "not sent again", "conversations get 7"]);
    assert_eq!(replies(&server), 1);
}

#[test]
fn closing_is_repeated_once_the_state_shows_that_it_did_not_happen() {
    let mut closings = 0;
    let server = Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"id": "5"})),
        "GET /conversations/7" => Answer::json(200, &json!({"id": "7", "state": "open"})),
        _ => {
            closings += 1;
            let done = json!({"id": "7", "state": "closed"});
            if closings == 1 { Answer::hang_up() } else { Answer::json(200, &done) }
        }
    });
    TestContext::at(&server).run("conversations close 7 --jq .state").succeeds().prints("closed\n");
    assert_eq!(replies(&server), 2);
}

/// A server that hears every reply and answers the first alone. Those whose turn is among `taken`
/// come into the thread. It tells no time.
fn forgetful(taken: &'static [usize]) -> Server {
    let mut parts: Vec<Value> = Vec::new();
    let mut replies = 0;
    Server::answering(move |request| {
        let replied = request.method == "POST";
        if replied {
            replies += 1;
            if taken.contains(&replies) {
                parts.push(json!({"id": replies, "part_type": "comment", "body": "<p>Hi</p>",
                    "created_at": START + 1, "author": {"type": "admin", "id": "5"}}));
            }
        }
        let thread = json!({"id": "7", "conversation_parts": {"conversation_parts": parts}});
        if replied && replies > 1 { Answer::hang_up() } else { Answer::json(200, &thread) }
    })
}

/// The exit codes of the same reply, sent as often as that, one right after the other.
fn replied(server: &Server, times: usize) -> Vec<u8> {
    let mut world = TestContext::at(server);
    let config = world.path("config").display().to_string();
    world.set_env("ICTL_CONFIG_DIR", &config);
    let reply = |_| world.run("conversations reply 7 Hi --admin 5").code;
    let codes = (0..times).map(reply).collect();
    assert_eq!(replies(server), times);
    codes
}

#[test]
fn a_reply_is_not_taken_for_the_same_one_that_was_sent_a_moment_before() {
    assert_eq!(replied(&forgetful(&[1]), 2), [0, 6]);
}

#[test]
fn a_second_reply_is_found_beside_the_first_even_where_the_server_tells_no_time() {
    assert_eq!(replied(&forgetful(&[1, 2]), 2), [0, 0]);
}
