//! What is in the workspace? All data of the sandbox, in memory, compact and quick.
//!
//! Pure: time and tokens come as arguments. Everything changes through [`Store::commit`], which
//! also writes the change to the outbox when a state file is kept; the file's owner takes it
//! from there before the request is answered. What each change does is in `apply.rs`, what brings
//! it all back in `snapshot.rs`.

mod apply;
pub mod attribute;
pub mod change;
pub mod company;
pub mod contact;
pub mod contacts;
pub mod conversation;
pub mod conversations;
pub mod event;
pub mod export_job;
pub mod help_center;
pub mod inbox_attribute;
mod part;
mod snapshot;
pub mod statistics;
pub mod team;
pub mod ticket;
pub mod workspace;

use std::collections::{BTreeMap, HashMap};

use attribute::{Attribute, Model};
use change::{Change, Job, Note, Presence, Subject, Tag};
use company::{Companies, Company};
use contact::{Contact, Role};
use contacts::Contacts;
use conversations::Conversations;
use event::Events;
use export_job::ExportJob;
use help_center::HelpCenter;
use inbox_attribute::InboxAttribute;
use ticket::TicketType;
use workspace::{Admin, Workspace};

use super::object_id::ObjectId;

/// The state of one workspace.
#[derive(Debug)]
pub struct Store {
    workspace: Workspace,
    contacts: Contacts,
    companies: Companies,
    tags: BTreeMap<u32, Tag>,
    notes: BTreeMap<u32, Note>,
    attributes: BTreeMap<u32, Attribute>,
    attribute_names: HashMap<String, u32>,
    help_center: HelpCenter,
    events: Events,
    /// Oldest first; an admin's last entry is how things are now.
    presences: BTreeMap<u32, Presence>,
    conversations: Conversations,
    conversation_attributes: BTreeMap<u32, InboxAttribute>,
    ticket_types: BTreeMap<u32, TicketType>,
    jobs: BTreeMap<u32, Job>,
    export_jobs: BTreeMap<String, ExportJob>,
    /// Counts changes: what was computed from the data holds while this stays the same.
    revision: u64,
    outbox: Option<Vec<u8>>,
}

impl Store {
    /// An empty workspace.
    pub fn new(workspace: Workspace) -> Self {
        let mut store = Store {
            workspace: workspace.clone(),
            contacts: Contacts::default(),
            companies: Companies::default(),
            tags: BTreeMap::new(),
            notes: BTreeMap::new(),
            attributes: BTreeMap::new(),
            attribute_names: HashMap::new(),
            help_center: HelpCenter::default(),
            events: Events::default(),
            presences: BTreeMap::new(),
            conversations: Conversations::default(),
            conversation_attributes: BTreeMap::new(),
            ticket_types: BTreeMap::new(),
            jobs: BTreeMap::new(),
            export_jobs: BTreeMap::new(),
            revision: 0,
            outbox: None,
        };
        store.apply(Change::Workspace(workspace));
        store
    }

    /// From now on changes are also written to the outbox, as lines of JSON.
    pub fn keep_outbox(&mut self) {
        self.outbox = Some(Vec::new());
    }

    /// The lines since the last call; `None` when there are none.
    pub fn outbox(&mut self) -> Option<&mut Vec<u8>> {
        self.outbox.as_mut().filter(|lines| !lines.is_empty())
    }

    /// Makes a change.
    pub fn commit(&mut self, change: Change) {
        if let Some(outbox) = &mut self.outbox {
            // Writing plain data to memory cannot fail.
            let _ = serde_json::to_writer(&mut *outbox, &change);
            outbox.push(b'\n');
        }
        self.apply(change);
    }

    /// A contact that is not in the store yet, with the next free id.
    pub fn blank_contact(&self, role: Role, now: i64) -> Contact {
        // Slots are in the order of creation, also when the clock was set back.
        let now = now.max(self.contacts.newest_time());
        let id = ObjectId::new(now, self.workspace.id_part, self.contacts.next_slot());
        Contact::new(id, role, now)
    }

    /// A company that is not in the store yet, with the next free id.
    pub fn blank_company(&self, company_id: String, now: i64) -> Company {
        let part = self.workspace.id_part.wrapping_add(1);
        Company::new(ObjectId::new(now, part, self.workspace.next_company), company_id, now)
    }

    /// The number for the next object that is neither contact nor company.
    pub fn next_number(&self) -> u32 {
        self.workspace.next_number
    }

    /// Facts about the workspace, with the numbering as it is now.
    pub fn workspace(&self) -> Workspace {
        Workspace { next_contact: self.contacts.next_slot(), ..self.workspace.clone() }
    }

    /// The workspace code.
    pub fn code(&self) -> &str {
        &self.workspace.code
    }

    /// The workspace's name.
    pub fn name(&self) -> &str {
        &self.workspace.name
    }

    /// Its data region, such as `US`.
    pub fn region(&self) -> &str {
        &self.workspace.region
    }

    /// The access tokens that are accepted.
    pub fn tokens(&self) -> &[String] {
        &self.workspace.tokens
    }

    /// The admin who installed the app, and to whom its tokens belong.
    pub fn me(&self) -> Admin {
        workspace::admin(&self.workspace.installed_by.to_string()).unwrap_or(workspace::ME)
    }

    /// When the workspace was made.
    pub fn created_at(&self) -> i64 {
        self.workspace.created_at
    }

