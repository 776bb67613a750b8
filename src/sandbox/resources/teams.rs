//! `/teams`: how the teammates are grouped. The same in every sandbox: the API cannot make any.

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::team::{TEAMS, Team, team};
use crate::sandbox::store::workspace::Admin;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::get("/teams", list), Route::get("/teams/{team_id}", get)];

/// The ids of an admin's teams.
pub fn of(admin: Admin) -> Vec<u32> {
    let own = TEAMS.iter().filter(|team| team.members.contains(&admin));
    own.map(|team| team.number).collect()
}

fn view(team: &Team) -> Value {
    json!({
        "type": "team",
        "id": team.number.to_string(),
        "name": team.name,
        "admin_ids": team.members.iter().map(|admin| admin.number).collect::<Vec<_>>(),
        "distribution_method": team.distribution_method,
    })
}

fn list(_: &mut Call) -> Reply {
    let teams: Vec<Value> = TEAMS.iter().map(view).collect();
    Answer::json(&json!({"type": "team.list", "teams": teams}))
}

fn get(call: &mut Call) -> Reply {
    let missing = || Refusal::new(404, "team_not_found", "Team not found");
    Answer::json(&view(team(call.param(0)).ok_or_else(missing)?))
}
