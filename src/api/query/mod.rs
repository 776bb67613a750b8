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

use expression::Junction;
use shape::Node;

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
mod word;

pub use expression::Operator;
pub use names::{Name, Names, Unknown, names};
pub use rules::{CONTACTS, CONVERSATIONS, Entity, FieldType, IdForm, Rules, TICKETS};
pub use shape::{MAX_FILTERS, MAX_LEVELS, narrowed};

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
    compile_with(Some(text), &[], rules, moment, &Names::default())
}

/// Translates a query whose [`names`] were looked up before. What it finds must meet the filters
/// `also`, too, which are in the API's own form; there may be those alone.
pub fn compile_with(
    text: Option<&str>,
    also: &[Value],
    rules: &Rules,
    moment: &Moment,
    names: &Names,
) -> Result<Query> {
    let mut nodes: Vec<Node> = also.iter().map(|filter| Node::Leaf(filter.clone(), 0)).collect();
    let mut notes = Vec::new();
    if let Some(text) = text {
        let query =
            translate(text, rules, moment, names).map_err(|fault| fault.into_error(text))?;
        nodes.insert(0, query.0);
        notes = query.1;
    }
    let node = Node::Group(Junction::And, nodes);
    let body = shape::fit(node).map_err(|fault| fault.into_error(text.unwrap_or_default()))?;
    Ok(Query { body, notes })
}

/// The filters of a query, and what the user should know about it.
fn translate(
    text: &str,
    rules: &Rules,
    moment: &Moment,
    names: &Names,
) -> Result<(Node, Vec<String>), Fault> {
    let expression = expression::parse(text)?;
    let mut notes = Vec::new();
    let mut context = literal::Context { rules, moment, names, notes: &mut notes };
    let node = literal::filters(&expression, &mut context)?;
    Ok((node, notes))
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
