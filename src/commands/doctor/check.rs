//! One check's outcome, as a row for scripts and a line for people.

use serde_json::{Value, json};

use crate::error::Error;

/// How it went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// All is well.
    Ok,
    /// It may lead to trouble, or could not be found out.
    Warn,
    /// Commands will not work.
    Fail,
}

impl Status {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Ok => "ok",
            Status::Warn => "warn",
            Status::Fail => "fail",
        }
    }
}

/// What was found, and what to do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Check {
    pub name: &'static str,
    pub status: Status,
    pub message: String,
    pub hint: Option<String>,
}

impl Check {
    /// All is well.
    pub fn ok(name: &'static str, message: impl Into<String>) -> Self {
        Check { name, status: Status::Ok, message: message.into(), hint: None }
    }

    /// It may lead to trouble.
    pub fn warn(name: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Check { name, status: Status::Warn, message: message.into(), hint: Some(hint.into()) }
    }

    /// Commands will not work.
    pub fn fail(name: &'static str, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Check { name, status: Status::Fail, message: message.into(), hint: Some(hint.into()) }
    }

    /// Commands will end with this error.
    pub fn failed(name: &'static str, error: &Error) -> Self {
        let hint = error.hint_text().map(str::to_owned);
        Check { name, status: Status::Fail, message: error.message().to_owned(), hint }
    }

    /// It could not be found out; the check that says why has the hint.
    pub fn unknown(name: &'static str, why: &str) -> Self {
        let message = format!("not checked: {why}");
        Check { name, status: Status::Warn, message, hint: None }
    }

    /// The same, less grave.
    #[must_use]
    pub fn softened(self) -> Self {
        Check { status: Status::Warn, ..self }
    }

    /// For scripts.
    pub fn to_json(&self) -> Value {
        json!({
            "check": self.name,
            "status": self.status.as_str(),
            "message": self.message,
            "hint": self.hint,
        })
    }
}
