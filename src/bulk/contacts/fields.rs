//! Which fields of a contact can be written, by which names do people know them, and
//! which can only be read?
//!
//! Source: the schemas `create_contact_request` and `contact` of the API description
//! (2.16). `language_override` is in the second only, so it counts as read-only. What hangs on a
//! contact, tags and companies, is in `links`.

use serde::{Deserialize, Serialize};

use super::value::ValueType;
use crate::error::{Error, Result};
use crate::likeness::plain_name;

/// What kind of contact a row becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Known by email or external id, which are unique among users.
    #[default]
    User,
    /// May have nothing that tells it from another lead.
    Lead,
}

impl Role {
    /// The API's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::User => "user",
            Role::Lead => "lead",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = Error;

    fn from_str(word: &str) -> Result<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "user" => Ok(Role::User),
            "lead" => Ok(Role::Lead),
            _ => Err(Error::usage(format!("'{word}' is not a role")).hint("use user or lead")),
        }
    }
}

/// A field of a contact that can be written.
#[derive(Debug, PartialEq, Eq)]
pub struct Field {
    /// The API's name.
    pub name: &'static str,
    /// The kind of values it takes.
    pub value_type: ValueType,
    /// Whether null empties it.
    pub nullable: bool,
    /// Other names people give it, as [`plain_name`] forms them.
    synonyms: &'static [&'static str],
}

const fn field(
    name: &'static str,
    value_type: ValueType,
    nullable: bool,
    synonyms: &'static [&'static str],
) -> Field {
    Field { name, value_type, nullable, synonyms }
}

/// The writable fields of a contact.
pub static WRITABLE: [Field; 11] = [
    field("role", ValueType::Role, false, &["contactrole"]),
    field(
        "external_id",
        ValueType::Text,
        false,
        &["userid", "externaluserid", "customerid", "externalkey"],
    ),
    field("email", ValueType::Email, false, &["emailaddress", "mail", "emails", "useremail"]),
    field("email_verified", ValueType::Boolean, true, &["emailisverified", "isemailverified"]),
    field(
        "phone",
        ValueType::Text,
        true,
        &["phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone"],
    ),
    field("name", ValueType::Text, true, &["fullname", "contactname", "displayname"]),
    field("avatar", ValueType::Url, true, &["avatarurl", "avatarimageurl", "imageurl", "photourl"]),
    field(
        "signed_up_at",
        ValueType::Date,
        true,
        &["signedup", "signup", "signupdate", "signedupdate", "signupat", "signedupon"],
    ),
    field("last_seen_at", ValueType::Date, true, &["lastseen", "lastseendate", "lastseenon"]),
    field("owner_id", ValueType::AdminId, true, &["owner", "contactowner"]),
    field(
        "unsubscribed_from_emails",
        ValueType::Boolean,
        true,
        &["unsubscribed", "unsubscribedfromemail", "emailunsubscribed"],
    ),
];

/// Fields of a contact that Intercom fills itself; columns of these names are left out.
pub static READ_ONLY: [&str; 45] = [
    "type",
    "id",
    "workspace_id",
    "email_domain",
    "formatted_phone",
    "has_hard_bounced",
    "marked_email_as_spam",
    "created_at",
    "updated_at",
    "last_replied_at",
    "last_contacted_at",
    "last_email_opened_at",
    "last_email_clicked_at",
    "language_override",
    "browser",
    "browser_version",
    "browser_language",
    "os",
    "android_app_name",
    "android_app_version",
    "android_device",
    "android_os_version",
    "android_sdk_version",
    "android_last_seen_at",
    "ios_app_name",
    "ios_app_version",
    "ios_device",
    "ios_os_version",
    "ios_sdk_version",
    "ios_last_seen_at",
    "notes",
    "location",
    "social_profiles",
    "merge_history",
    "opted_in_subscription_types",
    "opted_out_subscription_types",
    "enabled_push_messaging",
    "unsubscribed_from_sms",
    "sms_consent",
    "utm_campaign",
    "utm_content",
    "utm_medium",
    "utm_source",
    "utm_term",
    "referrer",
];

impl Field {
    /// The writable field of exactly that name.
    pub fn by_name(name: &str) -> Option<&'static Field> {
        WRITABLE.iter().find(|field| field.name == name)
    }

    /// The writable field whose name this is but for case, spaces, dashes and underscores.
    pub(super) fn by_plain_name(name: &str) -> Option<&'static Field> {
        let wanted = plain_name(name);
        WRITABLE.iter().find(|field| plain_name(field.name) == wanted)
    }

    /// The writable field that people also call so.
    pub(super) fn by_synonym(name: &str) -> Option<&'static Field> {
        let wanted = plain_name(name);
        WRITABLE.iter().find(|field| field.synonyms.contains(&wanted.as_str()))
    }
}

/// The read-only field of that name, kindly read, or the one that a dotted name is a part of, as
/// `location.city` is in a table.
pub(super) fn read_only(name: &str) -> Option<&'static str> {
    let (wanted, whole) = (plain_name(name), name.split('.').next().map(plain_name));
    READ_ONLY.into_iter().find(|field| {
        let field = plain_name(field);
        field == wanted || whole.as_ref() == Some(&field)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_name_fields_their_way() {
        for (theirs, ours) in [
            ("E-mail", "email"),
            ("EMAIL ADDRESS", "email"),
            ("User ID", "external_id"),
            ("externalId", "external_id"),
            ("Full name", "name"),
            ("Phone number", "phone"),
            ("Signed up", "signed_up_at"),
            ("Last seen", "last_seen_at"),
            ("Owner", "owner_id"),
        ] {
            let found = Field::by_plain_name(theirs).or_else(|| Field::by_synonym(theirs));
            assert_eq!(found.map(|field| field.name), Some(ours), "{theirs}");
        }
        assert_eq!(read_only("Created At"), Some("created_at"));
        assert_eq!(read_only("location.city"), Some("location"));
        assert!(Field::by_synonym("favorite color").is_none());
    }

    #[test]
    fn no_name_means_two_fields() {
        let names = WRITABLE.iter().flat_map(|field| {
            field.synonyms.iter().map(|name| (*name).to_owned()).chain([plain_name(field.name)])
        });
        let mut seen = std::collections::HashSet::new();
        for name in names {
            assert_eq!(plain_name(&name), name);
            assert!(read_only(&name).is_none(), "{name}");
            // A field's own name may stand among its synonyms only by mistake.
            assert!(seen.insert(name.clone()), "{name}");
        }
    }
}
