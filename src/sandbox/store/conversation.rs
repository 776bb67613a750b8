//! One conversation, kept small: a hundred thousand of them are a normal inbox.
//!
//! A ticket is a conversation that also has a type, a state and attributes of its own, under the
//! same id (source: the API description, `POST /conversations/{id}/convert`). Times are UNIX
//! seconds.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ticket::Ticket;
use crate::sandbox::object_id::ObjectId;

pub use super::part::{Assignee, Attachment, Author, Html, Part, PartKind, QuickReply};

/// Where a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Open,
    Closed,
    Snoozed,
}

impl State {
    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Open => "open",
            State::Closed => "closed",
            State::Snoozed => "snoozed",
        }
    }
}

/// What a conversation began with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The message's id, counted with the parts.
    pub number: u32,
    /// It came as an email; otherwise in the Messenger.
    #[serde(default)]
    pub by_email: bool,
    pub author: Author,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Box<str>>,
    pub body: Html,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
    #[serde(default)]
    pub redacted: bool,
}

impl Source {
    /// Something said in the Messenger, without subject and attachments.
    pub fn new(number: u32, author: Author, body: impl Into<Html>) -> Self {
        Source {
            number,
            by_email: false,
            author,
            subject: None,
            body: body.into(),
            attachments: Vec::new(),
            redacted: false,
        }
    }
}

/// How urgent a conversation is. The API can read it, not write it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    #[default]
    None,
    Low,
    Medium,
    High,
    Urgent,
}

impl Priority {
    /// As the API says it since version 2.16.
    pub fn as_str(self) -> &'static str {
        match self {
            Priority::None => "none",
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Urgent => "urgent",
        }
    }
}

/// What the customer thought of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rating {
    /// From 1 to 5.
    pub score: u8,
    #[serde(default)]
    pub remark: Option<String>,
    pub contact: ObjectId,
    /// Admin id of the one who is rated.
    pub admin: u32,
    pub at: i64,
}

/// A tag, and who put it there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppliedTag {
    /// Tag number.
    pub tag: u32,
    pub applied_at: i64,
    /// Admin id.
    pub by: u32,
}

/// A conversation without its parts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// The API's id.
    pub number: u32,
    pub created_at: i64,
    pub updated_at: i64,
    pub source: Source,
    /// The participants who are not teammates.
    pub contacts: Vec<ObjectId>,
    pub state: State,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snoozed_until: Option<i64>,
    /// The customer has been waiting for an answer since then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<i64>,
    #[serde(default)]
    pub read: bool,
    #[serde(default)]
    pub priority: Priority,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Box<str>>,
    /// Admin id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<AppliedTag>,
    /// The place of a company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<u32>,
    /// Values by the number of a conversation attribute.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<(u32, Value)>,
    /// Numbers of linked conversations and tickets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<u32>,
    /// The conversation that it went on in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<Box<Rating>>,
    /// What makes it a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<Box<Ticket>>,
}

impl Conversation {
    /// An open conversation that begins with `source`.
    pub fn new(number: u32, source: Source, contact: ObjectId, at: i64) -> Self {
        Conversation {
            number,
            created_at: at,
            updated_at: at,
            source,
            contacts: vec![contact],
            state: State::Open,
            snoozed_until: None,
            waiting_since: None,
            read: false,
            priority: Priority::None,
            title: None,
            admin: None,
            team: None,
            tags: Vec::new(),
            company: None,
            custom: Vec::new(),
            links: Vec::new(),
            merged_into: None,
            rating: None,
            ticket: None,
        }
    }

    /// Goes to a state; only a snooze has an end.
    pub fn enter(&mut self, state: State, until: Option<i64>) {
        self.state = state;
        self.snoozed_until = until.filter(|_| state == State::Snoozed);
    }
}

/// A conversation with parts: all of them, or those that are new or changed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thread {
    pub conversation: Conversation,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
}

/// What is left of a deleted conversation, so that no id is given twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deleted {
    pub number: u32,
    pub at: i64,
    pub metrics_retained: bool,
    /// The number after the last part ever made.
    pub next_part: u32,
    /// The number after the last ticket ever made.
    pub next_ticket: u32,
}
