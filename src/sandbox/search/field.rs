//! What can be searched, and by what? The common language of all searches: a noun's fields, their
//! types, and the values they have.

use std::borrow::Cow;
use std::fmt;

use super::query::Query;
use crate::sandbox::store::Store;

/// The type of a field, which decides its operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    Text,
    /// A text of which single words are looked at.
    Words,
    Integer,
    Float,
    Flag,
    /// Compared by whole days.
    Date,
    /// A number where `<` and `>` include what they name.
    Count,
    /// A second; `<` and `>` include it.
    Moment,
    /// A second that also takes `<=` and `>=`.
    Bound,
    /// Several values at once; only `=` and `!=`.
    Tag,
    /// Several values at once; equality only, of one value or of several.
    Set,
}

/// A value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue<'a> {
    Text(Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Absent,
}

impl<'a> From<Option<&'a str>> for FieldValue<'a> {
    fn from(value: Option<&'a str>) -> Self {
        value.map_or(FieldValue::Absent, |value| FieldValue::Text(value.into()))
    }
}

impl From<Option<i64>> for FieldValue<'_> {
    fn from(value: Option<i64>) -> Self {
        value.map_or(FieldValue::Absent, FieldValue::Integer)
    }
}

/// A searchable field of one noun.
pub trait Field: Copy + PartialEq + fmt::Debug {
    /// One of what is searched, as the fields read it.
    type Item<'a>: Copy;

    /// Tells searches of different nouns apart.
    const NOUN: &'static str;

    /// The `per_page` of the search.
    const PER_PAGE: u64;

    /// The field that matches are sorted by when nothing else is asked for.
    const LAST_ACTIVITY: Self;

    /// The field with this name, if the noun can be searched by it.
    fn named(name: &str, store: &Store, now: i64) -> Option<Self>;

    /// The type of its values.
    fn field_type(self) -> FieldType;

    /// An item's value; fields with several values are asked by [`Field::holds`] instead.
    fn value(self, item: Self::Item<'_>) -> FieldValue<'_>;

    /// A field with several values has this one; `None` asks whether it has none.
    fn holds(self, item: Self::Item<'_>, value: Option<&str>) -> bool;

    /// What is wrong with a text that the field is compared with.
    fn objection(self, text: &str) -> Option<&'static str>;

    /// The item at a place, which cursors name.
    fn at(store: &Store, place: u32) -> Option<Self::Item<'_>>;

    /// Where an item is.
    fn place(item: Self::Item<'_>) -> u32;

    /// Everything that may match, in any order, but nothing that searches do not know yet because
    /// it was created after `known_until`.
    fn candidates<'a>(
        store: &'a Store,
        query: &Query<Self>,
        known_until: i64,
    ) -> Box<dyn Iterator<Item = Self::Item<'a>> + 'a>;
}
