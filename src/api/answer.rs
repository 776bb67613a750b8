//! What came back from one attempt: an answer with any status, or the reason why there is none.

use std::fmt;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use super::rate_limit::Timing;
use super::retry::Proof;

/// No answer of the API is read beyond this. Intercom publishes no limit; a page of 150 objects is
/// some megabytes at most, and a server that never ends must not fill the memory. Downloads go to
/// the disk as they come, whatever their size.
pub const MAX_BYTES: usize = 256 * 1024 * 1024;

/// What is said of one that is longer.
pub const TOO_LONG: &str = "the answer is longer than 256 MiB";

/// An HTTP answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// What its headers say about time and limits.
    pub timing: Timing,
    /// The header block.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of that lower-case name, if it is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// `X-Request-Id`, which equals the `request_id` of an error body.
    pub fn request_id(&self) -> Option<&str> {
        self.header("x-request-id")
    }

    /// The body as JSON. An empty body reads as null, which is how a 202 answers.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let body = if self.body.trim_ascii().is_empty() { b"null" } else { self.body.as_slice() };
        serde_json::from_slice(body).map_err(|cause| Failure::Unreadable {
            status: self.status,
            request_id: self.request_id().map(str::to_owned),
            reason: describe_unreadable(&self.body, self.header("content-type"), &cause),
        })
    }
}

fn describe_unreadable(
    body: &[u8],
    content_type: Option<&str>,
    cause: &serde_json::Error,
) -> String {
    if looks_like_html(body, content_type) {
        return "an HTML page came back instead of JSON".to_owned();
    }
    if cause.is_eof() {
        return format!("the JSON ends after {} bytes", body.len());
    }
    format!("the body is not JSON ({cause})")
}

/// True when a gateway or a web page answered in the API's place.
pub(super) fn looks_like_html(body: &[u8], content_type: Option<&str>) -> bool {
    content_type.is_some_and(|kind| kind.starts_with("text/html"))
        || body.trim_ascii_start().first() == Some(&b'<')
}

/// Why an attempt brought no usable answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// No connection: nothing reached the server.
    NotSent {
        /// In words, such as "connection refused".
        reason: String,
    },
    /// No connection, because the server's certificate is not trusted: nothing reached the server.
    Untrusted {
        /// In words.
        reason: String,
    },
    /// The request left, and the connection broke or the time ran out before the answer was whole.
    Lost {
        /// In words.
        reason: String,
    },
    /// An answer came, but its body cannot be read as JSON.
    Unreadable {
        /// HTTP status.
        status: u16,
        /// `X-Request-Id`, if it had one.
        request_id: Option<String>,
        /// In words.
        reason: String,
    },
}

impl Failure {
    /// What it proves about the request.
    pub fn proof(&self) -> Proof {
        match self {
            Failure::NotSent { .. } | Failure::Untrusted { .. } => Proof::NotSent,
            Failure::Lost { .. } | Failure::Unreadable { .. } => Proof::Unclear,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NotSent { reason }
            | Failure::Untrusted { reason }
            | Failure::Lost { reason } => f.write_str(reason),
            Failure::Unreadable { status, reason, .. } => write!(f, "HTTP {status}: {reason}"),
        }
    }
}
