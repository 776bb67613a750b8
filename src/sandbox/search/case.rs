//! A conversation as searches read it, and who takes part in it: the same for tickets.

use crate::sandbox::object_id::ObjectId;
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::{Author, Thread};

/// A conversation as the fields read it.
#[derive(Clone, Copy)]
pub struct Case<'a> {
    pub thread: &'a Thread,
    pub store: &'a Store,
}

/// A conversation has this contact; `None`: it has none.
pub fn has_contact(case: Case, id: Option<&str>) -> bool {
    let contacts = &case.thread.conversation.contacts;
    let Some(id) = id else { return contacts.is_empty() };
    let Ok(id) = id.parse::<ObjectId>() else { return false };
    contacts.iter().any(|own| {
        *own == id || case.store.contacts().follow(*own).is_some_and(|contact| contact.id == id)
    })
}

/// An admin wrote or did something, or it is assigned to them; `None`: nobody did.
pub fn has_teammate(case: Case, id: Option<&str>) -> bool {
    let own = &case.thread.conversation;
    let wanted = id.and_then(|id| id.parse::<u32>().ok());
    let fits = |admin: u32| id.is_none() || wanted == Some(admin);
    let authors = case.thread.parts.iter().map(|part| part.author).chain([own.source.author]);
    let any = authors
        .filter_map(|author| match author {
            Author::Admin(admin) => Some(admin),
            _ => None,
        })
        .chain(own.admin)
        .any(fits);
    any == id.is_some()
}
