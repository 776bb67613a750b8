//! A tag or a company by what a file says of it, and the requests that find or make it.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::api::{Repeat, Request};

/// What a contact can be attached to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkKind {
    /// A tag.
    Tag,
    /// A company.
    Company,
}

impl LinkKind {
    /// The last segment of `/contacts/{id}/…`.
    pub fn path(self) -> &'static str {
        match self {
            LinkKind::Tag => "tags",
            LinkKind::Company => "companies",
        }
    }
}

/// A tag or a company, as a row names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Link {
    /// A tag by its name.
    Tag(String),
    /// A company by the user's own id of it, with the name that it gets.
    Company {
        /// The API's `company_id`, which never changes.
        company_id: String,
        /// Its name, where the row has one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    /// A company of which only the name is given.
    CompanyNamed(String),
}

/// What is the same for two rows that mean the same object; of one size, however long the names are.
pub(in crate::bulk::contacts) type Key = [u8; 16];

impl Link {
    /// Tag or company.
    pub fn kind(&self) -> LinkKind {
        match self {
            Link::Tag(_) => LinkKind::Tag,
            Link::Company { .. } | Link::CompanyNamed(_) => LinkKind::Company,
        }
    }

    /// Half a SHA-256, so that two of millions are never taken for one. The names of tags differ in
    /// more than case (docs: Tags).
    pub(in crate::bulk::contacts) fn key(&self) -> Key {
        let hash = match self {
            Link::Tag(name) => Sha256::digest(format!("tag {}", name.to_lowercase())),
            Link::Company { company_id, .. } => Sha256::digest(format!("company {company_id}")),
            Link::CompanyNamed(name) => Sha256::digest(format!("company named {name}")),
        };
        let mut key = Key::default();
        key.copy_from_slice(&hash[..16]);
        key
    }

    /// True when making it gives it a name.
    pub(super) fn gives_name(&self) -> bool {
        !matches!(self, Link::Company { name: None, .. })
    }

    /// For messages: `tag "vip"`, `company "42"`.
    pub fn describe(&self) -> String {
        match self {
            Link::Tag(name) => format!("tag {name:?}"),
            Link::Company { company_id, .. } => format!("company {company_id:?}"),
            Link::CompanyNamed(name) => format!("company {name:?}"),
        }
    }

    /// The request that looks for it, where it must not be made before.
    pub fn find(&self) -> Option<Request> {
        match self {
            Link::CompanyNamed(name) => Some(Request::get("/companies").query("name", name)),
            _ => None,
        }
    }

    /// The request that makes it, or finds it where it is. It may be repeated: tags are told apart
    /// by name, companies by `company_id`. A company with nothing but a name gets that as its id, so
    /// that the next import finds the same one.
    pub fn make(&self) -> Request {
        let (path, body) = match self {
            Link::Tag(name) => ("/tags", json!({"name": name})),
            Link::Company { company_id, name: None } => {
                ("/companies", json!({"company_id": company_id}))
            }
            Link::Company { company_id, name: Some(name) } => {
                ("/companies", json!({"company_id": company_id, "name": name}))
            }
            Link::CompanyNamed(name) => ("/companies", json!({"company_id": name, "name": name})),
        };
        Request::post(path).json(&body).repeat(Repeat::Safe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_object_has_one_key_however_a_row_names_it() {
        let company = |id: &str, name: Option<&str>| Link::Company {
            company_id: id.into(),
            name: name.map(str::to_owned),
        };
        assert_eq!(Link::Tag("VIP".into()).key(), Link::Tag("vip".into()).key());
        assert_eq!(company("42", None).key(), company("42", Some("Acme")).key());
        assert_ne!(company("42", None).key(), Link::CompanyNamed("42".into()).key());
        assert_ne!(company("42", None).key(), Link::Tag("42".into()).key());
    }
}
