//! All contacts: a table by slot, and indexes by email and external id.
//!
//! Slots are never used twice and contacts are never older than the ones in lower slots, so
//! going down the slots is going from the newest to the oldest. The indexes hold slots and
//! hashes, so that growing reads no contact; the texts are read from the contacts themselves.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use hashbrown::HashTable;

use super::contact::{Contact, Role};
use crate::sandbox::object_id::ObjectId;

/// How many merges in a row are followed (source: the API description, `GET /contacts/{id}`).
const MAX_MERGE_HOPS: usize = 3;

#[derive(Debug)]
enum Slot {
    Contact(Box<Contact>),
    /// Merged into the contact in that slot; the external id still leads there.
    Merged {
        id: ObjectId,
        into: u32,
        external_id: Option<Box<str>>,
    },
    Deleted,
}

/// A slot, and the hash that leads there.
#[derive(Debug, Clone, Copy)]
struct Key {
    hash: Hash,
    slot: u32,
}

/// Half a hash: a million keys in half the memory, for a few more comparisons.
#[derive(Debug, Clone, Copy)]
struct Hash(u32);

impl Hash {
    fn of(hasher: &RandomState, key: &[u8]) -> Self {
        Hash(u32::try_from(hasher.hash_one(key) >> 32).unwrap_or(0))
    }

    /// Spread over 64 bits, as the tables want it: they look at both ends.
    fn spread(self) -> u64 {
        u64::from(self.0).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// What an id or external id leads to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Found<'a> {
    /// A contact, archived ones included.
    Contact(&'a Contact),
    /// A contact that was merged into this one.
    Merged(ObjectId),
    Nothing,
}

/// The table of contacts.
#[derive(Debug, Default)]
pub struct Contacts {
    slots: Vec<Slot>,
    by_email: HashTable<Key>,
    by_external_id: HashTable<Key>,
    hasher: RandomState,
    listed: usize,
    newest: i64,
}

impl Contacts {
    /// The slot of the next new contact.
    pub fn next_slot(&self) -> u32 {
        u32::try_from(self.slots.len()).unwrap_or(u32::MAX)
    }

    /// Leaves slots up to `next` unused, so that old ids are not given again.
    pub fn reserve_up_to(&mut self, next: u32) {
        while self.next_slot() < next {
            self.slots.push(Slot::Deleted);
        }
    }

    /// Contacts that lists show: neither archived nor merged nor deleted.
    pub fn listed(&self) -> usize {
        self.listed
    }

    /// The contact in a slot.
    pub fn at(&self, slot: u32) -> Option<&Contact> {
        match self.slots.get(slot as usize) {
            Some(Slot::Contact(contact)) => Some(contact),
            _ => None,
        }
    }

    /// Follows an id.
    pub fn find(&self, id: &str) -> Found<'_> {
        id.parse().map_or(Found::Nothing, |id| self.with_id(id))
    }

    /// The contact that an id stands for: itself, or the one it was merged into.
    pub fn follow(&self, id: ObjectId) -> Option<&Contact> {
        match self.with_id(id) {
            Found::Contact(contact) => Some(contact),
            Found::Merged(into) => self.at(into.place()),
            Found::Nothing => None,
        }
    }

    fn with_id(&self, id: ObjectId) -> Found<'_> {
        match self.slots.get(id.place() as usize) {
            Some(Slot::Contact(contact)) if contact.id == id => Found::Contact(contact),
            Some(Slot::Merged { id: own, into, .. }) if *own == id => self.merge_target(*into),
            _ => Found::Nothing,
        }
    }

