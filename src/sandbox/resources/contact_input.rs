//! What may be written to a contact? Types, roles, owners and uniqueness, as creating and
//! updating share them.
//!
//! docs: Create a contact, Update a contact.

use super::custom_attributes;
use crate::sandbox::call::{Body, Given};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::attribute::Model;
use crate::sandbox::store::contact::{Contact, Role};
use crate::sandbox::store::workspace::admin;

/// The role in a request, if there is one.
pub fn role(body: &Body) -> Result<Option<Role>, Refusal> {
    match body.text("role")? {
        Given::Value("user") => Ok(Some(Role::User)),
        Given::Value("lead") => Ok(Some(Role::Lead)),
        Given::Value(_) => Err(Refusal::invalid("role must be user or lead").field("role")),
        Given::Absent | Given::Null => Ok(None),
    }
}

/// Writes the request's fields into the contact and checks the result.
pub fn write(contact: &mut Contact, body: &Body, store: &Store) -> Result<(), Refusal> {
    if let Some(role) = role(body)? {
        contact.role = role;
    }
    body.id("external_id")?.map(Into::into).put(&mut contact.external_id);
    body.text("email")?.map(Into::into).put(&mut contact.email);
    body.text("phone")?.map(Into::into).put(&mut contact.phone);
    body.text("name")?.map(Into::into).put(&mut contact.name);
    if let given @ (Given::Null | Given::Value(_)) = body.text("avatar")? {
        given.map(Into::into).put(&mut contact.extras_mut().avatar);
    }
    body.integer("signed_up_at")?.put(&mut contact.signed_up_at);
    body.integer("last_seen_at")?.put(&mut contact.last_seen_at);
    if let Some(unsubscribed) = body.flag("unsubscribed_from_emails")?.value() {
        contact.unsubscribed_from_emails = unsubscribed;
    }
    check_email_verified(body)?;
    owner(body)?.put(&mut contact.owner);
    let changes = custom_attributes::read(body, Model::Contact, store)?;
    custom_attributes::apply(&mut contact.custom, changes);
    check_role(contact)?;
    check_unique(contact, store)
}

/// `email_verified` only goes together with an email (source: the API description, 2.16).
fn check_email_verified(body: &Body) -> Result<(), Refusal> {
    let verified = body.flag("email_verified")?;
    if verified != Given::Absent && !matches!(body.text("email")?, Given::Value(_)) {
        let message = "email_verified can only be sent together with an email";
        return Err(Refusal::invalid(message).field("email_verified"));
    }
    Ok(())
}

fn owner(body: &Body) -> Result<Given<u32>, Refusal> {
    let id = match body.id("owner_id")? {
        Given::Value(id) => id,
        Given::Null => return Ok(Given::Null),
        Given::Absent => return Ok(Given::Absent),
    };
    let message = "The owner specified is not a member of the workspace";
    admin(&id)
        .map(|admin| Given::Value(admin.number))
        .ok_or_else(|| Refusal::invalid(message).field("owner_id"))
}

fn check_role(contact: &Contact) -> Result<(), Refusal> {
    if contact.role == Role::User && contact.email.is_none() && contact.external_id.is_none() {
        return Err(Refusal::missing("email or external_id is required for a user"));
    }
    Ok(())
}

/// The exact words are what integrations parse: docs: Create a contact.
fn check_unique(contact: &Contact, store: &Store) -> Result<(), Refusal> {
    let Some(other) = store.contacts().conflict(contact) else { return Ok(()) };
    let what = if other.archived { "An archived contact" } else { "A contact" };
    Err(Refusal::new(
        409,
        "conflict",
        format!("{what} matching those details already exists with id={}", other.id),
    ))
}
