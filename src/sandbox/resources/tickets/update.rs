//! `PUT /tickets/{id}`: attributes, state, assignment, open or closed, snoozed, shared.

use super::{attributes, edit, save, side, states};
use crate::sandbox::call::{Body, Call, Given, Reply};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::conversations::Edit;
use crate::sandbox::resources::conversations::manage::{assignee, give};
use crate::sandbox::store::conversation::{Assignee, Author, PartKind, State};
use crate::sandbox::store::ticket::TicketType;
use crate::sandbox::store::workspace::admin;

/// Updates a ticket; everything is checked before anything changes.
pub fn update(call: &mut Call) -> Reply {
    let (mut edit, kind) = edit(call)?;
    let body = &call.body;
    let actor = actor(body)?;
    write_attributes(&mut edit, body, &kind, actor)?;
    write_state(&mut edit, body, &kind, actor)?;
    assign(&mut edit, body, actor)?;
    match body.id("company_id")? {
        Given::Value(id) => {
            let company = call.store.companies().find(&id).ok_or_else(Refusal::no_company)?;
            edit.conversation.company = Some(company.id.place());
        }
        Given::Null => edit.conversation.company = None,
        Given::Absent => {}
    }
    if let Some(shared) = body.flag("is_shared")?.value() {
        side(&mut edit)?.shared = shared;
    }
    open_or_close(&mut edit, body, actor)?;
    if let Some(until) = body.integer("snoozed_until")?.value() {
        edit.conversation.enter(State::Snoozed, Some(until));
        edit.add(PartKind::Snoozed, actor);
    }
    save(call, edit)
}

/// The admin who acts; without one it is Intercom.
fn actor(body: &Body) -> Result<Author, Refusal> {
    let missing = || Refusal::new(404, "assignee_not_found", "Assignee not found");
    match body.id("admin_id")? {
        Given::Value(id) => Ok(Author::Admin(admin(&id).ok_or_else(missing)?.number)),
        _ => Ok(Author::Bot),
    }
}

fn write_attributes(
    edit: &mut Edit,
    body: &Body,
    kind: &TicketType,
    actor: Author,
) -> Result<(), Refusal> {
    let Given::Value(given) = body.object("ticket_attributes")? else { return Ok(()) };
    let values = attributes::read(given, kind)?;
    for changed in attributes::apply(&mut side(edit)?.attributes, values) {
        edit.add(PartKind::TicketAttributeUpdatedByAdmin, actor).extras_mut().ticket_attribute =
            Some(changed);
    }
    Ok(())
}

fn write_state(
    edit: &mut Edit,
    body: &Body,
    kind: &TicketType,
    actor: Author,
) -> Result<(), Refusal> {
    let Given::Value(id) = body.id("ticket_state_id")? else { return Ok(()) };
    let state = states::find(&id, kind).ok_or_else(states::invalid)?.number;
    let ticket = side(edit)?;
    let before = ticket.state;
    if before != state {
        ticket.previous_state = Some(before);
        ticket.state = state;
        edit.add(PartKind::TicketStateUpdatedByAdmin, actor).extras_mut().ticket_state =
            Some((before, state));
    }
    Ok(())
}

/// The one id names an admin or a team; `0` takes both away.
fn assign(edit: &mut Edit, body: &Body, actor: Author) -> Result<(), Refusal> {
    let Given::Value(id) = body.id("assignee_id")? else { return Ok(()) };
    let to = assignee(&id, None)?;
    give(&mut edit.conversation, to, matches!(to, Assignee::Team(_)));
    if to == Assignee::Nobody {
        edit.conversation.team = None;
    }
    edit.add(PartKind::Assignment, actor).assigned_to = Some(to);
    Ok(())
}

/// Closing also ends a snooze (source: the API description).
fn open_or_close(edit: &mut Edit, body: &Body, actor: Author) -> Result<(), Refusal> {
    match body.flag("open")?.value() {
        Some(false) if edit.conversation.state != State::Closed => {
            edit.conversation.enter(State::Closed, None);
            edit.add(PartKind::Close, actor);
        }
        Some(true) if edit.conversation.state == State::Closed => {
            edit.conversation.enter(State::Open, None);
            edit.add(PartKind::Open, actor);
        }
        _ => {}
    }
    Ok(())
}
