//! `ictl news`: news items and newsfeeds.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{Answer, Field, Noun, Operation, PAGE, PathParam};

/// Where and when an item shows.
const NEWSFEED_ASSIGNMENT: &[Property] =
    &[Property::new("newsfeed_id", Kind::Integer), Property::new("published_at", Kind::Timestamp)];

/// What a news item holds, new or changed.
const NEWS_ITEM: &[Field] = &[
    Field::new("title", "title", Kind::String).required(),
    Field::new("body", "body", Kind::String),
    Field::new("sender_id", "sender-id", Kind::Integer).required(),
    Field::new("state", "state", Kind::Enum(&["draft", "live"])),
    Field::new("deliver_silently", "deliver-silently", Kind::Boolean),
    Field::new("labels", "labels", Kind::Array(&Kind::String)),
    Field::new("reactions", "reactions", Kind::Array(&Kind::String)),
    Field::new(
        "newsfeed_assignments",
        "newsfeed-assignments",
        Kind::Array(&Kind::Object(NEWSFEED_ASSIGNMENT)),
    ),
];

/// The rows of `ictl news`.
pub(super) const NOUN: Noun = Noun {
    name: "news",
    about: "News items and newsfeeds",
    operations: &[
        Operation {
            id: "listNewsItems",
            command: &["news", "news-items", "list"],
            summary: "List news items",
            details: "Returns drafts and live items.",
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/news/news_items")
        },
        Operation {
            id: "createNewsItem",
            command: &["news", "news-items", "create"],
            summary: "Create a news item",
            details: "Returns the item, a draft unless `--state live`. The sender is an admin id.",
            body: NEWS_ITEM,
            ..Operation::post("/news/news_items")
        },
        Operation {
            id: "retrieveNewsItem",
            command: &["news", "news-items", "get"],
            summary: "Show a news item",
            details: "Returns the item with its newsfeeds.",
            path_params: &[PathParam::new("news_item_id", "NEWS_ITEM_ID")],
            ..Operation::get("/news/news_items/{news_item_id}")
        },
        Operation {
            id: "updateNewsItem",
            command: &["news", "news-items", "update"],
            summary: "Update a news item",
            details: "Returns the item. Title and sender must be sent again.",
            path_params: &[PathParam::new("news_item_id", "NEWS_ITEM_ID")],
            body: NEWS_ITEM,
            ..Operation::put("/news/news_items/{news_item_id}")
        },
        Operation {
            id: "deleteNewsItem",
            command: &["news", "news-items", "delete"],
            summary: "Delete a news item",
            details: "Returns the id with `deleted: true`.",
            path_params: &[PathParam::new("news_item_id", "NEWS_ITEM_ID")],
            ..Operation::delete("/news/news_items/{news_item_id}")
        },
        Operation {
            id: "listNewsfeeds",
            command: &["news", "newsfeeds", "list"],
            summary: "List newsfeeds",
            details: "Returns newsfeeds with their ids.",
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/news/newsfeeds")
        },
        Operation {
            id: "retrieveNewsfeed",
            command: &["news", "newsfeeds", "get"],
            summary: "Show a newsfeed",
            details: "Returns the newsfeed.",
            path_params: &[PathParam::new("newsfeed_id", "NEWSFEED_ID")],
            ..Operation::get("/news/newsfeeds/{newsfeed_id}")
        },
        Operation {
            id: "listLiveNewsfeedItems",
            command: &["news", "newsfeeds", "items", "list"],
            summary: "List the live items of a newsfeed",
            details: "Returns news items that are live there.",
            path_params: &[PathParam::new("newsfeed_id", "NEWSFEED_ID")],
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/news/newsfeeds/{newsfeed_id}/items")
        },
    ],
};
