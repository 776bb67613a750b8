//! `ictl messages`: outbound messages and their delivery.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, CURSOR, Case, FROM_2_16, Field, Noun, Operation, QueryParam,
};

/// A contact a message goes to.
const RECIPIENT: &[Property] = &[
    Property::new("type", Kind::Enum(&["user", "lead"])).required(),
    Property::new("id", Kind::String).required(),
];

/// The rows of `ictl messages`.
pub(super) const NOUN: Noun = Noun {
    name: "messages",
    about: "Outbound messages and their delivery",
    operations: &[
        Operation {
            id: "createMessage",
            command: &["messages", "create"],
            summary: "Send an in-app message, an email or a WhatsApp message",
            details: "Sent twice, the customer gets it twice. There is no conversation until the \
                      contact replies. A contact made just now may answer 404.",
            body: &[
                Field::new(
                    "message_type",
                    "message-type",
                    Kind::Enum(&["in_app", "email", "whatsapp"]),
                )
                .required(),
                Field::new("subject", "subject", Kind::String),
                Field::new("body", "body", Kind::String),
                Field::new("template", "template", Kind::String),
                Field::new(
                    "from",
                    "from",
                    Kind::Object(&[
                        Property::new("type", Kind::Enum(&["admin"])).required(),
                        Property::new("id", Kind::Integer).required(),
                    ]),
                )
                .required(),
                Field::new(
                    "to",
                    "to",
                    Kind::OneOf(&[Kind::Object(RECIPIENT), Kind::Array(&Kind::Object(RECIPIENT))]),
                )
                .required(),
                Field::new(
                    "cc",
                    "cc",
                    Kind::OneOf(&[Kind::Object(RECIPIENT), Kind::Array(&Kind::Object(RECIPIENT))]),
                ),
                Field::new(
                    "bcc",
                    "bcc",
                    Kind::OneOf(&[Kind::Object(RECIPIENT), Kind::Array(&Kind::Object(RECIPIENT))]),
                ),
                Field::new("created_at", "created-at", Kind::Timestamp),
                Field::new(
                    "create_conversation_without_contact_reply",
                    "create-conversation-without-contact-reply",
                    Kind::Boolean,
                ),
                Field::new("components", "components", Kind::Any),
            ],
            alternatives: &[
                &["subject", "body", "template"],
                &["body"],
                &["template", "components"],
            ],
            cases: &[
                Case::new("message_type", "email", &["subject", "body", "template"]),
                Case::new("message_type", "in_app", &["body"]),
                Case::new("message_type", "whatsapp", &["template", "components"]),
            ],
            ..Operation::post("/messages")
        },
        Operation {
            id: "getWhatsAppMessageStatus",
            command: &["messages", "status"],
            summary: "List the delivery states of messages of a ruleset",
            details: "Only WhatsApp messages are covered. Items lie under `events`.",
            query: &[
                QueryParam::new("ruleset_id", "ruleset-id", Kind::String).required(),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("starting_after", "starting-after", Kind::String),
            ],
            pagination: CURSOR,
            max_per_page: Some(100),
            answer: Answer::List("events"),
            versions: FROM_2_16,
            ..Operation::get("/messages/status")
        },
        Operation {
            id: "RetrieveWhatsAppMessageStatus",
            command: &["messages", "whatsapp", "status"],
            summary: "Show the delivery state of a WhatsApp message",
            details: "Returns the state and, after a failure, its reason.",
            query: &[QueryParam::new("message_id", "message-id", Kind::String).required()],
            versions: FROM_2_16,
            ..Operation::get("/messages/whatsapp/status")
        },
    ],
};
