//! Requests that want to end somebody else's login, or keep it from ending.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::support::login::{Waiting, World};
use crate::visitor::Visitor;

/// Sends bytes as they are and returns what comes back until the connection closes.
fn raw(port: u16, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    // The listener may have closed before everything was sent.
    let _ = stream.write_all(bytes);
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Method, path and headers.
type Request = (&'static str, String, Vec<(&'static str, &'static str)>);

/// Where a login listens, and the parts of its address.
struct Target {
    origin: String,
    port: u16,
    state: String,
}

impl Target {
    fn of(login: &Waiting) -> Self {
        let redirect = login.parameter("redirect_uri");
        let origin = redirect.strip_suffix("/callback").unwrap().to_owned();
        let port = origin.rsplit(':').next().unwrap().parse().unwrap();
        Target { origin, port, state: login.parameter("state") }
    }

    /// Requests that a real HTTP client can send.
    fn requests(&self) -> Vec<Request> {
        let state = &self.state;
        vec![
            ("GET", "/callback?code=stolen".to_owned(), vec![]),
            ("GET", "/callback?code=stolen&state=guessed".to_owned(), vec![]),
            ("GET", "/callback?error=access_denied".to_owned(), vec![]),
            ("GET", "/callback?error=access_denied&state=guessed".to_owned(), vec![]),
            ("GET", format!("/callback?code=a&state={state}&state=b"), vec![]),
            ("GET", format!("/callback?state={state}"), vec![]),
            ("GET", "/favicon.ico".to_owned(), vec![]),
            ("GET", "/".to_owned(), vec![]),
            ("GET", format!("/other?code=a&state={state}"), vec![]),
            ("HEAD", format!("/callback?code=a&state={state}"), vec![]),
            ("POST", format!("/callback?code=a&state={state}"), vec![]),
            ("GET", format!("/callback?code=a&state={state}"), vec![("Host", "evil.example")]),
            ("OPTIONS", "/callback".to_owned(), vec![("Origin", "https://evil.example")]),
        ]
    }

    /// Bytes that are no request, or none that is let through.
    fn bytes(&self) -> Vec<Vec<u8>> {
        let state = &self.state;
        vec![
            b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(),
            format!("GET /callback?code=a&state={state} HTTP/1.1\r\nHost: x\r\n\r\n").into_bytes(),
            b"\x16\xff\xff\xff\xffgarbage".to_vec(),
            b"\x00\xff\r\n\r\n".to_vec(),
            format!("GET /{} HTTP/1.1\r\n\r\n", "x".repeat(100_000)).into_bytes(),
            b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".to_vec(),
            b"POST / HTTP/1.1\r\nContent-Length: 999999999\r\n\r\n".to_vec(),
        ]
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_hundred_hostile_requests_change_nothing() {
    for scheme in ["https", "http"] {
        let world = World::new();
        let mut login = world.login(scheme, "");
        let target = Target::of(&login);
        let visitor = Visitor::new();
        for (method, path, headers) in target.requests().iter().cycle().take(130) {
            let url = format!("{}{path}", target.origin);
            let shown = visitor.request(method, &url, headers, "").await;
            assert_eq!(shown.status, 400, "{method} {path}");
            assert!(!shown.text.contains(&target.state), "{method} {path}");
        }
        for bytes in target.bytes().iter().cycle().take(70) {
            let port = target.port;
            let bytes = bytes.clone();
            let answer = tokio::task::spawn_blocking(move || raw(port, &bytes)).await.unwrap();
            assert!(!answer.contains(" 200 "), "{answer}");
        }
        assert!(login.is_waiting());
        let workspace = &world.sandbox.installations()[0].workspace_id;
        let back = visitor.decides(&login.url, "approve", workspace).await;
        assert_eq!(visitor.open(&back).await.status, 200);
        login.end().exits(0);
    }
}

#[tokio::test]
async fn plain_http_at_the_tls_port_is_answered_and_changes_nothing() {
    let world = World::new();
    let mut login = world.login("https", "");
    let Target { port, state, .. } = Target::of(&login);
    let request =
        format!("GET /callback?code=a&state={state} HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let answer = raw(port, request.as_bytes());
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("https only"), "{answer}");
    assert!(login.is_waiting());
}

#[tokio::test]
async fn a_crowd_that_says_nothing_does_not_keep_the_browser_out() {
    for scheme in ["https", "http"] {
        let world = World::new();
        let login = world.login(scheme, "");
        let Target { port, .. } = Target::of(&login);
        let silent: Vec<TcpStream> = (0..200)
            .map(|number| {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
                if number % 2 == 0 {
                    // One that began to speak and stopped.
                    let _ = stream.write_all(b"GET /callb");
                }
                stream
            })
            .collect();
        let workspace = &world.sandbox.installations()[0].workspace_id;
        let visitor = Visitor::new();
        let back = visitor.decides(&login.url, "approve", workspace).await;
        assert_eq!(visitor.open(&back).await.status, 200);
        login.end().exits(0);
        drop(silent);
    }
}

#[tokio::test]
async fn a_hostile_reason_is_escaped_on_the_page_and_in_the_terminal() {
    let world = World::new();
    let login = world.login("http", "");
    let Target { origin, state, .. } = Target::of(&login);
    let url = format!("{origin}/callback?error=%3Cscript%3Ea%3C/script%3E%1B[2J&state={state}");
    let page = Visitor::new().open(&url).await;
    assert!(page.text.contains("&lt;script&gt;a&lt;/script&gt;"), "{}", page.text);
    login.end().exits(1).never_shows("\u{1b}[2J").says(r"<script>a</script>\u{1b}[2J");
}
