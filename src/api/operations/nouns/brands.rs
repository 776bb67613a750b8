//! `ictl brands`: brands of the workspace.

use crate::api::operations::row::{Answer, FROM_2_15, Noun, Operation, PathParam};

/// The rows of `ictl brands`.
pub(super) const NOUN: Noun = Noun {
    name: "brands",
    about: "Brands of the workspace",
    operations: &[
        Operation {
            id: "listBrands",
            command: &["brands", "list"],
            summary: "List brands",
            details: "Includes the default brand, whose id is the workspace's.",
            answer: Answer::List("data"),
            versions: FROM_2_15,
            ..Operation::get("/brands")
        },
        Operation {
            id: "retrieveBrand",
            command: &["brands", "get"],
            summary: "Show a brand",
            details: "Returns the brand with its settings.",
            path_params: &[PathParam::new("id", "BRAND_ID")],
            versions: FROM_2_15,
            ..Operation::get("/brands/{id}")
        },
    ],
};
