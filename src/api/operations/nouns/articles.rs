//! `ictl articles`: Help Center articles, their drafts, tags and versions.

use crate::api::operations::kind::Kind;
use crate::api::operations::row::{
    Answer, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::operations::shapes::ARTICLE_TRANSLATIONS;
use crate::api::retry::Repeat;

/// What a change and a staged change may hold.
const ARTICLE_CHANGES: &[Field] = &[
    Field::new("title", "title", Kind::String),
    Field::new("description", "description", Kind::String),
    Field::new("body", "body", Kind::String),
    Field::new("body_markdown", "body-markdown", Kind::String),
    Field::new("author_id", "author-id", Kind::Integer),
    Field::new("state", "state", Kind::Enum(&["published", "draft"])),
    Field::new("parent_id", "parent-id", Kind::String),
    Field::new("parent_type", "parent-type", Kind::String),
    Field::new("translated_content", "translated-content", Kind::Object(ARTICLE_TRANSLATIONS))
        .nullable(),
    Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
    Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
    Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
    Field::new("ai_sales_agent_availability", "ai-sales-agent-availability", Kind::Boolean),
    Field::new("scheduled_publish_at", "scheduled-publish-at", Kind::DateTime).nullable(),
    Field::new("scheduled_unpublish_at", "scheduled-unpublish-at", Kind::DateTime).nullable(),
];

/// The rows of `ictl articles`.
pub(super) const NOUN: Noun = Noun {
    name: "articles",
    about: "Help Center articles, their drafts, tags and versions",
    operations: &[
        Operation {
            id: "listArticles",
            command: &["articles", "list"],
            summary: "List Help Center articles",
            details: "Most recently updated first. Listed articles carry no statistics.",
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/articles")
        },
        Operation {
            id: "createArticle",
            command: &["articles", "create"],
            summary: "Create a Help Center article",
            details: "Returns the article, a draft unless `--state published`. Tags are set with \
                      `articles tags create`.",
            body: &[
                Field::new("title", "title", Kind::String).required(),
                Field::new("description", "description", Kind::String),
                Field::new("body", "body", Kind::String),
                Field::new("body_markdown", "body-markdown", Kind::String),
                Field::new("author_id", "author-id", Kind::Integer).required(),
                Field::new("state", "state", Kind::Enum(&["published", "draft"])),
                Field::new("parent_id", "parent-id", Kind::Integer),
                Field::new("parent_type", "parent-type", Kind::String),
                Field::new(
                    "translated_content",
                    "translated-content",
                    Kind::Object(ARTICLE_TRANSLATIONS),
                )
                .nullable(),
                Field::new("audience_ids", "audience-ids", Kind::Array(&Kind::Integer)).nullable(),
                Field::new("ai_chatbot_availability", "ai-chatbot-availability", Kind::Boolean),
                Field::new("ai_copilot_availability", "ai-copilot-availability", Kind::Boolean),
                Field::new(
                    "ai_sales_agent_availability",
                    "ai-sales-agent-availability",
                    Kind::Boolean,
                ),
                Field::new("scheduled_publish_at", "scheduled-publish-at", Kind::DateTime)
                    .nullable(),
                Field::new("scheduled_unpublish_at", "scheduled-unpublish-at", Kind::DateTime)
                    .nullable(),
            ],
            ..Operation::post("/articles")
        },
        Operation {
            id: "retrieveArticle",
            command: &["articles", "get"],
            summary: "Show an article",
            details: "Returns the live content with statistics; staged changes are in `articles \
                      draft get`.",
            path_params: &[PathParam::new("article_id", "ARTICLE_ID")],
            ..Operation::get("/articles/{article_id}")
        },
        Operation {
            id: "updateArticle",
            command: &["articles", "update"],
            summary: "Update an article",
            details: "Changes a published article at once; to prepare a change without showing \
                      it, use `articles draft update`.",
            path_params: &[PathParam::new("article_id", "ARTICLE_ID")],
            body: ARTICLE_CHANGES,
            ..Operation::put("/articles/{article_id}")
        },
        Operation {
            id: "deleteArticle",
            command: &["articles", "delete"],
            summary: "Delete an article",
            details: "Returns the id with `deleted: true`.",
            path_params: &[PathParam::new("article_id", "ARTICLE_ID")],
            ..Operation::delete("/articles/{article_id}")
        },
        Operation {
            id: "retrieveArticleDraft",
            command: &["articles", "draft", "get"],
            summary: "Show the staged draft of a published article",
            details: "Answers 404 when nothing is staged on the article.",
            path_params: &[PathParam::new("id", "ARTICLE_ID")],
            versions: FROM_2_16,
            ..Operation::get("/articles/{id}/draft")
        },
        Operation {
            id: "stageArticleDraft",
            command: &["articles", "draft", "update"],
            summary: "Stage changes to a published article without showing them",
            details: "Answers 422 for an article that was never published. Only text such as \
                      title and body is staged; settings such as AI availability are ignored.",
            path_params: &[PathParam::new("id", "ARTICLE_ID")],
            body: ARTICLE_CHANGES,
            versions: FROM_2_16,
            ..Operation::put("/articles/{id}/draft")
        },
        Operation {
            id: "publishArticleDraft",
            command: &["articles", "draft", "publish"],
            summary: "Publish the staged draft of an article",
            details: "Returns the live article. A workspace with several languages must name the \
                      locales, else it answers 422.",
            path_params: &[PathParam::new("id", "ARTICLE_ID")],
            body: &[Field::new("locales", "locales", Kind::Array(&Kind::String))],
            versions: FROM_2_16,
            ..Operation::post("/articles/{id}/draft/publish")
        },
        Operation {
            id: "attachTagToArticle",
            command: &["articles", "tags", "create"],
            summary: "Tag an article",
            details: "Returns the tag, which must exist already. Needs the permission to manage \
                      knowledge base content.",
            path_params: &[PathParam::new("article_id", "ARTICLE_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String).nullable(),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_16,
            ..Operation::post("/articles/{article_id}/tags")
        },
        Operation {
            id: "detachTagFromArticle",
            command: &["articles", "tags", "delete"],
            summary: "Remove a tag from an article",
            details: "Returns the tag; the tag itself stays in the workspace.",
            path_params: &[
                PathParam::new("article_id", "ARTICLE_ID"),
                PathParam::new("id", "TAG_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/articles/{article_id}/tags/{id}")
        },
        Operation {
            id: "listArticleVersions",
            command: &["articles", "versions", "list"],
            summary: "List the earlier versions of an article",
            details: "Newest first, without their content: `articles versions get` shows one in \
                      full.",
            path_params: &[PathParam::new("article_id", "ARTICLE_ID")],
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("locale", "locale", Kind::String),
            ],
            pagination: PAGE,
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/articles/{article_id}/versions")
        },
        Operation {
            id: "retrieveArticleVersion",
            command: &["articles", "versions", "get"],
            summary: "Show an earlier version of an article",
            details: "Returns the version with its body; the live article is not touched.",
            path_params: &[
                PathParam::new("article_id", "ARTICLE_ID"),
                PathParam::new("id", "VERSION_ID"),
            ],
            query: &[QueryParam::new("locale", "locale", Kind::String)],
            versions: FROM_2_16,
            ..Operation::get("/articles/{article_id}/versions/{id}")
        },
        Operation {
            id: "searchArticles",
            command: &["articles", "search"],
            summary: "Search articles by phrase",
            details: "Items lie under `data.articles`; `--highlight true` adds matching passages \
                      beside them.",
            query: &[
                QueryParam::new("phrase", "phrase", Kind::String),
                QueryParam::new("state", "state", Kind::String),
                QueryParam::new("help_center_id", "help-center-id", Kind::Integer),
                QueryParam::new("highlight", "highlight", Kind::Boolean),
            ],
            pagination: PAGE,
            answer: Answer::List("data.articles"),
            ..Operation::get("/articles/search")
        },
    ],
};
