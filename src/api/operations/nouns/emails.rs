//! `ictl emails`: sender addresses.

use crate::api::operations::row::{Answer, FROM_2_15, Noun, Operation, PathParam};

/// The rows of `ictl emails`.
pub(super) const NOUN: Noun = Noun {
    name: "emails",
    about: "Sender addresses",
    operations: &[
        Operation {
            id: "listEmails",
            command: &["emails", "list"],
            summary: "List the sender addresses of the workspace",
            details: "Returns addresses with their verification state.",
            answer: Answer::List("data"),
            versions: FROM_2_15,
            ..Operation::get("/emails")
        },
        Operation {
            id: "retrieveEmail",
            command: &["emails", "get"],
            summary: "Show a sender address",
            details: "Returns the address with its verification state.",
            path_params: &[PathParam::new("id", "EMAIL_ID")],
            versions: FROM_2_15,
            ..Operation::get("/emails/{id}")
        },
    ],
};
