//! `ictl ip-allowlist`: addresses that may reach the workspace.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Field, Noun, Operation};

/// The rows of `ictl ip-allowlist`.
pub(super) const NOUN: Noun = Noun {
    name: "ip-allowlist",
    about: "Addresses that may reach the workspace",
    operations: &[
        Operation {
            id: "getIpAllowlist",
            command: &["ip-allowlist", "get"],
            summary: "Show the IP allowlist of the workspace",
            details: "Returns whether it is on, and the addresses. Version Preview lacks it.",
            versions: &["2.14", "2.15", "2.16"],
            ..Operation::get("/ip_allowlist")
        },
        Operation {
            id: "updateIpAllowlist",
            command: &["ip-allowlist", "update"],
            summary: "Replace the IP allowlist of the workspace",
            details: "A list that would lock out your own address is refused. Version Preview \
                      lacks it.",
            body: &[
                Field::new("type", "type", Kind::String),
                Field::new("enabled", "enabled", Kind::Boolean),
                Field::new("ip_allowlist", "ip-allowlist", Kind::Array(&Kind::String)),
            ],
            versions: &["2.14", "2.15", "2.16"],
            ..Operation::put("/ip_allowlist")
        },
    ],
};
