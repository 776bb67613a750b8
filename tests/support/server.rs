//! A server that answers as the test says, for what the sandbox never does: web pages of
//! gateways, redirects, chosen headers, connections that break. It keeps every request as it came,
//! byte for byte.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub target: String,
    /// Names in lower case, in their order.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Recorded {
    /// The value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }

    /// `METHOD target`, for comparing.
    pub fn line(&self) -> String {
        format!("{} {}", self.method, self.target)
    }
}

/// What to answer.
#[derive(Debug, Clone)]
pub enum Answer {
    /// These bytes; the connection stays open.
    Bytes(Vec<u8>),
    /// These bytes, which may be no whole answer; then the connection closes.
    Last(Vec<u8>),
    /// Nothing for so long, then the connection closes.
    Silence(Duration),
}

impl Answer {
    /// A JSON answer.
    pub fn json(status: u16, body: &Value) -> Self {
        Answer::text(status, "application/json", &body.to_string())
    }

    /// An answer with any body.
    pub fn text(status: u16, content_type: &str, body: &str) -> Self {
        let head = format!(
            "HTTP/1.1 {status} Status\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        Answer::Bytes([head.as_bytes(), body.as_bytes()].concat())
    }

    /// A web page, as gateways send them.
    pub fn html(status: u16) -> Self {
        Answer::text(status, "text/html", "<html><h1>Bad Gateway</h1></html>")
    }

    /// A refusal in the API's own form.
    pub fn refusal(status: u16, code: &str, message: &str) -> Self {
        Answer::json(
            status,
            &serde_json::json!({"type": "error.list", "request_id": "req-1",
                "errors": [{"code": code, "message": message}]}),
        )
    }

    /// A redirect.
    pub fn redirect(status: u16, location: &str) -> Self {
        Answer::text(status, "text/plain", "").header("Location", location)
    }

    /// The connection closes without a byte.
    pub fn hang_up() -> Self {
        Answer::Last(Vec::new())
    }

    /// The same with a header more.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        let Answer::Bytes(bytes) = self else { panic!("only a whole answer takes headers") };
        let end = bytes.windows(2).position(|pair| pair == b"\r\n").unwrap() + 2;
        let line = format!("{name}: {value}\r\n");
        Answer::Bytes([&bytes[..end], line.as_bytes(), &bytes[end..]].concat())
    }

    /// Only the first bytes of its body arrive.
    #[must_use]
    pub fn cut(self, missing: usize) -> Self {
        let Answer::Bytes(mut bytes) = self else { panic!("only a whole answer can be cut") };
        bytes.truncate(bytes.len() - missing);
        Answer::Last(bytes)
    }
}

/// A server on a thread of its own.
pub struct Server {
    port: u16,
    requests: Arc<Mutex<Vec<Recorded>>>,
    over: Arc<AtomicBool>,
}

type Handler = Box<dyn FnMut(&Recorded) -> Answer + Send>;

impl Server {
    /// Gives these answers in their order; the last one again and again.
    pub fn script(answers: impl IntoIterator<Item = Answer>) -> Self {
        let mut answers: VecDeque<Answer> = answers.into_iter().collect();
        Server::answering(move |_| match answers.len() {
            0 | 1 => answers.front().cloned().unwrap_or_else(Answer::hang_up),
            _ => answers.pop_front().unwrap_or_else(Answer::hang_up),
        })
    }

    /// Answers by the request.
    pub fn answering(handler: impl FnMut(&Recorded) -> Answer + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let over = Arc::new(AtomicBool::new(false));
        let handler: Arc<Mutex<Handler>> = Arc::new(Mutex::new(Box::new(handler)));
        let (kept, ended) = (requests.clone(), over.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ended.load(Ordering::SeqCst) {
                    return;
                }
                let (handler, kept) = (handler.clone(), kept.clone());
                // A connection that breaks is part of the game.
                std::thread::spawn(move || stream.map(|stream| converse(stream, &handler, &kept)));
            }
        });
        Server { port, requests, over }
    }

    /// Where it listens.
    pub fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The same server under another name, which makes it another host for a client.
    pub fn other_name(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// What came so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.requests.lock().unwrap().clone()
    }

    /// The only request that came.
    #[track_caller]
    pub fn request(&self) -> Recorded {
        let requests = self.requests();
        assert_eq!(requests.len(), 1, "{requests:#?}");
        requests[0].clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees that it is over.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

fn converse(mut stream: TcpStream, handler: &Mutex<Handler>, kept: &Mutex<Vec<Recorded>>) {
    let _ = stream.set_nodelay(true);
    let mut unread = Vec::new();
    while let Some(request) = receive(&mut stream, &mut unread) {
        kept.lock().unwrap().push(request.clone());
        let answer = handler.lock().unwrap()(&request);
        let close = match answer {
            Answer::Bytes(bytes) => stream.write_all(&bytes).is_err(),
            Answer::Last(bytes) => {
                let _ = stream.write_all(&bytes);
                true
            }
            Answer::Silence(long) => {
                std::thread::sleep(long);
                true
            }
        };
        if close {
            let _ = stream.shutdown(Shutdown::Both);
            return;
        }
    }
}

fn receive(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Recorded> {
    let end = loop {
        match unread.windows(4).position(|four| four == b"\r\n\r\n") {
            Some(end) => break end,
            None => more(stream, unread)?,
        }
    };
    let head = String::from_utf8_lossy(&unread[..end]).into_owned();
    unread.drain(..end + 4);
    let mut lines = head.split("\r\n");
    let mut first = lines.next()?.split(' ');
    let (method, target) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length = length.map_or(0, |(_, value)| value.parse().unwrap());
    while unread.len() < length {
        more(stream, unread)?;
    }
    let body = unread.drain(..length).collect();
    Some(Recorded { method, target, headers, body })
}

fn more(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 4096];
    match stream.read(&mut chunk) {
        Ok(0) | Err(_) => None,
        Ok(count) => {
            unread.extend_from_slice(&chunk[..count]);
            Some(())
        }
    }
}
