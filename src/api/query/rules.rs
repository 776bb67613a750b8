//! What does the search of a noun accept? Fields with their types, and operators by type,
//! as data: a new noun is a new table.

mod contacts;
mod conversations;
mod tickets;

use super::expression::Operator::{
    self, Contains, EndsWith, Equal, Greater, GreaterOrEqual, In, Less, LessOrEqual, NotContains,
    NotEqual, NotIn, StartsWith,
};

pub use contacts::CONTACTS;
pub use conversations::CONVERSATIONS;
pub use tickets::TICKETS;

/// What a name in a query stands for; the API knows only its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Entity {
    /// A teammate: email, name, or `me`.
    Admin,
    /// A team: its name.
    Team,
    /// A tag: its name.
    Tag,
    /// A contact: email or external id.
    Contact,
    /// A ticket type: its name.
    TicketType,
}

/// How an id is written in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdForm {
    /// As a number; 0 is nobody.
    Number,
    /// As text.
    Text,
    /// As text, of which "0" is nobody.
    TextOrNobody,
}

/// The type of a searchable field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A text; ids are texts, too.
    Text,
    /// A whole number.
    Integer,
    /// A length of time in whole seconds; `2h` is a way to write it.
    Seconds,
    /// True or false.
    Boolean,
    /// UNIX seconds.
    Date,
    /// The id of a tag.
    Tag,
    /// An id that may be given by name.
    Named(Entity, IdForm),
}

/// The search of one noun.
#[derive(Debug)]
pub struct Rules {
    /// One of the noun, for messages: "contact".
    pub noun: &'static str,
    /// The documented fields. Others are passed on: custom attributes, and what the API adds.
    pub fields: &'static [(&'static str, FieldType)],
    /// Shorter names of fields: what is typed, and the field that it means.
    pub aliases: &'static [(&'static str, &'static str)],
    /// Values that a field knows under another word: field, what is typed, what is sent.
    pub synonyms: &'static [(&'static str, &'static str, &'static str)],
    /// Operators by type.
    pub operators: &'static [(FieldType, &'static [Operator])],
    /// Dates are compared by whole days in the workspace's time zone.
    pub whole_days: bool,
}

impl Rules {
    /// The API's name of a field that may be typed shorter.
    pub fn full_name<'a>(&self, field: &'a str) -> &'a str {
        let alias = self.aliases.iter().find(|(short, _)| *short == field);
        alias.map_or(field, |(_, full)| *full)
    }

    /// The type of a documented field, under either name.
    pub fn field_type(&self, field: &str) -> Option<FieldType> {
        let field = self.full_name(field);
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }

    /// The operators that a type takes.
    pub fn operators_of(&self, kind: FieldType) -> &'static [Operator] {
        if let FieldType::Named(..) = kind {
            return BOOLEAN;
        }
        self.operators.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, operators)| operators)
    }

    /// The API's word for a value.
    pub(super) fn word<'a>(&self, field: &str, value: &'a str) -> &'a str {
        let field = self.full_name(field);
        let known = self
            .synonyms
            .iter()
            .find(|(of, typed, _)| *of == field && typed.eq_ignore_ascii_case(value));
        known.map_or(value, |(_, _, sent)| *sent)
    }
}

const TEXT: &[Operator] =
    &[Equal, NotEqual, In, NotIn, Contains, NotContains, StartsWith, EndsWith];
const INTEGER: &[Operator] =
    &[Equal, NotEqual, In, NotIn, Less, Greater, LessOrEqual, GreaterOrEqual];
const BOOLEAN: &[Operator] = &[Equal, NotEqual, In, NotIn];
/// Dates of conversations and tickets, by seconds; `>` and `<` include equality (description
/// 2.16: "Accepted Operators").
const MOMENT: &[Operator] = &[Equal, NotEqual, In, NotIn, Less, Greater];
