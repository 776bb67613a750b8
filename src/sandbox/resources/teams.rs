//! `/teams`: how the teammates are grouped. The same in every sandbox: the API cannot make any.

use serde_json::{Value, json};

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::workspace::{ADMINS, Admin};

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::get("/teams", list), Route::get("/teams/{team_id}", get)];

struct Team {
    number: u32,
    name: &'static str,
    members: &'static [Admin],
    distribution_method: &'static str,
}

const TEAMS: [Team; 2] = [
    Team {
        number: 5_017_681,
        name: "Support",
        members: &[ADMINS[0], ADMINS[1]],
        distribution_method: "round_robin",
    },
    Team { number: 5_017_682, name: "Sales", members: &[ADMINS[2]], distribution_method: "manual" },
];

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
    let number = call.param(0).parse().ok();
    let team = TEAMS.iter().find(|team| Some(team.number) == number);
    let missing = || Refusal::new(404, "team_not_found", "Team not found");
    Answer::json(&view(team.ok_or_else(missing)?))
}
