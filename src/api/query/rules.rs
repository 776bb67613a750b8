//! What does the search of a noun accept? Fields with their types, and operators by type,
//! as data: a new noun is a new table.

use super::expression::Operator::{
    self, Contains, EndsWith, Equal, Greater, GreaterOrEqual, In, Less, LessOrEqual, NotContains,
    NotEqual, NotIn, StartsWith,
};

/// The type of a searchable field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// A text; ids are texts, too.
    Text,
    /// A whole number.
    Integer,
    /// True or false.
    Boolean,
    /// UNIX seconds.
    Date,
    /// The id of a tag.
    Tag,
}

/// The search of one noun.
#[derive(Debug)]
pub struct Rules {
    /// One of the noun, for messages: "contact".
    pub noun: &'static str,
    /// The documented fields. Others are passed on: custom attributes, and what the API adds.
    pub fields: &'static [(&'static str, FieldType)],
    /// Operators by type.
    pub operators: &'static [(FieldType, &'static [Operator])],
    /// Dates are compared by whole days in the workspace's time zone.
    pub whole_days: bool,
}

impl Rules {
    /// The type of a documented field.
    pub fn field_type(&self, field: &str) -> Option<FieldType> {
        self.fields.iter().find(|(name, _)| *name == field).map(|(_, kind)| *kind)
    }

    /// The operators that a type takes.
    pub fn operators_of(&self, kind: FieldType) -> &'static [Operator] {
        self.operators.iter().find(|(of, _)| *of == kind).map_or(&[], |(_, operators)| operators)
    }
}

const TEXT: &[Operator] =
    &[Equal, NotEqual, In, NotIn, Contains, NotContains, StartsWith, EndsWith];
const INTEGER: &[Operator] =
    &[Equal, NotEqual, In, NotIn, Less, Greater, LessOrEqual, GreaterOrEqual];
const BOOLEAN: &[Operator] = &[Equal, NotEqual, In, NotIn];

/// `POST /contacts/search` (description 2.16: "Accepted Fields", "Accepted Operators",
/// "Searching for Timestamp Fields").
pub static CONTACTS: Rules = Rules {
    noun: "contact",
    whole_days: true,
    operators: &[
        (FieldType::Text, TEXT),
        (FieldType::Integer, INTEGER),
        (FieldType::Boolean, BOOLEAN),
        (FieldType::Date, &[Equal, Less, Greater]),
        (FieldType::Tag, &[Equal, NotEqual]),
    ],
    fields: &[
        ("id", FieldType::Text),
        ("role", FieldType::Text),
        ("name", FieldType::Text),
        ("avatar", FieldType::Text),
        ("owner_id", FieldType::Text),
        ("email", FieldType::Text),
        ("email_domain", FieldType::Text),
        ("phone", FieldType::Text),
        ("formatted_phone", FieldType::Text),
        ("external_id", FieldType::Text),
        ("created_at", FieldType::Date),
        ("signed_up_at", FieldType::Date),
        ("updated_at", FieldType::Date),
        ("last_seen_at", FieldType::Date),
        ("last_contacted_at", FieldType::Date),
        ("last_replied_at", FieldType::Date),
        ("last_email_opened_at", FieldType::Date),
        ("last_email_clicked_at", FieldType::Date),
        ("language_override", FieldType::Text),
        ("browser", FieldType::Text),
        ("browser_language", FieldType::Text),
        ("os", FieldType::Text),
        ("location.country", FieldType::Text),
        ("location.region", FieldType::Text),
        ("location.city", FieldType::Text),
        ("unsubscribed_from_emails", FieldType::Boolean),
        ("marked_email_as_spam", FieldType::Boolean),
        ("has_hard_bounced", FieldType::Boolean),
        ("ios_last_seen_at", FieldType::Date),
        ("ios_app_version", FieldType::Text),
        ("ios_device", FieldType::Text),
        ("ios_app_device", FieldType::Text),
        ("ios_os_version", FieldType::Text),
        ("ios_app_name", FieldType::Text),
        ("ios_sdk_version", FieldType::Text),
        ("android_last_seen_at", FieldType::Date),
        ("android_app_version", FieldType::Text),
        ("android_device", FieldType::Text),
        ("android_app_name", FieldType::Text),
        ("android_sdk_version", FieldType::Text),
        ("segment_id", FieldType::Text),
        ("tag_id", FieldType::Tag),
    ],
};
