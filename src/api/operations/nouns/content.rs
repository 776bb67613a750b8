//! `ictl content`: all knowledge base content at once.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, FROM_2_16, Field, Noun, Operation, PAGE, QueryParam};

/// The rows of `ictl content`.
pub(super) const NOUN: Noun = Noun {
    name: "content",
    about: "All knowledge base content at once",
    operations: &[
        Operation {
            id: "bulkContentActions",
            command: &["content", "bulk-actions"],
            summary: "Publish, unpublish, delete, tag or retarget content in bulk",
            details: "Up to 1,000 items, done in the background. `delete` is permanent. Articles \
                      are named by their content id, except for `update_tags`.",
            body: &[
                Field::new(
                    "action",
                    "action",
                    Kind::Enum(&[
                        "publish",
                        "unpublish",
                        "delete",
                        "set_availability",
                        "set_audience",
                        "update_tags",
                    ]),
                )
                .required(),
                Field::new(
                    "content_ids",
                    "content-ids",
                    Kind::Array(&Kind::Object(&[
                        Property::new(
                            "type",
                            Kind::Enum(&[
                                "article",
                                "article_content",
                                "content_snippet",
                                "external_content",
                                "file_source_content",
                                "internal_article",
                            ]),
                        )
                        .required(),
                        Property::new("id", Kind::String).required(),
                    ])),
                )
                .required(),
                Field::new(
                    "availability",
                    "availability",
                    Kind::Object(&[
                        Property::new("ai_agent", Kind::Boolean),
                        Property::new("copilot", Kind::Boolean),
                        Property::new("sales_agent", Kind::Boolean),
                    ]),
                ),
                Field::new(
                    "audience",
                    "audience",
                    Kind::Object(&[
                        Property::new("add_segment_ids", Kind::Array(&Kind::Integer)),
                        Property::new("remove_segment_ids", Kind::Array(&Kind::Integer)),
                        Property::new("remove_all", Kind::Boolean),
                    ]),
                ),
                Field::new(
                    "tags",
                    "tags",
                    Kind::Object(&[
                        Property::new("add_tag_ids", Kind::Array(&Kind::Integer)),
                        Property::new("remove_tag_ids", Kind::Array(&Kind::Integer)),
                    ]),
                ),
            ],
            versions: FROM_2_16,
            ..Operation::post("/content/bulk_actions")
        },
        Operation {
            id: "searchContent",
            command: &["content", "search"],
            summary: "Search all knowledge base content",
            details: "Articles come back nested, one entry per locale under `contents`; other \
                      types are flat.",
            query: &[
                QueryParam::new("query", "query", Kind::String),
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new(
                    "states",
                    "states",
                    Kind::Array(&Kind::Enum(&["published", "draft"])),
                ),
                QueryParam::new("locales", "locales", Kind::Array(&Kind::String)),
                QueryParam::new("tag_ids", "tag-ids", Kind::Array(&Kind::Integer)),
                QueryParam::new("tag_operator", "tag-operator", Kind::Enum(&["IN", "NIN"])),
                QueryParam::new("any_tag_ids", "any-tag-ids", Kind::Array(&Kind::Integer)),
                QueryParam::new("folder_ids", "folder-ids", Kind::Array(&Kind::Integer)),
                QueryParam::new(
                    "folder_entity_type",
                    "folder-entity-type",
                    Kind::Enum(&["folder"]),
                ),
                QueryParam::new(
                    "content_types",
                    "content-types",
                    Kind::Array(&Kind::Enum(&[
                        "snippet",
                        "external_content",
                        "file_source_content",
                        "internal_article",
                        "article",
                    ])),
                ),
                QueryParam::new("copilot_state", "copilot-state", Kind::Enum(&["on", "off"])),
                QueryParam::new(
                    "fin_service_state",
                    "fin-service-state",
                    Kind::Enum(&["on", "off"]),
                ),
                QueryParam::new("fin_sales_state", "fin-sales-state", Kind::Enum(&["on", "off"])),
                QueryParam::new("created_by_ids", "created-by-ids", Kind::Array(&Kind::Integer)),
                QueryParam::new(
                    "last_updated_by_ids",
                    "last-updated-by-ids",
                    Kind::Array(&Kind::Integer),
                ),
                QueryParam::new("created_at_after", "created-at-after", Kind::Timestamp),
                QueryParam::new("created_at_before", "created-at-before", Kind::Timestamp),
                QueryParam::new("updated_at_after", "updated-at-after", Kind::Timestamp),
                QueryParam::new("updated_at_before", "updated-at-before", Kind::Timestamp),
            ],
            pagination: PAGE,
            max_per_page: Some(50),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/content/search")
        },
    ],
};
