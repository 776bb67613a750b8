//! `ictl tickets`: tickets, replies, tags and links.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, Case, FROM_2_14, FROM_2_16, Field, Noun, Operation, PathParam,
};
use crate::api::operations::shapes::{
    ATTACHMENT_FILE, REPLY_OPTION, SEARCH_FILTER, SEARCH_PAGINATION,
};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// Who a ticket goes to.
const ASSIGNMENT: &[Property] = &[
    Property::new("admin_assignee_id", Kind::String),
    Property::new("team_assignee_id", Kind::String),
];

/// The contact of a ticket, by any of its ids.
const CONTACT: &[Property] = &[
    Property::new("id", Kind::String),
    Property::new("external_id", Kind::String),
    Property::new("email", Kind::String),
];

/// What a new ticket holds, made now or in the background.
const TICKET: &[Field] = &[
    Field::new("skip_notifications", "skip-notifications", Kind::Boolean),
    Field::new("ticket_type_id", "ticket-type-id", Kind::String).required(),
    Field::new("contacts", "contacts", Kind::Array(&Kind::Object(CONTACT))).required(),
    Field::new("conversation_to_link_id", "conversation-to-link-id", Kind::String),
    Field::new("company_id", "company-id", Kind::String),
    Field::new("created_at", "created-at", Kind::Timestamp),
    Field::new("ticket_attributes", "ticket-attributes", Kind::Object(&[])),
    Field::new("assignment", "assignment", Kind::Object(ASSIGNMENT)),
];

