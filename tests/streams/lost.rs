//! Answers that are lost: nothing is done twice, nothing is missing without being named.

use ictl::sandbox::Faults;
use serde_json::json;

use crate::inbox::{CLOSE, REPLY, admin, parts, piped, sorted, with_conversations, with_outcome};
use crate::support::clock::START;
use crate::support::{Answer, Recorded, Run, Server, TestContext};

#[test]
fn replies_under_lost_answers_reach_nobody_twice_and_whoever_misses_one_is_named() {
    let (world, ids) = with_conversations(60);
    let line = format!("{REPLY} {} --job $DIR/job", admin(&world));
    world.sandbox().set_faults("close-before=0.15,close-after=0.15".parse().unwrap());
    let run = world.pipe(piped(&ids)).run(&line);
    world.sandbox().set_faults(Faults::default());
    let done = with_outcome(&run, "done");
    let uncertain = with_outcome(&run, "uncertain");
    run.exits(if uncertain.is_empty() { 0 } else { 3 });
    assert_eq!(sorted(&[done.clone(), uncertain.clone()].concat()), sorted(&ids));
    assert!(!uncertain.is_empty() && !done.is_empty(), "the faults struck");
    for id in &ids {
        let replies = parts(&world, id, "comment").len();
        let expected = usize::from(done.contains(id));
        assert_eq!(replies, expected, "{id} among done {}", done.contains(id));
    }
}

#[test]
fn conversations_are_closed_once_under_errors_and_lost_answers() {
    let (world, ids) = with_conversations(60);
    let faults = "close-before=0.05,close-after=0.05,500-after=0.05,503=0.05";
    world.sandbox().set_faults(faults.parse().unwrap());
    let run = world.pipe(piped(&ids)).run(&format!("{CLOSE} --job $DIR/job"));
    world.sandbox().set_faults(Faults::default());
    run.succeeds();
    assert_eq!(run.lines().len(), ids.len());
    for id in &ids {
        assert_eq!(parts(&world, id, "close").len(), 1, "{id}");
    }
}

/// A server whose replies are lost on the way back, and whose thread holds one reply, that many
/// seconds younger than the world.
fn losing(seconds: i64) -> Server {
    Server::answering(move |request| {
        if request.method == "POST" {
            return Answer::hang_up();
        }
        let part = json!({"part_type": "comment", "body": "<p>We are on it</p>",
            "created_at": START + seconds, "author": {"type": "admin", "id": "1"}});
        let parts = json!({"conversation_parts": [part]});
        let thread = json!({"type": "conversation", "id": "7", "conversation_parts": parts});
        Answer::json(200, &thread).header("Date", "Thu, 15 Jan 2026 12:00:01 GMT")
    })
}

fn lines(server: &Server) -> Vec<String> {
    server.requests().iter().map(Recorded::line).collect()
}

fn single_reply(server: &Server) -> Run {
    TestContext::at(server).run(&format!("{} 1 --json", REPLY.replace(" - ", " 7 ")))
}

#[test]
fn a_single_reply_whose_answer_was_lost_is_found_in_the_thread() {
    let server = losing(1);
    single_reply(&server).succeeds();
    assert_eq!(lines(&server), ["POST /conversations/7/reply", "GET /conversations/7"]);
}

#[test]
fn a_single_reply_that_is_not_found_is_named_and_not_sent_again() {
    let server = losing(-60);
    let run = single_reply(&server);
    run.exits(6).says(&["conversation 7", "not sent again"]);
    assert_eq!(run.error_json()["kind"], "unknown_outcome");
    let posts = lines(&server).into_iter().filter(|line| line.starts_with("POST")).count();
    assert_eq!((posts, lines(&server).len()), (1, 4), "one reply, three looks");
}
