//! A server with a rate limit as Intercom documents it: windows of ten seconds aligned to UNIX time,
//! and answers that take a while. It keeps for every window what it accepted, by second and by the
//! client that asked, and what it refused.
//!
//! It shares no code with the product's own sandbox, so that it can disagree.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::message;
use crate::target::Target;

/// Seconds of a window (docs: Rate Limiting).
const LENGTH: u64 = 10;

/// What happened in one window.
#[derive(Debug, Clone, Default)]
pub struct Window {
    /// Accepted requests by second.
    pub by_second: [u64; 10],
    /// Accepted requests by token.
    pub by_client: BTreeMap<String, u64>,
    /// Refused requests.
    pub refused: u64,
}

impl Window {
    /// Accepted requests.
    pub fn used(&self) -> u64 {
        self.by_second.iter().sum()
    }
}

type Book = Arc<Mutex<BTreeMap<u64, Window>>>;

/// A server in a thread of its own, up to the end of the process.
pub struct Server {
    address: std::net::SocketAddr,
    book: Book,
}

impl Server {
    /// Starts to serve on a free port. `limit` is the allowance of a window.
    pub fn start(limit: Option<u64>, latency: Duration) -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let book = Book::default();
        let kept = Arc::clone(&book);
        std::thread::spawn(move || serve(listener, limit, latency, &kept));
        Server { address, book }
    }

    /// Where it listens, for a client of this name.
    pub fn target(&self, client: &str) -> Target {
        Target { address: self.address, token: client.to_owned() }
    }

    /// The windows so far but the first and the last, which were hardly used in full.
    pub fn full_windows(&self) -> Vec<Window> {
        let book = self.book.lock().unwrap();
        let inner = book.len().saturating_sub(2);
        book.values().skip(1).take(inner).cloned().collect()
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(
    listener: std::net::TcpListener,
    limit: Option<u64>,
    latency: Duration,
    book: &Book,
) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        // How a connection ends is the client's affair.
        tokio::spawn(connection(stream, limit, latency, Arc::clone(book)));
    }
}

async fn connection(
    mut stream: TcpStream,
    limit: Option<u64>,
    latency: Duration,
    book: Book,
) -> std::io::Result<()> {
    let mut received = Vec::with_capacity(4096);
    while stream.read_buf(&mut received).await? > 0 {
        while let Some((_, length)) = message::whole(&received) {
            tokio::time::sleep(latency / 2).await;
            let answer = answer(&received[..length], limit, &book);
            tokio::time::sleep(latency / 2).await;
            stream.write_all(answer.as_bytes()).await?;
            received.drain(..length);
        }
    }
    Ok(())
}

fn answer(request: &[u8], limit: Option<u64>, book: &Book) -> String {
    let text = String::from_utf8_lossy(request);
    let client = text.split("Bearer ").nth(1).or(text.split("bearer ").nth(1));
    let client = client.and_then(|rest| rest.split_whitespace().next()).unwrap_or_default();
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let begins = now - now % LENGTH;
    let mut book = book.lock().unwrap();
    let window = book.entry(begins).or_default();
    let mut headers = String::new();
    let mut accepted = true;
    if let Some(limit) = limit {
        accepted = window.used() < limit;
        let used = window.used() + u64::from(accepted);
        let (remaining, reset) = (limit - used, begins + LENGTH);
        headers = format!(
            "x-ratelimit-limit: {limit}\r\nx-ratelimit-remaining: {remaining}\r\n\
             x-ratelimit-reset: {reset}\r\n"
        );
    }
    if accepted {
        window.by_second[usize::try_from(now % LENGTH).unwrap()] += 1;
        *window.by_client.entry(client.to_owned()).or_default() += 1;
    } else {
        window.refused += 1;
    }
    let number: u64 = window.used() + begins * 1_000_000;
    let (status, body) = match (accepted, text.split(' ').nth(1)) {
        (false, _) => (
            "429 Too Many Requests",
            r#"{"type":"error.list","errors":[{"code":"rate_limit_exceeded","message":"-"}]}"#
                .to_owned(),
        ),
        (true, Some("/me")) => (
            "200 OK",
            r#"{"type":"admin","id":"1","app":{"type":"app","id_code":"bench","name":"Bench"}}"#
                .to_owned(),
        ),
        (true, _) if text.starts_with("GET ") => {
            ("200 OK", r#"{"type":"list","data":[]}"#.to_owned())
        }
        (true, _) => ("200 OK", format!(r#"{{"type":"contact","id":"{number:024x}"}}"#)),
    };
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{headers}\
         content-length: {length}\r\n\r\n{body}"
    )
}
