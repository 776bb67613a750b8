//! `/me` and `/admins`: who uses the token, and the teammates.

use serde_json::{Value, json};

use super::teams;
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Presence;
use crate::sandbox::store::workspace::{ADMINS, Admin, admin};

/// What this file answers.
pub const ROUTES: &[Route] =
    &[Route::get("/me", me), Route::get("/admins", list), Route::get("/admins/{admin_id}", get)];

/// The avatar of everyone.
const AVATAR: &str = "https://static.intercomassets.com/assets/default-avatars/admins/128.png";

/// An admin as lists and notes show one.
pub fn view(admin: Admin, store: &Store) -> Value {
    let presence = presence(admin, store);
    json!({
        "type": "admin",
        "id": admin.number.to_string(),
        "name": admin.name,
        "email": admin.email,
        "job_title": admin.job_title,
        "away_mode_enabled": presence.is_some_and(|now| now.away),
        "away_mode_reassign": presence.is_some_and(|now| now.reassign),
        "has_inbox_seat": true,
        "team_ids": teams::of(admin),
    })
}

/// An admin with the reason for being away.
pub fn full_view(admin: Admin, store: &Store) -> Value {
    let mut shown = view(admin, store);
    shown["away_status_reason_id"] = presence(admin, store).and_then(|now| now.reason).into();
    shown
}

/// How things are with an admin; nobody is away at first.
fn presence(admin: Admin, store: &Store) -> Option<&Presence> {
    store.presences().rev().find(|entry| entry.admin == admin.number)
}

fn me(call: &mut Call) -> Reply {
    let mut me = view(call.store.me(), call.store);
    me["email_verified"] = true.into();
    me["avatar"] = json!({"type": "avatar", "image_url": AVATAR});
    me["app"] = json!({
        "type": "app",
        "id_code": call.store.code(),
        "name": call.store.name(),
        "created_at": call.store.created_at(),
        "secure": false,
        "identity_verification": false,
        "timezone": call.zone.iana_name().unwrap_or("UTC"),
        "region": call.store.region(),
    });
    Answer::json(&me)
}

fn list(call: &mut Call) -> Reply {
    let with_avatar = call.flag("display_avatar");
    let admins: Vec<Value> = ADMINS
        .into_iter()
        .map(|admin| {
            let mut shown = view(admin, call.store);
            if with_avatar {
                shown["avatar"] = AVATAR.into();
            }
            shown
        })
        .collect();
    Answer::json(&json!({"type": "admin.list", "admins": admins}))
}

fn get(call: &mut Call) -> Reply {
    let Some(admin) = admin(call.param(0)) else {
        return Err(Refusal::new(404, "admin_not_found", "Admin not found"));
    };
    Answer::json(&full_view(admin, call.store))
}
