//! `ictl audiences`: groups of contacts that content is meant for.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, FROM_2_16, Field, Noun, Operation, PathParam, QueryParam,
};
use crate::api::pagination::Pagination;

/// One condition on contacts.
const PREDICATE: &[Property] = &[
    Property::new("attribute", Kind::String),
    Property::new("type", Kind::String),
    Property::new("comparison", Kind::String),
    Property::new("value", Kind::String),
];

/// The rows of `ictl audiences`.
pub(super) const NOUN: Noun = Noun {
    name: "audiences",
    about: "Groups of contacts that content is meant for",
    operations: &[
        Operation {
            id: "listAudiences",
            command: &["audiences", "list"],
            summary: "List audiences",
            details: "Returns audiences with their predicates. Page counts stand at the top of \
                      the answer, not under `pages`.",
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: Pagination::Page { total: "total_pages" },
            max_per_page: Some(50),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/audiences")
        },
        Operation {
            id: "createAudience",
            command: &["audiences", "create"],
            summary: "Create an audience",
            details: "Returns the audience. Predicates say which contacts belong to it.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("predicates", "predicates", Kind::Array(&Kind::Object(PREDICATE))),
                Field::new(
                    "role_predicates",
                    "role-predicates",
                    Kind::Array(&Kind::Object(PREDICATE)),
                ),
            ],
            versions: FROM_2_16,
            ..Operation::post("/audiences")
        },
        Operation {
            id: "retrieveAudience",
            command: &["audiences", "get"],
            summary: "Show an audience",
            details: "Returns the audience with its predicates.",
            path_params: &[PathParam::new("id", "AUDIENCE_ID")],
            versions: FROM_2_16,
            ..Operation::get("/audiences/{id}")
        },
        Operation {
            id: "updateAudience",
            command: &["audiences", "update"],
            summary: "Update an audience",
            details: "Returns the audience.",
            path_params: &[PathParam::new("id", "AUDIENCE_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("predicates", "predicates", Kind::Array(&Kind::Object(PREDICATE))),
                Field::new(
                    "role_predicates",
                    "role-predicates",
                    Kind::Array(&Kind::Object(PREDICATE)),
                ),
            ],
            versions: FROM_2_16,
            ..Operation::put("/audiences/{id}")
        },
        Operation {
            id: "deleteAudience",
            command: &["audiences", "delete"],
            summary: "Delete an audience",
            details: "Nothing comes back.",
            path_params: &[PathParam::new("id", "AUDIENCE_ID")],
            answer: Answer::Empty,
            versions: FROM_2_16,
            ..Operation::delete("/audiences/{id}")
        },
    ],
};
