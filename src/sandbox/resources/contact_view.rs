//! A contact as the API shows it. Serialized straight from the store: it is the answer given most.

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use serde_json::{Value, json};

use super::custom_attributes;
use super::subscriptions::{self, Consent};
use crate::sandbox::search::email_domain;
use crate::sandbox::store::Store;
use crate::sandbox::store::contact::{Contact, Extras, Merge};
use crate::sandbox::version::Version;

/// How many tags, notes and companies are embedded; the rest is behind the `url`.
const EMBEDDED: usize = 10;

/// Since this version the owner's id is a string.
const OWNER_IS_TEXT: Version = Version::new(2, 16);

/// What of a contact is shown.
#[derive(Clone, Copy)]
pub struct Shown {
    pub version: Version,
    /// `include_merge_history=true`
    pub merge_history: bool,
}

/// A contact on its way into an answer. `email` and `email_domain` are left out when there is no
/// email: the description's schema does not let them be null.
#[derive(Serialize)]
pub struct ContactView<'a> {
    r#type: &'static str,
    id: String,
    workspace_id: &'a str,
    external_id: Option<&'a str>,
    role: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email_domain: Option<&'a str>,
    phone: Option<&'a str>,
    name: Option<&'a str>,
    avatar: Option<Avatar<'a>>,
    owner_id: Option<OwnerId>,
    social_profiles: EmptyList,
    has_hard_bounced: bool,
    marked_email_as_spam: bool,
    unsubscribed_from_emails: bool,
    created_at: i64,
    updated_at: i64,
    signed_up_at: Option<i64>,
    last_seen_at: Option<i64>,
    #[serde(flatten)]
    unknown: Unknown,
    location: Location,
    custom_attributes: custom_attributes::View<'a>,
    tags: Addressable<'a>,
    notes: Addressable<'a>,
    companies: Addressable<'a>,
    opted_out_subscription_types: Addressable<'a>,
    opted_in_subscription_types: Addressable<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    merge_history: Option<Vec<Value>>,
}

