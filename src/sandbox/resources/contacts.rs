//! `/contacts`: create, read, update, delete, list, search, archive, block.

use serde_json::{Value, json};

use super::contact_input;
use super::contact_merge;
use super::contact_view::{ContactView, Shown, merge_view};
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::cursor::Cursor;
use crate::sandbox::exchange::Route;
use crate::sandbox::paging::{self, CursorList, DEFAULT_PER_PAGE};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::search::{ContactField, search};
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::contact::{Contact, Role};
use crate::sandbox::store::contacts::Found;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/contacts", list),
    Route::post("/contacts", create),
    Route::post("/contacts/search", search_contacts),
    Route::post("/contacts/merge", contact_merge::merge),
    Route::get("/contacts/find_by_external_id/{external_id}", find_by_external_id).since(2, 14),
    Route::get("/contacts/{id}", get),
    Route::put("/contacts/{id}", update),
    Route::delete("/contacts/{id}", delete),
    Route::post("/contacts/{id}/archive", archive),
    Route::post("/contacts/{id}/unarchive", unarchive),
    Route::post("/contacts/{id}/block", block).since(2, 14),
    Route::get("/contacts/{id}/merge_history", merge_history).since(2, 16),
];

/// The contact with this id, archived ones included.
pub fn any_contact<'a>(store: &'a Store, id: &str) -> Result<&'a Contact, Refusal> {
    found(store.contacts().find(id))
}

/// The contact with this id; archived ones are out of reach.
pub fn contact<'a>(store: &'a Store, id: &str) -> Result<&'a Contact, Refusal> {
    any_contact(store, id).and_then(live)
}

fn live(contact: &Contact) -> Result<&Contact, Refusal> {
    if contact.archived { Err(Refusal::no_contact()) } else { Ok(contact) }
}

fn found(found: Found<'_>) -> Result<&Contact, Refusal> {
    match found {
        Found::Contact(contact) => Ok(contact),
        Found::Nothing => Err(Refusal::no_contact()),
        Found::Merged(into) => {
            let message =
                "This contact has been merged. See the 'Link' header for the canonical contact.";
            let mut refusal = Refusal::new(410, "contact_merged", message);
            refusal.link = Some(format!("</contacts/{into}>; rel=\"canonical\""));
            Err(refusal)
        }
    }
}

/// The contact as the request wants to see it.
pub fn show<'a>(call: &'a Call, contact: &'a Contact) -> ContactView<'a> {
    let merge_history = call.flag("include_merge_history") && contact.role == Role::User;
    ContactView::new(contact, call.store, Shown { version: call.version, merge_history })
}

/// Writes the contact and answers with it.
pub fn save(call: &mut Call, contact: Contact) -> Reply {
    let slot = contact.slot();
    call.store.commit(Change::Contact(Box::new(contact)));
    match call.store.contacts().at(slot) {
        Some(contact) => Answer::json(&show(call, contact)),
        None => Err(Refusal::no_contact()),
    }
}

/// Writes a contact that changed now, when the answer is about something else.
pub fn touch(call: &mut Call, mut contact: Contact) {
    contact.updated_at = call.now.max(contact.created_at);
    call.store.commit(Change::Contact(Box::new(contact)));
}

fn create(call: &mut Call) -> Reply {
    let identified = ["email", "external_id", "role"]
        .into_iter()
        .any(|name| matches!(call.body.any(name), Given::Value(_)));
    if !identified {
        return Err(Refusal::missing("email, external_id or role must be specified"));
    }
    let mut contact = call.store.blank_contact(Role::User, call.now);
    contact_input::write(&mut contact, &call.body, call.store)?;
    save(call, contact)
}

fn get(call: &mut Call) -> Reply {
    let contact = contact(call.store, call.param(0))?;
    Answer::json(&show(call, contact))
}

fn find_by_external_id(call: &mut Call) -> Reply {
    let contact = found(call.store.contacts().find_external(call.param(0))).and_then(live)?;
    Answer::json(&show(call, contact))
}