/// The rows of `ictl tickets`.
pub(super) const NOUN: Noun = Noun {
    name: "tickets",
    about: "Tickets, replies, tags and links",
    operations: &[
        Operation {
            id: "createTicket",
            command: &["tickets", "create"],
            summary: "Create a ticket",
            details: "Returns the ticket. Exactly one contact; an unknown email creates one. \
                      Title and description are `_default_title_` and `_default_description_`.",
            body: TICKET,
            ..Operation::post("/tickets")
        },
        Operation {
            id: "enqueueCreateTicket",
            command: &["tickets", "enqueue"],
            summary: "Create a ticket in the background",
            details: "Returns a job to poll with `jobs status`.",
            body: TICKET,
            versions: FROM_2_14,
            ..Operation::post("/tickets/enqueue")
        },
        Operation {
            id: "searchTickets",
            command: &["tickets", "search"],
            also: &[&["tickets", "list"]],
            summary: "Search tickets",
            details: "Only reads, although it is a POST, and is the only way to list tickets. \
                      Categories are spelled `request`, `task` and `tracker` here.",
            body: &[
                Field::new("query", "query", Kind::Object(SEARCH_FILTER)).required(),
                Field::new("pagination", "pagination", Kind::Object(SEARCH_PAGINATION)).nullable(),
            ],
            pagination: Pagination::Search,
            max_per_page: Some(150),
            repeat: Repeat::Safe,
            answer: Answer::List("tickets"),
            ..Operation::post("/tickets/search")
        },
        Operation {
            id: "getTicket",
            command: &["tickets", "get"],
            summary: "Show a ticket with its parts",
            details: "Takes the ticket's `id`, not the number that people see as `ticket_id`.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            ..Operation::get("/tickets/{ticket_id}")
        },
        Operation {
            id: "updateTicket",
            command: &["tickets", "update"],
            also: &[&["tickets", "assign"], &["tickets", "state"]],
            summary: "Update a ticket's attributes, state or assignee",
            details: "Takes the ticket's `id`, not its visible number. Setting the present state \
                      answers 400; assignee 0 unassigns.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            body: &[
                Field::new("skip_notifications", "skip-notifications", Kind::Boolean),
                Field::new("ticket_attributes", "ticket-attributes", Kind::Object(&[])),
                Field::new("ticket_state_id", "ticket-state-id", Kind::String),
                Field::new("company_id", "company-id", Kind::String),
                Field::new("open", "open", Kind::Boolean),
                Field::new("is_shared", "is-shared", Kind::Boolean),
                Field::new("snoozed_until", "snoozed-until", Kind::Timestamp),
                Field::new("admin_id", "admin-id", Kind::Integer),
                Field::new("assignee_id", "assignee-id", Kind::String),
            ],
            ..Operation::put("/tickets/{ticket_id}")
        },
        Operation {
            id: "deleteTicket",
            command: &["tickets", "delete"],
            summary: "Delete a ticket permanently",
            details: "Replies, attributes and uploads go with it; reports keep a trace.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            versions: FROM_2_14,
            ..Operation::delete("/tickets/{ticket_id}")
        },
        Operation {
            id: "replyTicket",
            command: &["tickets", "reply"],
            also: &[&["tickets", "note"]],
            summary: "Reply to a ticket, or leave a note",
            details: "Returns the reply. Sent twice, the customer sees it twice. Contacts cannot \
                      reply on back-office tickets.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            body: &[
                Field::new("intercom_user_id", "intercom-user-id", Kind::String),
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
                Field::new("skip_notifications", "skip-notifications", Kind::Boolean),
                Field::new("user_id", "user-id", Kind::String),
                Field::new("email", "email", Kind::String),
                Field::new("admin_id", "admin-id", Kind::String),
                Field::new(
                    "attachment_files",
                    "attachment-files",
                    Kind::Array(&Kind::Object(ATTACHMENT_FILE)),
                ),
                Field::new("cross_post", "cross-post", Kind::Boolean),
            ],
            alternatives: &[
                &["intercom_user_id", "body"],
                &["user_id", "body"],
                &["email", "body"],
                &["admin_id"],
            ],
            cases: &[
                Case::new("type", "admin", &["admin_id"]),
                Case::new("type", "user", &["body"]),
                Case::new("message_type", "note", &["admin_id"]),
                Case::new("message_type", "quick_reply", &["admin_id"]),
            ],
            ..Operation::post("/tickets/{ticket_id}/reply")
        },
        Operation {
            id: "changeTicketType",
            command: &["tickets", "change-type"],
            summary: "Change the type of a ticket",
            details: "The new type must be of the same category. Attributes of equal name and \
                      type are carried over.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            body: &[
                Field::new("ticket_type_id", "ticket-type-id", Kind::String).required(),
                Field::new("ticket_state_id", "ticket-state-id", Kind::String).required(),
                Field::new("ticket_attributes", "ticket-attributes", Kind::Object(&[])),
            ],
            versions: FROM_2_16,
            ..Operation::post("/tickets/{ticket_id}/change_type")
        },
        Operation {
            id: "attachTagToTicket",
            command: &["tickets", "tags", "create"],
            also: &[&["tickets", "tag"]],
            summary: "Tag a ticket",
            details: "Returns the tag. The tag must exist already, and the acting admin must be \
                      named.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String).required(),
            ],
            repeat: Repeat::Safe,
            ..Operation::post("/tickets/{ticket_id}/tags")
        },
        Operation {
            id: "detachTagFromTicket",
            command: &["tickets", "tags", "delete"],
            also: &[&["tickets", "untag"]],
            summary: "Remove a tag from a ticket",
            details: "Returns the tag. The acting admin goes into the body of the DELETE.",
            path_params: &[
                PathParam::new("ticket_id", "TICKET_ID"),
                PathParam::new("tag_id", "TAG_ID"),
            ],
            body: &[Field::new("admin_id", "admin-id", Kind::String).required()],
            ..Operation::delete("/tickets/{ticket_id}/tags/{tag_id}")
        },
        Operation {
            id: "linkConversationToTicket",
            command: &["tickets", "linked-conversations", "create"],
            also: &[&["tickets", "link"]],
            summary: "Link a conversation to a tracker ticket",
            details: "Returns the conversation. A tracker ticket holds 2,500 links; one that is \
                      there already answers 400.",
            path_params: &[PathParam::new("ticket_id", "TICKET_ID")],
            body: &[Field::new("conversation_id", "conversation-id", Kind::String).required()],
            repeat: Repeat::Safe,
            versions: FROM_2_16,
            ..Operation::post("/tickets/{ticket_id}/linked_conversations")
        },
        Operation {
            id: "unlinkConversationFromTicket",
            command: &["tickets", "linked-conversations", "delete"],
            also: &[&["tickets", "unlink"]],
            summary: "Unlink a conversation from a tracker ticket",
            details: "Returns the conversation.",
            path_params: &[
                PathParam::new("ticket_id", "TICKET_ID"),
                PathParam::new("id", "CONVERSATION_ID"),
            ],
            versions: FROM_2_16,
            ..Operation::delete("/tickets/{ticket_id}/linked_conversations/{id}")
        },
    ],
};
