//! The whole workspace as changes, in an order in which none needs a later one: what a state file
//! is begun with.

use super::Store;
use super::change::Change;
use super::conversation::Thread;

impl Store {
    /// The changes that make an empty store equal to this one.
    pub fn snapshot(&self) -> impl Iterator<Item = Change> {
        let contacts =
            self.contacts.all().map(|contact| Change::Contact(Box::new(contact.clone())));
        let merged = self.contacts.merged().map(|(id, into, external_id)| Change::ContactMerged {
            id,
            into,
            external_id: external_id.map(Into::into),
        });
        std::iter::once(Change::Workspace(self.workspace()))
            .chain(self.attributes.values().cloned().map(Change::Attribute))
            .chain(self.tags.values().cloned().map(Change::Tag))
            .chain(self.companies.all().map(|company| Change::Company(Box::new(company.clone()))))
            .chain(contacts)
            .chain(merged)
            .chain(self.notes.values().cloned().map(Change::Note))
            .chain(self.help_center.collections.values().cloned().map(Change::Collection))
            .chain(self.help_center.articles.values().cloned().map(Box::new).map(Change::Article))
            .chain(self.events.changes())
            .chain(self.presences.values().copied().map(Change::Presence))
            .chain(self.inbox())
            .chain(self.export_jobs.values().cloned().map(Box::new).map(Change::Export))
    }

    /// The part of a snapshot that holds what happens in the inbox.
    fn inbox(&self) -> impl Iterator<Item = Change> {
        let whole = |thread: &Thread| Change::Conversation(Box::new(thread.clone()));
        let attributes = self.conversation_attributes.values().cloned().map(Box::new);
        attributes
            .map(Change::ConversationAttribute)
            .chain(self.ticket_types.values().cloned().map(Box::new).map(Change::TicketType))
            .chain(self.conversations.all().map(whole))
            .chain(self.conversations.deleted().iter().copied().map(Change::ConversationDeleted))
            .chain(self.jobs.values().copied().map(Change::Job))
    }
}
