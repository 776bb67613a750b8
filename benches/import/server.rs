//! A server without limit that does next to nothing: it answers every request at once with a tiny
//! contact, so that what is measured is the client.
//!
//! It is written onto sockets and not with the sandbox, which works for its answers, so that the
//! client and not the server is the slower one.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use crate::message;
use crate::target::Target;

/// A token like any other: it is not looked at.
const TOKEN: &str = "benchmark-token";

/// A server in a thread of its own, up to the end of the process.
pub struct Server {
    target: Target,
    created: Arc<AtomicU64>,
}

impl Server {
    /// Starts to serve on a free port.
    pub fn start() -> Self {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let created = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&created);
        std::thread::spawn(move || serve(listener, &counter));
        Server { target: Target { address, token: TOKEN.to_owned() }, created }
    }

    /// Where it listens.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Contacts that it has answered so far.
    pub fn created(&self) -> u64 {
        self.created.load(Ordering::Relaxed)
    }
}

#[tokio::main(flavor = "current_thread")]
async fn serve(listener: std::net::TcpListener, created: &Arc<AtomicU64>) {
    let listener = TcpListener::from_std(listener).unwrap();
    while let Ok((stream, _)) = listener.accept().await {
        let _ = stream.set_nodelay(true);
        // How a connection ends is the client's affair.
        tokio::spawn(connection(stream, Arc::clone(created)));
    }
}

async fn connection(mut stream: TcpStream, created: Arc<AtomicU64>) -> std::io::Result<()> {
    let (mut received, mut answers) = (Vec::with_capacity(16 * 1024), Vec::new());
    while stream.read_buf(&mut received).await? > 0 {
        let mut start = 0;
        while let Some((_, length)) = message::whole(&received[start..]) {
            answer(&received[start..start + length], &created, &mut answers);
            start += length;
        }
        received.drain(..start);
        stream.write_all(&answers).await?;
        answers.clear();
    }
    Ok(())
}

fn answer(request: &[u8], created: &AtomicU64, answers: &mut Vec<u8>) {
    use std::io::Write as _;
    let body = if request.starts_with(b"GET /me ") {
        r#"{"type":"admin","id":"1","app":{"type":"app","id_code":"bench","name":"Bench"}}"#
            .to_owned()
    } else if request.starts_with(b"GET ") {
        r#"{"type":"list","data":[]}"#.to_owned()
    } else {
        format!(r#"{{"type":"contact","id":"{:024x}"}}"#, created.fetch_add(1, Ordering::Relaxed))
    };
    let length = body.len();
    let _ = write!(
        answers,
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    );
}
