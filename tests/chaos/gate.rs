//! Who was asked what, and what came back? A gate between the program and its server, which passes
//! every byte on, keeps a record of its own, and can be shut.
//!
//! It is apart from both, so that neither has to be believed. Its address stays the same when the
//! server behind it is started again on another port. At a trap it holds one request back, on its way
//! there or on its way home, until somebody has struck.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use serde_json::Value;

/// A struck process is gone by then; should nobody strike, the request goes on.
const PATIENCE: Duration = Duration::from_secs(10);

/// The gates of a process have addresses of their own, so that nobody else takes the port of one that
/// is shut for a while.
static GATES: AtomicU8 = AtomicU8::new(10);

/// A request that came through.
#[derive(Debug, Clone)]
pub struct Passed {
    /// Method and path, such as `POST /contacts`.
    pub line: String,
    /// The body's `name`: what tells rows apart.
    pub name: Option<String>,
    /// The status of the answer, once its first bytes have come.
    pub status: Option<u16>,
}

/// On which side of the server a request is held back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before the server sees it.
    There,
    /// Once it is done and answered.
    Home,
}

/// A request that is held back.
struct Trap {
    /// It is this one, counted from now on.
    countdown: u64,
    side: Side,
    caught: Sender<()>,
    go_on: Option<Receiver<()>>,
}

/// Says when something is caught, and lets it go.
pub struct Held {
    /// Something is here once it is caught.
    pub caught: Receiver<()>,
    /// Lets it go when it is dropped.
    _go_on: Sender<()>,
}

/// A gate.
pub struct Gate {
    address: SocketAddr,
    shared: Arc<Shared>,
    listener: Mutex<Option<JoinHandle<()>>>,
}

#[derive(Default)]
struct Shared {
    server: Mutex<Option<SocketAddr>>,
    passed: Mutex<Vec<Passed>>,
    trap: Mutex<Option<Trap>>,
    connections: Mutex<Vec<TcpStream>>,
    shut: std::sync::atomic::AtomicBool,
}

impl Gate {
    /// An open gate to nowhere.
    pub fn new() -> Self {
        let number = GATES.fetch_add(1, Ordering::SeqCst);
        // Other systems have one address on loopback only.
        let host = if cfg!(target_os = "linux") { [127, 0, 1, number] } else { [127, 0, 0, 1] };
        let listener = TcpListener::bind((std::net::Ipv4Addr::from(host), 0)).unwrap();
        let gate = Gate {
            address: listener.local_addr().unwrap(),
            shared: Arc::default(),
            listener: Mutex::default(),
        };
        gate.listen(listener);
        gate
    }

    /// Where it stands.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on it leads there, or nowhere: then a connection closes without an answer.
    pub fn lead_to(&self, server: Option<SocketAddr>) {
        *self.shared.server.lock().unwrap() = server;
    }

    /// Shuts it: connections break, and new ones are refused.
    pub fn shut(&self) {
        self.shared.shut.store(true, Ordering::SeqCst);
        // Wakes the listener, which then sees it.
        let _ = TcpStream::connect(self.address);
        if let Some(listener) = self.listener.lock().unwrap().take() {
            listener.join().unwrap();
        }
        self.shared.break_connections();
    }

    /// Opens it again.
    pub fn open(&self) {
        let bound = (0..200).find_map(|_| {
            let bound = TcpListener::bind(self.address).ok();
            if bound.is_none() {
                std::thread::sleep(Duration::from_millis(10));
            }
            bound
        });
        self.shared.shut.store(false, Ordering::SeqCst);
        self.listen(bound.expect("nobody else takes this address"));
    }

    /// All that came through so far.
    pub fn passed(&self) -> Vec<Passed> {
        self.shared.passed.lock().unwrap().clone()
    }

    /// How many requests came through.
    pub fn count(&self) -> usize {
        self.shared.passed.lock().unwrap().len()
    }

    /// Holds a request back: the `countdown`-th from now on.
    pub fn trap(&self, countdown: u64, side: Side) -> Held {
        let ((caught, is_caught), (go_on, may_go_on)) = (channel(), channel());
        let trap = Trap { countdown, side, caught, go_on: Some(may_go_on) };
        *self.shared.trap.lock().unwrap() = Some(trap);
        Held { caught: is_caught, _go_on: go_on }
    }

    /// Nothing is held back any more.
    pub fn disarm(&self) {
        *self.shared.trap.lock().unwrap() = None;
    }

