//! What was said or done in a conversation, by whom.
//!
//! What few parts have (attachments, buttons, ticket changes) lies in a box of its own.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conversation::State;
use crate::sandbox::object_id::ObjectId;

/// Who wrote or did something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Author {
    /// An admin id.
    Admin(u32),
    Contact(ObjectId),
    /// Intercom itself.
    Bot,
}

/// Whom something is assigned to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assignee {
    Admin(u32),
    Team(u32),
    Nobody,
}

/// What a part is. The API's set is open; these are the ones that occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    Comment,
    Note,
    QuickReply,
    Assignment,
    AssignAndReopen,
    AssignAndUnsnooze,
    Open,
    Close,
    Snoozed,
    TimerUnsnooze,
    ParticipantAdded,
    ParticipantRemoved,
    MergedPrimaryConversation,
    TicketStateUpdatedByAdmin,
    TicketAttributeUpdatedByAdmin,
}

impl PartKind {
    /// As the API says it.
    pub fn as_str(self) -> &'static str {
        match self {
            PartKind::Comment => "comment",
            PartKind::Note => "note",
            PartKind::QuickReply => "quick_reply",
            PartKind::Assignment => "assignment",
            PartKind::AssignAndReopen => "assign_and_reopen",
            PartKind::AssignAndUnsnooze => "assign_and_unsnooze",
            PartKind::Open => "open",
            PartKind::Close => "close",
            PartKind::Snoozed => "snoozed",
            PartKind::TimerUnsnooze => "timer_unsnooze",
            PartKind::ParticipantAdded => "participant_added",
            PartKind::ParticipantRemoved => "participant_removed",
            PartKind::MergedPrimaryConversation => "merged_primary_conversation",
            PartKind::TicketStateUpdatedByAdmin => "ticket_state_updated_by_admin",
            PartKind::TicketAttributeUpdatedByAdmin => "ticket_attribute_updated_by_admin",
        }
    }
}

/// HTML. Texts that many have in common are not copied.
pub type Html = Cow<'static, str>;

/// A file that came with a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub name: String,
    pub url: String,
    pub content_type: String,
    /// Bytes; 0 where only the address is known.
    pub filesize: u64,
}

/// A button under a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuickReply {
    pub text: String,
    pub uuid: String,
}

/// Something that was said or done in a conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// The API's id, unique in the workspace.
    pub number: u32,
    pub kind: PartKind,
    pub author: Author,
    /// The conversation's state since this part.
    pub state: State,
    /// It was made through the API.
    #[serde(default)]
    pub by_api: bool,
    pub created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Html>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assigned_to: Option<Assignee>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    extras: Option<Box<PartExtras>>,
}

/// What few parts have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PartExtras {
    pub attachments: Vec<Attachment>,
    /// What can be answered with one click.
    pub quick_replies: Vec<QuickReply>,
    /// The button that a contact chose.
    pub chosen: Option<String>,
    /// When the body was taken away.
    pub redacted_at: Option<i64>,
    /// Ticket states before and after, by number.
    pub ticket_state: Option<(u32, u32)>,
    /// A ticket attribute's number, and its new value.
    pub ticket_attribute: Option<(u32, Value)>,
}

static NO_EXTRAS: PartExtras = PartExtras {
    attachments: Vec::new(),
    quick_replies: Vec::new(),
    chosen: None,
    redacted_at: None,
    ticket_state: None,
    ticket_attribute: None,
};

impl Part {
    /// A part with nothing in it.
    pub fn new(number: u32, kind: PartKind, author: Author, state: State, at: i64) -> Self {
        Part {
            number,
            kind,
            author,
            state,
            by_api: false,
            created_at: at,
            body: None,
            assigned_to: None,
            extras: None,
        }
    }

    /// What few parts have.
    pub fn extras(&self) -> &PartExtras {
        self.extras.as_deref().unwrap_or(&NO_EXTRAS)
    }

    /// The same, to change it.
    pub fn extras_mut(&mut self) -> &mut PartExtras {
        self.extras.get_or_insert_default()
    }

    /// Something that the other side can read; notes are for the team alone.
    pub fn is_reply(&self) -> bool {
        let said = self.body.is_some() || !self.extras().attachments.is_empty();
        match self.kind {
            PartKind::Comment | PartKind::QuickReply => true,
            PartKind::Open | PartKind::Close => said,
            _ => false,
        }
    }
}
