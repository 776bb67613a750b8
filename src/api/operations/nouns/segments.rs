//! `ictl segments`: segments of contacts and companies.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Answer, Noun, Operation, PAGE, PathParam, QueryParam};

/// The rows of `ictl segments`.
pub(super) const NOUN: Noun = Noun {
    name: "segments",
    about: "Segments of contacts and companies",
    operations: &[
        Operation {
            id: "listSegments",
            command: &["segments", "list"],
            summary: "List segments",
            details: "Items lie under `segments`. `--include-count true` adds how many are in \
                      each.",
            query: &[QueryParam::new("include_count", "include-count", Kind::Boolean)],
            pagination: PAGE,
            answer: Answer::List("segments"),
            ..Operation::get("/segments")
        },
        Operation {
            id: "retrieveSegment",
            command: &["segments", "get"],
            summary: "Show a segment",
            details: "Returns name and kind of contact.",
            path_params: &[PathParam::new("segment_id", "SEGMENT_ID")],
            ..Operation::get("/segments/{segment_id}")
        },
    ],
};
