//! A bad day: every fault, seen from the client, and whether the contact is there afterwards.

use std::io::{Read, Write};
use std::time::Duration;

use ictl::clock::Clock as _;
use ictl::sandbox::{Faults, Options};
use serde_json::json;

use crate::api::Api;

/// Sends a `POST /contacts` by hand and returns every byte that comes back until the end.
fn raw_create(api: &Api) -> String {
    let mut stream = api.connect(Duration::from_secs(5));
    let body = r#"{"email":"ann@example.com"}"#;
    write!(
        stream,
        "POST /contacts HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer {}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n{body}",
        api.sandbox.token(),
        body.len()
    )
    .unwrap();
    let mut bytes = Vec::new();
    // A connection that is cut may end with an error; what came before it counts.
    let _ = stream.read_to_end(&mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// What a client sees under this fault, and how many contacts there are afterwards.
async fn under(fault: &str) -> (String, u64) {
    let api = Api::with(&Options { faults: fault.parse().unwrap(), ..Options::default() });
    let answer = tokio::task::block_in_place(|| raw_create(&api));
    assert_eq!(api.sandbox.faults_struck(), 1);
    api.sandbox.set_faults(Faults::default());
    let contacts = api.get("/contacts").await.ok()["total_count"].as_u64().unwrap();
    (answer, contacts)
}

fn head_and_body(answer: &str) -> (&str, &str) {
    answer.split_once("\r\n\r\n").unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn errors_before_the_effect_leave_nothing_behind() {
    for (fault, status) in [("500", "500"), ("502", "502"), ("503", "503"), ("429", "429")] {
        let (answer, contacts) = under(&format!("{fault}=1")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert_eq!(contacts, 0);
        assert!(!answer.to_lowercase().contains("x-ratelimit"));
        assert_eq!(answer.contains("<html>"), fault == "502");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_connection_carries_not_one_byte() {
    assert_eq!(under("close-before=1").await, (String::new(), 0));
    assert_eq!(under("close-after=1").await, (String::new(), 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_500_after_the_effect_hides_that_it_happened() {
    let (answer, contacts) = under("500-after=1").await;
    assert!(answer.starts_with("HTTP/1.1 500"), "{answer}");
    assert_eq!(contacts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_truncated_body_is_shorter_than_promised() {
    let (answer, contacts) = under("truncate=1").await;
    let (head, body) = head_and_body(&answer);
    let promised = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert!(head.starts_with("HTTP/1.1 200"));
    assert!(body.starts_with(r#"{"type":"contact""#), "{body}");
    assert_eq!(body.len(), promised.parse::<usize>().unwrap() / 2);
    assert_eq!(contacts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_json_comes_with_a_200() {
    let (answer, contacts) = under("malformed=1").await;
    let (head, body) = head_and_body(&answer);
    assert!(head.starts_with("HTTP/1.1 200"));
    assert!(!body.is_empty() && serde_json::from_str::<serde_json::Value>(body).is_err());
    assert_eq!(contacts, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_dripping_answers_come_whole_in_the_end() {
    for fault in ["slow=1:1m", "drip=1:1m", "hang=1:1m"] {
        let (answer, contacts) = under(fault).await;
        let (_, body) = head_and_body(&answer);
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(body).unwrap()["email"],
            "ann@example.com"
        );
        assert_eq!(contacts, 1);
    }
}

#[tokio::test]
async fn slow_and_dripping_answers_take_the_time_asked_for() {
    for fault in ["slow=1:1m", "drip=1:1m"] {
        let api = Api::with(&Options { faults: fault.parse().unwrap(), ..Options::default() });
        api.get("/me").await.ok();
        let waited = api.clock.elapsed().as_secs_f64();
        assert!((59.0..=60.1).contains(&waited), "{fault}: {waited}");
    }
}

#[tokio::test]
async fn a_hanging_request_never_ends_and_does_not_keep_the_sandbox_alive() {
    let api = Api::with(&Options { faults: "hang=1".parse().unwrap(), ..Options::default() });
    let request = api.request("POST", "/contacts").json(&json!({"role": "lead"})).send();
    assert!(tokio::time::timeout(Duration::from_millis(200), request).await.is_err());
}

#[tokio::test]
async fn a_seed_repeats_the_same_bad_day() {
    let day = |seed| async move {
        let faults = "500=30%".parse().unwrap();
        let api = Api::with(&Options { faults, seed, ..Options::default() });
        let mut statuses = Vec::new();
        for _ in 0..40 {
            statuses.push(api.get("/me").await.status);
        }
        statuses
    };
    let first = day(1).await;
    assert_eq!(first, day(1).await);
    assert_ne!(first, day(2).await);
    let failed = first.iter().filter(|status| **status == 500).count();
    assert!((4..=20).contains(&failed), "{failed}");
}

#[tokio::test]
async fn faults_spare_those_who_are_not_logged_in() {
    let api = Api::with(&Options { faults: "503=1".parse().unwrap(), ..Options::default() });
    assert_eq!(crate::api::send(api.bare("GET", "/me")).await.status, 401);
}
