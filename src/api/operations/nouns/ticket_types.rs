//! `ictl ticket-types`: ticket types and their attributes.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Answer, Field, Noun, Operation, PathParam};

/// The rows of `ictl ticket-types`.
pub(super) const NOUN: Noun = Noun {
    name: "ticket-types",
    about: "Ticket types and their attributes",
    operations: &[
        Operation {
            id: "listTicketTypes",
            command: &["ticket-types", "list"],
            summary: "List ticket types",
            details: "Returns types with their attributes.",
            answer: Answer::List("data"),
            ..Operation::get("/ticket_types")
        },
        Operation {
            id: "createTicketType",
            command: &["ticket-types", "create"],
            summary: "Create a ticket type",
            details: "Returns the type; title and description are added as attributes.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "category",
                    "category",
                    Kind::Enum(&["Customer", "Back-office", "Tracker"]),
                ),
                Field::new("icon", "icon", Kind::String),
                Field::new("is_internal", "is-internal", Kind::Boolean),
            ],
            ..Operation::post("/ticket_types")
        },
        Operation {
            id: "getTicketType",
            command: &["ticket-types", "get"],
            summary: "Show a ticket type",
            details: "Returns the type with its attributes.",
            path_params: &[PathParam::new("ticket_type_id", "TICKET_TYPE_ID")],
            ..Operation::get("/ticket_types/{ticket_type_id}")
        },
        Operation {
            id: "updateTicketType",
            command: &["ticket-types", "update"],
            summary: "Update or archive a ticket type",
            details: "Returns the type.",
            path_params: &[PathParam::new("ticket_type_id", "TICKET_TYPE_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "category",
                    "category",
                    Kind::Enum(&["Customer", "Back-office", "Tracker"]),
                ),
                Field::new("icon", "icon", Kind::String),
                Field::new("archived", "archived", Kind::Boolean),
                Field::new("is_internal", "is-internal", Kind::Boolean),
            ],
            ..Operation::put("/ticket_types/{ticket_type_id}")
        },
        Operation {
            id: "createTicketTypeAttribute",
            command: &["ticket-types", "attributes", "create"],
            summary: "Add an attribute to a ticket type",
            details: "Returns the attribute. List items are one text with commas between them.",
            path_params: &[PathParam::new("ticket_type_id", "TICKET_TYPE_ID")],
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("description", "description", Kind::String).required(),
                Field::new(
                    "data_type",
                    "data-type",
                    Kind::Enum(&[
                        "string", "list", "integer", "decimal", "boolean", "datetime", "files",
                    ]),
                )
                .required(),
                Field::new("required_to_create", "required-to-create", Kind::Boolean),
                Field::new(
                    "required_to_create_for_contacts",
                    "required-to-create-for-contacts",
                    Kind::Boolean,
                ),
                Field::new("visible_on_create", "visible-on-create", Kind::Boolean),
                Field::new("visible_to_contacts", "visible-to-contacts", Kind::Boolean),
                Field::new("multiline", "multiline", Kind::Boolean),
                Field::new("list_items", "list-items", Kind::String),
                Field::new("allow_multiple_values", "allow-multiple-values", Kind::Boolean),
            ],
            ..Operation::post("/ticket_types/{ticket_type_id}/attributes")
        },
        Operation {
            id: "updateTicketTypeAttribute",
            command: &["ticket-types", "attributes", "update"],
            summary: "Update or archive an attribute of a ticket type",
            details: "Returns the attribute. Its data type cannot be changed.",
            path_params: &[
                PathParam::new("ticket_type_id", "TICKET_TYPE_ID"),
                PathParam::new("attribute_id", "ATTRIBUTE_ID"),
            ],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("description", "description", Kind::String),
                Field::new("required_to_create", "required-to-create", Kind::Boolean),
                Field::new(
                    "required_to_create_for_contacts",
                    "required-to-create-for-contacts",
                    Kind::Boolean,
                ),
                Field::new("visible_on_create", "visible-on-create", Kind::Boolean),
                Field::new("visible_to_contacts", "visible-to-contacts", Kind::Boolean),
                Field::new("multiline", "multiline", Kind::Boolean),
                Field::new("list_items", "list-items", Kind::String),
                Field::new("allow_multiple_values", "allow-multiple-values", Kind::Boolean),
                Field::new("archived", "archived", Kind::Boolean),
            ],
            ..Operation::put("/ticket_types/{ticket_type_id}/attributes/{attribute_id}")
        },
    ],
};
