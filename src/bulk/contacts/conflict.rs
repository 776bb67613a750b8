//! A contact is there already: what the refusal says about it, and what the user wants done.
//! Pure.

use std::sync::Arc;

use super::links::{Link, Registry};

/// What to do when a contact with the row's key exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// Give it the row's values.
    #[default]
    Update,
    /// Leave it alone.
    Skip,
    /// Reject the row.
    Fail,
}

/// What to do when that contact is archived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnArchived {
    /// Unarchive it and go on as with a live one.
    Unarchive,
    /// Leave it alone.
    Skip,
    /// Reject the row.
    #[default]
    Fail,
}

/// A tag that every row gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Intercom's id.
    pub id: String,
    /// Its name, for messages.
    pub name: String,
}

/// What holds for every row of an import.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// What to do with existing contacts.
    pub on_conflict: OnConflict,
    /// What to do with archived ones.
    pub on_archived: OnArchived,
    /// Tags to attach to every contact.
    pub tags: Vec<Tag>,
    /// What is known of tags and companies.
    pub registry: Arc<Registry>,
}

/// What becomes of a row whose contact is there already.
pub(super) enum Dealing {
    /// The row is skipped.
    LeaveAlone,
    /// The row is rejected.
    Refuse,
    /// It is read, and updated where the row says otherwise.
    LookAt,
}

impl Policy {
    /// Every contact gets this tag.
    pub fn attach(&mut self, tag: Tag) {
        self.registry.made(&Link::Tag(tag.name.clone()), &tag.id);
        self.tags.push(tag);
    }

    /// What to do about a contact in the way. `may_be_our_own` says that an earlier request of
    /// this row may have made it.
    pub(super) fn about(&self, found: &InTheWay, may_be_our_own: bool) -> Dealing {
        if found.archived {
            return match self.on_archived {
                OnArchived::Unarchive => Dealing::LookAt,
                OnArchived::Skip => Dealing::LeaveAlone,
                OnArchived::Fail => Dealing::Refuse,
            };
        }
        match self.on_conflict {
            OnConflict::Update => Dealing::LookAt,
            // Made by a request whose answer was lost, perhaps: that is looked at first.
            _ if may_be_our_own => Dealing::LookAt,
            OnConflict::Skip => Dealing::LeaveAlone,
            OnConflict::Fail => Dealing::Refuse,
        }
    }
}

/// What a 409 says about the contact in its way (docs: Create a contact).
pub(super) struct InTheWay {
    /// Its id, where the message names it.
    pub(super) id: Option<String>,
    /// It is archived.
    pub(super) archived: bool,
}

impl InTheWay {
    /// Reads the message of a 409, in any of its known forms.
    pub(super) fn parse(message: &str) -> Self {
        let id = message.split_once("id=").map(|(_, rest)| {
            rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>()
        });
        InTheWay {
            id: id.filter(|id| !id.is_empty()),
            archived: message.to_ascii_lowercase().contains("archived"),
        }
    }
}

/// The contact that the message of a `tag_failed` or `company_failed` reject names.
pub fn contact_named_in(message: &str) -> Option<String> {
    InTheWay::parse(message).id
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_message_name_the_contact() {
        let live =
            "A contact matching those details already exists with id=5da6f18e3d7cf967e4582d05";
        let archived = "An archived contact matching those details already exists with id=5ff25dc6ec394ef8296e873f";
        let (live, archived) = (InTheWay::parse(live), InTheWay::parse(archived));
        assert_eq!(live.id.as_deref(), Some("5da6f18e3d7cf967e4582d05"));
        assert!(!live.archived);
        assert_eq!(archived.id.as_deref(), Some("5ff25dc6ec394ef8296e873f"));
        assert!(archived.archived);
    }

    #[test]
    fn a_message_without_an_id_names_nobody() {
        for message in ["Multiple existing users match this email address", "id=", ""] {
            assert_eq!(InTheWay::parse(message).id, None, "{message}");
        }
    }
}
