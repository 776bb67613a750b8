//! `POST /contacts/merge`: a lead becomes part of a user.

use super::contacts::{contact, save};
use crate::sandbox::call::{Call, Given, Reply};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::{Change, Note, Subject};
use crate::sandbox::store::contact::{Contact, Merge, Role};

/// Moves everything of `from` to `into`; the old id then leads to the new one.
pub fn merge(call: &mut Call) -> Reply {
    let id = |name: &str| match call.body.id(name)? {
        Given::Value(id) => Ok(id),
        _ => Err(Refusal::missing(format!("{name} not specified")).field(name)),
    };
    let (from, into) = (id("from")?, id("into")?);
    let lead = contact(call.store, &from)?.clone();
    let mut user = contact(call.store, &into)?.clone();
    let unchecked = call.body.flag("skip_duplicate_validation")? == Given::Value(true);
    check(&lead, &user, unchecked)?;
    absorb(&mut user, &lead);
    user.extras_mut().merges.push(Merge { source: lead.id, merged_at: call.now });
    user.updated_at = call.now.max(user.created_at);
    for note in moved_notes(call, &lead, user.slot()) {
        call.store.commit(Change::Note(note));
    }
    call.store.commit(Change::ContactMerged {
        id: lead.id,
        into: user.slot(),
        external_id: lead.external_id.clone(),
    });
    save(call, user)
}

fn check(lead: &Contact, user: &Contact, unchecked: bool) -> Result<(), Refusal> {
    if lead.role != Role::Lead || user.role != Role::User {
        let message = "Only a lead can be merged, and only into a user";
        return Err(Refusal::new(400, "invalid_merge", message));
    }
    let same = |one: &Option<Box<str>>, other: &Option<Box<str>>| match (one, other) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
        _ => false,
    };
    if unchecked || same(&lead.email, &user.email) || same(&lead.phone, &user.phone) {
        return Ok(());
    }
    let message = "Contacts can only be merged when they are duplicates (matching email or phone). \
                   Pass skip_duplicate_validation=true to override this check.";
    Err(Refusal::new(400, "invalid_merge", message))
}

/// The user keeps what it has; the lead fills the gaps.
fn absorb(user: &mut Contact, lead: &Contact) {
    user.name = user.name.take().or_else(|| lead.name.clone());
    user.email = user.email.take().or_else(|| lead.email.clone());
    user.phone = user.phone.take().or_else(|| lead.phone.clone());
    user.last_seen_at = user.last_seen_at.max(lead.last_seen_at);
    for (number, value) in &lead.custom {
        if user.attribute(*number).is_none() {
            user.set_attribute(*number, Some(value.clone()));
        }
    }
    let (lead, user) = (lead.extras(), user.extras_mut());
    for link in &lead.tags {
        if !user.tags.iter().any(|own| own.tag == link.tag) {
            user.tags.push(*link);
        }
    }
    for company in &lead.companies {
        if !user.companies.contains(company) {
            user.companies.push(*company);
        }
    }
    for number in &lead.subscriptions {
        if !user.subscriptions.contains(number) {
            user.subscriptions.push(*number);
        }
    }
    user.notes.extend(&lead.notes);
    user.notes.sort_unstable();
    user.merges.extend(&lead.merges);
}

fn moved_notes(call: &Call, lead: &Contact, to: u32) -> Vec<Note> {
    let notes = lead.extras().notes.iter().filter_map(|number| call.store.note(*number));
    notes.map(|note| Note { about: Subject::Contact(to), ..note.clone() }).collect()
}
