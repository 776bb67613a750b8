//! `ictl visitors`: anonymous visitors of your site.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Field, Noun, Operation, QueryParam};

/// Somebody, by any of their ids.
const PERSON: &[Property] = &[
    Property::new("id", Kind::String),
    Property::new("user_id", Kind::String),
    Property::new("email", Kind::String),
];

/// The rows of `ictl visitors`.
pub(super) const NOUN: Noun = Noun {
    name: "visitors",
    about: "Anonymous visitors of your site",
    operations: &[
        Operation {
            id: "retrieveVisitorWithUserId",
            command: &["visitors", "get"],
            summary: "Show a visitor by user id",
            details: "Returns an anonymous visitor of the site.",
            query: &[QueryParam::new("user_id", "user-id", Kind::String).required()],
            ..Operation::get("/visitors")
        },
        Operation {
            id: "updateVisitor",
            command: &["visitors", "update"],
            summary: "Update a visitor",
            details: "Name the visitor by `--id` or `--user-id`.",
            body: &[
                Field::new("id", "id", Kind::String),
                Field::new("user_id", "user-id", Kind::String),
                Field::new("name", "name", Kind::String),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])),
            ],
            alternatives: &[&["id"], &["user_id"]],
            ..Operation::put("/visitors")
        },
        Operation {
            id: "convertVisitor",
            command: &["visitors", "convert"],
            summary: "Convert a visitor to a lead or a user",
            details: "Returns the contact. When the user exists the visitor is merged into it and \
                      deleted.",
            body: &[
                Field::new("type", "type", Kind::String).required(),
                Field::new("user", "user", Kind::Object(PERSON)).required(),
                Field::new("visitor", "visitor", Kind::Object(PERSON)).required(),
            ],
            ..Operation::post("/visitors/convert")
        },
    ],
};