    /// Counts changes.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Users and leads.
    pub fn contacts(&self) -> &Contacts {
        &self.contacts
    }

    /// Companies and who is in them.
    pub fn companies(&self) -> &Companies {
        &self.companies
    }

    /// All tags, oldest first.
    pub fn tags(&self) -> impl Iterator<Item = &Tag> {
        self.tags.values()
    }

    /// The tag with this id.
    pub fn tag(&self, id: &str) -> Option<&Tag> {
        self.tags.get(&id.parse().ok()?)
    }

    /// The tag with this number.
    pub fn tag_at(&self, number: u32) -> Option<&Tag> {
        self.tags.get(&number)
    }

    /// The tag with this name, whatever its case.
    pub fn tag_named(&self, name: &str) -> Option<&Tag> {
        let name = name.to_lowercase();
        self.tags.values().find(|tag| tag.name.to_lowercase() == name)
    }

    /// The note with this number.
    pub fn note(&self, number: u32) -> Option<&Note> {
        self.notes.get(&number)
    }

    /// The notes on something, oldest first. Contacts know theirs; this looks at every note.
    pub fn notes_about(&self, about: Subject) -> impl DoubleEndedIterator<Item = &Note> {
        self.notes.values().filter(move |note| note.about == about)
    }

    /// Articles and collections.
    pub fn help_center(&self) -> &HelpCenter {
        &self.help_center
    }

    /// What contacts did.
    pub fn events(&self) -> &Events {
        &self.events
    }

    /// Comings and goings of the teammates, oldest first.
    pub fn presences(&self) -> impl DoubleEndedIterator<Item = &Presence> {
        self.presences.values()
    }

    /// Conversations, tickets included.
    pub fn conversations(&self) -> &Conversations {
        &self.conversations
    }

    /// The attributes of conversations, archived ones included, oldest first.
    pub fn conversation_attributes(&self) -> impl Iterator<Item = &InboxAttribute> {
        self.conversation_attributes.values()
    }

    /// The attribute of conversations with this number.
    pub fn conversation_attribute(&self, number: u32) -> Option<&InboxAttribute> {
        self.conversation_attributes.get(&number)
    }

    /// The kinds of tickets, archived ones included, oldest first.
    pub fn ticket_types(&self) -> impl Iterator<Item = &TicketType> {
        self.ticket_types.values()
    }

    /// The kind of ticket with this number.
    pub fn ticket_type(&self, number: u32) -> Option<&TicketType> {
        self.ticket_types.get(&number)
    }

    /// The job with this number.
    pub fn job(&self, number: u32) -> Option<Job> {
        self.jobs.get(&number).copied()
    }

    /// The export jobs, those that have ended included.
    pub fn export_jobs(&self) -> impl Iterator<Item = &ExportJob> {
        self.export_jobs.values()
    }

    /// The export job with this id.
    pub fn export_job(&self, id: &str) -> Option<&ExportJob> {
        self.export_jobs.get(id)
    }

    /// All attributes, archived ones included, oldest first.
    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.attributes.values()
    }

    /// The attribute with this number.
    pub fn attribute(&self, number: u32) -> Option<&Attribute> {
        self.attributes.get(&number)
    }

    /// The attribute with this name; names are shared by contacts and companies.
    pub fn attribute_named(&self, name: &str) -> Option<&Attribute> {
        self.attributes.get(self.attribute_names.get(name)?)
    }

    /// The attribute that values of this model may be written to.
    pub fn writable(&self, model: Model, name: &str) -> Option<&Attribute> {
        self.attribute_named(name).filter(|found| found.model == model && !found.archived)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> Workspace {
        crate::sandbox::seed::workspace(0, 0, 1)
    }

    fn add(store: &mut Store, now: i64, companies: Vec<u32>) -> Contact {
        let mut contact = store.blank_contact(Role::Lead, now);
        contact.extras_mut().companies = companies;
        store.commit(Change::Contact(Box::new(contact.clone())));
        contact
    }

    #[test]
    fn contacts_are_never_older_than_earlier_ones() {
        let mut store = Store::new(workspace());
        add(&mut store, 100, vec![]);
        assert_eq!(add(&mut store, 50, vec![]).created_at, 100);
    }

    #[test]
    fn companies_know_their_members() {
        let mut store = Store::new(workspace());
        let company = store.blank_company("c".into(), 1);
        store.commit(Change::Company(Box::new(company)));
        let contact = add(&mut store, 1, vec![0]);
        assert_eq!(store.companies().members(0).collect::<Vec<_>>(), [0]);
        store.commit(Change::ContactDeleted(contact.slot()));
        assert_eq!(store.companies().member_count(0), 0);
    }

    #[test]
    fn a_snapshot_brings_back_the_same_workspace() {
        let mut store = Store::new(workspace());
        store.commit(Change::Tag(Tag { number: store.next_number(), name: "VIP".into() }));
        add(&mut store, 1, vec![]);
        let last = add(&mut store, 2, vec![]);
        store.commit(Change::ContactDeleted(last.slot()));
        let mut again = Store::new(workspace());
        store.snapshot().for_each(|change| again.apply(change));
        assert_eq!(again.contacts().listed(), 1);
        assert_eq!(again.workspace(), store.workspace());
        assert_eq!(again.tag_named("vip"), store.tag_named("VIP"));
        assert_ne!(again.blank_contact(Role::Lead, 2).id, last.id, "ids are not given twice");
    }
}
