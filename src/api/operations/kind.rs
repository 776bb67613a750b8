//! What values a parameter or a body field takes, for help, checking and conversion.
//!
//! Apart from the rows because the same kinds nest: an array has a kind of item, an
//! object has properties of their own.

/// The values that a parameter or a field takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    String,
    /// A whole number.
    Integer,
    /// `true` or `false`.
    Boolean,
    /// A moment, in UNIX seconds.
    Timestamp,
    /// A day, such as `2026-01-31`.
    Date,
    /// A moment in ISO 8601, such as `2026-01-31T12:00:00Z`.
    DateTime,
    /// One of these words.
    Enum(&'static [&'static str]),
    /// Several values: a JSON array in a body, joined by commas in a query.
    Array(&'static Kind),
    /// A JSON object with these properties; without any, the keys are free.
    Object(&'static [Property]),
    /// A value of one of these kinds.
    OneOf(&'static [Kind]),
    /// Any JSON.
    Any,
}

/// One property of an object, reached with `-f object.property=value`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Property {
    /// The JSON key.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// The object must have it.
    pub required: bool,
    /// It may be `null`.
    pub nullable: bool,
}

impl Property {
    /// An optional property that is never null.
    pub(super) const fn new(name: &'static str, kind: Kind) -> Self {
        Property { name, kind, required: false, nullable: false }
    }

    /// The same, but the object must have it.
    pub(super) const fn required(self) -> Self {
        Property { required: true, ..self }
    }

    /// The same, but `null` is allowed.
    pub(super) const fn nullable(self) -> Self {
        Property { nullable: true, ..self }
    }
}
