//! How does one connection go? The first byte tells TLS from plain; one request is read to its
//! end, handed on, and its answer brought back; then the connection closes. Everything that
//! comes in is counted in bytes and in seconds.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::{ServerConnection, StreamOwned};

use super::House;
use super::guests::Seat;
use crate::auth::oauth::pages::Page;
use crate::clock::Clock;

/// How long a client may take to bring its whole request, the TLS handshake included.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a client may take to accept an answer.
const WRITE_PATIENCE: Duration = Duration::from_secs(10);

/// How long the end of a connection may take.
const CLOSING_PATIENCE: Duration = Duration::from_secs(1);

/// How long to wait after an accept failed, lest the loop spin.
pub(super) const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// The largest head: an address with a code and the cookies that `localhost` has gathered.
const LARGEST_HEAD: usize = 32 * 1024;

/// The largest body: the uninstall notification is one key with a value.
const LARGEST_BODY: usize = 64 * 1024;

/// The largest answer; our pages have a few kilobytes.
const LARGEST_ANSWER: u64 = 1024 * 1024;

/// The first byte of a TLS handshake record (RFC 8446, section 5.1).
const TLS_HANDSHAKE: u8 = 0x16;

/// Serves a connection to its end.
pub(super) fn serve(stream: TcpStream, house: &House, mut seat: Seat) -> io::Result<()> {
    // Without this a small answer waits up to 40 ms for the acknowledgement of the previous one.
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(WRITE_PATIENCE))?;
    let mut timed = Timed::new(stream, house.clock.clone());
    let speaks_tls = timed.peek()? == Some(TLS_HANDSHAKE);
    match (&house.tls, speaks_tls) {
        (Some(config), true) => {
            let tls = ServerConnection::new(config.clone()).map_err(io::Error::other)?;
            let mut stream = StreamOwned::new(tls, timed);
            let done = converse(&mut stream, house, &mut seat);
            stream.conn.send_close_notify();
            // Not `flush`, which would wait for the rest of a handshake that failed.
            while stream.conn.wants_write() && stream.conn.write_tls(&mut stream.sock).is_ok() {}
            stream.sock.close();
            done
        }
        (None, false) => {
            let done = converse(&mut timed, house, &mut seat);
            timed.close();
            done
        }
        (Some(_), false) => {
            let page = Page::stranger("This address speaks https only");
            timed.write_all(&page.on_the_wire())?;
            timed.close();
            Ok(())
        }
        (None, true) => Ok(()),
    }
}

/// One request and its answer.
fn converse(stream: &mut (impl Read + Write), house: &House, seat: &mut Seat) -> io::Result<()> {
    let request = match read_request(stream)? {
        Incoming::Whole(request) => request,
        Incoming::Refused(why) => return stream.write_all(&Page::stranger(why).on_the_wire()),
        Incoming::Nothing => return Ok(()),
    };
    if !seat.keep() {
        return Ok(());
    }
    let mut answer = with_close(ask(&request, house)?);
    if answer.is_empty() {
        // The HTTP server has nothing to say to what is not even a request.
        answer = Page::stranger("This is no request").on_the_wire();
    }
    stream.write_all(&answer)?;
    stream.flush()
}

/// What a client brought.
#[derive(Debug, PartialEq)]
enum Incoming {
    /// A head and its body.
    Whole(Vec<u8>),
    /// Something that is not let through.
    Refused(&'static str),
    /// The client left.
    Nothing,
}

fn read_request(stream: &mut impl Read) -> io::Result<Incoming> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        if bytes.len() > LARGEST_HEAD {
            return Ok(Incoming::Refused("This request is too large"));
        }
        if !read_more(stream, &mut bytes)? {
            return Ok(Incoming::Nothing);
        }
    };
    let length = match body_length(&bytes[..head]) {
        Ok(length) if length <= LARGEST_BODY => head + length,
        Ok(_) => return Ok(Incoming::Refused("This request is too large")),
        Err(why) => return Ok(Incoming::Refused(why)),
    };
    while bytes.len() < length {
        if !read_more(stream, &mut bytes)? {
            return Ok(Incoming::Nothing);
        }
    }
    // What follows would be a second request, which nobody here has a reason to send.
    bytes.truncate(length);
    Ok(Incoming::Whole(bytes))
}

/// False at the end.
fn read_more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut chunk = [0; 4096];
    let count = stream.read(&mut chunk)?;
    bytes.extend_from_slice(&chunk[..count]);
    Ok(count > 0)
}

/// The length that the head announces. A body in chunks is refused: how long it is would have
/// to be read out of it.
fn body_length(head: &[u8]) -> Result<usize, &'static str> {
    let head = String::from_utf8_lossy(head);
    let mut length = None;
    for line in head.split("\r\n").skip(1) {
        let Some((name, value)) = line.split_once(':') else { continue };
        if name.trim().eq_ignore_ascii_case("transfer-encoding") {
            return Err("A body in chunks is not accepted");
        }
        if name.trim().eq_ignore_ascii_case("content-length") {
            let value = value.trim().parse().map_err(|_| "The length of the body is no number")?;
            if length.is_some_and(|known| known != value) {
                return Err("The request has two lengths");
            }
            length = Some(value);
        }
    }
    Ok(length.unwrap_or(0))
}

