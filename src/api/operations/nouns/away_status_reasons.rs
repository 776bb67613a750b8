//! `ictl away-status-reasons`: why admins are away.

use crate::api::operations::row::{Answer, FROM_2_14, Noun, Operation};

/// The rows of `ictl away-status-reasons`.
pub(super) const NOUN: Noun = Noun {
    name: "away-status-reasons",
    about: "Why admins are away",
    operations: &[Operation {
        id: "listAwayStatusReasons",
        command: &["away-status-reasons", "list"],
        summary: "List the reasons an admin can be away for",
        details: "Includes deleted reasons, which are marked.",
        answer: Answer::List("data"),
        versions: FROM_2_14,
        ..Operation::get("/away_status_reasons")
    }],
};
