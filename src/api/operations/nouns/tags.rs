//! `ictl tags`: tags of the workspace.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, Field, Noun, Operation, PathParam};
use crate::api::retry::Repeat;

/// The rows of `ictl tags`.
pub(super) const NOUN: Noun = Noun {
    name: "tags",
    about: "Tags of the workspace",
    operations: &[
        Operation {
            id: "listTags",
            command: &["tags", "list"],
            summary: "List tags",
            details: "Returns all tags of the workspace at once.",
            answer: Answer::List("data"),
            ..Operation::get("/tags")
        },
        Operation {
            id: "createTag",
            command: &["tags", "create"],
            summary: "Create or rename a tag, or tag companies and users with it",
            details: "A name that exists is not doubled; case does not matter. With `--id` the \
                      tag is renamed; with companies or users they are tagged.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("id", "id", Kind::String),
                Field::new(
                    "companies",
                    "companies",
                    Kind::Array(&Kind::Object(&[
                        Property::new("id", Kind::String),
                        Property::new("company_id", Kind::String),
                        Property::new("untag", Kind::Boolean),
                    ])),
                ),
                Field::new(
                    "users",
                    "users",
                    Kind::Array(&Kind::Object(&[Property::new("id", Kind::String)])),
                ),
            ],
            repeat: Repeat::Safe,
            ..Operation::post("/tags")
        },
        Operation {
            id: "findTag",
            command: &["tags", "get"],
            summary: "Show a tag",
            details: "Returns name and id.",
            path_params: &[PathParam::new("tag_id", "TAG_ID")],
            ..Operation::get("/tags/{tag_id}")
        },
        Operation {
            id: "deleteTag",
            command: &["tags", "delete"],
            summary: "Delete a tag",
            details: "Refused while something depends on the tag. Nothing comes back.",
            path_params: &[PathParam::new("tag_id", "TAG_ID")],
            answer: Answer::Empty,
            ..Operation::delete("/tags/{tag_id}")
        },
    ],
};
