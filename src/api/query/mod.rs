//! A readable search query, and the JSON that the API wants for it:
//! `email ~ "@acme.com" and (role = user or created_at > 2026-01-01)`.
//!
//! The way is: words (`lexer`), expression (`expression`), values by the noun's rules
//! (`rules`, `literal`), and a shape that the API accepts (`shape`). Whatever is
//! wrong is shown with a caret under the text. Source of the language's limits: "Nesting &
//! Limitations" and "Accepted Operators" of the search operations.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::error::{Error, Result};

mod excerpt;
mod expression;
mod lexer;
mod literal;
mod names;
mod rules;
mod shape;
#[cfg(test)]
mod tests;

pub use expression::Operator;
pub use names::{Name, Names, Unknown, names};
pub use rules::{CONTACTS, CONVERSATIONS, Entity, FieldType, IdForm, Rules, TICKETS};
pub use shape::{MAX_FILTERS, MAX_LEVELS};

/// What dates in a query are relative to.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The present; `30d` is that long before it.
    pub now: Timestamp,
    /// The zone of dates and times that name none.
    pub zone: TimeZone,
    /// The workspace's zone, by whose days contacts are compared; `None` when not known.
    pub workspace_zone: Option<TimeZone>,
}

/// A query ready to be sent.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The value of `query` in the request's body: a filter or a group.
    pub body: Value,
    /// What the user should know: the days that dates stand for, fields that look mistyped.
    pub notes: Vec<String>,
}

/// Translates a query by the rules of a noun, in which no name stands for an id. A fault is a
/// usage error with an excerpt.
pub fn compile(text: &str, rules: &Rules, moment: &Moment) -> Result<Query> {
    compile_with(text, rules, moment, &Names::default())
}

/// Translates a query whose [`names`] were looked up before.
pub fn compile_with(text: &str, rules: &Rules, moment: &Moment, names: &Names) -> Result<Query> {
    let compiled = expression::parse(text).and_then(|expression| {
        let mut notes = Vec::new();
        let node = literal::filters(
            &expression,
            &mut literal::Context { rules, moment, names, notes: &mut notes },
        )?;
        Ok(Query { body: shape::fit(node)?, notes })
    });
    compiled.map_err(|fault| fault.into_error(text))
}

/// What is wrong at which byte of the text.
#[derive(Debug)]
struct Fault {
    at: usize,
    message: String,
    hint: Option<String>,
}

impl Fault {
    fn new(at: usize, message: impl Into<String>) -> Self {
        Fault { at, message: message.into(), hint: None }
    }

    fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    fn into_error(self, text: &str) -> Error {
        let message = format!("{}\n{}", self.message, excerpt::excerpt(text, self.at));
        let error = Error::usage(message);
        match self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        }
    }
}
