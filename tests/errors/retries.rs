//! What is tried again, how often, and after which wait.

use std::time::Duration;

use ictl::clock::Clock;
use serde_json::json;

use crate::support::clock::START;
use crate::support::{Answer, Run, Server, TestContext};

fn contact() -> Answer {
    Answer::json(200, &json!({"type": "contact", "id": "x", "role": "lead"}))
}

/// Runs a line against a script: how it ended, how many requests came, and how long it waited.
fn tried(line: &str, answers: impl IntoIterator<Item = Answer>) -> (Run, usize, Duration) {
    let server = Server::script(answers);
    let world = TestContext::at(&server);
    let before = world.clock.elapsed();
    let run = world.run(line);
    let waited = world.clock.elapsed().saturating_sub(before);
    (run, server.requests().len(), waited)
}

fn seconds(waited: Duration) -> f64 {
    waited.as_secs_f64()
}

#[test]
fn a_read_is_tried_five_times_and_twice_on_500() {
    for (answer, times) in [
        (Answer::refusal(503, "x", "x"), 5),
        (Answer::html(502), 5),
        (Answer::refusal(408, "x", "x"), 5),
        (Answer::hang_up(), 5),
        (Answer::text(200, "application/json", "{"), 5),
        (Answer::refusal(500, "x", "x"), 2),
        (Answer::refusal(404, "x", "x"), 1),
        (Answer::refusal(401, "x", "x"), 1),
        (Answer::refusal(409, "x", "x"), 1),
    ] {
        let (_, count, _) = tried("contacts get x", [answer.clone()]);
        assert_eq!(count, times, "{answer:?}");
    }
}

#[test]
fn one_bad_answer_is_no_failure() {
    for answer in
        [Answer::refusal(503, "x", "x"), Answer::hang_up(), Answer::refusal(500, "x", "x")]
    {
        let (run, count, _) = tried("contacts get x", [answer, contact()]);
        run.succeeds();
        assert_eq!(count, 2);
    }
}

#[test]
fn no_retry_means_once() {
    for answer in
        [Answer::refusal(503, "x", "x"), Answer::refusal(429, "x", "x"), Answer::hang_up()]
    {
        let (run, count, waited) = tried("contacts get x --no-retry", [answer, contact()]);
        run.exits(5);
        assert_eq!((count, waited), (1, Duration::ZERO));
    }
}

#[test]
fn a_lead_that_may_have_been_made_is_not_sent_again() {
    for answer in [
        Answer::hang_up(),
        Answer::refusal(500, "x", "x"),
        Answer::html(502),
        Answer::refusal(408, "x", "x"),
        contact().cut(5),
        Answer::text(200, "application/json", "{"),
    ] {
        let (run, count, _) =
            tried("contacts create --role lead --json", [answer.clone(), contact()]);
        run.exits(6).says(&["look before you run it again"]);
        assert_eq!(run.error_json()["kind"], "unknown_outcome");
        assert_eq!(count, 1, "{answer:?}");
    }
}

#[test]
fn a_lead_that_was_certainly_not_made_is_sent_again() {
    let (run, count, _) = tried(
        "contacts create --role lead",
        [Answer::refusal(429, "rate_limit_exceeded", "x"), contact()],
    );
    run.succeeds();
    assert_eq!(count, 2);
}

#[test]
fn a_user_whose_answer_was_lost_is_recognized_in_the_conflict() {
    let ada = json!({"type": "contact", "id": "aaaaaaaaaaaaaaaaaaaaaaaa", "role": "user", "email": "ada@example.com"});
    let mut lost = true;
    let server = Server::answering(move |request| match request.line().as_str() {
        "POST /contacts" if std::mem::take(&mut lost) => Answer::hang_up(),
        "POST /contacts" => Answer::refusal(
            409,
            "conflict",
            "A contact matching those details already exists with id=aaaaaaaaaaaaaaaaaaaaaaaa",
        ),
        _ => Answer::json(200, &ada),
    });
    let run = TestContext::at(&server).run("contacts create --email ada@example.com --jq .id");
    run.succeeds().prints("aaaaaaaaaaaaaaaaaaaaaaaa\n");
}

#[test]
fn a_429_waits_until_the_later_of_its_two_moments() {
    let limited = || Answer::refusal(429, "rate_limit_exceeded", "Exceeded rate limit");
    let reset = |after: i64| (START + after).to_string();
    for (answer, least, most) in [
        (limited().header("Retry-After", "7"), 7.0, 8.0),
        (limited().header("X-RateLimit-Reset", &reset(9)), 9.0, 10.0),
        (limited().header("X-RateLimit-Reset", &reset(9)).header("Retry-After", "3"), 9.0, 10.0),
        (limited().header("X-RateLimit-Reset", &reset(2)).header("Retry-After", "8"), 8.0, 9.0),
        (limited().header("X-RateLimit-Reset", &reset(-100)), 1.0, 2.0),
        (limited().header("Retry-After", "0"), 1.0, 2.0),
        (limited().header("Retry-After", "Thu, 15 Jan 2026 12:00:06 GMT"), 5.0, 6.0),
        (limited().header("Retry-After", "nonsense"), 1.0, 2.5),
        (limited(), 1.0, 2.5),
    ] {
        let (run, count, waited) = tried("contacts get x", [answer.clone(), contact()]);
        run.succeeds();
        assert_eq!(count, 2);
        let waited = seconds(waited);
        assert!((least..most).contains(&waited), "{waited} s for {answer:?}");
    }
}

#[test]
fn a_429_that_asks_for_too_much_is_told_at_once() {
    let answer = Answer::refusal(429, "rate_limit_exceeded", "x").header("Retry-After", "3600");
    let (run, count, waited) = tried("contacts get x", [answer]);
    run.exits(5).says(&["wait"]);
    assert_eq!((count, waited), (1, Duration::ZERO));
}

#[test]
fn a_429_about_pending_jobs_is_not_tried_again() {
    let answer =
        Answer::refusal(429, "rate_limit_exceeded", "Exceeded rate limit of 1 pending jobs");
    let (run, count, _) = tried("contacts get x", [answer]);
    run.exits(5).says(&["pending job"]);
    assert_eq!(count, 1);
}

#[test]
fn long_waits_are_announced() {
    let limited = Answer::refusal(429, "rate_limit_exceeded", "x").header("Retry-After", "7");
    let (run, ..) = tried("contacts get x", [limited, contact()]);
    run.says(&["the rate limit is used up", "trying again in 7"]);
}

#[test]
fn a_time_limit_ends_an_attempt_that_hangs() {
    let silence = Answer::Silence(Duration::from_millis(400));
    let (run, count, _) = tried("contacts get x --timeout 100ms", [silence.clone(), contact()]);
    run.succeeds();
    assert_eq!(count, 2);
    let (run, ..) = tried("contacts get x --timeout 100ms --no-retry", [silence]);
    run.exits(5).says(&["within 0.1 s", "--timeout"]);
}