    fn listen(&self, listener: TcpListener) {
        let shared = self.shared.clone();
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if shared.shut.load(Ordering::SeqCst) {
                    return;
                }
                let shared = shared.clone();
                std::thread::spawn(move || stream.map(|stream| shared.pass_on(stream)));
            }
        });
        *self.listener.lock().unwrap() = Some(thread);
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        self.disarm();
        self.shut();
    }
}

impl Shared {
    fn break_connections(&self) {
        for stream in self.connections.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Passes the requests of one connection on, and their answers back.
    fn pass_on(self: Arc<Self>, mut client: TcpStream) {
        let server = *self.server.lock().unwrap();
        let Some(mut server) = server.and_then(|address| TcpStream::connect(address).ok()) else {
            // Read first: a connection that closes over unread bytes is reset, and looks refused.
            let _ = receive(&mut client, &mut Vec::new());
            return;
        };
        for stream in [&client, &server] {
            let _ = stream.set_nodelay(true);
            self.connections.lock().unwrap().extend(stream.try_clone());
        }
        let under_way = Arc::new(Mutex::new(None));
        let (mut back, mut from) = (client.try_clone().unwrap(), server.try_clone().unwrap());
        let (shared, answered) = (self.clone(), under_way.clone());
        std::thread::spawn(move || shared.pass_back(&mut from, &mut back, &answered));
        let mut unread = Vec::new();
        while let Some(bytes) = receive(&mut client, &mut unread) {
            let index = self.note(&bytes);
            *under_way.lock().unwrap() = Some(index);
            self.hold_back(Side::There);
            if server.write_all(&bytes).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }

    fn pass_back(
        &self,
        server: &mut TcpStream,
        client: &mut TcpStream,
        under_way: &Mutex<Option<usize>>,
    ) {
        let mut chunk = [0; 16 * 1024];
        while let Ok(count @ 1..) = server.read(&mut chunk) {
            // The first bytes after a request begin its answer: requests come one by one.
            let answered = under_way.lock().unwrap().take();
            if let Some(index) = answered {
                let status = std::str::from_utf8(&chunk[9..12]).ok().and_then(|s| s.parse().ok());
                self.passed.lock().unwrap()[index].status = status;
                self.hold_back(Side::Home);
            }
            if client.write_all(&chunk[..count]).is_err() {
                break;
            }
        }
        let _ = client.shutdown(Shutdown::Both);
        let _ = server.shutdown(Shutdown::Both);
    }

    /// Keeps a record of a request.
    fn note(&self, bytes: &[u8]) -> usize {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let line = head.split(" HTTP/").next().unwrap_or_default().to_owned();
        let body: Value = serde_json::from_str(body).unwrap_or_default();
        let name = body["name"].as_str().map(str::to_owned);
        let mut passed = self.passed.lock().unwrap();
        passed.push(Passed { line, name, status: None });
        passed.len() - 1
    }

    fn hold_back(&self, side: Side) {
        let go_on = {
            let mut trap = self.trap.lock().unwrap();
            match trap.as_mut() {
                Some(trap) if trap.side == side => {
                    trap.countdown = trap.countdown.saturating_sub(1);
                    let sprung = (trap.countdown == 0).then(|| trap.go_on.take()).flatten();
                    if sprung.is_some() {
                        let _ = trap.caught.send(());
                    }
                    sprung
                }
                _ => None,
            }
        };
        if let Some(go_on) = go_on {
            // Ends with the sender's end, too.
            let _ = go_on.recv_timeout(PATIENCE);
        }
    }
}

/// The bytes of the next request.
fn receive(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<Vec<u8>> {
    let head = loop {
        match unread.windows(4).position(|four| four == b"\r\n\r\n") {
            Some(end) => break end + 4,
            None => more(stream, unread)?,
        }
    };
    let text = String::from_utf8_lossy(&unread[..head]).to_ascii_lowercase();
    let length = text.split("\r\n").find_map(|line| line.strip_prefix("content-length:"));
    let end = head + length.map_or(0, |length| length.trim().parse().unwrap());
    while unread.len() < end {
        more(stream, unread)?;
    }
    Some(unread.drain(..end).collect())
}

fn more(stream: &mut TcpStream, unread: &mut Vec<u8>) -> Option<()> {
    let mut chunk = [0; 16 * 1024];
    match stream.read(&mut chunk) {
        Ok(0) | Err(_) => None,
        Ok(count) => {
            unread.extend_from_slice(&chunk[..count]);
            Some(())
        }
    }
}
