//! Everything that can happen to a workspace, as data: what is applied, and what the state file
//! keeps.

use serde::{Deserialize, Serialize};

use super::attribute::Attribute;
use super::company::Company;
use super::contact::Contact;
use super::conversation::{Deleted, Thread};
use super::event::{Event, EventCount};
use super::export_job::ExportJob;
use super::help_center::{Article, Collection};
use super::inbox_attribute::InboxAttribute;
use super::ticket::TicketType;
use super::workspace::Workspace;
use crate::sandbox::object_id::ObjectId;

/// A tag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tag {
    /// The API's id.
    pub number: u32,
    pub name: String,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// The slot of a contact.
    Contact(u32),
    /// The place of a company.
    Company(u32),
}

/// A note on a contact or a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The API's id.
    pub number: u32,
    pub about: Subject,
    /// Admin id of the author.
    pub author: u32,
    pub created_at: i64,
    /// HTML.
    pub body: String,
}

/// A teammate leaves the inbox or comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Presence {
    /// Counts the entries of the activity log.
    pub number: u32,
    /// Admin id.
    pub admin: u32,
    pub away: bool,
    /// New replies go to the default inbox meanwhile.
    pub reassign: bool,
    /// The number of an away status reason.
    #[serde(default)]
    pub reason: Option<u32>,
    pub at: i64,
}

/// Work that is done apart from the request that asked for it: here, at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// The API's id.
    pub number: u32,
    /// The number of the ticket that it made.
    pub ticket: u32,
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
    Article(Box<Article>),
    ArticleDeleted(u32),
    Collection(Collection),
    CollectionDeleted(u32),
    Event {
        /// Slot of the contact.
        contact: u32,
        event: Event,
    },
    EventCount {
        /// Slot of the contact.
        contact: u32,
        name: Box<str>,
        count: EventCount,
    },
    Presence(Presence),
    /// With the parts that are new or changed.
    Conversation(Box<Thread>),
    ConversationDeleted(Deleted),
    ConversationAttribute(Box<InboxAttribute>),
    TicketType(Box<TicketType>),
    Job(Job),
    Export(Box<ExportJob>),
}
