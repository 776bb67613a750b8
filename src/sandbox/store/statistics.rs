//! How did a conversation go? Times and counts, worked out from its parts.
//!
//! docs: the conversation model's statistics. Nobody is out of office here, so that every second
//! counts.

use super::conversation::{Author, Part, PartKind, Thread};

/// Times in UNIX seconds; `None` where something did not happen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    pub first_contact_reply_at: Option<i64>,
    pub first_assignment_at: Option<i64>,
    pub first_admin_reply_at: Option<i64>,
    pub first_close_at: Option<i64>,
    pub last_assignment_at: Option<i64>,
    pub last_assignment_admin_reply_at: Option<i64>,
    pub last_contact_reply_at: Option<i64>,
    pub last_admin_reply_at: Option<i64>,
    pub last_close_at: Option<i64>,
    /// Admin id.
    pub last_closed_by: Option<u32>,
    /// The last assignment before the first reply of an admin.
    assigned_for_first_reply_at: Option<i64>,
    pub median_time_to_reply: Option<i64>,
    pub count_reopens: i64,
    pub count_assignments: i64,
    pub count_conversation_parts: i64,
}

impl Statistics {
    /// The statistics of a conversation with all its parts.
    pub fn of(thread: &Thread) -> Self {
        let mut statistics = Statistics::default();
        let mut waiting = None;
        if matches!(thread.conversation.source.author, Author::Contact(_)) {
            statistics.contact_replied(thread.conversation.created_at);
            waiting = Some(thread.conversation.created_at);
        }
        let mut waits = Vec::new();
        for part in &thread.parts {
            statistics.count(part);
            match part.author {
                Author::Contact(_) if part.is_reply() => {
                    waiting = waiting.or(Some(part.created_at));
                }
                Author::Admin(_) if part.is_reply() => {
                    waits.extend(waiting.take().map(|since| part.created_at - since));
                }
                _ => {}
            }
        }
        waits.sort_unstable();
        statistics.median_time_to_reply = waits.get(waits.len() / 2).copied();
        statistics.count_conversation_parts = i64::try_from(thread.parts.len()).unwrap_or(i64::MAX);
        statistics
    }

    /// Seconds from the first word of the contact to a later moment.
    fn since_first_word(&self, moment: Option<i64>) -> Option<i64> {
        Some(moment? - self.first_contact_reply_at?)
    }

    /// Seconds until the last assignment before the first reply of an admin.
    pub fn time_to_assignment(&self) -> Option<i64> {
        self.since_first_word(self.assigned_for_first_reply_at)
    }

    /// Seconds until the first reply of an admin.
    pub fn time_to_admin_reply(&self) -> Option<i64> {
        self.since_first_word(self.first_admin_reply_at)
    }

    /// Seconds until it was closed for the first time.
    pub fn time_to_first_close(&self) -> Option<i64> {
        self.since_first_word(self.first_close_at)
    }

    /// Seconds until it was closed for the last time.
    pub fn time_to_last_close(&self) -> Option<i64> {
        self.since_first_word(self.last_close_at)
    }

    fn contact_replied(&mut self, at: i64) {
        self.first_contact_reply_at.get_or_insert(at);
        self.last_contact_reply_at = Some(at);
    }

    fn count(&mut self, part: &Part) {
        let at = part.created_at;
        match part.author {
            Author::Contact(_) if part.is_reply() => self.contact_replied(at),
            Author::Admin(_) if part.is_reply() => {
                self.first_admin_reply_at.get_or_insert(at);
                self.last_admin_reply_at = Some(at);
                if self.last_assignment_at.is_some() {
                    self.last_assignment_admin_reply_at.get_or_insert(at);
                }
            }
            _ => {}
        }
        match part.kind {
            PartKind::Assignment | PartKind::AssignAndReopen | PartKind::AssignAndUnsnooze => {
                self.count_assignments += 1;
                self.first_assignment_at.get_or_insert(at);
                self.last_assignment_at = Some(at);
                self.last_assignment_admin_reply_at = None;
                if self.first_admin_reply_at.is_none() {
                    self.assigned_for_first_reply_at = Some(at);
                }
            }
            PartKind::Close => {
                self.first_close_at.get_or_insert(at);
                self.last_close_at = Some(at);
                if let Author::Admin(admin) = part.author {
                    self.last_closed_by = Some(admin);
                }
            }
            _ => {}
        }
        if matches!(part.kind, PartKind::Open | PartKind::AssignAndReopen) {
            self.count_reopens += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::object_id::ObjectId;
    use crate::sandbox::store::conversation::{Conversation, Source, State};

    #[test]
    fn times_are_counted_from_the_first_word_of_the_contact() {
        let contact = ObjectId::new(1, 1, 0);
        let source = Source::new(1, Author::Contact(contact), "<p>Help</p>");
        let conversation = Conversation::new(100_001, source, contact, 1000);
        let part = |number, kind, author, at| {
            let mut part = Part::new(number, kind, author, State::Open, at);
            part.body = (kind == PartKind::Comment).then(|| "<p>x</p>".into());
            part
        };
        let admin = Author::Admin(7);
        let parts = vec![
            part(2, PartKind::Assignment, admin, 1010),
            part(3, PartKind::Note, admin, 1015),
            part(4, PartKind::Comment, admin, 1030),
            part(5, PartKind::Comment, Author::Contact(contact), 1100),
            part(6, PartKind::Comment, admin, 1150),
            part(7, PartKind::Close, admin, 1200),
        ];
        let statistics = Statistics::of(&Thread { conversation, parts });
        assert_eq!(statistics.time_to_assignment(), Some(10));
        assert_eq!(statistics.time_to_admin_reply(), Some(30));
        assert_eq!(statistics.time_to_first_close(), Some(200));
        assert_eq!(statistics.median_time_to_reply, Some(50));
        assert_eq!(statistics.last_closed_by, Some(7));
        assert_eq!((statistics.count_assignments, statistics.count_conversation_parts), (1, 6));
    }
}
