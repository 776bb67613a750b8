//! `POST /conversations/redact`: what was written is taken away for good.

use super::edit::{Edit, find};
use crate::sandbox::call::{Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::message_html::REDACTED;
use crate::sandbox::store::conversation::Author;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::post("/conversations/redact", redact)];

fn missing() -> Refusal {
    let message = "Conversation part or message not found";
    Refusal::new(404, "conversation_part_or_message_not_found", message)
}

/// The status is not documented; the code is.
fn not_redactable(message: &str) -> Refusal {
    Refusal::new(400, "conversation_part_not_redactable", message)
}

fn redact(call: &mut Call) -> Reply {
    let given = |call: &Call, name: &str| match call.body.id(name)? {
        Given::Value(id) => Ok(id),
        _ => Err(Refusal::missing(format!("{name} not specified")).field(name)),
    };
    let of_part = match call.body.text("type")? {
        Given::Value("conversation_part") => true,
        Given::Value("source") => false,
        _ => return Err(Refusal::invalid("type must be conversation_part or source").field("type")),
    };
    let id = given(call, "conversation_id")?;
    if of_part {
        let part = given(call, "conversation_part_id")?;
        redact_part(call, &id, &part)
    } else {
        let source = given(call, "source_id")?;
        redact_source(call, &id, &source)
    }
}

fn redact_part(call: &mut Call, id: &str, part: &str) -> Reply {
    let now = call.now;
    let thread = find(call, id).map_err(|_| missing())?;
    let found = thread.parts.iter().find(|own| own.number.to_string() == part);
    let mut part = found.ok_or_else(missing)?.clone();
    if part.body.is_none() {
        return Err(not_redactable("The conversation part has no body"));
    }
    part.body = Some(REDACTED.into());
    let extras = part.extras_mut();
    extras.attachments.clear();
    extras.redacted_at.get_or_insert(now);
    let mut edit = Edit::of(call, id)?;
    edit.replace(part);
    edit.save(call)
}

fn redact_source(call: &mut Call, id: &str, source: &str) -> Reply {
    let mut edit = Edit::of(call, id).map_err(|_| missing())?;
    let own = &mut edit.conversation.source;
    if own.number.to_string() != source {
        return Err(missing());
    }
    if !matches!(own.author, Author::Contact(_)) {
        return Err(not_redactable("The message was not created by a contact"));
    }
    own.body = REDACTED.into();
    own.attachments.clear();
    own.redacted = true;
    edit.save(call)
}
