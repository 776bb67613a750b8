//! `ictl ai`: external content Fin answers from.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{Answer, FROM_2_14, Field, Noun, Operation, PAGE, PathParam};
use crate::api::retry::Repeat;

/// The rows of `ictl ai`.
pub(super) const NOUN: Noun = Noun {
    name: "ai",
    about: "External content Fin answers from",
    operations: &[
        Operation {
            id: "listContentImportSources",
            command: &["ai", "content-import-sources", "list"],
            summary: "List the sources Fin's external content comes from",
            details: "Returns sources with their sync behavior and status.",
            pagination: PAGE,
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::get("/ai/content_import_sources")
        },
        Operation {
            id: "createContentImportSource",
            command: &["ai", "content-import-sources", "create"],
            summary: "Create a source for external pages",
            details: "Sources made through the API always have the sync behavior `api`: pages are \
                      pushed with `ai external-pages create`.",
            body: &[
                Field::new("sync_behavior", "sync-behavior", Kind::Enum(&["api"])).required(),
                Field::new("status", "status", Kind::Enum(&["active", "deactivated"])),
                Field::new("url", "url", Kind::String).required(),
                Field::new(
                    "audience_ids",
                    "audience-ids",
                    Kind::OneOf(&[Kind::Integer, Kind::Array(&Kind::Integer)]),
                )
                .nullable(),
            ],
            versions: FROM_2_14,
            ..Operation::post("/ai/content_import_sources")
        },
        Operation {
            id: "getContentImportSource",
            command: &["ai", "content-import-sources", "get"],
            summary: "Show a content import source",
            details: "Returns the source with its status and audience.",
            path_params: &[PathParam::new("source_id", "SOURCE_ID")],
            versions: FROM_2_14,
            ..Operation::get("/ai/content_import_sources/{source_id}")
        },
        Operation {
            id: "updateContentImportSource",
            command: &["ai", "content-import-sources", "update"],
            summary: "Update a content import source",
            details: "Returns the source. A new audience reaches existing pages only with \
                      `--apply-audience-to-existing-content`.",
            path_params: &[PathParam::new("source_id", "SOURCE_ID")],
            body: &[
                Field::new(
                    "sync_behavior",
                    "sync-behavior",
                    Kind::Enum(&["api", "automated", "manual"]),
                )
                .required(),
                Field::new("status", "status", Kind::Enum(&["active", "deactivated"])),
                Field::new("url", "url", Kind::String).required(),
                Field::new(
                    "audience_ids",
                    "audience-ids",
                    Kind::OneOf(&[Kind::Integer, Kind::Array(&Kind::Integer)]),
                )
                .nullable(),
                Field::new(
                    "apply_audience_to_existing_content",
                    "apply-audience-to-existing-content",
                    Kind::Boolean,
                ),
            ],
            versions: FROM_2_14,
            ..Operation::put("/ai/content_import_sources/{source_id}")
        },
        Operation {
            id: "deleteContentImportSource",
            command: &["ai", "content-import-sources", "delete"],
            summary: "Delete a content import source and all its pages",
            details: "Nothing comes back. Every external page imported from the source is deleted \
                      with it.",
            path_params: &[PathParam::new("source_id", "SOURCE_ID")],
            answer: Answer::Empty,
            versions: FROM_2_14,
            ..Operation::delete("/ai/content_import_sources/{source_id}")
        },
        Operation {
            id: "listExternalPages",
            command: &["ai", "external-pages", "list"],
            summary: "List the external pages Fin can answer from",
            details: "Returns pages of all sources.",
            pagination: PAGE,
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::get("/ai/external_pages")
        },
        Operation {
            id: "createExternalPage",
            command: &["ai", "external-pages", "create"],
            summary: "Create an external page, or update the one with the same external id",
            details: "A page with this source and external id is updated instead of doubled, so a \
                      repeat does no harm.",
            body: &[
                Field::new("title", "title", Kind::String).required(),
                Field::new("html", "html", Kind::String).required(),
                Field::new("url", "url", Kind::String),
                Field::new("ai_agent_availability", "ai-agent-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new("locale", "locale", Kind::Enum(&["en"])).required(),
                Field::new("source_id", "source-id", Kind::Integer).required(),
                Field::new("external_id", "external-id", Kind::String).required(),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_14,
            ..Operation::post("/ai/external_pages")
        },
        Operation {
            id: "getExternalPage",
            command: &["ai", "external-pages", "get"],
            summary: "Show an external page",
            details: "Returns the page with its HTML and where it may be used.",
            path_params: &[PathParam::new("page_id", "PAGE_ID")],
            versions: FROM_2_14,
            ..Operation::get("/ai/external_pages/{page_id}")
        },
        Operation {
            id: "updateExternalPage",
            command: &["ai", "external-pages", "update"],
            summary: "Update an external page",
            details: "Only pages that were made through the API can be changed.",
            path_params: &[PathParam::new("page_id", "PAGE_ID")],
            body: &[
                Field::new("title", "title", Kind::String).required(),
                Field::new("html", "html", Kind::String).required(),
                Field::new("url", "url", Kind::String).required(),
                Field::new("fin_availability", "fin-availability", Kind::Boolean),
                Field::new("locale", "locale", Kind::Enum(&["en"])).required(),
                Field::new("source_id", "source-id", Kind::Integer).required(),
                Field::new("external_id", "external-id", Kind::String),
            ],
            versions: FROM_2_14,
            ..Operation::put("/ai/external_pages/{page_id}")
        },
        Operation {
            id: "deleteExternalPage",
            command: &["ai", "external-pages", "delete"],
            summary: "Delete an external page",
            details: "Returns the page. Fin stops answering from it.",
            path_params: &[PathParam::new("page_id", "PAGE_ID")],
            versions: FROM_2_14,
            ..Operation::delete("/ai/external_pages/{page_id}")
        },
    ],
};
