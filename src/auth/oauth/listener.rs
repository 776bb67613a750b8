//! How does a request reach the login, and the answer the browser? tiny_http reads requests on a
//! port of its own behind the front; its blocking side lives on a thread, and what arrives comes
//! out of a channel. Each arrival is answered when its reader wants to: the one that brings the
//! code waits until it is known whether the token was stored.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::ServerConfig;
use tiny_http::{Header, Response, Server};
use tokio::sync::mpsc;

use super::front::{Front, Origins};
use super::pages::Page;
use super::redirect::Listening;
use crate::clock::Clock;
use crate::error::{Error, Result};

/// How many requests may wait to be looked at.
const WAITING: usize = 64;

/// A request, as far as its meaning goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// `GET`, `POST`, …
    pub method: String,
    /// The path, undecoded.
    pub path: String,
    /// What follows the question mark, undecoded; empty when there is none.
    pub query: String,
    /// `Host`.
    pub host: Option<String>,
    /// All headers, names as they came.
    pub headers: Vec<(String, String)>,
}

impl Asked {
    /// The value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a header that must not be there twice: with two, nobody knows which one counts.
    fn only_header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let (_, value) = found.next()?;
        found.next().is_none().then_some(value.as_str())
    }

    fn of(request: &tiny_http::Request) -> Self {
        let (path, query) = request.url().split_once('?').unwrap_or((request.url(), ""));
        let headers: Vec<(String, String)> = request
            .headers()
            .iter()
            .map(|header| (header.field.to_string(), header.value.to_string()))
            .collect();
        let mut asked = Asked {
            method: request.method().to_string(),
            path: path.to_owned(),
            query: query.to_owned(),
            host: None,
            headers,
        };
        asked.host = asked.only_header("host").map(str::to_owned);
        asked
    }
}

/// A request that waits for its answer.
pub struct Arrival {
    /// What is asked.
    pub asked: Asked,
    /// The body, which the front has limited.
    pub body: Vec<u8>,
    request: tiny_http::Request,
}

impl Arrival {
    /// Answers.
    pub fn answer(self, page: &Page) {
        respond(self.request, page);
    }
}

/// A listener for callbacks.
pub struct Listener {
    front: Front,
    server: Arc<Server>,
    arrivals: mpsc::Receiver<Arrival>,
    reader: Option<JoinHandle<()>>,
}

impl Listener {
    /// Listens; with TLS when there is a configuration for it.
    pub fn open(
        listening: &Listening,
        tls: Option<Arc<ServerConfig>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self> {
        let cannot = |cause: &dyn std::fmt::Display| {
            Error::failed(format!("the listener could not be started: {cause}"))
        };
        let server = Server::http(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
        let server = Arc::new(server.map_err(|cause| cannot(&cause))?);
        let Some(behind) = server.server_addr().to_ip() else {
            return Err(cannot(&"it has no address"));
        };
        let origins = Origins::default();
        let front = Front::open(listening, tls, behind, origins.clone(), clock)?;
        let (sender, arrivals) = mpsc::channel(WAITING);
        let read = {
            let server = server.clone();
            move || read(&server, &origins, &sender)
        };
        let reader = thread::Builder::new().name("login requests".to_owned()).spawn(read);
        let reader = Some(reader.map_err(|cause| cannot(&cause))?);
        Ok(Listener { front, server, arrivals, reader })
    }

    /// The next request. Waits for ever when there is none.
    pub async fn next(&mut self) -> Arrival {
        match self.arrivals.recv().await {
            Some(arrival) => arrival,
            None => std::future::pending().await,
        }
    }

    /// Ends it, once the answers under way have reached their browsers.
    pub fn close(mut self) {
        // What is left is answered by tiny_http with an error, which lets its connection go.
        self.arrivals.close();
        while self.arrivals.try_recv().is_ok() {}
        self.front.close();
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        self.arrivals.close();
        self.server.unblock();
        if let Some(reader) = self.reader.take() {
            // One that panicked has nothing left to end.
            let _ = reader.join();
        }
    }
}

fn read(server: &Server, origins: &Origins, sender: &mpsc::Sender<Arrival>) {
    while let Ok(mut request) = server.recv() {
        // The port behind the front is open to every program of this machine.
        if !request.remote_addr().is_some_and(|address| origins.include(*address)) {
            turn_away(request);
            continue;
        }
        let asked = Asked::of(&request);
        let mut body = Vec::new();
        if request.as_reader().read_to_end(&mut body).is_err() {
            continue;
        }
        if sender.blocking_send(Arrival { asked, body, request }).is_err() {
            return;
        }
    }
}

/// Answers somebody who did not come through the front. What they have not sent yet is waited for
/// (tiny_http reads a body to its end), so that is no business of the thread that reads requests.
fn turn_away(request: tiny_http::Request) {
    let answer =
        move || respond(request, &Page::stranger("This is not the address of the listener"));
    // Without a thread the request is dropped, which answers it as well.
    let _ = thread::Builder::new().name("stranger".to_owned()).spawn(answer);
}

fn respond(request: tiny_http::Request, page: &Page) {
    let headers = page.headers().into_iter();
    let headers = headers.filter_map(|(name, value)| Header::from_bytes(name, value).ok());
    let body = page.body.as_bytes();
    let response =
        Response::new(page.status.into(), headers.collect(), body, Some(body.len()), None);
    // A browser that has gone needs no answer.
    let _ = request.respond(response);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::SystemClock;
    use std::io::{Read as _, Write as _};
    use std::net::TcpStream;

    fn listener() -> Listener {
        let addresses = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
        let listening = Listening { addresses, encrypted: false };
        Listener::open(&listening, None, Arc::new(SystemClock::start())).unwrap()
    }

    #[tokio::test]
    async fn a_stranger_who_does_not_finish_holds_nobody_up() {
        let mut listener = listener();
        let behind = listener.server.server_addr().to_ip().unwrap();
        let mut stranger = TcpStream::connect(behind).unwrap();
        stranger.write_all(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\n").unwrap();
        let mut answer = [0; 12];
        stranger.read_exact(&mut answer).unwrap();
        assert_eq!(&answer, b"HTTP/1.1 400");
        let front = listener.front.addresses()[0];
        let mut guest = TcpStream::connect(front).unwrap();
        guest.write_all(b"GET /callback HTTP/1.1\r\nHost: x\r\n\r\n").unwrap();
        let arrival = listener.next().await;
        assert_eq!(arrival.asked.path, "/callback");
        arrival.answer(&Page::empty(200));
    }

    #[test]
    fn two_hosts_are_none() {
        let host = |value: &str| ("Host".to_owned(), value.to_owned());
        let asked = |headers| Asked { headers, ..Asked::default() };
        assert_eq!(asked(vec![host("a")]).only_header("host"), Some("a"));
        assert_eq!(asked(vec![host("a"), host("b")]).only_header("host"), None);
    }
}
