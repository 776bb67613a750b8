//! `ictl admins`: teammates, their away state and what they did.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// The rows of `ictl admins`.
pub(super) const NOUN: Noun = Noun {
    name: "admins",
    about: "Teammates, their away state and what they did",
    operations: &[
        Operation {
            id: "listAdmins",
            command: &["admins", "list"],
            summary: "List the admins (teammates) of the workspace",
            details: "Returns admins with their ids, which most writes on conversations need.",
            query: &[QueryParam::new("display_avatar", "display-avatar", Kind::Boolean)],
            answer: Answer::List("admins"),
            ..Operation::get("/admins")
        },
        Operation {
            id: "retrieveAdmin",
            command: &["admins", "get"],
            summary: "Show an admin",
            details: "Returns one teammate with email, teams and away state.",
            path_params: &[PathParam::new("admin_id", "ADMIN_ID")],
            ..Operation::get("/admins/{admin_id}")
        },
        Operation {
            id: "setAwayAdmin",
            command: &["admins", "away"],
            summary: "Set an admin to away, or back to active",
            details: "Returns the admin. Both booleans must be given; a workspace may also insist \
                      on a reason (`away-status-reasons list`).",
            path_params: &[PathParam::new("admin_id", "ADMIN_ID")],
            body: &[
                Field::new("away_mode_enabled", "away-mode-enabled", Kind::Boolean).required(),
                Field::new("away_mode_reassign", "away-mode-reassign", Kind::Boolean).required(),
                Field::new("away_status_reason_id", "away-status-reason-id", Kind::Integer),
            ],
            ..Operation::put("/admins/{admin_id}/away")
        },
        Operation {
            id: "listActivityLogs",
            command: &["admins", "activity-logs", "list"],
            summary: "List what admins did in the workspace",
            details: "`--created-at-after` is required. The list holds settings changes, log-ins \
                      and the like, newest first.",
            query: &[
                QueryParam::new("created_at_after", "created-at-after", Kind::Timestamp).required(),
                QueryParam::new("created_at_before", "created-at-before", Kind::Timestamp),
            ],
            pagination: PAGE,
            answer: Answer::List("activity_logs"),
            ..Operation::get("/admins/activity_logs")
        },
        Operation {
            id: "searchActivityLogs",
            command: &["admins", "activity-logs", "search"],
            summary: "Search what admins did, by kind of event",
            details: "Only reads, although it is a POST. `admins activity-log-event-types list` \
                      shows the event types to ask for.",
            body: &[
                Field::new("created_at_after", "created-at-after", Kind::Timestamp).required(),
                Field::new("created_at_before", "created-at-before", Kind::Timestamp),
                Field::new("event_types", "event-types", Kind::Array(&Kind::String)),
                Field::new("page", "page", Kind::Integer),
                Field::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: Pagination::PageInBody,
            max_per_page: Some(250),
            repeat: Repeat::Safe,
            answer: Answer::List("activity_logs"),
            versions: FROM_2_16,
            ..Operation::post("/admins/activity_logs/search")
        },
        Operation {
            id: "listActivityLogEventTypes",
            command: &["admins", "activity-log-event-types", "list"],
            summary: "List the event types an activity log can hold",
            details: "Returns the values that `admins activity-logs search --event-types` takes.",
            answer: Answer::List("event_types"),
            versions: FROM_2_16,
            ..Operation::get("/admins/activity_log_event_types")
        },
    ],
};
