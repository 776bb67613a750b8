//! `ictl custom-object-instances`: instances of custom objects.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_14, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};

/// The rows of `ictl custom-object-instances`.
pub(super) const NOUN: Noun = Noun {
    name: "custom-object-instances",
    about: "Instances of custom objects",
    operations: &[
        Operation {
            id: "listCustomObjectInstances",
            command: &["custom-object-instances", "list"],
            summary: "List the instances of a custom object type",
            details: "With `--external-id` one instance comes back instead of a list.",
            path_params: &[PathParam::new(
                "custom_object_type_identifier",
                "CUSTOM_OBJECT_TYPE_IDENTIFIER",
            )],
            query: &[
                QueryParam::new("references_contact_id", "references-contact-id", Kind::String),
                QueryParam::new(
                    "references_conversation_id",
                    "references-conversation-id",
                    Kind::String,
                ),
                QueryParam::new("external_id", "external-id", Kind::String),
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: PAGE,
            max_per_page: Some(150),
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::get("/custom_object_instances/{custom_object_type_identifier}")
        },
        Operation {
            id: "createCustomObjectInstances",
            command: &["custom-object-instances", "create"],
            summary: "Create an instance, or update the one with the same external id",
            details: "Returns the instance. Instances are matched by their external id, so give \
                      one.",
            path_params: &[PathParam::new(
                "custom_object_type_identifier",
                "CUSTOM_OBJECT_TYPE_IDENTIFIER",
            )],
            body: &[
                Field::new("external_id", "external-id", Kind::String),
                Field::new("external_created_at", "external-created-at", Kind::Timestamp)
                    .nullable(),
                Field::new("external_updated_at", "external-updated-at", Kind::Timestamp)
                    .nullable(),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])).nullable(),
            ],
            versions: FROM_2_14,
            ..Operation::post("/custom_object_instances/{custom_object_type_identifier}")
        },
        Operation {
            id: "getCustomObjectInstancesById",
            command: &["custom-object-instances", "get"],
            summary: "Show an instance of a custom object by Intercom's id",
            details: "For your own id use `custom-object-instances list --external-id`.",
            path_params: &[
                PathParam::new("custom_object_type_identifier", "CUSTOM_OBJECT_TYPE_IDENTIFIER"),
                PathParam::new("custom_object_instance_id", "CUSTOM_OBJECT_INSTANCE_ID"),
            ],
            versions: FROM_2_14,
            ..Operation::get(
                "/custom_object_instances/{custom_object_type_identifier}/{custom_object_instance_id}",
            )
        },
        Operation {
            id: "deleteCustomObjectInstancesByExternalId",
            command: &["custom-object-instances", "delete"],
            summary: "Delete an instance of a custom object by Intercom's id",
            details: "Returns the id with `deleted: true`. The type is named by its identifier.",
            path_params: &[
                PathParam::new("custom_object_type_identifier", "CUSTOM_OBJECT_TYPE_IDENTIFIER"),
                PathParam::new("custom_object_instance_id", "CUSTOM_OBJECT_INSTANCE_ID"),
            ],
            versions: FROM_2_14,
            ..Operation::delete(
                "/custom_object_instances/{custom_object_type_identifier}/{custom_object_instance_id}",
            )
        },
        Operation {
            id: "deleteCustomObjectInstancesById",
            command: &["custom-object-instances", "delete-by-external-id"],
            summary: "Delete an instance of a custom object by your external id",
            details: "Returns the id with `deleted: true`.",
            path_params: &[PathParam::new(
                "custom_object_type_identifier",
                "CUSTOM_OBJECT_TYPE_IDENTIFIER",
            )],
            query: &[QueryParam::new("external_id", "external-id", Kind::String).required()],
            versions: FROM_2_14,
            ..Operation::delete("/custom_object_instances/{custom_object_type_identifier}")
        },
    ],
};
