//! What a resource sees of a request, and what it says in return. No HTTP library beyond this
//! point.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Serialize;
use serde_json::{Map, Value};

use super::numbered_pages::PageNumber;
use super::paging::PageRequest;
use super::refusal::Refusal;
use super::search::{RecentSearches, Today};
use super::store::Store;
use super::version::Version;

/// One request that passed the gate.
pub struct Call<'a> {
    /// The workspace; changes are kept before the answer is given.
    pub store: &'a mut Store,
    /// What must be remembered between requests, and is forgotten at the end.
    pub memory: &'a mut Memory,
    /// Path parameters, in the path's order.
    pub path: Vec<String>,
    /// Query parameters.
    pub query: HashMap<String, String>,
    /// The JSON object in the body; empty without a body.
    pub body: Body,
    /// UNIX seconds.
    pub now: i64,
    /// The version of the API asked for.
    pub version: Version,
    /// The workspace's time zone.
    pub zone: &'a TimeZone,
    /// For so many seconds searches do not find a new contact.
    pub search_lag: i64,
    /// This request's id.
    pub request_id: &'a str,
    /// Where the sandbox listens, for answers that hold a whole URL.
    pub base_url: &'a str,
}

impl<'a> Call<'a> {
    /// What a search must know beside the query.
    pub fn today(&self) -> Today<'a> {
        let known_until = if self.search_lag == 0 { i64::MAX } else { self.now - self.search_lag };
        Today { zone: self.zone, now: self.now, known_until }
    }

    /// A path parameter, counted from 0.
    pub fn param(&self, index: usize) -> &str {
        self.path.get(index).map_or("", String::as_str)
    }

    /// A query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.get(name).map(String::as_str)
    }

    /// A query parameter is `true`.
    pub fn flag(&self, name: &str) -> bool {
        self.query(name) == Some("true")
    }

    /// The page that the query parameters ask for by number.
    pub fn page_number(&self, default_size: u64) -> Result<PageNumber, Refusal> {
        PageNumber::read(self.query("page"), self.query("per_page"), default_size)
    }

    /// The page that the query parameters ask for by cursor.
    pub fn page(&self, default_size: u64) -> Result<PageRequest, Refusal> {
        PageRequest::read(self.query("per_page"), self.query("starting_after"), default_size)
    }
}

/// What is remembered between requests and not kept in a state file.
#[derive(Debug, Default)]
pub struct Memory {
    /// The matches of recent searches, so that their next pages are quick.
    pub searches: RecentSearches,
    /// The scroll over the companies, if one is open.
    pub scroll: Option<Scroll>,
}

/// The one scroll over the companies that may be open.
#[derive(Debug)]
pub struct Scroll {
    /// What the client must send to go on.
    pub param: String,
    /// The place after the last company given.
    pub next: u32,
    /// UNIX seconds; a scroll not used for a minute ends.
    pub used_at: i64,
}

/// What a resource says.
pub type Reply = Result<Answer, Refusal>;

/// A successful answer.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// JSON, or nothing (`DELETE /tags/{id}`).
    pub body: Vec<u8>,
}

impl Answer {
    /// A `200` with this as JSON.
    pub fn json(value: &impl Serialize) -> Reply {
        serde_json::to_vec(value)
            .map(|body| Answer { status: 200, body })
            .map_err(|cause| Refusal::new(500, "server_error", cause.to_string()))
    }

    /// A `200` without a body.
    pub fn empty() -> Answer {
        Answer { status: 200, body: Vec::new() }
    }

    /// A `202` without a body: it will be done, or was done before.
    pub fn accepted() -> Answer {
        Answer { status: 202, body: Vec::new() }
    }
}

/// A value in a request: left out, null, or given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given<T> {
    Absent,
    Null,
    Value(T),
}

impl<T> Given<T> {
    /// Writes it to its place: what was left out stays as it is.
    pub fn put(self, place: &mut Option<T>) {
        match self {
            Given::Absent => {}
            Given::Null => *place = None,
            Given::Value(value) => *place = Some(value),
        }
    }

    /// The same, with a given value changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Given<U> {
        match self {
            Given::Absent => Given::Absent,
            Given::Null => Given::Null,
            Given::Value(value) => Given::Value(change(value)),
        }
    }

    /// The value, if one was given.
    pub fn value(self) -> Option<T> {
        match self {
            Given::Value(value) => Some(value),
            _ => None,
        }
    }
}

/// The JSON object in a request's body.
#[derive(Debug, Default)]
pub struct Body(pub Map<String, Value>);

impl Body {
    /// Any value.
    pub fn any(&self, name: &str) -> Given<&Value> {
        match self.0.get(name) {
            None => Given::Absent,
            Some(Value::Null) => Given::Null,
            Some(value) => Given::Value(value),
        }
    }

    /// A string. An empty one says that there is none, as null does.
    pub fn text(&self, name: &str) -> Result<Given<&str>, Refusal> {
        self.read(name, "a string", Value::as_str)
            .map(|given| if given == Given::Value("") { Given::Null } else { given })
    }

    /// An id: a string, or a number as some of the documented examples write it.
    pub fn id(&self, name: &str) -> Result<Given<String>, Refusal> {
        let given = self.read(name, "a string", |value| match value {
            Value::String(text) => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        })?;
        Ok(if given == Given::Value(String::new()) { Given::Null } else { given })
    }

    /// `true` or `false`.
    pub fn flag(&self, name: &str) -> Result<Given<bool>, Refusal> {
        self.read(name, "true or false", Value::as_bool)
    }

    /// An integer, such as a UNIX timestamp in seconds.
    pub fn integer(&self, name: &str) -> Result<Given<i64>, Refusal> {
        self.read(name, "an integer", Value::as_i64)
    }

    /// An object.
    pub fn object(&self, name: &str) -> Result<Given<&Map<String, Value>>, Refusal> {
        self.read(name, "an object", Value::as_object)
    }

    fn read<'a, T>(
        &'a self,
        name: &str,
        expected: &str,
        convert: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Given<T>, Refusal> {
        match self.any(name) {
            Given::Absent => Ok(Given::Absent),
            Given::Null => Ok(Given::Null),
            Given::Value(value) => match convert(value) {
                Some(value) => Ok(Given::Value(value)),
                None => Err(Refusal::invalid(format!("{name} must be {expected}")).field(name)),
            },
        }
    }
}
