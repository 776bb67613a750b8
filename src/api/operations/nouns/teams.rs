//! `ictl teams`: teams and their load.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Answer, FROM_2_16, Noun, Operation, PathParam, QueryParam};

/// The rows of `ictl teams`.
pub(super) const NOUN: Noun = Noun {
    name: "teams",
    about: "Teams and their load",
    operations: &[
        Operation {
            id: "listTeams",
            command: &["teams", "list"],
            summary: "List teams",
            details: "Items lie under `teams`.",
            answer: Answer::List("teams"),
            ..Operation::get("/teams")
        },
        Operation {
            id: "retrieveTeam",
            command: &["teams", "get"],
            summary: "Show a team and who is in it",
            details: "Returns the team with the ids of its admins.",
            path_params: &[PathParam::new("team_id", "TEAM_ID")],
            ..Operation::get("/teams/{team_id}")
        },
        Operation {
            id: "getTeamMetrics",
            command: &["teams", "metrics", "list"],
            summary: "Show the open, idle and snoozed conversations of a team",
            details: "One row for each admin, in real time. The plan must include real-time \
                      monitoring.",
            path_params: &[PathParam::new("team_id", "TEAM_ID")],
            query: &[QueryParam::new("idle_threshold", "idle-threshold", Kind::Integer)],
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/teams/{team_id}/metrics")
        },
    ],
};
