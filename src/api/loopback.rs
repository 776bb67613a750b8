//! Requests to this very machine: plain HTTP/1.1 on connections that are kept.
//!
//! Apart from [`super::transport`], which speaks to everybody else, because here there is no TLS, no
//! proxy, no HTTP/2 and nothing to compress, and what those need costs several times what the
//! sending does. An import into a sandbox or a test server is limited by nothing else. What is sent,
//! and what an answer means, is the client's business for both.

mod answer;

use std::io;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::header::HeaderMap;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::answer::MAX_BYTES;
use super::base_url::BaseUrl;
use super::transport::{USER_AGENT, connect_limit};

pub use answer::Received;

/// What a connection's buffer begins with, and what it keeps when an answer took more.
const BUFFER_BYTES: usize = 16 * 1024;

/// The connections to one server of this machine.
pub struct Loopback {
    host: String,
    port: u16,
    /// Host and port as the server is addressed in a request.
    authority: String,
    connect_limit: Duration,
    idle: Mutex<Vec<Connection>>,
}

/// A request as it travels.
pub struct Message<'a> {
    /// `GET`, `POST`, …
    pub method: &'static str,
    /// Path and query, encoded.
    pub path: &'a str,
    /// The query, encoded.
    pub query: Option<&'a str>,
    /// All headers but those that the connection adds.
    pub headers: &'a HeaderMap,
    /// The body.
    pub body: Option<&'a [u8]>,
}

/// Why no answer came.
#[derive(Debug)]
pub enum Broken {
    /// No connection, so nothing was sent.
    NotConnected(String),
    /// It broke, and the request may have been read.
    Lost(String),
}

impl Loopback {
    /// Prepares connections to the server of that address; `None` where it is none that is reached
    /// in this way.
    pub fn to(base_url: &BaseUrl, limit: Duration) -> Option<Self> {
        let (host, port) = base_url.plain_loopback()?;
        Some(Loopback {
            authority: base_url.authority(),
            host,
            port,
            connect_limit: connect_limit(limit),
            idle: Mutex::new(Vec::new()),
        })
    }

    /// Sends a request and reads the whole answer. A caller that gives up drops the connection.
    pub async fn exchange(&self, message: &Message<'_>) -> Result<Received, Broken> {
        let kept = self.idle().pop();
        if let Some(mut connection) = kept
            && connection.is_open()
        {
            connection.put(message, &self.authority);
            // The server may close what was idle at any time. That not a byte could be written is
            // the proof that it did so before.
            if connection.begin().await.is_ok() {
                return self.finish(connection, message).await;
            }
        }
        let mut connection = Box::pin(self.connect()).await?;
        connection.put(message, &self.authority);
        connection.begin().await.map_err(lost)?;
        self.finish(connection, message).await
    }

    async fn finish(
        &self,
        mut connection: Connection,
        message: &Message<'_>,
    ) -> Result<Received, Broken> {
        // A server may refuse a long request before it has read all of it.
        let sent = connection.send_rest().await;
        let answer = match connection.receive(message.method == "HEAD").await {
            Ok(answer) => answer,
            Err(cause) => return Err(lost(sent.err().unwrap_or(cause))),
        };
        if answer.keeps_connection && sent.is_ok() {
            connection.clear();
            self.idle().push(connection);
        }
        Ok(answer)
    }

    async fn connect(&self) -> Result<Connection, Broken> {
        let address = (self.host.as_str(), self.port);
        let stream = match timeout(self.connect_limit, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(cause)) => return Err(Broken::NotConnected(cause.to_string())),
            Err(_) => return Err(Broken::NotConnected("timed out".to_owned())),
        };
        // Without it a request waits for the acknowledgement of what was sent before it.
        let _ = stream.set_nodelay(true);
        Ok(Connection {
            stream,
            sending: Vec::with_capacity(1024),
            sent: 0,
            received: Vec::with_capacity(BUFFER_BYTES),
        })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn lost(cause: io::Error) -> Broken {
    Broken::Lost(cause.to_string())
}

/// One connection with its buffers.
struct Connection {
    stream: TcpStream,
    sending: Vec<u8>,
    sent: usize,
    received: Vec<u8>,
}

impl Connection {
    /// False when the server has closed an idle connection, or said something unasked.
    fn is_open(&self) -> bool {
        let would_block = io::ErrorKind::WouldBlock;
        self.stream.try_read(&mut [0]).is_err_and(|cause| cause.kind() == would_block)
    }

    /// Writes a request into the buffer.
    fn put(&mut self, message: &Message<'_>, authority: &str) {
        let out = &mut self.sending;
        let mut add = |text: &[u8]| out.extend_from_slice(text);
        add(message.method.as_bytes());
        add(b" ");
        add(message.path.as_bytes());
        if let Some(query) = message.query {
            add(b"?");
            add(query.as_bytes());
        }
        add(b" HTTP/1.1\r\nhost: ");
        add(authority.as_bytes());
        add(b"\r\nuser-agent: ");
        add(USER_AGENT.as_bytes());
        add(b"\r\n");
        for (name, value) in message.headers {
            add(name.as_str().as_bytes());
            add(b": ");
            add(value.as_bytes());
            add(b"\r\n");
        }
        let expects_body = matches!(message.method, "POST" | "PUT" | "PATCH");
        if message.body.is_some() || expects_body {
            let length = message.body.unwrap_or_default().len();
            add(b"content-length: ");
            add(length.to_string().as_bytes());
            add(b"\r\n");
        }
        add(b"\r\n");
        add(message.body.unwrap_or_default());
    }

    /// Sends the first bytes; an error proves that none was sent.
    async fn begin(&mut self) -> io::Result<()> {
        self.sent = self.stream.write(&self.sending).await?;
        Ok(())
    }

    async fn send_rest(&mut self) -> io::Result<()> {
        self.stream.write_all(&self.sending[self.sent..]).await
    }

    /// Reads more of the answer.
    async fn more(&mut self) -> io::Result<()> {
        if self.received.len() > MAX_BYTES {
            return Err(answer::too_long());
        }
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err(io::Error::new(
                io::ErrorKind::UnexpectedEof,
                "connection closed before message completed",
            )),
            _ => Ok(()),
        }
    }

    /// Makes ready for the next request.
    fn clear(&mut self) {
        self.sent = 0;
        for buffer in [&mut self.sending, &mut self.received] {
            buffer.clear();
            buffer.shrink_to(BUFFER_BYTES);
        }
    }
}

#[cfg(test)]
#[path = "loopback/tests.rs"]
mod tests;
