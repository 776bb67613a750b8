//! One request as a value: what would be sent, to which path, and whether it may be sent twice.

use std::fmt::Write as _;

use serde_json::Value;

use super::retry::Repeat;
use super::version::ApiVersion;
use crate::error::{Error, Result};

/// What nearly every answer is.
pub const JSON: &str = "application/json";

/// An HTTP method that Intercom's API uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates or acts.
    Post,
    /// Updates.
    Put,
    /// Changes a part.
    Patch,
    /// Deletes.
    Delete,
    /// Reads the headers alone.
    Head,
}

impl Method {
    /// The method's name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Head => "HEAD",
        }
    }

    /// The method of that name, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let all =
            [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head];
        all.into_iter().find(|method| method.as_str().eq_ignore_ascii_case(name))
    }

    /// True when the method promises to change nothing.
    pub fn is_read(self) -> bool {
        matches!(self, Method::Get | Method::Head)
    }
}

/// A request below the base URL. The token is not part of it.
#[derive(Debug, Clone)]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// Path with a leading slash, percent-encoded.
    pub path: String,
    /// Query parameters, unencoded, in order.
    pub query: Vec<(String, String)>,
    /// Body bytes, already JSON, or nothing.
    pub body: Option<Vec<u8>>,
    /// Extra headers of the raw call.
    pub headers: Vec<(String, String)>,
    /// What the answer should be: `application/json` but for downloads.
    pub accept: &'static str,
    /// The version to ask for, where the operation exists in that one only.
    pub version: Option<ApiVersion>,
    /// Whether sending it twice can do harm.
    pub repeat: Repeat,
    /// Whether it writes; `--dry-run` holds back these. A search is a POST that does not.
    pub writes: bool,
}

impl Request {
    /// A request without query and body. Reads, PUT and DELETE may be repeated; a POST or PATCH
    /// may not until [`Request::repeat`] says so.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let repeat = match method {
            Method::Get | Method::Head | Method::Put | Method::Delete => Repeat::Safe,
            Method::Post | Method::Patch => Repeat::Refused,
        };
        Request {
            method,
            path: path.into(),
            query: Vec::new(),
            body: None,
            headers: Vec::new(),
            accept: JSON,
            version: None,
            repeat,
            writes: !method.is_read(),
        }
    }

    /// `GET path`.
    pub fn get(path: impl Into<String>) -> Self {
        Request::new(Method::Get, path)
    }

    /// `POST path`.
    pub fn post(path: impl Into<String>) -> Self {
        Request::new(Method::Post, path)
    }

    /// `PUT path`.
    pub fn put(path: impl Into<String>) -> Self {
        Request::new(Method::Put, path)
    }

    /// `DELETE path`.
    pub fn delete(path: impl Into<String>) -> Self {
        Request::new(Method::Delete, path)
    }

    /// Sets the JSON body.
    #[must_use]
    pub fn json(mut self, body: &Value) -> Self {
        self.body = Some(body.to_string().into_bytes());
        self
    }

    /// Sets the JSON body from the fields of an object.
    #[must_use]
    pub fn json_object(mut self, fields: &serde_json::Map<String, Value>) -> Self {
        let body = serde_json::to_vec(fields).expect("every JSON value has its text");
        self.body = Some(body);
        self
    }

    /// Sets the body to bytes that are sent as they are.
    #[must_use]
    pub fn body(mut self, bytes: Vec<u8>) -> Self {
        self.body = Some(bytes);
        self
    }

    /// Adds a query parameter.
    #[must_use]
    pub fn query(mut self, name: &str, value: impl Into<String>) -> Self {
        self.query.push((name.to_owned(), value.into()));
        self
    }

    /// Says whether it may be sent twice.
    #[must_use]
    pub fn repeat(mut self, repeat: Repeat) -> Self {
        self.repeat = repeat;
        self
    }

    /// Marks a POST that only reads, such as a search: it may be repeated, and a dry run sends it.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.repeat = Repeat::Safe;
        self.writes = false;
        self
    }

    /// Replaces the query parameter of that name, or adds it.
    pub fn set_query(&mut self, name: &str, value: impl Into<String>) {
        self.query.retain(|(known, _)| known != name);
        self.query.push((name.to_owned(), value.into()));
    }
}

/// Percent-encodes one segment of a path, so that an id can never reach outside its place.
///
/// Everything but RFC 3986's unreserved characters is encoded. An empty segment would address the
/// list instead of the object, and dots would be resolved away: both are refused.
pub fn path_segment(text: &str) -> Result<String> {
    if text.is_empty() || text == "." || text == ".." {
        return Err(Error::usage(format!("{text:?} is not an id")));
    }
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    Ok(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_segment_cannot_leave_its_place() {
        assert_eq!(path_segment("a/b?c#d e").unwrap(), "a%2Fb%3Fc%23d%20e");
        assert_eq!(path_segment("65f0-A_b.c~").unwrap(), "65f0-A_b.c~");
        assert_eq!(path_segment("é").unwrap(), "%C3%A9");
        for dangerous in ["", ".", ".."] {
            assert!(path_segment(dangerous).is_err(), "{dangerous:?}");
        }
    }

    #[test]
    fn only_requests_that_cannot_do_harm_twice_are_repeatable_by_default() {
        assert_eq!(Request::get("/me").repeat, Repeat::Safe);
        assert_eq!(Request::put("/contacts/1").repeat, Repeat::Safe);
        assert_eq!(Request::post("/contacts").repeat, Repeat::Refused);
        assert!(!Request::post("/contacts/search").read_only().writes);
    }
}
