//! `ictl data-attributes`: custom data attributes of contacts and companies.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, Case, Field, Noun, Operation, PathParam, QueryParam};

/// A choice of a list attribute.
const OPTION: &[Property] = &[Property::new("value", Kind::String)];

/// The rows of `ictl data-attributes`.
pub(super) const NOUN: Noun = Noun {
    name: "data-attributes",
    about: "Custom data attributes of contacts and companies",
    operations: &[
        Operation {
            id: "lisDataAttributes",
            command: &["data-attributes", "list"],
            summary: "List the data attributes of contacts and companies",
            details: "Conversation attributes are elsewhere (`conversations attributes list`); \
                      asking for them here answers 422.",
            query: &[
                QueryParam::new("model", "model", Kind::Enum(&["contact", "company"])),
                QueryParam::new("include_archived", "include-archived", Kind::Boolean),
            ],
            answer: Answer::List("data"),
            ..Operation::get("/data_attributes")
        },
        Operation {
            id: "createDataAttribute",
            command: &["data-attributes", "create"],
            summary: "Create a data attribute for contacts or companies",
            details: "A list attribute has the data type `options` and at least two options. A \
                      name used for contacts is taken for companies, too.",
            body: &[
                Field::new(
                    "data_type",
                    "data-type",
                    Kind::Enum(&[
                        "options", "string", "integer", "float", "boolean", "datetime", "date",
                    ]),
                )
                .required(),
                Field::new("options", "options", Kind::Array(&Kind::Object(OPTION))),
                Field::new("name", "name", Kind::String).required(),
                Field::new("model", "model", Kind::Enum(&["contact", "company"])).required(),
                Field::new("description", "description", Kind::String),
                Field::new("messenger_writable", "messenger-writable", Kind::Boolean),
            ],
            cases: &[Case::new("data_type", "options", &["options"])],
            ..Operation::post("/data_attributes")
        },
        Operation {
            id: "updateDataAttribute",
            command: &["data-attributes", "update"],
            summary: "Update or archive a data attribute",
            details: "The data type cannot be changed.",
            path_params: &[PathParam::new("data_attribute_id", "DATA_ATTRIBUTE_ID")],
            body: &[
                Field::new("options", "options", Kind::Array(&Kind::Object(OPTION))),
                Field::new("archived", "archived", Kind::Boolean),
                Field::new("description", "description", Kind::String),
                Field::new("messenger_writable", "messenger-writable", Kind::Boolean),
            ],
            ..Operation::put("/data_attributes/{data_attribute_id}")
        },
    ],
};