/// Hands a request to the HTTP server and waits for the answer, however long a login takes.
fn ask(request: &[u8], house: &House) -> io::Result<Vec<u8>> {
    let mut behind = TcpStream::connect(house.behind)?;
    behind.set_nodelay(true)?;
    let origin = behind.local_addr()?;
    house.origins.add(origin);
    let answer = exchange(&mut behind, request);
    house.origins.remove(origin);
    answer
}

fn exchange(behind: &mut TcpStream, request: &[u8]) -> io::Result<Vec<u8>> {
    behind.write_all(request)?;
    // One request is all that comes, so the answer ends with the connection.
    behind.shutdown(Shutdown::Write)?;
    let mut answer = Vec::new();
    behind.take(LARGEST_ANSWER).read_to_end(&mut answer)?;
    Ok(answer)
}

/// Says in the answer that the connection ends with it.
fn with_close(answer: Vec<u8>) -> Vec<u8> {
    match answer.windows(2).position(|two| two == b"\r\n") {
        Some(end) => [&answer[..end], b"\r\nConnection: close", &answer[end..]].concat(),
        None => answer,
    }
}

/// A connection that has so long to bring what it brings, all in all.
struct Timed {
    stream: TcpStream,
    clock: Arc<dyn Clock>,
    until: Duration,
}

impl Timed {
    fn new(stream: TcpStream, clock: Arc<dyn Clock>) -> Self {
        let until = clock.elapsed() + PATIENCE;
        Timed { stream, clock, until }
    }

    /// The first byte, left where it is; `None` when there is none to come.
    fn peek(&mut self) -> io::Result<Option<u8>> {
        self.limit()?;
        let mut first = [0];
        Ok((self.stream.peek(&mut first)? > 0).then_some(first[0]))
    }

    fn limit(&self) -> io::Result<()> {
        let left = self.until.saturating_sub(self.clock.elapsed());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))
    }

    /// Ends the connection so that the answer arrives: with bytes left unread, the system would
    /// take it back.
    fn close(&mut self) {
        let _ = self.stream.shutdown(Shutdown::Write);
        let until = self.clock.elapsed() + CLOSING_PATIENCE;
        let mut chunk = [0; 4096];
        for _ in 0..LARGEST_ANSWER / 4096 {
            let left = until.saturating_sub(self.clock.elapsed());
            if left.is_zero() || self.stream.set_read_timeout(Some(left)).is_err() {
                return;
            }
            if !matches!(self.stream.read(&mut chunk), Ok(count) if count > 0) {
                return;
            }
        }
    }
}

impl Read for Timed {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        self.limit()?;
        self.stream.read(bytes)
    }
}

impl Write for Timed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Incoming {
        read_request(&mut io::Cursor::new(bytes)).unwrap()
    }

    #[test]
    fn a_request_is_read_to_its_end_and_not_further() {
        let head = b"GET /callback?code=a HTTP/1.1\r\nHost: localhost\r\n\r\n";
        assert_eq!(read(head), Incoming::Whole(head.to_vec()));
        assert_eq!(
            read(&[&head[..], b"GET / HTTP/1.1\r\n\r\n"].concat()),
            Incoming::Whole(head.to_vec())
        );
        let post = b"POST /uninstalled HTTP/1.1\r\nContent-Length: 4\r\n\r\n{}\r\n";
        assert_eq!(read(post), Incoming::Whole(post.to_vec()));
    }

    #[test]
    fn what_is_too_large_or_unclear_is_refused() {
        for request in [
            format!("GET /{} HTTP/1.1\r\n", "x".repeat(40_000)),
            "POST / HTTP/1.1\r\nContent-Length: 70000\r\n\r\n".to_owned(),
            "POST / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n".to_owned(),
            "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".to_owned(),
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n".to_owned(),
        ] {
            assert!(matches!(read(request.as_bytes()), Incoming::Refused(_)), "{request:.60}");
        }
    }

    #[test]
    fn a_client_that_leaves_early_brought_nothing() {
        for bytes in [&b""[..], b"GET / HT", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nx"] {
            assert_eq!(read(bytes), Incoming::Nothing);
        }
    }

    #[test]
    fn an_answer_says_that_it_is_the_last() {
        let answer = with_close(b"HTTP/1.1 200 OK\r\nA: b\r\n\r\n".to_vec());
        assert_eq!(answer, b"HTTP/1.1 200 OK\r\nConnection: close\r\nA: b\r\n\r\n");
        assert_eq!(with_close(Vec::new()), Vec::<u8>::new());
    }
}
