//! Where an answer ends (RFC 9112, 6.3) and what its head says. The head itself is parsed by
//! `httparse`; apart from the connection because these are the rules, and that is the socket.

use std::io;
use std::mem::MaybeUninit;

use httparse::{ParserConfig, Status};
use reqwest::header::{
    CONNECTION, CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};

use super::Connection;
use crate::api::answer::{MAX_BYTES, TOO_LONG};

/// A head is no longer than this; hyper's own limit is of that order.
const MAX_HEAD_BYTES: usize = 256 * 1024;

/// So many headers are read.
const MAX_HEADERS: usize = 128;

/// An answer, read to its end.
pub struct Received {
    /// HTTP status.
    pub status: u16,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
    /// Another request may follow on the connection.
    pub(super) keeps_connection: bool,
}

/// What tells the end of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    Length(usize),
    Chunks,
    Close,
}

struct Head {
    status: u16,
    headers: HeaderMap,
    /// HTTP/1.0 closes a connection unless it is told otherwise.
    old: bool,
    bytes: usize,
}

impl Connection {
    /// Reads an answer; `bodiless` says that it has none whatever its head says.
    pub(super) async fn receive(&mut self, bodiless: bool) -> io::Result<Received> {
        let head = loop {
            match Head::parse(&self.received)? {
                // "100 Continue" and its relatives come before the answer.
                Some(interim) if matches!(interim.status, 100 | 102..200) => {
                    self.received.drain(..interim.bytes);
                }
                Some(head) => break head,
                None => self.more().await?,
            }
        };
        let end = if bodiless { End::Length(0) } else { head.end()? };
        let (body, used) = match end {
            End::Length(length) => self.body_of_length(head.bytes, length).await?,
            // Boxed, so that the many answers of a known length need not carry their state about.
            End::Chunks => Box::pin(self.chunks(head.bytes)).await?,
            End::Close => Box::pin(self.up_to_close(head.bytes)).await?,
        };
        let keeps_connection =
            end != End::Close && used == self.received.len() && head.keeps_connection();
        Ok(Received { status: head.status, headers: head.headers, body, keeps_connection })
    }

    async fn body_of_length(
        &mut self,
        start: usize,
        length: usize,
    ) -> io::Result<(Vec<u8>, usize)> {
        let end = start.checked_add(length).ok_or_else(|| garbled("content-length"))?;
        if length > MAX_BYTES {
            return Err(too_long());
        }
        while self.received.len() < end {
            self.more().await?;
        }
        Ok((self.received[start..end].to_vec(), end))
    }

    async fn up_to_close(&mut self, start: usize) -> io::Result<(Vec<u8>, usize)> {
        loop {
            match self.more().await {
                Ok(()) => {}
                Err(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                    return Ok((self.received[start..].to_vec(), self.received.len()));
                }
                Err(cause) => return Err(cause),
            }
        }
    }

    async fn chunks(&mut self, start: usize) -> io::Result<(Vec<u8>, usize)> {
        let (mut at, mut body) = (start, Vec::new());
        loop {
            let (line, size) = loop {
                match httparse::parse_chunk_size(&self.received[at..]) {
                    Ok(Status::Complete(found)) => break found,
                    Ok(Status::Partial) => self.more().await?,
                    Err(_) => return Err(garbled("size of a chunk")),
                }
            };
            at += line;
            if size == 0 {
                return Ok((body, self.trailers_end(at).await?));
            }
            let size = usize::try_from(size).map_err(|_| garbled("size of a chunk"))?;
            let (chunk, end) = self.body_of_length(at, size).await?;
            body.extend_from_slice(&chunk);
            let (line_end, next) = self.body_of_length(end, 2).await?;
            if line_end != b"\r\n" {
                return Err(garbled("end of a chunk"));
            }
            at = next;
        }
    }

    /// Where the empty line behind the last chunk ends; what stands before it is not needed.
    async fn trailers_end(&mut self, start: usize) -> io::Result<usize> {
        let mut at = start;
        loop {
            match self.received[at..].windows(2).position(|pair| pair == b"\r\n") {
                Some(0) => return Ok(at + 2),
                Some(length) => at += length + 2,
                None => self.more().await?,
            }
        }
    }
}

impl Head {
    /// The head that the bytes begin with, once it is whole.
    fn parse(bytes: &[u8]) -> io::Result<Option<Self>> {
        let mut fields = [const { MaybeUninit::uninit() }; MAX_HEADERS];
        let mut parsed = httparse::Response::new(&mut []);
        let parser = ParserConfig::default();
        let result = parser.parse_response_with_uninit_headers(&mut parsed, bytes, &mut fields);
        let length = match result {
            Ok(Status::Complete(length)) => length,
            Ok(Status::Partial) if bytes.len() > MAX_HEAD_BYTES => {
                return Err(garbled("long head"));
            }
            Ok(Status::Partial) => return Ok(None),
            Err(cause) => return Err(io::Error::new(io::ErrorKind::InvalidData, cause)),
        };
        let mut headers = HeaderMap::with_capacity(parsed.headers.len());
        for field in parsed.headers.iter() {
            let name = HeaderName::from_bytes(field.name.as_bytes());
            let value = HeaderValue::from_bytes(field.value);
            if let (Ok(name), Ok(value)) = (name, value) {
                headers.append(name, value);
            }
        }
        let status = parsed.code.unwrap_or_default();
        Ok(Some(Head { status, headers, old: parsed.version == Some(0), bytes: length }))
    }

    fn end(&self) -> io::Result<End> {
        if matches!(self.status, 204 | 304) {
            return Ok(End::Length(0));
        }
        if self.headers.contains_key(TRANSFER_ENCODING) {
            let chunked = self.says(&TRANSFER_ENCODING, "chunked");
            return Ok(if chunked { End::Chunks } else { End::Close });
        }
        let mut lengths = self.headers.get_all(CONTENT_LENGTH).iter();
        let Some(length) = lengths.next() else { return Ok(End::Close) };
        let number = length.to_str().ok().and_then(|length| length.parse().ok());
        match number {
            // Two lengths that differ are an attempt to smuggle something.
            Some(number) if lengths.all(|other| other == length) => Ok(End::Length(number)),
            _ => Err(garbled("content-length")),
        }
    }

    fn keeps_connection(&self) -> bool {
        if self.old {
            self.says(&CONNECTION, "keep-alive")
        } else {
            self.status != 101 && !self.says(&CONNECTION, "close")
        }
    }

    /// True when a header's list has that word.
    fn says(&self, name: &HeaderName, word: &str) -> bool {
        let values = self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|part| part.trim().eq_ignore_ascii_case(word))
    }
}

/// The answer is longer than is read.
pub(super) fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, TOO_LONG)
}

fn garbled(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the answer is no HTTP: {what}"))
}
