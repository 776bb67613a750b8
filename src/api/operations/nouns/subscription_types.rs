//! `ictl subscription-types`: kinds of messages contacts can opt in to or out of.

use crate::api::operations::row::{Answer, Noun, Operation};

/// The rows of `ictl subscription-types`.
pub(super) const NOUN: Noun = Noun {
    name: "subscription-types",
    about: "Kinds of messages contacts can opt in to or out of",
    operations: &[Operation {
        id: "listSubscriptionTypes",
        command: &["subscription-types", "list"],
        summary: "List subscription types",
        details: "Each says whether contacts opt in or opt out.",
        answer: Answer::List("data"),
        ..Operation::get("/subscription_types")
    }],
};
