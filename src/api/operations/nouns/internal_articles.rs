//! `ictl internal-articles`: articles for teammates and AI agents.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_14, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::retry::Repeat;

/// The rows of `ictl internal-articles`.
pub(super) const NOUN: Noun = Noun {
    name: "internal-articles",
    about: "Articles for teammates and AI agents",
    operations: &[
        Operation {
            id: "listInternalArticles",
            command: &["internal-articles", "list"],
            summary: "List internal articles",
            details: "Returns articles that only teammates and AI agents see.",
            pagination: PAGE,
            answer: Answer::List("data"),
            versions: FROM_2_14,
            ..Operation::get("/internal_articles")
        },
        Operation {
            id: "createInternalArticle",
            command: &["internal-articles", "create"],
            summary: "Create an internal article",
            details: "Returns the article. Author and owner are admin ids.",
            body: &[
                Field::new("title", "title", Kind::String).required(),
                Field::new("body", "body", Kind::String),
                Field::new("body_markdown", "body-markdown", Kind::String),
                Field::new("author_id", "author-id", Kind::Integer).required(),
                Field::new("owner_id", "owner-id", Kind::Integer).required(),
                Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
                Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new(
                    "ai_sales_agent_availability",
                    "ai-sales-agent-availability",
                    Kind::Boolean,
                ),
            ],
            versions: FROM_2_14,
            ..Operation::post("/internal_articles")
        },
        Operation {
            id: "retrieveInternalArticle",
            command: &["internal-articles", "get"],
            summary: "Show an internal article",
            details: "Returns the article with its body.",
            path_params: &[PathParam::new("internal_article_id", "INTERNAL_ARTICLE_ID")],
            versions: FROM_2_14,
            ..Operation::get("/internal_articles/{internal_article_id}")
        },
        Operation {
            id: "updateInternalArticle",
            command: &["internal-articles", "update"],
            summary: "Update an internal article",
            details: "Returns the article.",
            path_params: &[PathParam::new("internal_article_id", "INTERNAL_ARTICLE_ID")],
            body: &[
                Field::new("title", "title", Kind::String),
                Field::new("body", "body", Kind::String),
                Field::new("body_markdown", "body-markdown", Kind::String),
                Field::new("author_id", "author-id", Kind::Integer),
                Field::new("owner_id", "owner-id", Kind::Integer),
                Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
                Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new(
                    "ai_sales_agent_availability",
                    "ai-sales-agent-availability",
                    Kind::Boolean,
                ),
            ],
            versions: FROM_2_14,
            ..Operation::put("/internal_articles/{internal_article_id}")
        },
        Operation {
            id: "deleteInternalArticle",
            command: &["internal-articles", "delete"],
            summary: "Delete an internal article",
            details: "Returns the id with `deleted: true`.",
            path_params: &[PathParam::new("internal_article_id", "INTERNAL_ARTICLE_ID")],
            versions: FROM_2_14,
            ..Operation::delete("/internal_articles/{internal_article_id}")
        },
        Operation {
            id: "attachTagToInternalArticle",
            command: &["internal-articles", "tags", "create"],
            summary: "Tag an internal article",
            details: "Returns the tag, which must exist already. Needs the permission to manage \
                      knowledge base content.",
            path_params: &[PathParam::new("internal_article_id", "INTERNAL_ARTICLE_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String).nullable(),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_16,
            ..Operation::post("/internal_articles/{internal_article_id}/tags")
        },
        Operation {
            id: "detachTagFromInternalArticle",
            command: &["internal-articles", "tags", "delete"],
            summary: "Remove a tag from an internal article",
            details: "Returns the tag; the tag itself stays in the workspace.",
            path_params: &[
                PathParam::new("internal_article_id", "INTERNAL_ARTICLE_ID"),
                PathParam::new("id", "TAG_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/internal_articles/{internal_article_id}/tags/{id}")
        },
        Operation {
            id: "searchInternalArticles",
            command: &["internal-articles", "search"],
            summary: "Search internal articles",
            details: "Items lie under `data.internal_articles`.",
            query: &[QueryParam::new("folder_id", "folder-id", Kind::String)],
            pagination: PAGE,
            answer: Answer::List("data.internal_articles"),
            versions: FROM_2_14,
            ..Operation::get("/internal_articles/search")
        },
    ],
};
