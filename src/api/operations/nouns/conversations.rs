//! `ictl conversations`: conversations, replies, parts, tags and attributes.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, CURSOR, Case, FROM_2_14, FROM_2_15, FROM_2_16, Field, Noun, Operation, PAGE, PathParam,
    QueryParam,
};
use crate::api::operations::shapes::{
    ATTACHMENT_FILE, REPLY_OPTION, SEARCH_FILTER, SEARCH_PAGINATION,
};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// What a relationship points to.
const REFERENCE: &[Property] = &[
    Property::new("type", Kind::Enum(&["one", "many"])).required(),
    Property::new("object_type_id", Kind::String),
];

/// The rows of `ictl conversations`.
pub(super) const NOUN: Noun = Noun {
    name: "conversations",
    about: "Conversations, replies, parts, tags and attributes",
    operations: &[
        Operation {
            id: "listConversations",
            command: &["conversations", "list"],
            summary: "List conversations",
            details: "Items lie under `conversations`, without their parts: `conversations get` \
                      shows those. Tickets are left out when the token may not read them.",
            query: &[
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("starting_after", "starting-after", Kind::String),
            ],
            pagination: CURSOR,
            max_per_page: Some(150),
            answer: Answer::List("conversations"),
            ..Operation::get("/conversations")
        },
        Operation {
            id: "createConversation",
            command: &["conversations", "create"],
            summary: "Start a conversation on behalf of a contact",
            details: "Returns a message, not a conversation: its `conversation_id` is the id to \
                      go on with. Plain text only. To write to a contact use `messages create`.",
            body: &[
                Field::new(
                    "from",
                    "from",
                    Kind::Object(&[
                        Property::new("type", Kind::Enum(&["lead", "user", "contact"])).required(),
                        Property::new("id", Kind::String).required(),
                    ]),
                )
                .required(),
                Field::new("body", "body", Kind::String).required(),
                Field::new("subject", "subject", Kind::String),
                Field::new("attachment_urls", "attachment-urls", Kind::Array(&Kind::String)),
                Field::new("created_at", "created-at", Kind::Timestamp),
                Field::new("brand_id", "brand-id", Kind::String),
            ],
            ..Operation::post("/conversations")
        },
        Operation {
            id: "searchConversations",
            command: &["conversations", "search"],
            summary: "Search conversations",
            details: "Only reads, although it is a POST. `source.body` matches single words, not \
                      phrases. Parts are left out.",
            query: &[
                QueryParam::new("include_monitors", "include-monitors", Kind::Boolean),
                QueryParam::new("include_scorecards", "include-scorecards", Kind::Boolean),
            ],
            body: &[
                Field::new("query", "query", Kind::Object(SEARCH_FILTER)).required(),
                Field::new("pagination", "pagination", Kind::Object(SEARCH_PAGINATION)).nullable(),
            ],
            pagination: Pagination::Search,
            max_per_page: Some(150),
            repeat: Repeat::Safe,
            answer: Answer::List("conversations"),
            ..Operation::post("/conversations/search")
        },
        Operation {
            id: "retrieveConversation",
            command: &["conversations", "get"],
            summary: "Show a conversation with its parts",
            details: "Holds the newest 500 parts at most. `--display-as plaintext` strips the \
                      HTML.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            query: &[
                QueryParam::new("display_as", "display-as", Kind::String),
                QueryParam::new("include_translations", "include-translations", Kind::Boolean),
            ],
            ..Operation::get("/conversations/{conversation_id}")
        },
        Operation {
            id: "updateConversation",
            command: &["conversations", "update"],
            summary: "Update a conversation's title, read mark or attributes",
            details: "Custom attributes must exist already. To close, snooze or assign use \
                      `conversations parts create`.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            query: &[QueryParam::new("display_as", "display-as", Kind::String)],
            body: &[
                Field::new("read", "read", Kind::Boolean),
                Field::new("title", "title", Kind::String),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])),
                Field::new("company_id", "company-id", Kind::String),
            ],
            ..Operation::put("/conversations/{conversation_id}")
        },
        Operation {
            id: "deleteConversation",
            command: &["conversations", "delete"],
            summary: "Delete a conversation permanently",
            details: "Reports keep it unless `--retain-metrics false`, which needs a permission \
                      of its own.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            query: &[QueryParam::new("retain_metrics", "retain-metrics", Kind::Boolean)],
            versions: FROM_2_14,
            ..Operation::delete("/conversations/{conversation_id}")
        },
        Operation {
            id: "replyConversation",
            command: &["conversations", "reply"],
            also: &[&["conversations", "note"]],
            summary: "Reply to a conversation, or leave a note",
            details: "Returns the whole conversation. The id may be `last`, the contact's latest \
                      one. Sent twice, the customer sees it twice. Bots' replies to email are not \
                      sent out by default.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            body: &[
                Field::new("intercom_user_id", "intercom-user-id", Kind::String),
                Field::new(
                    "attachment_files",
                    "attachment-files",
                    Kind::Array(&Kind::Object(ATTACHMENT_FILE)),
                ),
                Field::new(
                    "message_type",
                    "message-type",
                    Kind::Enum(&["comment", "note", "quick_reply"]),
                )
                .required(),
                Field::new("type", "type", Kind::Enum(&["user", "admin"])).required(),
                Field::new("body", "body", Kind::String),
                Field::new("created_at", "created-at", Kind::Timestamp),
                Field::new("attachment_urls", "attachment-urls", Kind::Array(&Kind::String)),
                Field::new(
                    "reply_options",
                    "reply-options",
                    Kind::Array(&Kind::Object(REPLY_OPTION)),
                ),
                Field::new("email", "email", Kind::String),
                Field::new("user_id", "user-id", Kind::String),
                Field::new("admin_id", "admin-id", Kind::String),
                Field::new("skip_notifications", "skip-notifications", Kind::Boolean),
            ],
            alternatives: &[
                &["intercom_user_id", "body"],
                &["email", "body"],
                &["user_id", "body"],
                &["admin_id"],
            ],
            cases: &[
                Case::new("type", "admin", &["admin_id"]),
                Case::new("type", "user", &["body"]),
                Case::new("message_type", "note", &["admin_id"]),
                Case::new("message_type", "quick_reply", &["admin_id"]),
            ],
            ..Operation::post("/conversations/{conversation_id}/reply")
        },
        Operation {
            id: "manageConversation",
            command: &["conversations", "parts", "create"],
            also: &[
                &["conversations", "assign"],
                &["conversations", "close"],
                &["conversations", "open"],
                &["conversations", "snooze"],
            ],
            summary: "Close, open, snooze or assign a conversation",
            details: "What happens is said by `--message-type`; snoozing is spelled `snoozed`. \
                      Assignee 0 unassigns.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            body: &[
                Field::new(
                    "message_type",
                    "message-type",
                    Kind::Enum(&["close", "snoozed", "open", "assignment"]),
                )
                .required(),
                Field::new("type", "type", Kind::Enum(&["admin", "team"])),
                Field::new("admin_id", "admin-id", Kind::String).required(),
                Field::new("body", "body", Kind::String),
                Field::new("snoozed_until", "snoozed-until", Kind::Timestamp),
                Field::new("assignee_id", "assignee-id", Kind::String),
            ],
            cases: &[
                Case::new("message_type", "close", &["type"]),
                Case::new("message_type", "snoozed", &["snoozed_until"]),
                Case::new("message_type", "assignment", &["type", "assignee_id"]),
                Case::new("type", "team", &["assignee_id"]),
            ],
            ..Operation::post("/conversations/{conversation_id}/parts")
        },
        Operation {
            id: "attachContactToConversation",
            command: &["conversations", "customers", "create"],
            also: &[&["conversations", "attach"]],
            summary: "Add a contact to a conversation",
            details: "Returns the conversation. An unknown email creates a lead.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            body: &[
                Field::new("admin_id", "admin-id", Kind::String),
                Field::new(
                    "customer",
                    "customer",
                    Kind::Object(&[
                        Property::new("intercom_user_id", Kind::String),
                        Property::new(
                            "customer",
                            Kind::Object(&[
                                Property::new("intercom_user_id", Kind::String),
                                Property::new("user_id", Kind::String),
                                Property::new("email", Kind::String),
                            ]),
                        )
                        .nullable(),
                        Property::new("user_id", Kind::String),
                        Property::new("email", Kind::String),
                    ]),
                ),
            ],
            ..Operation::post("/conversations/{conversation_id}/customers")
        },
        Operation {
            id: "detachContactFromConversation",
            command: &["conversations", "customers", "delete"],
            also: &[&["conversations", "detach"]],
            summary: "Remove a contact from a conversation",
            details: "The last contact cannot be removed. The acting admin goes into the body of \
                      the DELETE.",
            path_params: &[
                PathParam::new("conversation_id", "CONVERSATION_ID"),
                PathParam::new("contact_id", "CONTACT_ID"),
            ],
            body: &[Field::new("admin_id", "admin-id", Kind::String).required()],
            ..Operation::delete("/conversations/{conversation_id}/customers/{contact_id}")
        },
        Operation {
            id: "attachTagToConversation",
            command: &["conversations", "tags", "create"],
            also: &[&["conversations", "tag"]],
            summary: "Tag a conversation",
            details: "Returns the tag. The tag must exist already, and the acting admin must be \
                      named.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String).required(),
            ],
            repeat: Repeat::Safe,
            ..Operation::post("/conversations/{conversation_id}/tags")
        },
        Operation {
            id: "detachTagFromConversation",
            command: &["conversations", "tags", "delete"],
            also: &[&["conversations", "untag"]],
            summary: "Remove a tag from a conversation",
            details: "Returns the tag. The acting admin goes into the body of the DELETE.",
            path_params: &[
                PathParam::new("conversation_id", "CONVERSATION_ID"),
                PathParam::new("tag_id", "TAG_ID"),
            ],
            body: &[Field::new("admin_id", "admin-id", Kind::String).required()],
            ..Operation::delete("/conversations/{conversation_id}/tags/{tag_id}")
        },
        Operation {
            id: "convertConversationToTicket",
            command: &["conversations", "convert"],
            summary: "Convert a conversation to a ticket",
            details: "Returns the ticket. Only customer ticket types are possible.",
            path_params: &[PathParam::new("conversation_id", "CONVERSATION_ID")],
            body: &[
                Field::new("ticket_type_id", "ticket-type-id", Kind::String).required(),
                Field::new("ticket_state_id", "ticket-state-id", Kind::String),
                Field::new("attributes", "attributes", Kind::Object(&[])),
            ],
            ..Operation::post("/conversations/{conversation_id}/convert")
        },
        Operation {
            id: "mergeConversation",
            command: &["conversations", "merge"],
            summary: "Merge a conversation into another",
            details: "The first is closed and linked; the second goes on and comes back. A ticket \
                      also needs the permission to write tickets.",
            path_params: &[PathParam::new("id", "CONVERSATION_ID")],
            body: &[Field::new(
                "merge_into_conversation_id",
                "merge-into-conversation-id",
                Kind::Integer,
            )
            .required()],
            versions: FROM_2_16,
            ..Operation::post("/conversations/{id}/merge")
        },
        Operation {
            id: "POST /conversations/{id}/run_assignment_rules",
            command: &["conversations", "run-assignment-rules"],
            summary: "Run the assignment rules on a conversation",
            details: "Exists up to version 2.11 only, is sent as that, and goes away at the end \
                      of 2026. It never worked with Workflows, and it reopens a closed \
                      conversation.",
            path_params: &[PathParam::new("id", "CONVERSATION_ID")],
            versions: &["2.11"],
            pinned: Some("2.11"),
            ..Operation::post("/conversations/{id}/run_assignment_rules")
        },
        Operation {
            id: "redactConversation",
            command: &["conversations", "redact"],
            summary: "Redact a conversation part or the first message",
            details: "Cannot be undone. A part must have a body; a first message must come from a \
                      contact.",
            body: &[
                Field::new("type", "type", Kind::Enum(&["conversation_part", "source"])).required(),
                Field::new("conversation_id", "conversation-id", Kind::String).required(),
                Field::new("conversation_part_id", "conversation-part-id", Kind::String),
                Field::new("source_id", "source-id", Kind::String),
            ],
            alternatives: &[&["conversation_part_id"], &["source_id"]],
            cases: &[
                Case::new("type", "conversation_part", &["conversation_part_id"]),
                Case::new("type", "source", &["source_id"]),
            ],
            ..Operation::post("/conversations/redact")
        },
        Operation {
            id: "listDeletedConversationIds",
            command: &["conversations", "deleted", "list"],
            summary: "List the ids of deleted conversations",
            details: "Items lie under `conversations`.",
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("order", "order", Kind::String),
            ],
            pagination: PAGE,
            max_per_page: Some(60),
            answer: Answer::List("conversations"),
            versions: FROM_2_16,
            ..Operation::get("/conversations/deleted")
        },
        Operation {
            id: "listHandlingEvents",
            command: &["conversations", "handling-events", "list"],
            summary: "List when teammates paused and resumed a conversation",
            details: "Items lie under `handling_events`.",
            path_params: &[PathParam::new("id", "CONVERSATION_ID")],
            answer: Answer::List("handling_events"),
            versions: FROM_2_15,
            ..Operation::get("/conversations/{id}/handling_events")
        },
        Operation {
            id: "listSideConversations",
            command: &["conversations", "side-conversations", "list"],
            summary: "List the side conversations of a conversation",
            details: "Returns the internal threads with their messages, under \
                      `side_conversations`.",
            path_params: &[PathParam::new("id", "CONVERSATION_ID")],
            query: &[
                QueryParam::new("page", "page", Kind::Integer),
                QueryParam::new("per_page", "per-page", Kind::Integer),
            ],
            pagination: PAGE,
            max_per_page: Some(50),
            answer: Answer::List("side_conversations"),
            versions: FROM_2_16,
            ..Operation::get("/conversations/{id}/side_conversations")
        },
        Operation {
            id: "listConversationAttributes",
            command: &["conversations", "attributes", "list"],
            summary: "List conversation attributes",
            details: "Archived ones only with `--include-archived true`.",
            query: &[QueryParam::new("include_archived", "include-archived", Kind::Boolean)],
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/conversations/attributes")
        },
        Operation {
            id: "createConversationAttribute",
            command: &["conversations", "attributes", "create"],
            summary: "Create a conversation attribute",
            details: "The data type decides which other fields apply: `options` for a list, \
                      `reference` for a relationship, `multiline` for text.",
            body: &[
                Field::new("name", "name", Kind::String).required(),
                Field::new("description", "description", Kind::String),
                Field::new(
                    "data_type",
                    "data-type",
                    Kind::Enum(&[
                        "string",
                        "integer",
                        "list",
                        "decimal",
                        "boolean",
                        "datetime",
                        "relationship",
                        "files",
                    ]),
                )
                .required(),
                Field::new("required", "required", Kind::Boolean),
                Field::new(
                    "visible_to_team_ids",
                    "visible-to-team-ids",
                    Kind::Array(&Kind::String),
                ),
                Field::new("multiline", "multiline", Kind::Boolean),
                Field::new(
                    "options",
                    "options",
                    Kind::Array(&Kind::Object(&[Property::new("label", Kind::String).required()])),
                ),
                Field::new("reference", "reference", Kind::Object(REFERENCE)),
            ],
            versions: FROM_2_16,
            ..Operation::post("/conversations/attributes")
        },
        Operation {
            id: "getConversationAttribute",
            command: &["conversations", "attributes", "get"],
            summary: "Show a conversation attribute",
            details: "Returns the attribute with its options.",
            path_params: &[PathParam::new("id", "ATTRIBUTE_ID")],
            versions: FROM_2_16,
            ..Operation::get("/conversations/attributes/{id}")
        },
        Operation {
            id: "updateConversationAttribute",
            command: &["conversations", "attributes", "update"],
            summary: "Update a conversation attribute",
            details: "The data type cannot be changed; options have commands of their own.",
            path_params: &[PathParam::new("id", "ATTRIBUTE_ID")],
            body: &[
                Field::new("name", "name", Kind::String),
                Field::new("description", "description", Kind::String),
                Field::new("multiline", "multiline", Kind::Boolean),
                Field::new("required", "required", Kind::Boolean),
                Field::new(
                    "visible_to_team_ids",
                    "visible-to-team-ids",
                    Kind::Array(&Kind::String),
                ),
                Field::new("reference", "reference", Kind::Object(REFERENCE)),
            ],
            versions: FROM_2_16,
            ..Operation::put("/conversations/attributes/{id}")
        },
        Operation {
            id: "deleteConversationAttribute",
            command: &["conversations", "attributes", "delete"],
            summary: "Archive a conversation attribute",
            details: "The attribute is archived, not destroyed, and comes back in the answer.",
            path_params: &[PathParam::new("id", "ATTRIBUTE_ID")],
            versions: FROM_2_16,
            ..Operation::delete("/conversations/attributes/{id}")
        },
        Operation {
            id: "createConversationAttributeOption",
            command: &["conversations", "attributes", "options", "create"],
            summary: "Add an option to a list attribute",
            details: "Returns the attribute with all its options.",
            path_params: &[PathParam::new("id", "ATTRIBUTE_ID")],
            body: &[Field::new("label", "label", Kind::String).required()],
            versions: FROM_2_16,
            ..Operation::post("/conversations/attributes/{id}/options")
        },
        Operation {
            id: "updateConversationAttributeOption",
            command: &["conversations", "attributes", "options", "update"],
            summary: "Rename an option of a list attribute",
            details: "Returns the attribute with all its options.",
            path_params: &[
                PathParam::new("id", "ATTRIBUTE_ID"),
                PathParam::new("option_id", "OPTION_ID"),
            ],
            body: &[Field::new("label", "label", Kind::String).required()],
            versions: FROM_2_16,
            ..Operation::put("/conversations/attributes/{id}/options/{option_id}")
        },
        Operation {
            id: "deleteConversationAttributeOption",
            command: &["conversations", "attributes", "options", "delete"],
            summary: "Archive an option of a list attribute",
            details: "The option stays in the answer, marked as archived.",
            path_params: &[
                PathParam::new("id", "ATTRIBUTE_ID"),
                PathParam::new("option_id", "OPTION_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/conversations/attributes/{id}/options/{option_id}")
        },
    ],
};
