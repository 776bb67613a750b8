//! `ictl me`: who the token belongs to.

use crate::api::operations::row::{Noun, Operation};

/// The rows of `ictl me`.
pub(super) const NOUN: Noun = Noun {
    name: "me",
    about: "Who the token belongs to",
    operations: &[Operation {
        id: "identifyAdmin",
        command: &["me"],
        summary: "Show the admin and the workspace the token belongs to",
        details: "Returns the admin with the workspace under `app`, whose `region` names the \
                      host to use.",
        ..Operation::get("/me")
    }],
};
