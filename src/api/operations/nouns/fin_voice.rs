//! `ictl fin-voice`: phone calls that Fin answered.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Answer, FROM_2_15, Field, Noun, Operation, PathParam};

/// The rows of `ictl fin-voice`.
pub(super) const NOUN: Noun = Noun {
    name: "fin-voice",
    about: "Phone calls that Fin answered",
    operations: &[
        Operation {
            id: "registerFinVoiceCall",
            command: &["fin-voice", "register"],
            summary: "Register an external call with Fin Voice",
            details: "Returns the call, linked to an Intercom call and conversation. The source \
                      is AWS Connect unless given.",
            body: &[
                Field::new("phone_number", "phone-number", Kind::String).required(),
                Field::new("call_id", "call-id", Kind::String).required(),
                Field::new("source", "source", Kind::Enum(&["five9", "zoom_phone", "aws_connect"])),
                Field::new("data", "data", Kind::Object(&[])).nullable(),
            ],
            versions: FROM_2_15,
            ..Operation::post("/fin_voice/register")
        },
        Operation {
            id: "collectFinVoiceCallById",
            command: &["fin-voice", "collect"],
            summary: "Show a Fin Voice call by its reference id",
            details: "Returns the call with transcript and intent.",
            path_params: &[PathParam::new("id", "REFERENCE_ID")],
            versions: FROM_2_15,
            ..Operation::get("/fin_voice/collect/{id}")
        },
        Operation {
            id: "collectFinVoiceCallByExternalId",
            command: &["fin-voice", "external-id"],
            summary: "Show a Fin Voice call by the id of the outside system",
            details: "Returns the call with transcript and intent.",
            path_params: &[PathParam::new("external_id", "EXTERNAL_ID")],
            versions: FROM_2_15,
            ..Operation::get("/fin_voice/external_id/{external_id}")
        },
        Operation {
            id: "collectFinVoiceCallByPhoneNumber",
            command: &["fin-voice", "phone-number"],
            summary: "Show the latest Fin Voice call of a phone number",
            details: "Returns only the most recent matching call.",
            path_params: &[PathParam::new("phone_number", "PHONE_NUMBER")],
            versions: FROM_2_15,
            ..Operation::get("/fin_voice/phone_number/{phone_number}")
        },
        Operation {
            id: "collectFinVoiceCallsByConversationId",
            command: &["fin-voice", "conversation"],
            summary: "List the Fin Voice calls of a conversation",
            details: "The answer is a bare array, without an envelope.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            answer: Answer::List(""),
            versions: FROM_2_15,
            ..Operation::get("/fin_voice/conversation/{conversation_id}")
        },
    ],
};
