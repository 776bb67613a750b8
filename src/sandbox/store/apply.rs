//! What does a change do? One arm for each, whether it is being made or read back from the state
//! file: so a sandbox that begins again holds what it held.

use super::Store;
use super::change::Change;
use super::contact::Contact;

impl Store {
    /// Makes a change that is already in the state file.
    pub fn apply(&mut self, change: Change) {
        self.revision += 1;
        match change {
            Change::Workspace(workspace) => {
                self.contacts.reserve_up_to(workspace.next_contact);
                self.workspace = workspace;
            }
            Change::Contact(contact) => self.put_contact(*contact),
            Change::ContactDeleted(slot) => {
                self.leave_companies(slot);
                self.contacts.delete(slot);
                self.events.delete(slot);
            }
            Change::ContactMerged { id, into, external_id } => {
                self.leave_companies(id.place());
                self.contacts.merge(id, into, external_id);
                self.events.merge(id.place(), into);
            }
            Change::Tag(tag) => {
                self.count(tag.number);
                self.tags.insert(tag.number, tag);
            }
            Change::TagDeleted(number) => {
                self.tags.remove(&number);
                self.conversations.untag(number);
            }
            Change::Note(note) => {
                self.count(note.number);
                self.notes.insert(note.number, note);
            }
            Change::Company(company) => {
                let next = company.id.place().saturating_add(1);
                self.workspace.next_company = self.workspace.next_company.max(next);
                self.companies.put(*company);
            }
            Change::CompanyDeleted(place) => self.companies.delete(place),
            Change::Attribute(attribute) => {
                self.count(attribute.number);
                self.attribute_names.insert(attribute.name.clone(), attribute.number);
                self.attributes.insert(attribute.number, attribute);
            }
            Change::Article(article) => {
                self.count(article.number);
                self.help_center.articles.insert(article.number, *article);
            }
            Change::ArticleDeleted(number) => {
                self.help_center.articles.remove(&number);
            }
            Change::Collection(collection) => {
                self.count(collection.number);
                self.help_center.collections.insert(collection.number, collection);
            }
            Change::CollectionDeleted(number) => self.help_center.delete_collection(number),
            Change::Event { contact, event } => self.events.add(contact, event),
            Change::EventCount { contact, name, count } => {
                self.events.set_count(contact, name, count);
            }
            Change::Presence(presence) => {
                self.count(presence.number);
                self.presences.insert(presence.number, presence);
            }
            Change::Conversation(thread) => self.conversations.put(*thread),
            Change::ConversationDeleted(deleted) => self.conversations.delete(deleted),
            Change::ConversationAttribute(attribute) => {
                self.count(attribute.number);
                self.conversation_attributes.insert(attribute.number, *attribute);
            }
            Change::TicketType(kind) => {
                let numbers = kind.attributes.iter().map(|attribute| attribute.number);
                self.count(numbers.chain([kind.number]).max().unwrap_or(0));
                self.ticket_types.insert(kind.number, *kind);
            }
            Change::Job(job) => {
                self.count(job.number);
                self.jobs.insert(job.number, job);
            }
            Change::Export(job) => {
                self.count(job.number);
                self.export_jobs.insert(job.id.clone(), *job);
            }
        }
    }

    fn put_contact(&mut self, contact: Contact) {
        let slot = contact.slot();
        let before = self.contacts.at(slot).map_or(&[][..], |old| &old.extras().companies);
        let after = &contact.extras().companies;
        if before != after.as_slice() {
            self.companies.moved(slot, before, after);
        }
        self.contacts.put(contact);
    }

    fn leave_companies(&mut self, slot: u32) {
        if let Some(contact) = self.contacts.at(slot) {
            self.companies.moved(slot, &contact.extras().companies, &[]);
        }
    }

    fn count(&mut self, number: u32) {
        self.workspace.next_number = self.workspace.next_number.max(number.saturating_add(1));
    }
}
