//! A stop on the way from the client to the sandbox, where everything is written down.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, Mutex};

use serde_json::Value;

use crate::support::{Answer, Recorded, Server, TestContext};

/// A request and what came back.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub request: Recorded,
    pub status: u16,
    pub body: Value,
}

/// A sandbox that is reached through the recorder.
pub struct Recorder {
    pub world: TestContext,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    _stop: Server,
}

impl Recorder {
    /// Puts itself between a world's commands and its sandbox.
    pub fn before(mut world: TestContext) -> Self {
        let exchanges: Arc<Mutex<Vec<Exchange>>> = Arc::default();
        let address = world.sandbox().base_url().trim_start_matches("http://").to_owned();
        let kept = exchanges.clone();
        let stop = Server::answering(move |request| {
            let bytes = pass_on(&address, request);
            let (status, body) = parse(&bytes);
            kept.lock().unwrap().push(Exchange { request: request.clone(), status, body });
            Answer::Last(bytes)
        });
        world.set_env("INTERCOM_API_BASE_URL", &stop.base_url());
        Recorder { world, exchanges, _stop: stop }
    }

    /// What passed so far.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

fn pass_on(address: &str, request: &Recorded) -> Vec<u8> {
    let mut text =
        format!("{} {} HTTP/1.1\r\nconnection: close\r\n", request.method, request.target);
    for (name, value) in &request.headers {
        let _ = write!(text, "{name}: {value}\r\n");
    }
    text.push_str("\r\n");
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(&[text.as_bytes(), &request.body].concat()).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

fn parse(answer: &[u8]) -> (u16, Value) {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let status = String::from_utf8_lossy(&answer[9..12]).parse().unwrap();
    (status, serde_json::from_slice(&answer[end + 4..]).unwrap_or(Value::Null))
}
