//! What can contacts be searched by? The accepted fields, their types, and a contact's values.
//!
//! docs: `POST /contacts/search`, "Accepted Fields".

use crate::sandbox::store::Store;
use crate::sandbox::store::attribute::{AttributeValue, DataType, Model};
use crate::sandbox::store::contact::Contact;

/// The type of a field, which decides its operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    Text,
    Integer,
    Float,
    Flag,
    /// Compared by whole days.
    Date,
    /// Only `=` and `!=`.
    Tag,
    /// Equality only, of one value or of several.
    Segment,
}

/// A searchable field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Id,
    Role,
    Name,
    Avatar,
    Owner,
    Email,
    EmailDomain,
    Phone,
    ExternalId,
    CreatedAt,
    UpdatedAt,
    SignedUpAt,
    LastSeenAt,
    Unsubscribed,
    Tag,
    /// Membership in a segment at this UNIX second.
    Segment(i64),
    /// A flag that is false for every contact of the sandbox.
    Never,
    /// A field that no contact of the sandbox has, of this type.
    Absent(FieldType),
    /// A custom attribute, by number.
    Custom(u32, FieldType),
}

/// A contact's value of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum FieldValue<'a> {
    Text(std::borrow::Cow<'a, str>),
    Integer(i64),
    Float(f64),
    Flag(bool),
    Absent,
}

impl Field {
    /// The field with this name, if contacts can be searched by it.
    pub fn named(name: &str, store: &Store, now: i64) -> Option<Field> {
        if let Some(attribute) = name.strip_prefix("custom_attributes.") {
            let attribute = store.writable(Model::Contact, attribute)?;
            return Some(Field::Custom(attribute.number, custom_type(attribute.data_type)));
        }
        Some(match name {
            "id" => Field::Id,
            "role" => Field::Role,
            "name" => Field::Name,
            "avatar" => Field::Avatar,
            "owner_id" => Field::Owner,
            "email" => Field::Email,
            "email_domain" => Field::EmailDomain,
            "phone" | "formatted_phone" => Field::Phone,
            "external_id" => Field::ExternalId,
            "created_at" => Field::CreatedAt,
            "updated_at" => Field::UpdatedAt,
            "signed_up_at" => Field::SignedUpAt,
            "last_seen_at" => Field::LastSeenAt,
            "unsubscribed_from_emails" => Field::Unsubscribed,
            "tag_id" => Field::Tag,
            "segment_id" => Field::Segment(now),
            "marked_email_as_spam" | "has_hard_bounced" => Field::Never,
            "last_contacted_at"
            | "last_replied_at"
            | "last_email_opened_at"
            | "last_email_clicked_at"
            | "ios_last_seen_at"
            | "android_last_seen_at" => Field::Absent(FieldType::Date),
            "language_override"
            | "browser"
            | "browser_language"
            | "os"
            | "location.country"
            | "location.region"
            | "location.city"
            | "ios_app_version"
            | "ios_device"
            | "ios_app_device"
            | "ios_os_version"
            | "ios_app_name"
            | "ios_sdk_version"
            | "android_app_version"
            | "android_device"
            | "android_app_name"
            | "android_sdk_version"
            | "andoid_sdk_version" => Field::Absent(FieldType::Text),
            _ => return None,
        })
    }

    /// The type of its values.
    pub fn field_type(self) -> FieldType {
        match self {
            Field::CreatedAt | Field::UpdatedAt | Field::SignedUpAt | Field::LastSeenAt => {
                FieldType::Date
            }
            Field::Unsubscribed | Field::Never => FieldType::Flag,
            Field::Tag => FieldType::Tag,
            Field::Segment(_) => FieldType::Segment,
            Field::Absent(kind) | Field::Custom(_, kind) => kind,
            _ => FieldType::Text,
        }
    }

    /// A contact's value; tags and segments are asked for one by one instead.
    pub fn value(self, contact: &Contact) -> FieldValue<'_> {
        match self {
            Field::Id => FieldValue::Text(contact.id.to_string().into()),
            Field::Role => FieldValue::Text(contact.role.as_str().into()),
            Field::Name => text(contact.name.as_deref()),
            Field::Avatar => text(contact.extras().avatar.as_deref()),
            Field::Owner => match contact.owner {
                Some(owner) => FieldValue::Text(owner.to_string().into()),
                None => FieldValue::Absent,
            },
            Field::Email => text(contact.email.as_deref()),
            Field::EmailDomain => text(contact.email.as_deref().and_then(email_domain)),
            Field::Phone => text(contact.phone.as_deref()),
            Field::ExternalId => text(contact.external_id.as_deref()),
            Field::CreatedAt => FieldValue::Integer(contact.created_at),
            Field::UpdatedAt => FieldValue::Integer(contact.updated_at),
            Field::SignedUpAt => integer(contact.signed_up_at),
            Field::LastSeenAt => integer(contact.last_seen_at),
            Field::Unsubscribed => FieldValue::Flag(contact.unsubscribed_from_emails),
            Field::Never => FieldValue::Flag(false),
            Field::Tag | Field::Segment(_) | Field::Absent(_) => FieldValue::Absent,
            Field::Custom(number, _) => match contact.attribute(number) {
                Some(AttributeValue::Text(value)) => text(Some(value)),
                Some(AttributeValue::Integer(value)) => FieldValue::Integer(*value),
                Some(AttributeValue::Float(value)) => FieldValue::Float(*value),
                Some(AttributeValue::Flag(value)) => FieldValue::Flag(*value),
                None => FieldValue::Absent,
            },
        }
    }
}

/// What follows the `@`.
pub fn email_domain(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, domain)| domain)
}

fn text(value: Option<&str>) -> FieldValue<'_> {
    value.map_or(FieldValue::Absent, |value| FieldValue::Text(value.into()))
}

fn integer(value: Option<i64>) -> FieldValue<'static> {
    value.map_or(FieldValue::Absent, FieldValue::Integer)
}

fn custom_type(data_type: DataType) -> FieldType {
    match data_type {
        DataType::String => FieldType::Text,
        DataType::Integer => FieldType::Integer,
        DataType::Float => FieldType::Float,
        DataType::Boolean => FieldType::Flag,
        DataType::Date => FieldType::Date,
    }
}
