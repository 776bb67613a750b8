//! `ictl ticket-states`: states a ticket can be in.

use crate::api::operations::row::{Answer, FROM_2_14, Noun, Operation};

/// The rows of `ictl ticket-states`.
pub(super) const NOUN: Noun = Noun {
    name: "ticket-states",
    about: "States a ticket can be in",
    operations: &[Operation {
        id: "listTicketStates",
        command: &["ticket-states", "list"],
        summary: "List ticket states",
        details: "Returns states with their category and labels.",
        answer: Answer::List("data"),
        versions: FROM_2_14,
        ..Operation::get("/ticket_states")
    }],
};
