//! Answers as servers give them, byte for byte, and what is made of them.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::*;

/// What came of asking a server, once for each of its connections' answers. A connection ends
/// behind its last answer.
fn asked(connections: &[&[&[u8]]]) -> Vec<Result<(u16, String), String>> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let script: Vec<Vec<Vec<u8>>> = connections
        .iter()
        .map(|answers| answers.iter().map(|answer| answer.to_vec()).collect())
        .collect();
    let requests = script.iter().map(Vec::len).sum::<usize>();
    let server = std::thread::spawn(move || {
        for answers in script {
            let (mut stream, _) = listener.accept().unwrap();
            for answer in answers {
                let mut request = Vec::new();
                while !request.ends_with(b"\r\n\r\n{}") {
                    let mut bytes = [0; 1024];
                    let count = stream.read(&mut bytes).unwrap();
                    assert_ne!(count, 0, "the client went away");
                    request.extend_from_slice(&bytes[..count]);
                }
                stream.write_all(&answer).unwrap();
            }
        }
    });
    let results = ask(&base, requests);
    server.join().unwrap();
    results
}

#[tokio::main(flavor = "current_thread")]
async fn ask(base: &str, requests: usize) -> Vec<Result<(u16, String), String>> {
    let base = BaseUrl::parse(base, "test").unwrap();
    let loopback = Loopback::to(&base, Duration::from_secs(5)).unwrap();
    let headers = HeaderMap::new();
    let body = Some(b"{}".as_slice());
    let message =
        Message { method: "POST", path: "/contacts", query: None, headers: &headers, body };
    let mut results = Vec::new();
    for _ in 0..requests {
        let result = loopback.exchange(&message).await;
        results.push(
            result
                .map(|answer| (answer.status, String::from_utf8(answer.body).unwrap()))
                .map_err(|broken| format!("{broken:?}")),
        );
    }
    results
}

#[expect(clippy::unnecessary_wraps, reason = "what was asked is one of two things")]
fn ok(body: &str) -> Result<(u16, String), String> {
    Ok((200, body.to_owned()))
}

#[test]
fn an_answer_that_says_it_is_endless_is_not_read() {
    let found = asked(&[&[b"HTTP/1.1 200 OK\r\ncontent-length: 999999999999\r\n\r\n{}"]]);
    assert!(found[0].as_ref().is_err_and(|broken| broken.contains("longer than")), "{found:?}");
}

#[test]
fn answers_end_as_their_heads_say() {
    let answers: &[&[u8]] = &[
        b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nab\r\n1\r\nc\r\n0\r\nx: y\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 404 Not Found\r\n\r\nup to the end",
    ];
    let results = asked(&[answers]);
    let expected =
        [ok("ab"), ok("abc"), Ok((204, String::new())), Ok((404, "up to the end".to_owned()))];
    assert_eq!(results, expected);
}

#[test]
fn a_connection_that_the_server_gives_up_is_replaced() {
    let closes: &[u8] = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 1\r\n\r\na";
    let old: &[u8] = b"HTTP/1.0 200 OK\r\ncontent-length: 1\r\n\r\nb";
    let last: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\nc";
    assert_eq!(asked(&[&[closes], &[old], &[last]]), [ok("a"), ok("b"), ok("c")]);
}

#[test]
fn what_is_no_answer_is_lost_and_never_taken_for_one() {
    for answer in [
        &b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab"[..],
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999999\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ] {
        let results = asked(&[&[answer]]);
        let shown = String::from_utf8_lossy(answer);
        assert!(matches!(&results[0], Err(why) if why.starts_with("Lost")), "{shown}: {results:?}");
    }
}

#[test]
fn nobody_there_means_that_nothing_was_sent() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let results = ask(&format!("http://{free}"), 1);
    assert!(matches!(&results[0], Err(why) if why.starts_with("NotConnected")), "{results:?}");
}