    /// Follows a user's external id; leads are not found by it.
    pub fn find_external(&self, external_id: &str) -> Found<'_> {
        let mut found = Found::Nothing;
        for key in self.by_external_id.iter_hash(self.external_hash(external_id).spread()) {
            match self.slots.get(key.slot as usize) {
                Some(Slot::Contact(contact))
                    if contact.role == Role::User
                        && contact.external_id.as_deref() == Some(external_id) =>
                {
                    return Found::Contact(contact);
                }
                Some(Slot::Merged { into, external_id: Some(old), .. })
                    if **old == *external_id =>
                {
                    found = self.merge_target(*into);
                }
                _ => {}
            }
        }
        found
    }

    fn merge_target(&self, mut slot: u32) -> Found<'_> {
        for _ in 0..MAX_MERGE_HOPS {
            match self.slots.get(slot as usize) {
                Some(Slot::Contact(contact)) => return Found::Merged(contact.id),
                Some(Slot::Merged { into, .. }) => slot = *into,
                _ => break,
            }
        }
        Found::Nothing
    }

    /// Everyone with this email, whatever its case.
    pub fn with_email<'a, 'b>(
        &'a self,
        email: &'b str,
    ) -> impl Iterator<Item = &'a Contact> + use<'a, 'b> {
        self.by_email
            .iter_hash(self.email_hash(email).spread())
            .filter_map(|key| self.at(key.slot))
            .filter(move |contact| {
                contact.email.as_deref().is_some_and(|other| same_email(other, email))
            })
    }

    /// The other user, archived ones included, whose email or external id this user would double.
    pub fn conflict(&self, contact: &Contact) -> Option<&Contact> {
        if contact.role == Role::Lead {
            return None;
        }
        let another = |other: &&Contact| other.role == Role::User && other.slot() != contact.slot();
        let by_external_id = contact.external_id.as_deref().and_then(|external_id| {
            match self.find_external(external_id) {
                Found::Contact(other) => Some(other),
                _ => None,
            }
        });
        by_external_id.filter(another).or_else(|| {
            contact.email.as_deref().and_then(|email| self.with_email(email).find(another))
        })
    }

    /// The listed contacts in slots below `before`, newest first.
    pub fn newest_first(&self, before: Option<u32>) -> impl Iterator<Item = &Contact> {
        let end = before.map_or(self.slots.len(), |slot| self.slots.len().min(slot as usize));
        self.slots[..end].iter().rev().filter_map(|slot| match slot {
            Slot::Contact(contact) if !contact.archived => Some(contact.as_ref()),
            _ => None,
        })
    }

    /// The listed contacts made within these seconds, newest first.
    pub fn created_within(&self, seconds: Range<i64>) -> impl Iterator<Item = &Contact> {
        let end = self.first_since(seconds.end);
        let start = self.first_since(seconds.start).min(end);
        self.slots[start..end].iter().rev().filter_map(|slot| match slot {
            Slot::Contact(contact) if !contact.archived => Some(contact.as_ref()),
            _ => None,
        })
    }

    /// A slot that parts the contacts made before this second from the others. What was deleted or
    /// merged has no time, and is passed over.
    fn first_since(&self, second: i64) -> usize {
        let (mut low, mut high) = (0, self.slots.len());
        while low < high {
            let middle = low.midpoint(high);
            let dated = (middle..high).find_map(|at| match &self.slots[at] {
                Slot::Contact(contact) => Some((at, contact.created_at)),
                _ => None,
            });
            match dated {
                Some((at, created_at)) if created_at < second => low = at + 1,
                _ => high = middle,
            }
        }
        low
    }

    /// Every contact, archived ones included, in the order of their slots.
    pub fn all(&self) -> impl Iterator<Item = &Contact> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Contact(contact) => Some(contact.as_ref()),
            _ => None,
        })
    }

    /// Merged contacts: their id, the slot they were merged into, their external id.
    pub fn merged(&self) -> impl Iterator<Item = (ObjectId, u32, Option<&str>)> {
        self.slots.iter().filter_map(|slot| match slot {
            Slot::Merged { id, into, external_id } => Some((*id, *into, external_id.as_deref())),
            _ => None,
        })
    }

    /// The time of the newest contact ever made; a later one must not be older.
    pub fn newest_time(&self) -> i64 {
        self.newest
    }

    /// Writes a contact to its slot.
    pub fn put(&mut self, mut contact: Contact) {
        let slot = contact.slot();
        contact.custom.shrink_to_fit();
        self.newest = self.newest.max(contact.created_at);
        self.take(slot);
        self.reserve_up_to(slot.saturating_add(1));
        self.listed += usize::from(!contact.archived);
        self.slots[slot as usize] = Slot::Contact(Box::new(contact));
        self.index(slot);
    }

    /// Deletes the contact in a slot for good.
    pub fn delete(&mut self, slot: u32) {
        self.take(slot);
    }

    /// Replaces a contact by a sign to the one it was merged into.
    pub fn merge(&mut self, id: ObjectId, into: u32, external_id: Option<Box<str>>) {
        let slot = id.place();
        self.take(slot);
        self.reserve_up_to(slot.saturating_add(1));
        self.slots[slot as usize] = Slot::Merged { id, into, external_id };
        self.index(slot);
    }

    fn take(&mut self, slot: u32) {
        let (email, external_id) = self.keys(slot);
        if let Some(hash) = email
            && let Ok(entry) = self.by_email.find_entry(hash.spread(), |key| key.slot == slot)
        {
            entry.remove();
        }
        if let Some(hash) = external_id
            && let Ok(entry) = self.by_external_id.find_entry(hash.spread(), |key| key.slot == slot)
        {
            entry.remove();
        }
        if let Some(old) = self.slots.get_mut(slot as usize) {
            if let Slot::Contact(contact) = &old
                && !contact.archived
            {
                self.listed -= 1;
            }
            *old = Slot::Deleted;
        }
    }

    fn index(&mut self, slot: u32) {
        let (email, external_id) = self.keys(slot);
        if let Some(hash) = email {
            self.by_email.insert_unique(hash.spread(), Key { hash, slot }, |key| key.hash.spread());
        }
        if let Some(hash) = external_id {
            self.by_external_id
                .insert_unique(hash.spread(), Key { hash, slot }, |key| key.hash.spread());
        }
    }

    /// The hashes of the email and the external id in a slot.
    fn keys(&self, slot: u32) -> (Option<Hash>, Option<Hash>) {
        let external_hash = |id: &str| self.external_hash(id);
        match self.slots.get(slot as usize) {
            Some(Slot::Contact(contact)) => (
                contact.email.as_deref().map(|email| self.email_hash(email)),
                contact.external_id.as_deref().map(external_hash),
            ),
            Some(Slot::Merged { external_id, .. }) => {
                (None, external_id.as_deref().map(external_hash))
            }
            _ => (None, None),
        }
    }

    fn external_hash(&self, id: &str) -> Hash {
        Hash::of(&self.hasher, id.as_bytes())
    }

    fn email_hash(&self, email: &str) -> Hash {
        // Nearly every address is short ASCII, which needs no copy of its own.
        let mut lower = [0; 64];
        match lower.get_mut(..email.len()) {
            Some(lower) if email.is_ascii() => {
                lower.copy_from_slice(email.as_bytes());
                lower.make_ascii_lowercase();
                Hash::of(&self.hasher, lower)
            }
            _ => Hash::of(&self.hasher, email.to_lowercase().as_bytes()),
        }
    }
}

