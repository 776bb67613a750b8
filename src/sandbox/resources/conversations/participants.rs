//! Who takes part in a conversation: contacts join and leave it.

use serde_json::{Value, json};

use super::edit::Edit;
use super::message::{acting_admin, named_contacts};
use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::object_id::ObjectId;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::contacts::contact;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::contact::Role;
use crate::sandbox::store::conversation::{Author, PartKind};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/conversations/{id}/customers", attach),
    Route::delete("/conversations/{id}/customers/{contact_id}", detach),
];

fn attach(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    let actor = Author::Admin(acting_admin(&call.body)?.number);
    let Given::Value(customer) = call.body.object("customer")? else {
        return Err(Refusal::missing("customer not specified").field("customer"));
    };
    let customer = Body(customer.clone());
    let joining = match named_contacts(&customer, call.store)?.first() {
        Some(contact) => contact.id,
        None => new_lead(call, &customer)?,
    };
    if !edit.conversation.contacts.contains(&joining) {
        edit.conversation.contacts.push(joining);
        edit.add(PartKind::ParticipantAdded, actor);
    }
    let customers = view(&edit.conversation.contacts, call.store);
    edit.commit(call);
    Answer::json(&customers)
}

/// Nobody has the email: a lead is made that has it (docs: Attach a contact to a conversation).
fn new_lead(call: &mut Call, customer: &Body) -> Result<ObjectId, Refusal> {
    let email = customer.text("email")?.value().ok_or_else(Refusal::no_contact)?;
    let mut lead = call.store.blank_contact(Role::Lead, call.now);
    lead.email = Some(email.into());
    let id = lead.id;
    call.store.commit(Change::Contact(Box::new(lead)));
    Ok(id)
}

fn detach(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    let actor = Author::Admin(acting_admin(&call.body)?.number);
    let leaving = contact(call.store, call.param(1))?.id;
    let contacts = &mut edit.conversation.contacts;
    let stands_for = |own: &ObjectId| {
        call.store.contacts().follow(*own).is_some_and(|contact| contact.id == leaving)
    };
    let at = contacts.iter().position(stands_for).ok_or_else(Refusal::no_contact)?;
    if contacts.len() == 1 {
        let message = "Removing the last customer is not allowed";
        return Err(Refusal::new(422, "parameter_invalid", message));
    }
    contacts.remove(at);
    let customers = view(&edit.conversation.contacts, call.store);
    edit.add(PartKind::ParticipantRemoved, actor);
    edit.commit(call);
    Answer::json(&customers)
}

/// Who takes part now, in the words of the API description's example.
fn view(contacts: &[ObjectId], store: &Store) -> Value {
    let found = contacts.iter().filter_map(|id| store.contacts().follow(*id));
    let shown: Vec<Value> =
        found.map(|contact| json!({"type": contact.role.as_str(), "id": contact.id})).collect();
    json!({"customers": shown})
}
