//! Requests written byte by byte, as no careful client would write them.

use std::io::{ErrorKind, Read, Write};
use std::time::Duration;

use serde_json::json;

use crate::api::Api;

/// Sends these bytes, and returns what comes back until the connection ends or `answers` answers
/// have begun and nothing follows.
fn converse(api: &Api, bytes: &[u8], answers: usize) -> String {
    let mut stream = api.connect(Duration::from_millis(50));
    // The sandbox may hang up before everything is sent.
    let _ = stream.write_all(bytes);
    let (mut received, mut part) = (Vec::new(), [0; 4096]);
    for _ in 0..100 {
        match stream.read(&mut part) {
            Ok(0) => break,
            Ok(length) => received.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                let text = String::from_utf8_lossy(&received);
                if text.matches("HTTP/1.1 ").count() >= answers {
                    break;
                }
            }
            Err(_) => break,
        }
    }
    String::from_utf8(received).unwrap()
}

fn head(api: &Api, line: &str, headers: &str) -> String {
    let token = api.sandbox.token();
    format!("{line} HTTP/1.1\r\nHost: sandbox\r\nAuthorization: Bearer {token}\r\n{headers}\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_sent_in_one_go_are_answered_in_their_order() {
    let api = Api::empty();
    let both = head(&api, "GET /me", "") + &head(&api, "GET /contacts/nope", "");
    let answers = tokio::task::block_in_place(|| converse(&api, both.as_bytes(), 2));
    let (first, second) = answers.split_once("HTTP/1.1 404").unwrap();
    assert!(first.starts_with("HTTP/1.1 200") && first.contains("Robin Shaw"), "{first}");
    assert!(second.contains("User Not Found"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_may_come_in_chunks() {
    let api = Api::empty();
    let chunks = "8\r\n{\"email\"\r\nb\r\n:\"c@x.test\"\r\n1\r\n}\r\n0\r\n\r\n";
    let request = head(&api, "POST /contacts", "Transfer-Encoding: chunked\r\n") + chunks;
    let answer = tokio::task::block_in_place(|| converse(&api, request.as_bytes(), 1));
    assert!(answer.contains(r#""email":"c@x.test""#), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_beyond_all_measure_is_refused_before_it_is_sent() {
    let api = Api::empty();
    let request =
        head(&api, "POST /contacts", "Expect: 100-continue\r\nContent-Length: 99999999\r\n");
    let answer = tokio::task::block_in_place(|| converse(&api, request.as_bytes(), 1));
    assert!(answer.starts_with("HTTP/1.1 413"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_that_are_no_text_are_no_json() {
    let api = Api::empty();
    let mut request = head(&api, "POST /contacts", "Content-Length: 14\r\n").into_bytes();
    request.extend_from_slice(b"{\"email\":\"\xff\xfe\"}");
    let answer = tokio::task::block_in_place(|| converse(&api, &request, 1));
    assert!(answer.starts_with("HTTP/1.1 400") && answer.contains("parameter_invalid"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_an_answer_can_be_had_alone() {
    let api = Api::empty();
    let request = head(&api, "HEAD /me", "Connection: close\r\n");
    let answer = tokio::task::block_in_place(|| converse(&api, request.as_bytes(), 1));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_connection_goes_on_after_a_refusal() {
    let api = Api::empty();
    let answer = crate::api::send(api.request("POST", "/contacts").body("{")).await;
    assert_eq!(answer.status, 400);
    assert_eq!(api.post("/contacts", json!({"role": "lead"})).await.status, 200);
    assert_eq!(api.delete("/contacts").await.refused(), (404, "not_found"));
}
