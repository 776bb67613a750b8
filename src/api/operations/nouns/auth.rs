//! `ictl auth`: of its verbs the table has one, which gives an installation up.

use crate::api::operations::row::{Answer, Noun, Operation};

/// The rows of `ictl auth`.
pub(super) const NOUN: Noun = Noun {
    name: "auth",
    about: "Log in to workspaces, and look after their tokens",
    operations: &[Operation {
        id: "POST /auth/uninstall",
        command: &["auth", "revoke"],
        summary: "Uninstall the app from the workspace and revoke the token",
        details: "Destructive: webhooks, Messenger apps and workflows that use the app stop. \
                      A token that is gone already answers 401.",
        answer: Answer::Empty,
        versions: &[],
        ..Operation::post("/auth/uninstall")
    }],
};
