//! `ictl macros`: saved replies.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, CURSOR, FROM_2_16, Noun, Operation, PathParam, QueryParam,
};

/// The rows of `ictl macros`.
pub(super) const NOUN: Noun = Noun {
    name: "macros",
    about: "Saved replies",
    operations: &[
        Operation {
            id: "listMacros",
            command: &["macros", "list"],
            summary: "List macros (saved replies)",
            details: "Most recently updated first. Only macros the token's admin may see are \
                      included.",
            query: &[
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("starting_after", "starting-after", Kind::String),
                QueryParam::new("updated_since", "updated-since", Kind::Timestamp),
            ],
            pagination: CURSOR,
            max_per_page: Some(150),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/macros")
        },
        Operation {
            id: "getMacro",
            command: &["macros", "get"],
            summary: "Show a macro (saved reply)",
            details: "A macro that the token's admin may not see answers 404, as if it did not \
                      exist.",
            path_params: &[PathParam::new("id", "MACRO_ID")],
            versions: FROM_2_16,
            ..Operation::get("/macros/{id}")
        },
    ],
};
