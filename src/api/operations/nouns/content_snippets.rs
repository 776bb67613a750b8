//! `ictl content-snippets`: short texts that AI agents answer from.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_16, Field, Noun, Operation, PathParam, QueryParam,
};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// The rows of `ictl content-snippets`.
pub(super) const NOUN: Noun = Noun {
    name: "content-snippets",
    about: "Short texts that AI agents answer from",
    operations: &[
        Operation {
            id: "listContentSnippets",
            command: &["content-snippets", "list"],
            summary: "List content snippets",
            details: "Page counts stand at the top of the answer, not under `pages`.",
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: Pagination::Page { total: "total_pages" },
            max_per_page: Some(50),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/content_snippets")
        },
        Operation {
            id: "createContentSnippet",
            command: &["content-snippets", "create"],
            summary: "Create a content snippet",
            details: "Returns the snippet. The text is given as Markdown or as JSON blocks.",
            body: &[
                Field::new("title", "title", Kind::String).required(),
                Field::new("json_blocks", "json-blocks", Kind::Array(&Kind::Object(&[]))),
                Field::new("body_markdown", "body-markdown", Kind::String),
                Field::new("locale", "locale", Kind::String),
                Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
                Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new(
                    "ai_sales_agent_availability",
                    "ai-sales-agent-availability",
                    Kind::Boolean,
                ),
            ],
            versions: FROM_2_16,
            ..Operation::post("/content_snippets")
        },
        Operation {
            id: "getContentSnippet",
            command: &["content-snippets", "get"],
            summary: "Show a content snippet",
            details: "Returns the snippet with its blocks.",
            path_params: &[PathParam::new("id", "CONTENT_SNIPPET_ID")],
            versions: FROM_2_16,
            ..Operation::get("/content_snippets/{id}")
        },
        Operation {
            id: "updateContentSnippet",
            command: &["content-snippets", "update"],
            summary: "Update a content snippet",
            details: "Returns the snippet.",
            path_params: &[PathParam::new("id", "CONTENT_SNIPPET_ID")],
            body: &[
                Field::new("title", "title", Kind::String),
                Field::new("json_blocks", "json-blocks", Kind::Array(&Kind::Object(&[]))),
                Field::new("body_markdown", "body-markdown", Kind::String),
                Field::new("locale", "locale", Kind::String),
                Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
                Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new(
                    "ai_sales_agent_availability",
                    "ai-sales-agent-availability",
                    Kind::Boolean,
                ),
            ],
            versions: FROM_2_16,
            ..Operation::put("/content_snippets/{id}")
        },
        Operation {
            id: "deleteContentSnippet",
            command: &["content-snippets", "delete"],
            summary: "Delete a content snippet",
            details: "Nothing comes back.",
            path_params: &[PathParam::new("id", "CONTENT_SNIPPET_ID")],
            answer: Answer::Empty,
            versions: FROM_2_16,
            ..Operation::delete("/content_snippets/{id}")
        },
        Operation {
            id: "attachTagToContentSnippet",
            command: &["content-snippets", "tags", "create"],
            summary: "Tag a content snippet",
            details: "Returns the tag, which must exist already. Needs the permission to manage \
                      knowledge base content.",
            path_params: &[PathParam::new("content_snippet_id", "CONTENT_SNIPPET_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String).nullable(),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_16,
            ..Operation::post("/content_snippets/{content_snippet_id}/tags")
        },
        Operation {
            id: "detachTagFromContentSnippet",
            command: &["content-snippets", "tags", "delete"],
            summary: "Remove a tag from a content snippet",
            details: "Returns the tag; the tag itself stays in the workspace.",
            path_params: &[
                PathParam::new("content_snippet_id", "CONTENT_SNIPPET_ID"),
                PathParam::new("id", "TAG_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/content_snippets/{content_snippet_id}/tags/{id}")
        },
    ],
};
