//! The one object that a verb is about: its id, and what a pipe brought along of it.

use std::borrow::Cow;

use serde_json::Value;

use crate::api::{Request, path_segment};
use crate::error::{Error, Result};

/// A kind of object that verbs act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectKind {
    /// What messages call one of them, and the `type` that it bears: `conversation`.
    pub name: Cow<'static, str>,
    /// The path below which one is read by its id, where reading it can tell what happened to it.
    pub read_below: Option<&'static str>,
}

impl ObjectKind {
    /// Conversations.
    pub const CONVERSATION: ObjectKind =
        ObjectKind { name: Cow::Borrowed("conversation"), read_below: Some("/conversations/") };
    /// Tickets, by their `id`.
    pub const TICKET: ObjectKind =
        ObjectKind { name: Cow::Borrowed("ticket"), read_below: Some("/tickets/") };
    /// Contacts: users and leads.
    pub const CONTACT: ObjectKind =
        ObjectKind { name: Cow::Borrowed("contact"), read_below: Some("/contacts/") };

    /// A kind that is not read back.
    pub fn named(name: impl Into<Cow<'static, str>>) -> Self {
        ObjectKind { name: name.into(), read_below: None }
    }

    /// So many of them, in words.
    pub fn count(&self, count: u64) -> String {
        let name = self.name.replace('_', " ");
        match (count, name.strip_suffix('y')) {
            (1, _) => format!("1 {name}"),
            (_, Some(stem)) => format!("{count} {stem}ies"),
            (_, None) => format!("{count} {name}s"),
        }
    }

    /// The request that reads one back.
    pub(super) fn read(&self, subject: &Subject) -> Option<Request> {
        Some(Request::get(format!("{}{}", self.read_below?, subject.segment())))
    }
}

/// The object that a verb is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Subject {
    id: String,
    object: Value,
}

impl Subject {
    /// The object of this id, of which nothing else is known.
    pub fn of(id: impl Into<String>) -> Result<Self> {
        Subject::piped(id, Value::Null)
    }

    /// The object of this id as it came through a pipe; null where only the id came.
    pub fn piped(id: impl Into<String>, object: Value) -> Result<Self> {
        let id = id.into();
        let odd = |c: char| c.is_whitespace() || c.is_control();
        if id.contains(odd) {
            return Err(Error::usage(format!("{id:?} is not an id")));
        }
        path_segment(&id)?;
        Ok(Subject { id, object })
    }

    /// For verbs that make an object: there is none yet.
    pub fn none() -> Self {
        Subject { id: String::new(), object: Value::Null }
    }

    /// Intercom's id.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The id as a segment of a path.
    pub fn segment(&self) -> String {
        path_segment(&self.id).unwrap_or_else(|_| "-".to_owned())
    }

    /// What the pipe brought along; null where it brought an id alone.
    pub fn object(&self) -> &Value {
        &self.object
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_an_id_is_refused() {
        for text in ["", "..", "a b", "7\n8"] {
            assert!(Subject::of(text).is_err(), "{text:?}");
        }
        assert_eq!(Subject::of("a/b").unwrap().segment(), "a%2Fb");
    }

    #[test]
    fn counts_are_in_words() {
        assert_eq!(ObjectKind::CONVERSATION.count(1), "1 conversation");
        assert_eq!(ObjectKind::named("company").count(2), "2 companies");
    }
}
