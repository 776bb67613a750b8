//! How the teammates are grouped. The same in every sandbox: the API cannot make any teams.

use super::workspace::{ADMINS, Admin};

/// A team.
#[derive(Debug, PartialEq, Eq)]
pub struct Team {
    /// The API's id.
    pub number: u32,
    pub name: &'static str,
    pub members: &'static [Admin],
    pub distribution_method: &'static str,
}

/// All teams.
pub const TEAMS: [Team; 4] = [
    Team {
        number: 5_017_681,
        name: "Support",
        members: &[ADMINS[0], ADMINS[1], ADMINS[3]],
        distribution_method: "round_robin",
    },
    Team { number: 5_017_682, name: "Sales", members: &[ADMINS[2]], distribution_method: "manual" },
    Team {
        number: 5_017_683,
        name: "Billing",
        members: &[ADMINS[1], ADMINS[4]],
        distribution_method: "balanced",
    },
    Team {
        number: 5_017_684,
        name: "Engineering",
        members: &[ADMINS[5]],
        distribution_method: "manual",
    },
];

/// The team with this id.
pub fn team(id: &str) -> Option<&'static Team> {
    let number: u32 = id.parse().ok()?;
    TEAMS.iter().find(|team| team.number == number)
}