fn update(call: &mut Call) -> Reply {
    let mut contact = contact(call.store, call.param(0))?.clone();
    contact_input::write(&mut contact, &call.body, call.store)?;
    contact.updated_at = call.now.max(contact.created_at);
    save(call, contact)
}

fn list(call: &mut Call) -> Reply {
    let ask = call.page(DEFAULT_PER_PAGE)?;
    let before = ask.after.as_ref().map(|cursor: &Cursor| cursor.tie);
    let mut newest = call.store.contacts().newest_first(before);
    let page: Vec<&Contact> = newest.by_ref().take(ask.size()).collect();
    let next = page.last().filter(|_| newest.next().is_some());
    let next = next.map(|last| (Value::from(last.created_at.saturating_mul(1000)), last.slot()));
    let total = call.store.contacts().listed();
    let data = page.into_iter().map(|contact| show(call, contact)).collect();
    Answer::json(&CursorList::new(data, total, ask.pages(total, next)))
}

fn search_contacts(call: &mut Call) -> Reply {
    let today = call.today();
    let recent = &mut call.memory.searches;
    let page = search::<ContactField>(call.store, &call.body.0, today, recent)?;
    let shown = |contact: &Contact| Shown {
        version: call.version,
        merge_history: call.query.get("include_merge_history").is_some_and(|flag| flag == "true")
            && contact.role == Role::User,
    };
    let data =
        page.items.iter().map(|contact| ContactView::new(contact, call.store, shown(contact)));
    Answer::json(&CursorList::new(data.collect(), page.total, page.pages))
}

fn delete(call: &mut Call) -> Reply {
    let contact = any_contact(call.store, call.param(0))?.clone();
    call.store.commit(Change::ContactDeleted(contact.slot()));
    Answer::json(&reference(&contact, "deleted", true))
}

fn archive(call: &mut Call) -> Reply {
    change_state(call, "archived", true, |contact| contact.archived = true)
}

fn unarchive(call: &mut Call) -> Reply {
    if any_contact(call.store, call.param(0))?.blocked {
        let message = "The contact is blocked and not restorable";
        return Err(Refusal::new(400, "not_restorable", message));
    }
    change_state(call, "archived", false, |contact| contact.archived = false)
}

fn block(call: &mut Call) -> Reply {
    change_state(call, "blocked", true, |contact| {
        contact.archived = true;
        contact.blocked = true;
    })
}

fn change_state(call: &mut Call, word: &str, value: bool, change: fn(&mut Contact)) -> Reply {
    let mut contact = any_contact(call.store, call.param(0))?.clone();
    let answer = reference(&contact, word, value);
    change(&mut contact);
    touch(call, contact);
    Answer::json(&answer)
}

fn reference(contact: &Contact, word: &str, value: bool) -> Value {
    json!({
        "type": "contact",
        "id": contact.id,
        "external_id": contact.external_id,
        word: value,
    })
}

fn merge_history(call: &mut Call) -> Reply {
    let missing = || Refusal::new(404, "not_found", "Contact not found");
    let contact = contact(call.store, call.param(0))
        .map_err(|refusal| if refusal.status == 404 { missing() } else { refusal })?;
    if contact.role == Role::Lead {
        return Err(missing());
    }
    let per_page = call.query("per_page").map_or(Ok(DEFAULT_PER_PAGE), paging::in_range)?;
    let start = match call.query("cursor") {
        None | Some("") => 0,
        Some(cursor) => Cursor::decode(cursor)?.tie as usize,
    };
    let mut merges: Vec<Value> = contact.extras().merges.iter().map(merge_view).collect();
    if call.query("order") != Some("asc") {
        merges.reverse();
    }
    let end =
        merges.len().min(start.saturating_add(usize::try_from(per_page).unwrap_or(usize::MAX)));
    let has_more = end < merges.len();
    let next = has_more.then(|| {
        let tie = u32::try_from(end).unwrap_or(u32::MAX);
        Cursor { key: Value::Null, tie, page: 1 }.encode()
    });
    let data = merges.get(start..end).unwrap_or_default();
    Answer::json(&json!({"type": "list", "data": data, "next_cursor": next, "has_more": has_more}))
}
