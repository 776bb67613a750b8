//! `ictl events`: what contacts did, as you record it.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, Field, Noun, Operation, QueryParam};
use crate::api::retry::Repeat;

/// The rows of `ictl events`.
pub(super) const NOUN: Noun = Noun {
    name: "events",
    about: "What contacts did, as you record it",
    operations: &[
        Operation {
            id: "lisDataEvents",
            command: &["events", "list"],
            summary: "List the events of a contact",
            details: "Only the last 90 days. Give one of `--user-id`, `--email`, \
                      `--intercom-user-id`; `--type` is always `user`.",
            query: &[
                QueryParam::new("user_id", "user-id", Kind::String),
                QueryParam::new("intercom_user_id", "intercom-user-id", Kind::String),
                QueryParam::new("email", "email", Kind::String),
                QueryParam::new("type", "type", Kind::String).required(),
                QueryParam::new("summary", "summary", Kind::Boolean),
            ],
            alternatives: &[&["user_id"], &["intercom_user_id"], &["email"]],
            answer: Answer::List("events"),
            ..Operation::get("/events")
        },
        Operation {
            id: "createDataEvent",
            command: &["events", "create"],
            summary: "Record an event of a contact",
            details: "Nothing comes back. The same event at the same second counts once. Leads \
                      need `--id`; metadata holds at most 10 keys.",
            body: &[
                Field::new("event_name", "event-name", Kind::String).required(),
                Field::new("created_at", "created-at", Kind::Timestamp).required(),
                Field::new("user_id", "user-id", Kind::String),
                Field::new("id", "id", Kind::String),
                Field::new("email", "email", Kind::String),
                Field::new("metadata", "metadata", Kind::Object(&[])),
            ],
            alternatives: &[&["id"], &["user_id"], &["email"]],
            repeat: Repeat::Safe,
            answer: Answer::Empty,
            ..Operation::post("/events")
        },
        Operation {
            id: "dataEventSummaries",
            command: &["events", "summaries", "create"],
            summary: "Set how often an event has happened to a user",
            details: "Nothing comes back.",
            body: &[
                Field::new("user_id", "user-id", Kind::String),
                Field::new(
                    "event_summaries",
                    "event-summaries",
                    Kind::Object(&[
                        Property::new("event_name", Kind::String),
                        Property::new("count", Kind::Integer),
                        Property::new("first", Kind::Timestamp),
                        Property::new("last", Kind::Timestamp),
                    ]),
                ),
            ],
            answer: Answer::Empty,
            ..Operation::post("/events/summaries")
        },
    ],
};