fn same_email(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || one.to_lowercase() == other.to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contact(slot: u32, role: Role, email: &str) -> Contact {
        let mut contact = Contact::new(ObjectId::new(100, 1, slot), role, 100);
        contact.email = Some(email.into());
        contact.external_id = Some(format!("x-{slot}").into());
        contact
    }

    #[test]
    fn users_are_unique_by_email_and_external_id_and_leads_are_exempt() {
        let mut contacts = Contacts::default();
        contacts.put(contact(0, Role::User, "Ann@example.com"));
        contacts.put(contact(1, Role::Lead, "bob@example.com"));
        assert_eq!(
            contacts.conflict(&contact(2, Role::User, "ann@EXAMPLE.com")).unwrap().slot(),
            0
        );
        assert!(contacts.conflict(&contact(2, Role::Lead, "ann@example.com")).is_none());
        assert!(contacts.conflict(&contact(2, Role::User, "bob@example.com")).is_none());
        assert!(contacts.conflict(&contact(0, Role::User, "ann@example.com")).is_none());
        let mut same_id = contact(2, Role::User, "new@example.com");
        same_id.external_id = Some("x-0".into());
        assert_eq!(contacts.conflict(&same_id).unwrap().slot(), 0);
    }

    #[test]
    fn changing_and_deleting_keep_the_indexes_true() {
        let mut contacts = Contacts::default();
        for slot in 0..100 {
            contacts.put(contact(slot, Role::User, &format!("{slot}@example.com")));
        }
        contacts.put(contact(7, Role::User, "new@example.com"));
        contacts.delete(8);
        assert_eq!(contacts.listed(), 99);
        assert_eq!(contacts.with_email("7@example.com").count(), 0);
        assert_eq!(contacts.with_email("NEW@example.com").count(), 1);
        assert_eq!(contacts.find_external("x-8"), Found::Nothing);
        assert!(matches!(contacts.find_external("x-9"), Found::Contact(_)));
        assert_eq!(contacts.next_slot(), 100);
    }

    #[test]
    fn a_span_of_time_is_found_among_deleted_contacts() {
        let mut contacts = Contacts::default();
        for slot in 0..100 {
            let mut contact = contact(slot, Role::Lead, "a@example.com");
            contact.created_at = i64::from(slot / 2);
            contacts.put(contact);
        }
        for slot in (0..100).filter(|slot| slot % 7 < 4) {
            contacts.delete(slot);
        }
        for (from, until) in [(0, 50), (-5, 3), (10, 11), (20, 20), (30, 29), (49, 900)] {
            let found: Vec<u32> = contacts.created_within(from..until).map(Contact::slot).collect();
            let within = |slot: &u32| (from..until).contains(&i64::from(slot / 2));
            let expected = (0..100).rev().filter(|slot| slot % 7 >= 4).filter(within);
            assert_eq!(found, expected.collect::<Vec<_>>(), "{from}..{until}");
        }
    }

    #[test]
    fn archived_contacts_are_kept_but_not_listed() {
        let mut contacts = Contacts::default();
        contacts.put(contact(0, Role::User, "a@example.com"));
        let mut archived = contact(1, Role::User, "b@example.com");
        archived.archived = true;
        contacts.put(archived);
        assert_eq!((contacts.listed(), contacts.newest_first(None).count()), (1, 1));
        assert_eq!(contacts.all().count(), 2);
    }

    #[test]
    fn a_merged_id_leads_to_the_last_of_the_chain() {
        let mut contacts = Contacts::default();
        for slot in 0..3 {
            contacts.put(contact(slot, Role::User, "a@example.com"));
        }
        let id = |slot| ObjectId::new(100, 1, slot);
        contacts.merge(id(0), 1, Some("x-0".into()));
        contacts.merge(id(1), 2, None);
        assert_eq!(contacts.find(&id(0).to_string()), Found::Merged(id(2)));
        assert_eq!(contacts.find_external("x-0"), Found::Merged(id(2)));
    }
}
