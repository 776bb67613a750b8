//! `ictl fin`: Fin AI Agent over the API.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{FROM_2_14, Field, Noun, Operation};
use crate::api::retry::Repeat;

/// A file, by address or as base64.
const ATTACHMENT: &[Property] = &[
    Property::new("type", Kind::Enum(&["url", "file"])).required(),
    Property::new("url", Kind::String),
    Property::new("name", Kind::String),
    Property::new("content_type", Kind::String),
    Property::new("data", Kind::String),
];

/// What was said, and by whom.
const MESSAGE: &[Property] = &[
    Property::new("author", Kind::Enum(&["user", "agent", "fin"])).required(),
    Property::new("body", Kind::String).required(),
    Property::new("timestamp", Kind::DateTime).required(),
    Property::new("timestamp_ms", Kind::DateTime),
];

/// The person Fin talks to.
const USER: &[Property] = &[
    Property::new("id", Kind::String).required(),
    Property::new("name", Kind::String),
    Property::new("email", Kind::String),
    Property::new("attributes", Kind::Object(&[])),
];

/// The rows of `ictl fin`.
pub(super) const NOUN: Noun = Noun {
    name: "fin",
    about: "Fin AI Agent over the API",
    operations: &[
        Operation {
            id: "startFinConversation",
            command: &["fin", "start"],
            summary: "Start a conversation with Fin",
            details: "Returns Fin's status; its reply arrives by webhook. Access must be agreed \
                      with Intercom. Errors can hide in a 200 answer.",
            body: &[
                Field::new("conversation_id", "conversation-id", Kind::String).required(),
                Field::new("message", "message", Kind::Object(MESSAGE)).required(),
                Field::new("user", "user", Kind::Object(USER)).required(),
                Field::new("attachments", "attachments", Kind::Array(&Kind::Object(ATTACHMENT))),
                Field::new(
                    "conversation_metadata",
                    "conversation-metadata",
                    Kind::Object(&[
                        Property::new("history", Kind::Array(&Kind::Object(MESSAGE))),
                        Property::new("attributes", Kind::Object(&[])),
                    ]),
                ),
            ],
            versions: FROM_2_14,
            ..Operation::post("/fin/start")
        },
        Operation {
            id: "replyToFin",
            command: &["fin", "reply"],
            summary: "Send the user's reply to Fin",
            details: "Allowed once Fin awaits it. Its answer arrives by webhook; errors can hide \
                      in a 200 answer.",
            body: &[
                Field::new("conversation_id", "conversation-id", Kind::String).required(),
                Field::new("message", "message", Kind::Object(MESSAGE)).required(),
                Field::new("user", "user", Kind::Object(USER)).required(),
                Field::new("attachments", "attachments", Kind::Array(&Kind::Object(ATTACHMENT))),
            ],
            versions: FROM_2_14,
            ..Operation::post("/fin/reply")
        },
        Operation {
            id: "submitFinCsat",
            command: &["fin", "csat"],
            summary: "Record a customer's rating of Fin",
            details: "Sending the same rating again changes nothing. A different one replaces it \
                      while the time to change lasts.",
            body: &[
                Field::new("conversation_id", "conversation-id", Kind::String).required(),
                Field::new(
                    "rating",
                    "rating",
                    Kind::Enum(&["terrible", "bad", "ok", "good", "amazing"]),
                )
                .required(),
                Field::new("remark", "remark", Kind::String),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_14,
            ..Operation::post("/fin/csat")
        },
    ],
};
