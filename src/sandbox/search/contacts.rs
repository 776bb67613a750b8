//! What can contacts be searched by? The accepted fields, their types, and a contact's values.
//!
//! docs: `POST /contacts/search`, "Accepted Fields".

use super::field::{Field, FieldType, FieldValue};
use super::query::Query;
use crate::sandbox::paging::DEFAULT_PER_PAGE;
use crate::sandbox::segments;
use crate::sandbox::store::Store;
use crate::sandbox::store::attribute::{AttributeValue, DataType, Model};
use crate::sandbox::store::contact::Contact;
use crate::sandbox::store::contacts::Found;

/// A field that contacts can be searched by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContactField {
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

impl Field for ContactField {
    type Item<'a> = &'a Contact;

    const NOUN: &'static str = "contacts";
    const PER_PAGE: u64 = DEFAULT_PER_PAGE;
    const LAST_ACTIVITY: Self = ContactField::UpdatedAt;

    fn named(name: &str, store: &Store, now: i64) -> Option<Self> {
        if let Some(attribute) = name.strip_prefix("custom_attributes.") {
            let attribute = store.writable(Model::Contact, attribute)?;
            return Some(ContactField::Custom(attribute.number, custom_type(attribute.data_type)));
        }
        Some(match name {
            "id" => ContactField::Id,
            "role" => ContactField::Role,
            "name" => ContactField::Name,
            "avatar" => ContactField::Avatar,
            "owner_id" => ContactField::Owner,
            "email" => ContactField::Email,
            "email_domain" => ContactField::EmailDomain,
            "phone" | "formatted_phone" => ContactField::Phone,
            "external_id" => ContactField::ExternalId,
            "created_at" => ContactField::CreatedAt,
            "updated_at" => ContactField::UpdatedAt,
            "signed_up_at" => ContactField::SignedUpAt,
            "last_seen_at" => ContactField::LastSeenAt,
            "unsubscribed_from_emails" => ContactField::Unsubscribed,
            "tag_id" => ContactField::Tag,
            "segment_id" => ContactField::Segment(now),
            "marked_email_as_spam" | "has_hard_bounced" => ContactField::Never,
            "last_contacted_at"
            | "last_replied_at"
            | "last_email_opened_at"
            | "last_email_clicked_at"
            | "ios_last_seen_at"
            | "android_last_seen_at" => ContactField::Absent(FieldType::Date),
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
            | "andoid_sdk_version" => ContactField::Absent(FieldType::Text),
            _ => return None,
        })
    }

    fn field_type(self) -> FieldType {
        match self {
            ContactField::CreatedAt
            | ContactField::UpdatedAt
            | ContactField::SignedUpAt
            | ContactField::LastSeenAt => FieldType::Date,
            ContactField::Unsubscribed | ContactField::Never => FieldType::Flag,
            ContactField::Tag => FieldType::Tag,
            ContactField::Segment(_) => FieldType::Set,
            ContactField::Absent(kind) | ContactField::Custom(_, kind) => kind,
            _ => FieldType::Text,
        }
    }

    fn value(self, contact: Self::Item<'_>) -> FieldValue<'_> {
        match self {
            ContactField::Id => FieldValue::Text(contact.id.to_string().into()),
            ContactField::Role => FieldValue::Text(contact.role.as_str().into()),
            ContactField::Name => FieldValue::from(contact.name.as_deref()),
            ContactField::Avatar => FieldValue::from(contact.extras().avatar.as_deref()),
            ContactField::Owner => match contact.owner {
                Some(owner) => FieldValue::Text(owner.to_string().into()),
                None => FieldValue::Absent,
            },
            ContactField::Email => FieldValue::from(contact.email.as_deref()),
            ContactField::EmailDomain => {
                FieldValue::from(contact.email.as_deref().and_then(email_domain))
            }
            ContactField::Phone => FieldValue::from(contact.phone.as_deref()),
            ContactField::ExternalId => FieldValue::from(contact.external_id.as_deref()),
            ContactField::CreatedAt => FieldValue::Integer(contact.created_at),
            ContactField::UpdatedAt => FieldValue::Integer(contact.updated_at),
            ContactField::SignedUpAt => FieldValue::from(contact.signed_up_at),
            ContactField::LastSeenAt => FieldValue::from(contact.last_seen_at),
            ContactField::Unsubscribed => FieldValue::Flag(contact.unsubscribed_from_emails),
            ContactField::Never => FieldValue::Flag(false),
            ContactField::Tag | ContactField::Segment(_) | ContactField::Absent(_) => {
                FieldValue::Absent
            }
            ContactField::Custom(number, _) => match contact.attribute(number) {
                Some(AttributeValue::Text(value)) => FieldValue::Text(value.as_ref().into()),
                Some(AttributeValue::Integer(value)) => FieldValue::Integer(*value),
                Some(AttributeValue::Float(value)) => FieldValue::Float(*value),
                Some(AttributeValue::Flag(value)) => FieldValue::Flag(*value),
                None => FieldValue::Absent,
            },
        }
    }

    fn holds(self, contact: Self::Item<'_>, value: Option<&str>) -> bool {
        let tags = &contact.extras().tags;
        match (self, value) {
            (ContactField::Segment(now), Some(id)) => {
                segments::find(id).is_some_and(|segment| segment.has_contact(contact, now))
            }
            (ContactField::Tag, Some(id)) => {
                id.parse().is_ok_and(|number: u32| tags.iter().any(|link| link.tag == number))
            }
            (ContactField::Tag, None) => tags.is_empty(),
            _ => false,
        }
    }

    fn objection(self, text: &str) -> Option<&'static str> {
        let wrong = self == ContactField::Role && !matches!(text, "user" | "lead");
        wrong.then_some("role must be user or lead")
    }

    fn at(store: &Store, place: u32) -> Option<&Contact> {
        store.contacts().at(place)
    }

    fn place(contact: Self::Item<'_>) -> u32 {
        contact.slot()
    }

    fn candidates<'a>(
        store: &'a Store,
        query: &Query<Self>,
        known_until: i64,
    ) -> Box<dyn Iterator<Item = &'a Contact> + 'a> {
        let contacts = store.contacts();
        let known =
            move |contact: &&Contact| !contact.archived && contact.created_at <= known_until;
        match query.sought(|field| matches!(field, ContactField::Email | ContactField::Id)) {
            Some((ContactField::Email, email)) => {
                let found: Vec<&Contact> = contacts.with_email(email).collect();
                Box::new(found.into_iter().filter(known))
            }
            Some((_, id)) => Box::new(match contacts.find(id) {
                Found::Contact(contact) => Some(contact).filter(known).into_iter(),
                _ => None.into_iter(),
            }),
            None => {
                let created = query.span(|field| field == ContactField::CreatedAt);
                let until = created.end.min(known_until.saturating_add(1));
                Box::new(contacts.created_within(created.start..until))
            }
        }
    }
}

/// What follows the `@`.
pub fn email_domain(email: &str) -> Option<&str> {
    email.rsplit_once('@').map(|(_, domain)| domain)
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