impl<'a> ContactView<'a> {
    /// The contact as this version shows it.
    pub fn new(contact: &'a Contact, store: &'a Store, shown: Shown) -> Self {
        let extras = contact.extras();
        let id = contact.id.to_string();
        let list = |kind, path, links| Addressable { kind, path, links, contact };
        ContactView {
            r#type: "contact",
            workspace_id: store.code(),
            external_id: contact.external_id.as_deref(),
            role: contact.role.as_str(),
            email: contact.email.as_deref(),
            email_domain: contact.email.as_deref().and_then(email_domain),
            phone: contact.phone.as_deref(),
            name: contact.name.as_deref(),
            avatar: extras.avatar.as_deref().map(|url| Avatar { r#type: "avatar", image_url: url }),
            owner_id: contact.owner.map(|owner| {
                if shown.version < OWNER_IS_TEXT {
                    OwnerId::Number(owner)
                } else {
                    OwnerId::Text(owner.to_string())
                }
            }),
            social_profiles: EmptyList { r#type: "list", data: [] },
            has_hard_bounced: false,
            marked_email_as_spam: false,
            unsubscribed_from_emails: contact.unsubscribed_from_emails,
            created_at: contact.created_at,
            updated_at: contact.updated_at,
            signed_up_at: contact.signed_up_at,
            last_seen_at: contact.last_seen_at,
            unknown: Unknown::default(),
            location: Location { r#type: "location", ..Location::default() },
            custom_attributes: custom_attributes::View { values: &contact.custom, store },
            tags: list("tag", "tags", Links::Tags),
            notes: list("note", "notes", Links::Notes),
            companies: list("company", "companies", Links::Companies(store)),
            opted_out_subscription_types: list(
                "subscription",
                "subscriptions",
                Links::Subscriptions(Consent::OptOut),
            ),
            opted_in_subscription_types: list(
                "subscription",
                "subscriptions",
                Links::Subscriptions(Consent::OptIn),
            ),
            merge_history: shown
                .merge_history
                .then(|| extras.merges.iter().rev().map(merge_view).collect()),
            id,
        }
    }
}

/// One entry of a merge history.
pub fn merge_view(merge: &Merge) -> Value {
    json!({
        "type": "merge_history",
        "source_contact_id": merge.source,
        "source_contact_role": "lead",
        "merged_at": merge.merged_at,
    })
}

#[derive(Serialize)]
struct Avatar<'a> {
    r#type: &'static str,
    image_url: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OwnerId {
    Number(u32),
    Text(String),
}

#[derive(Serialize)]
struct EmptyList {
    r#type: &'static str,
    data: [u8; 0],
}

#[derive(Default, Serialize)]
struct Location {
    r#type: &'static str,
    country: (),
    region: (),
    city: (),
    country_code: (),
    continent_code: (),
}

/// What Intercom learns from browsers, phones and messages, none of which the sandbox has.
#[derive(Default, Serialize)]
struct Unknown {
    last_replied_at: (),
    last_contacted_at: (),
    last_email_opened_at: (),
    last_email_clicked_at: (),
    language_override: (),
    browser: (),
    browser_version: (),
    browser_language: (),
    os: (),
    android_app_name: (),
    android_app_version: (),
    android_device: (),
    android_os_version: (),
    android_sdk_version: (),
    android_last_seen_at: (),
    ios_app_name: (),
    ios_app_version: (),
    ios_device: (),
    ios_os_version: (),
    ios_sdk_version: (),
    ios_last_seen_at: (),
    utm_campaign: (),
    utm_content: (),
    utm_medium: (),
    utm_source: (),
    utm_term: (),
    referrer: (),
    enabled_push_messaging: (),
}

/// What an embedded list points to.
#[derive(Clone, Copy)]
enum Links<'a> {
    Tags,
    Notes,
    Companies(&'a Store),
    Subscriptions(Consent),
}

/// An embedded list: the first ten, how many there are, and where to get them all.
struct Addressable<'a> {
    kind: &'static str,
    path: &'static str,
    links: Links<'a>,
    contact: &'a Contact,
}

#[derive(Serialize)]
struct AddressableList<'a> {
    r#type: &'static str,
    data: First<'a>,
    url: String,
    total_count: usize,
    has_more: bool,
}

impl Serialize for Addressable<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let extras = self.contact.extras();
        let total_count = match self.links {
            Links::Tags => extras.tags.len(),
            Links::Notes => extras.notes.len(),
            Links::Companies(_) => extras.companies.len(),
            Links::Subscriptions(consent) => chosen(extras, consent).count(),
        };
        AddressableList {
            r#type: "list",
            data: First(self),
            url: format!("/contacts/{}/{}", self.contact.id, self.path),
            total_count,
            has_more: total_count > EMBEDDED,
        }
        .serialize(serializer)
    }
}

/// The subscription types chosen, of one kind.
fn chosen(extras: &Extras, consent: Consent) -> impl Iterator<Item = u32> {
    let of_kind = move |number: &u32| {
        subscriptions::with_number(*number).is_some_and(|chosen| chosen.consent == consent)
    };
    extras.subscriptions.iter().copied().filter(of_kind)
}

/// The first ten.
struct First<'a>(&'a Addressable<'a>);

#[derive(Serialize)]
struct Link {
    id: String,
    r#type: &'static str,
    url: String,
}

impl Serialize for First<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let extras = self.0.contact.extras();
        let ids: Vec<String> = match self.0.links {
            Links::Tags => {
                extras.tags.iter().take(EMBEDDED).map(|link| link.tag.to_string()).collect()
            }
            Links::Notes => {
                extras.notes.iter().rev().take(EMBEDDED).map(ToString::to_string).collect()
            }
            Links::Companies(store) => {
                let companies = extras.companies.iter().take(EMBEDDED);
                companies
                    .filter_map(|place| Some(store.companies().at(*place)?.id.to_string()))
                    .collect()
            }
            Links::Subscriptions(consent) => {
                chosen(extras, consent).take(EMBEDDED).map(|number| number.to_string()).collect()
            }
        };
        for id in ids {
            let url = format!("/{}/{id}", self.0.path);
            list.serialize_element(&Link { id, r#type: self.0.kind, url })?;
        }
        list.end()
    }
}
