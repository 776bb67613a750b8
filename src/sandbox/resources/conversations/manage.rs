//! `POST /conversations/{id}/parts`: close, open, snooze, assign.
//!
//! Nothing is said of a conversation that is in the wanted state already: it gets a further part,
//! and the answer is a 200.

use super::edit::Edit;
use super::message::acting_admin;
use crate::sandbox::call::{Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::message_html::html;
use crate::sandbox::store::conversation::{Assignee, Author, Conversation, Html, PartKind, State};
use crate::sandbox::store::team::team;
use crate::sandbox::store::workspace::admin;
use crate::sandbox::version::Version;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/conversations/{id}/parts", manage),
    Route::post("/conversations/{id}/run_assignment_rules", run_assignment_rules),
];

/// The last version that runs assignment rules (source: the API descriptions).
const LAST_WITH_RULES: Version = Version::new(2, 11);

fn manage(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    match call.body.text("message_type")? {
        Given::Value("close") => close(&mut edit, &call.body)?,
        Given::Value("open") => {
            let actor = Author::Admin(acting_admin(&call.body)?.number);
            edit.conversation.enter(State::Open, None);
            edit.conversation.read = true;
            edit.add(PartKind::Open, actor);
        }
        Given::Value("snoozed") => snooze(&mut edit, &call.body, call.now)?,
        Given::Value("assignment") => assign(&mut edit, &call.body)?,
        Given::Value(other) => {
            let message =
                format!("message_type '{other}' must be close, open, snoozed or assignment");
            return Err(Refusal::invalid(message).field("message_type"));
        }
        _ => return Err(Refusal::missing("message_type not specified").field("message_type")),
    }
    edit.save(call)
}

fn said(body: &Body) -> Result<Option<Html>, Refusal> {
    Ok(body.text("body")?.value().map(|own| html(own).into()))
}

fn close(edit: &mut Edit, body: &Body) -> Result<(), Refusal> {
    let actor = Author::Admin(acting_admin(body)?.number);
    let said = said(body)?;
    edit.conversation.enter(State::Closed, None);
    if said.is_some() {
        edit.conversation.waiting_since = None;
    }
    edit.add(PartKind::Close, actor).body = said;
    Ok(())
}

fn snooze(edit: &mut Edit, body: &Body, now: i64) -> Result<(), Refusal> {
    let actor = Author::Admin(acting_admin(body)?.number);
    let Given::Value(until) = body.integer("snoozed_until")? else {
        return Err(Refusal::missing("snoozed_until not specified").field("snoozed_until"));
    };
    if until <= now {
        let message = "snoozed_until must be in the future";
        return Err(Refusal::invalid(message).field("snoozed_until"));
    }
    edit.conversation.enter(State::Snoozed, Some(until));
    edit.add(PartKind::Snoozed, actor);
    Ok(())
}

fn assign(edit: &mut Edit, body: &Body) -> Result<(), Refusal> {
    let actor = Author::Admin(acting_admin(body)?.number);
    let to_team = match body.text("type")? {
        Given::Value("team") => true,
        Given::Value("admin") => false,
        _ => return Err(Refusal::invalid("type must be admin or team").field("type")),
    };
    let Given::Value(id) = body.id("assignee_id")? else {
        return Err(Refusal::missing("assignee_id not specified").field("assignee_id"));
    };
    let to = assignee(&id, Some(to_team))?;
    let said = said(body)?;
    give(&mut edit.conversation, to, to_team);
    // An assignment reopens (source: the API description's example, `assign_and_reopen`).
    let kind = match edit.conversation.state {
        State::Open => PartKind::Assignment,
        State::Closed => PartKind::AssignAndReopen,
        State::Snoozed => PartKind::AssignAndUnsnooze,
    };
    edit.conversation.enter(State::Open, None);
    let part = edit.add(kind, actor);
    part.assigned_to = Some(to);
    part.body = said;
    Ok(())
}

/// Whom an id names: an admin or a team, or either when it is not said which. `0` is nobody.
pub fn assignee(id: &str, is_team: Option<bool>) -> Result<Assignee, Refusal> {
    if id == "0" {
        return Ok(Assignee::Nobody);
    }
    let an_admin = || admin(id).map(|own| Assignee::Admin(own.number));
    let a_team = || team(id).map(|own| Assignee::Team(own.number));
    let found = match is_team {
        Some(true) => a_team(),
        Some(false) => an_admin(),
        None => an_admin().or_else(a_team),
    };
    found.ok_or_else(|| Refusal::new(404, "assignee_not_found", "Assignee not found"))
}

/// Assigns. An admin and a team can both be assigned; nobody takes the place of the kind that is
/// spoken of.
pub fn give(conversation: &mut Conversation, to: Assignee, is_team: bool) {
    match to {
        Assignee::Admin(number) => conversation.admin = Some(number),
        Assignee::Team(number) => conversation.team = Some(number),
        Assignee::Nobody if is_team => conversation.team = None,
        Assignee::Nobody => conversation.admin = None,
    }
}

/// There are no rules here, so that nobody is assigned; what was closed is opened, as the
/// description says.
fn run_assignment_rules(call: &mut Call) -> Reply {
    call.version.require_until(LAST_WITH_RULES)?;
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    let kind = match edit.conversation.state {
        State::Closed => PartKind::AssignAndReopen,
        _ => PartKind::Assignment,
    };
    edit.conversation.enter(State::Open, None);
    edit.add(kind, Author::Bot);
    edit.save(call)
}
