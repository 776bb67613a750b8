//! One contact, kept small: a million of them are a normal import.
//!
//! What few contacts have (tags, notes, companies, subscriptions, an avatar, a merge history) lies
//! in a box of its own.

use serde::{Deserialize, Serialize};

use super::attribute::AttributeValue;
use crate::sandbox::object_id::ObjectId;

/// What a contact is to the workspace (docs: Contacts).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// A signed-up person, unique by email and external id.
    User,
    /// A person not yet signed up; exempt from uniqueness.
    Lead,
}

impl Role {
    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Lead => "lead",
        }
    }
}

/// A user or a lead. Times are UNIX seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contact {
    /// Intercom's id; its place is the contact's slot.
    pub id: ObjectId,
    /// User or lead.
    pub role: Role,
    pub created_at: i64,
    pub updated_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_up_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_seen_at: Option<i64>,
    /// Admin id of the owner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<u32>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub unsubscribed_from_emails: bool,
    /// Out of reach, but still holding its email and external id.
    #[serde(default, skip_serializing_if = "is_false")]
    pub archived: bool,
    /// A blocked contact is archived for good.
    #[serde(default, skip_serializing_if = "is_false")]
    pub blocked: bool,
    /// Values by attribute number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub custom: Vec<(u32, AttributeValue)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extras: Option<Box<Extras>>,
}

/// What few contacts have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Extras {
    pub avatar: Option<Box<str>>,
    /// In the order they were attached.
    pub tags: Vec<TagLink>,
    /// Note numbers, oldest first.
    pub notes: Vec<u32>,
    /// Company places, in the order they were attached.
    pub companies: Vec<u32>,
    /// Numbers of subscription types that the contact chose: in or out, as the type has it.
    pub subscriptions: Vec<u32>,
    /// Contacts merged into this one, oldest first.
    pub merges: Vec<Merge>,
}

/// A tag on a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagLink {
    /// Tag number.
    pub tag: u32,
    pub applied_at: i64,
}

/// A contact that was merged into another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merge {
    /// The contact that is gone.
    pub source: ObjectId,
    pub merged_at: i64,
}

static NO_EXTRAS: Extras = Extras {
    avatar: None,
    tags: Vec::new(),
    notes: Vec::new(),
    companies: Vec::new(),
    subscriptions: Vec::new(),
    merges: Vec::new(),
};

impl Contact {
    /// A contact that has nothing yet.
    pub fn new(id: ObjectId, role: Role, now: i64) -> Self {
        Contact {
            id,
            role,
            created_at: now,
            updated_at: now,
            email: None,
            external_id: None,
            phone: None,
            name: None,
            signed_up_at: None,
            last_seen_at: None,
            owner: None,
            unsubscribed_from_emails: false,
            archived: false,
            blocked: false,
            custom: Vec::new(),
            extras: None,
        }
    }

    /// Where the contact is in its table.
    pub fn slot(&self) -> u32 {
        self.id.place()
    }

    /// What few contacts have.
    pub fn extras(&self) -> &Extras {
        self.extras.as_deref().unwrap_or(&NO_EXTRAS)
    }

    /// The same, to change it.
    pub fn extras_mut(&mut self) -> &mut Extras {
        self.extras.get_or_insert_default()
    }

    /// The value of a custom attribute.
    pub fn attribute(&self, number: u32) -> Option<&AttributeValue> {
        self.custom.iter().find(|(key, _)| *key == number).map(|(_, value)| value)
    }

    /// Sets a custom attribute, or removes it.
    pub fn set_attribute(&mut self, number: u32, value: Option<AttributeValue>) {
        self.custom.retain(|(key, _)| *key != number);
        self.custom.extend(value.map(|value| (number, value)));
    }
}

// serde passes the field by reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde's signature")]
fn is_false(value: &bool) -> bool {
    !value
}
