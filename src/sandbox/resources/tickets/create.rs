//! `POST /tickets` and its twin that answers with a job.

use serde_json::Value;

use super::{attributes, jobs, links, save, types};
use crate::sandbox::call::{Body, Call, Given, Reply};
use crate::sandbox::object_id::ObjectId;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::contacts::contact;
use crate::sandbox::resources::conversations::Edit;
use crate::sandbox::resources::conversations::manage::{assignee, give};
use crate::sandbox::store::change::{Change, Job};
use crate::sandbox::store::contact::Role;
use crate::sandbox::store::contacts::Found;
use crate::sandbox::store::conversation::{Assignee, Author, Conversation, PartKind, Source};
use crate::sandbox::store::ticket::{Category, STATES, Ticket};

/// Makes a ticket.
pub fn create(call: &mut Call) -> Reply {
    let edit = draft(call)?;
    save(call, edit)
}

/// Makes a ticket, and says that it will be made. What is wrong with it is said at once.
pub fn enqueue(call: &mut Call) -> Reply {
    let edit = draft(call)?;
    let ticket = edit.conversation.number;
    edit.commit(call);
    let job = Job { number: call.store.next_number(), ticket };
    call.store.commit(Change::Job(job));
    jobs::pending(call, job)
}

/// The ticket that the request describes.
fn draft(call: &mut Call) -> Result<Edit, Refusal> {
    let Given::Value(kind) = call.body.id("ticket_type_id")? else {
        return Err(Refusal::missing("ticket_type_id not specified").field("ticket_type_id"));
    };
    let kind = types::find(&kind, call.store)?.clone();
    let mut own = Vec::new();
    if let Given::Value(given) = call.body.object("ticket_attributes")? {
        attributes::apply(&mut own, attributes::read(given, &kind)?);
    }
    attributes::check_required(&own, &kind)?;
    let assignees = assignees(&call.body)?;
    let company = match call.body.id("company_id")? {
        Given::Value(id) => {
            let found = call.store.companies().find(&id).ok_or_else(Refusal::no_company)?;
            Some(found.id.place())
        }
        _ => None,
    };
    let at = call.body.integer("created_at")?.value().unwrap_or(call.now);
    let linked = links::other(call, kind.category)?;
    let contact = affected(call)?;
    let table = call.store.conversations();
    let source = Source::new(table.next_part(), Author::Contact(contact), "");
    let mut conversation = Conversation::new(table.next_number(), source, contact, at);
    conversation.company = company;
    for to in assignees {
        give(&mut conversation, to, matches!(to, Assignee::Team(_)));
    }
    conversation.ticket = Some(Box::new(Ticket {
        number: table.next_ticket(),
        kind: kind.number,
        state: STATES[0].number,
        previous_state: None,
        attributes: own,
        shared: kind.category == Category::Customer,
    }));
    let next_part = conversation.source.number + 1;
    let mut edit = Edit::new(conversation, next_part, call.now);
    edit.add(PartKind::TicketStateUpdatedByAdmin, Author::Bot).extras_mut().ticket_state =
        Some((STATES[0].number, STATES[0].number));
    if let Some(linked) = linked {
        links::link(call, &mut edit, &linked)?;
    }
    Ok(edit)
}

fn assignees(body: &Body) -> Result<Vec<Assignee>, Refusal> {
    let Given::Value(given) = body.object("assignment")? else { return Ok(Vec::new()) };
    let given = Body(given.clone());
    let mut found = Vec::new();
    for (name, is_team) in [("admin_assignee_id", false), ("team_assignee_id", true)] {
        if let Given::Value(id) = given.id(name)? {
            found.push(assignee(&id, Some(is_team))?);
        }
    }
    Ok(found)
}

/// The one contact that the ticket is about. An email that nobody has makes a user.
fn affected(call: &mut Call) -> Result<ObjectId, Refusal> {
    let wrong = |message: &str| Refusal::invalid(message).field("contacts");
    let one = match call.body.any("contacts") {
        Given::Value(Value::Array(list)) => match list.as_slice() {
            [Value::Object(one)] => Body(one.clone()),
            [] => return Err(Refusal::missing("contacts not specified").field("contacts")),
            _ => return Err(wrong("Only one contact is allowed")),
        },
        Given::Value(_) => return Err(wrong("contacts must be an array")),
        _ => return Err(Refusal::missing("contacts not specified").field("contacts")),
    };
    if let Given::Value(id) = one.id("id")? {
        return Ok(contact(call.store, &id)?.id);
    }
    if let Given::Value(id) = one.id("external_id")? {
        return match call.store.contacts().find_external(&id) {
            Found::Contact(contact) if !contact.archived => Ok(contact.id),
            _ => Err(Refusal::no_contact()),
        };
    }
    let Given::Value(email) = one.text("email")? else {
        return Err(wrong("A contact needs id, external_id or email"));
    };
    let known = call.store.contacts().with_email(email).find(|contact| !contact.archived);
    if let Some(known) = known {
        return Ok(known.id);
    }
    let mut new = call.store.blank_contact(Role::User, call.now);
    new.email = Some(email.into());
    let id = new.id;
    call.store.commit(Change::Contact(Box::new(new)));
    Ok(id)
}
