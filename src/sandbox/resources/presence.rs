//! Who is away, and why? Away mode, its reasons, and the activity log that remembers it.
//!
//! Away mode is the only thing admins do here, so it is all that the log knows.

use serde_json::{Value, json};

use super::admins;
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::numbered_pages::PageNumber;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::{Change, Presence};
use crate::sandbox::store::workspace::{ME, admin};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::put("/admins/{admin_id}/away", set_away),
    Route::get("/away_status_reasons", list_reasons),
    Route::get("/admins/activity_logs", list_log),
    Route::post("/admins/activity_logs/search", search_log),
    Route::get("/admins/activity_log_event_types", list_event_types),
];

struct Reason {
    number: u32,
    label: &'static str,
    emoji: &'static str,
    deleted: bool,
}

const REASONS: [Reason; 4] = [
    Reason { number: 4101, label: "On a break", emoji: "☕", deleted: false },
    Reason { number: 4102, label: "In a meeting", emoji: "📅", deleted: false },
    Reason { number: 4103, label: "On vacation", emoji: "🌴", deleted: false },
    Reason { number: 4104, label: "At lunch", emoji: "🥪", deleted: true },
];

/// The kind of every entry in the log.
const AWAY_MODE_CHANGE: &str = "admin_away_mode_change";

/// Page size of the log, and its range (source: the API description).
const PER_PAGE: u64 = 20;
const MAX_PER_PAGE: u64 = 250;

/// Deleted ones are listed too (source: the API description).
fn list_reasons(call: &mut Call) -> Reply {
    let data: Vec<Value> = (1..)
        .zip(&REASONS)
        .map(|(order, reason)| {
            json!({
                "type": "away_status_reason",
                "id": reason.number.to_string(),
                "label": reason.label,
                "emoji": reason.emoji,
                "order": order,
                "deleted": reason.deleted,
                "created_at": call.store.created_at(),
                "updated_at": call.store.created_at(),
            })
        })
        .collect();
    Answer::json(&json!({"type": "list", "data": data}))
}

fn set_away(call: &mut Call) -> Reply {
    let missing = || Refusal::new(404, "admin_not_found", "Admin for admin_id not found");
    let admin = admin(call.param(0)).ok_or_else(missing)?;
    let flag = |name: &str| match call.body.flag(name)? {
        Given::Value(flag) => Ok(flag),
        _ => Err(Refusal::missing(format!("{name} not specified")).field(name)),
    };
    let (away, reassign) = (flag("away_mode_enabled")?, flag("away_mode_reassign")?);
    let reason = reason(call)?.filter(|_| away);
    let (number, at) = (call.store.next_number(), call.now);
    let presence = Presence { number, admin: admin.number, away, reassign, reason, at };
    call.store.commit(Change::Presence(presence));
    Answer::json(&admins::full_view(admin, call.store))
}

fn reason(call: &Call) -> Result<Option<u32>, Refusal> {
    let Given::Value(id) = call.body.id("away_status_reason_id")? else { return Ok(None) };
    let number = id.parse().ok();
    let refuse = |message: &str| Err(Refusal::invalid(message).field("away_status_reason_id"));
    match REASONS.iter().find(|reason| Some(reason.number) == number) {
        Some(reason) if !reason.deleted => Ok(Some(reason.number)),
        Some(_) => refuse("Away status reason is deleted"),
        None => refuse("Away status reason not found"),
    }
}

/// A span of the log: UNIX seconds, the second one open.
type Span = (i64, Option<i64>);

fn list_log(call: &mut Call) -> Reply {
    let seconds = |name: &str| match call.query(name) {
        None | Some("") => Ok(None),
        Some(text) => text.parse().map(Some).map_err(|_| {
            Refusal::invalid(format!("{name} must be a UNIX timestamp in seconds")).field(name)
        }),
    };
    let after = seconds("created_at_after")?.ok_or_else(no_start)?;
    let span = (after, seconds("created_at_before")?);
    log(call, span, true, call.page_number(PER_PAGE)?)
}

fn search_log(call: &mut Call) -> Reply {
    let after = call.body.integer("created_at_after")?.value().ok_or_else(no_start)?;
    let span = (after, call.body.integer("created_at_before")?.value());
    let number = |name: &str, default| match call.body.integer(name)?.value() {
        Some(number) => Ok(u64::try_from(number).unwrap_or(0)),
        None => Ok(default),
    };
    let page = PageNumber { page: number("page", 1)?, per_page: number("per_page", PER_PAGE)? };
    let wanted = match call.body.any("event_types") {
        Given::Value(Value::Array(types)) => types.iter().any(|own| own == AWAY_MODE_CHANGE),
        Given::Value(_) => {
            return Err(Refusal::invalid("event_types must be an array").field("event_types"));
        }
        _ => true,
    };
    log(call, span, wanted, page.within(1..=MAX_PER_PAGE)?)
}

fn no_start() -> Refusal {
    Refusal::missing("created_at_after not specified").field("created_at_after")
}

/// Newest first; `wanted` says that the log's only kind of entry is asked for.
fn log(call: &Call, (after, before): Span, wanted: bool, page: PageNumber) -> Reply {
    let inside = |at: i64| wanted && at >= after && before.is_none_or(|before| at <= before);
    let entries: Vec<&Presence> =
        call.store.presences().rev().filter(|entry| inside(entry.at)).collect();
    let shown: Vec<Value> = page.of(&entries).iter().map(|entry| log_entry(entry)).collect();
    Answer::json(&json!({
        "type": "activity_log.list",
        "pages": page.pages(entries.len()),
        "activity_logs": shown,
    }))
}

fn log_entry(entry: &Presence) -> Value {
    let admin = admin(&entry.admin.to_string()).unwrap_or(ME);
    let reason = REASONS.iter().find(|reason| Some(reason.number) == entry.reason);
    let verb = if entry.away { "on" } else { "off" };
    json!({
        "id": entry.number.to_string(),
        "performed_by": {
            "type": "admin",
            "id": ME.number.to_string(),
            "email": ME.email,
            "ip": "127.0.0.1",
        },
        "metadata": {
            "away_mode": entry.away,
            "away_status_reason": reason.map(|reason| reason.label),
            "reassign_conversations": entry.reassign,
            "update_by": ME.number,
            "update_by_name": ME.name,
        },
        "created_at": entry.at,
        "activity_type": AWAY_MODE_CHANGE,
        "activity_description": format!("{} switched {verb} away mode for {}.", ME.name, admin.name),
    })
}

/// Only what can occur here.
fn list_event_types(_: &mut Call) -> Reply {
    Answer::json(&json!({
        "type": "activity_log_event_type.list",
        "event_types": [AWAY_MODE_CHANGE],
    }))
}
