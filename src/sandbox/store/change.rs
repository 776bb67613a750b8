//! Everything that can happen to a workspace, as data: what is applied, and what the state file
//! keeps.

use serde::{Deserialize, Serialize};

use super::attribute::Attribute;
use super::company::Company;
use super::contact::Contact;
use super::workspace::Workspace;
use crate::sandbox::object_id::ObjectId;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The API's id.
    pub number: u32,
    pub name: String,
}

/// A note on a contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The API's id.
    pub number: u32,
    /// Slot of the contact.
    pub contact: u32,
    /// Admin id of the author.
    pub author: u32,
    pub created_at: i64,
    /// HTML.
    pub body: String,
}

/// One step from one state of the workspace to the next. Objects are whole, in their new state,
/// so that replaying a change twice does no harm.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Workspace(Workspace),
    Contact(Box<Contact>),
    ContactDeleted(u32),
    ContactMerged {
        id: ObjectId,
        into: u32,
        #[serde(default)]
        external_id: Option<Box<str>>,
    },
    Tag(Tag),
    TagDeleted(u32),
    Note(Note),
    Company(Box<Company>),
    CompanyDeleted(u32),
    Attribute(Attribute),
}
