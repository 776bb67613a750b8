//! Objects that rows of several nouns share: translations, search filters, attachments.
//!
//! Apart so that the files of the nouns hold rows and nothing else, and so that a locale
//! which Intercom adds is added in one place.

use super::kind::{Kind, Property};

/// The filter of a search, or a group of filters whose `value` is an array of them.
pub(super) const SEARCH_FILTER: &[Property] = &[
    Property::new("field", Kind::String),
    Property::new(
        "operator",
        Kind::Enum(&[
            "=", "!=", "IN", "NIN", "<", "<=", ">", ">=", "~", "!~", "^", "$", "AND", "OR",
        ]),
    ),
    Property::new("value", Kind::Any).nullable(),
];

/// Where a search goes on.
pub(super) const SEARCH_PAGINATION: &[Property] = &[
    Property::new("per_page", Kind::Integer),
    Property::new("starting_after", Kind::String).nullable(),
];

/// A file sent along with a reply, its data in base64.
pub(super) const ATTACHMENT_FILE: &[Property] = &[
    Property::new("content_type", Kind::String),
    Property::new("data", Kind::String),
    Property::new("name", Kind::String),
];

/// A button under a message, or the one that was pressed.
pub(super) const REPLY_OPTION: &[Property] = &[
    Property::new("text", Kind::String).required(),
    Property::new("uuid", Kind::String).required(),
];

/// An article in every language.
pub(super) const ARTICLE_TRANSLATIONS: &[Property] = &translations(
    Kind::Enum(&["article_translated_content"]),
    Kind::Object(&[
        Property::new("type", Kind::Enum(&["article_content"])).nullable(),
        Property::new("title", Kind::String),
        Property::new("description", Kind::String),
        Property::new("body", Kind::String),
        Property::new("body_markdown", Kind::String).nullable(),
        Property::new("author_id", Kind::Integer),
        Property::new("state", Kind::Enum(&["published", "draft"])),
        Property::new("created_at", Kind::Timestamp),
        Property::new("updated_at", Kind::Timestamp),
        Property::new("has_unpublished_changes", Kind::Boolean),
        Property::new("draft_updated_at", Kind::Timestamp).nullable(),
        Property::new("url", Kind::String),
        Property::new("audience_ids", Kind::Array(&Kind::Integer)).nullable(),
        Property::new("ai_chatbot_availability", Kind::Boolean),
        Property::new("ai_copilot_availability", Kind::Boolean),
        Property::new("ai_sales_agent_availability", Kind::Boolean),
    ]),
);

/// A collection in every language.
pub(super) const COLLECTION_TRANSLATIONS: &[Property] = &translations(
    Kind::Enum(&["group_translated_content"]),
    Kind::Object(&[
        Property::new("type", Kind::Enum(&["group_content"])).nullable(),
        Property::new("name", Kind::String),
        Property::new("description", Kind::String),
    ]),
);

/// The locales that knowledge base content can have.
const LOCALES: [&str; 37] = [
    "ar", "bg", "bs", "ca", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "he", "hr", "hu",
    "id", "it", "ja", "ko", "lt", "lv", "mn", "nb", "nl", "pl", "pt", "ro", "ru", "sl", "sr", "sv",
    "tr", "vi", "pt-BR", "zh-CN", "zh-TW",
];

/// A `type`, then the content of each locale.
const fn translations(own_type: Kind, content: Kind) -> [Property; LOCALES.len() + 1] {
    let mut properties = [Property::new("type", own_type).nullable(); LOCALES.len() + 1];
    let mut i = 0;
    while i < LOCALES.len() {
        properties[i + 1] = Property::new(LOCALES[i], content).nullable();
        i += 1;
    }
    properties
}
