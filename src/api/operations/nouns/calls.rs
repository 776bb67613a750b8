//! `ictl calls`: phone calls, recordings and transcripts.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_14, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::retry::Repeat;

/// The rows of `ictl calls`.
pub(super) const NOUN: Noun = Noun {
    name: "calls",
    about: "Phone calls, recordings and transcripts",
    operations: &[
        Operation {
            id: "listCalls",
            command: &["calls", "list"],
            summary: "List phone calls",
            details: "At most 25 to a page.",
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: PAGE,
            max_per_page: Some(25),
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::get("/calls")
        },
        Operation {
            id: "showCall",
            command: &["calls", "get"],
            summary: "Show a phone call",
            details: "Returns the call with its state, direction and times.",
            path_params: &[PathParam::new("call_id", "CALL_ID")],
            versions: FROM_2_14,
            ..Operation::get("/calls/{call_id}")
        },
        Operation {
            id: "showCallRecording",
            command: &["calls", "recording", "get"],
            summary: "Download the recording of a call",
            details: "The API redirects to a signed address that holds the file.",
            path_params: &[PathParam::new("call_id", "CALL_ID")],
            answer: Answer::Download { accept: "*/*" },
            versions: FROM_2_14,
            ..Operation::get("/calls/{call_id}/recording")
        },
        Operation {
            id: "showCallTranscript",
            command: &["calls", "transcript", "get"],
            summary: "Download the transcript of a call",
            details: "Answers with plain text.",
            path_params: &[PathParam::new("call_id", "CALL_ID")],
            answer: Answer::Download { accept: "text/plain" },
            versions: FROM_2_14,
            ..Operation::get("/calls/{call_id}/transcript")
        },
        Operation {
            id: "listCallsWithTranscripts",
            command: &["calls", "search"],
            summary: "Find the calls of up to 20 conversations",
            details: "Only reads, although it is a POST. Transcripts are included where there are \
                      any.",
            body: &[Field::new("conversation_ids", "conversation-ids", Kind::Array(&Kind::String))
                .required()],
            repeat: Repeat::Safe,
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::post("/calls/search")
        },
    ],
};
