//! `ictl contacts`: users and leads, and what is attached to them.

use crate::api::operations::kind::{Kind, Property};
use crate::api::operations::row::{
    Answer, CURSOR, FROM_2_14, FROM_2_16, Field, Noun, Operation, PAGE, PathParam, QueryParam,
};
use crate::api::operations::shapes::{SEARCH_FILTER, SEARCH_PAGINATION};
use crate::api::pagination::Pagination;
use crate::api::retry::Repeat;

/// Something named by its id alone.
const BY_ID: &[Property] = &[Property::new("id", Kind::String).required()];

/// The rows of `ictl contacts`.
pub(super) const NOUN: Noun = Noun {
    name: "contacts",
    about: "Users and leads, and what is attached to them",
    operations: &[
        Operation {
            id: "ListContacts",
            command: &["contacts", "list"],
            summary: "List contacts (users and leads)",
            details: "Merged contacts do not appear.",
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            pagination: CURSOR,
            max_per_page: Some(150),
            answer: Answer::List("data"),
            ..Operation::get("/contacts")
        },
        Operation {
            id: "CreateContact",
            command: &["contacts", "create"],
            summary: "Create a contact",
            details: "Creates only: a user with the same email or external id, archived ones \
                      included, answers 409. Leads are exempt, so a repeat doubles them.",
            body: &[
                Field::new("role", "role", Kind::String),
                Field::new("external_id", "external-id", Kind::String),
                Field::new("email_verified", "email-verified", Kind::Boolean).nullable(),
                Field::new("email", "email", Kind::String),
                Field::new("phone", "phone", Kind::String).nullable(),
                Field::new("name", "name", Kind::String).nullable(),
                Field::new("avatar", "avatar", Kind::String).nullable(),
                Field::new("signed_up_at", "signed-up-at", Kind::Timestamp).nullable(),
                Field::new("last_seen_at", "last-seen-at", Kind::Timestamp).nullable(),
                Field::new("owner_id", "owner-id", Kind::String).nullable(),
                Field::new("unsubscribed_from_emails", "unsubscribed-from-emails", Kind::Boolean)
                    .nullable(),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])).nullable(),
            ],
            alternatives: &[&["email"], &["external_id"], &["role"]],
            ..Operation::post("/contacts")
        },
        Operation {
            id: "SearchContacts",
            command: &["contacts", "search"],
            summary: "Search contacts",
            details: "Only reads, although it is a POST. New contacts can take minutes to appear; \
                      merged and archived ones never do. Dates match by whole day in the \
                      workspace's time zone.",
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            body: &[
                Field::new("query", "query", Kind::Object(SEARCH_FILTER)).required(),
                Field::new("pagination", "pagination", Kind::Object(SEARCH_PAGINATION)).nullable(),
                Field::new(
                    "sort",
                    "sort",
                    Kind::Object(&[
                        Property::new("field", Kind::String),
                        Property::new("order", Kind::Enum(&["ascending", "descending"])),
                    ]),
                ),
            ],
            pagination: Pagination::Search,
            max_per_page: Some(150),
            repeat: Repeat::Safe,
            answer: Answer::List("data"),
            ..Operation::post("/contacts/search")
        },
        Operation {
            id: "ShowContact",
            command: &["contacts", "get"],
            summary: "Show a contact by Intercom's id",
            details: "A contact that was merged answers 410, with the address of its successor.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            ..Operation::get("/contacts/{contact_id}")
        },
        Operation {
            id: "ShowContactByExternalId",
            command: &["contacts", "find"],
            summary: "Show a user by your external id",
            details: "Finds users only, never leads.",
            path_params: &[PathParam::new("external_id", "EXTERNAL_ID")],
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            versions: FROM_2_14,
            ..Operation::get("/contacts/find_by_external_id/{external_id}")
        },
        Operation {
            id: "UpdateContact",
            command: &["contacts", "update"],
            summary: "Update a contact",
            details: "Changes only what is given; custom attributes are merged and must exist \
                      already.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            body: &[
                Field::new("role", "role", Kind::String),
                Field::new("external_id", "external-id", Kind::String),
                Field::new("email", "email", Kind::String),
                Field::new("email_verified", "email-verified", Kind::Boolean).nullable(),
                Field::new("phone", "phone", Kind::String).nullable(),
                Field::new("name", "name", Kind::String).nullable(),
                Field::new("avatar", "avatar", Kind::String).nullable(),
                Field::new("signed_up_at", "signed-up-at", Kind::Timestamp).nullable(),
                Field::new("last_seen_at", "last-seen-at", Kind::Timestamp).nullable(),
                Field::new("owner_id", "owner-id", Kind::String).nullable(),
                Field::new("unsubscribed_from_emails", "unsubscribed-from-emails", Kind::Boolean)
                    .nullable(),
                Field::new("custom_attributes", "custom-attributes", Kind::Object(&[])).nullable(),
            ],
            ..Operation::put("/contacts/{contact_id}")
        },
        Operation {
            id: "DeleteContact",
            command: &["contacts", "delete"],
            summary: "Delete a contact permanently",
            details: "Returns the id with `deleted: true`. To be able to bring it back, use \
                      `contacts archive`.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            ..Operation::delete("/contacts/{contact_id}")
        },
        Operation {
            id: "ArchiveContact",
            command: &["contacts", "archive"],
            summary: "Archive a contact",
            details: "An archived contact keeps its email and external id, so creating it again \
                      answers 409.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            repeat: Repeat::Safe,
            ..Operation::post("/contacts/{contact_id}/archive")
        },
        Operation {
            id: "UnarchiveContact",
            command: &["contacts", "unarchive"],
            summary: "Bring back an archived contact",
            details: "A blocked contact, or one under permanent deletion, cannot be restored.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            repeat: Repeat::Safe,
            ..Operation::post("/contacts/{contact_id}/unarchive")
        },
        Operation {
            id: "BlockContact",
            command: &["contacts", "block"],
            summary: "Block a contact",
            details: "Archives the contact's conversations, too.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            repeat: Repeat::Safe,
            versions: FROM_2_14,
            ..Operation::post("/contacts/{contact_id}/block")
        },
        Operation {
            id: "MergeContact",
            command: &["contacts", "merge"],
            summary: "Merge a lead into a user",
            details: "Cannot be undone. The lead disappears from lists and searches. Without a \
                      shared email or phone it is refused unless `--skip-duplicate-validation \
                      true`.",
            query: &[QueryParam::new(
                "include_merge_history",
                "include-merge-history",
                Kind::Boolean,
            )],
            body: &[
                Field::new("from", "from", Kind::String).required(),
                Field::new("into", "into", Kind::String).required(),
                Field::new("skip_duplicate_validation", "skip-duplicate-validation", Kind::Boolean),
            ],
            ..Operation::post("/contacts/merge")
        },
        Operation {
            id: "ListContactMergeHistory",
            command: &["contacts", "merge-history", "list"],
            summary: "List the contacts merged into a user",
            details: "Users only: a lead answers 404.",
            path_params: &[PathParam::new("id", "CONTACT_ID")],
            query: &[
                QueryParam::new("cursor", "cursor", Kind::String),
                QueryParam::new("per_page", "per-page", Kind::Integer),
                QueryParam::new("order", "order", Kind::Enum(&["asc", "desc"])),
            ],
            pagination: Pagination::Cursor { param: "cursor", next: "next_cursor" },
            max_per_page: Some(150),
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/contacts/{id}/merge_history")
        },
        Operation {
            id: "listContactBanners",
            command: &["contacts", "banners", "list"],
            summary: "List the banners a contact would see now",
            details: "Counts as showing them: every call records an impression for each banner.",
            path_params: &[PathParam::new("id", "CONTACT_ID")],
            repeat: Repeat::Refused,
            answer: Answer::List("data"),
            versions: FROM_2_16,
            ..Operation::get("/contacts/{id}/banners")
        },
        Operation {
            id: "dismissContactBanner",
            command: &["contacts", "banners", "dismiss"],
            summary: "Dismiss a banner for a contact",
            details: "Holds in the Messenger, too. Dismissing it again changes nothing.",
            path_params: &[
                PathParam::new("id", "CONTACT_ID"),
                PathParam::new("view_id", "VIEW_ID"),
            ],
            repeat: Repeat::Safe,
            versions: FROM_2_16,
            ..Operation::post("/contacts/{id}/banners/{view_id}/dismiss")
        },
        Operation {
            id: "listCompaniesForAContact",
            command: &["contacts", "companies", "list"],
            summary: "List the companies of a contact",
            details: "Items lie under `companies`.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            pagination: PAGE,
            answer: Answer::List("companies"),
            ..Operation::get("/contacts/{contact_id}/companies")
        },
        Operation {
            id: "attachContactToACompany",
            command: &["contacts", "companies", "create"],
            summary: "Attach a contact to a company",
            details: "`--id` is Intercom's company id, not your `company_id`. A contact can have \
                      1,000 companies.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            body: &[Field::new("id", "id", Kind::String).required()],
            repeat: Repeat::Safe,
            ..Operation::post("/contacts/{contact_id}/companies")
        },
        Operation {
            id: "detachContactFromACompany",
            command: &["contacts", "companies", "delete"],
            summary: "Detach a contact from a company",
            details: "Returns the company; both stay.",
            path_params: &[
                PathParam::new("contact_id", "CONTACT_ID"),
                PathParam::new("company_id", "COMPANY_ID"),
            ],
            ..Operation::delete("/contacts/{contact_id}/companies/{company_id}")
        },
        Operation {
            id: "listNotes",
            command: &["contacts", "notes", "list"],
            summary: "List the notes on a contact",
            details: "Returns notes with their authors.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            pagination: PAGE,
            answer: Answer::List("data"),
            ..Operation::get("/contacts/{contact_id}/notes")
        },
        Operation {
            id: "createNote",
            command: &["contacts", "notes", "create"],
            also: &[&["contacts", "note"]],
            summary: "Add a note to a contact",
            details: "Returns the note. Sent twice, it is there twice.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            body: &[
                Field::new("body", "body", Kind::String).required(),
                Field::new("admin_id", "admin-id", Kind::String),
            ],
            ..Operation::post("/contacts/{contact_id}/notes")
        },
        Operation {
            id: "listSegmentsForAContact",
            command: &["contacts", "segments", "list"],
            summary: "List the segments a contact is in",
            details: "Returns segments with their ids.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            answer: Answer::List("data"),
            ..Operation::get("/contacts/{contact_id}/segments")
        },
        Operation {
            id: "listSubscriptionsForAContact",
            command: &["contacts", "subscriptions", "list"],
            summary: "List the subscription types a contact decided on",
            details: "Only explicit choices are listed; a contact that never chose has none.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            answer: Answer::List("data"),
            ..Operation::get("/contacts/{contact_id}/subscriptions")
        },
        Operation {
            id: "attachSubscriptionTypeToContact",
            command: &["contacts", "subscriptions", "create"],
            summary: "Opt a contact in to, or out of, a subscription type",
            details: "What it does depends on the type: on an opt-out type it opts the contact \
                      out.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            body: &[
                Field::new("id", "id", Kind::String).required(),
                Field::new("consent_type", "consent-type", Kind::String).required(),
            ],
            repeat: Repeat::Safe,
            ..Operation::post("/contacts/{contact_id}/subscriptions")
        },
        Operation {
            id: "detachSubscriptionTypeToContact",
            command: &["contacts", "subscriptions", "delete"],
            summary: "Remove a contact's choice on a subscription type",
            details: "Returns the subscription type.",
            path_params: &[
                PathParam::new("contact_id", "CONTACT_ID"),
                PathParam::new("subscription_id", "SUBSCRIPTION_ID"),
            ],
            ..Operation::delete("/contacts/{contact_id}/subscriptions/{subscription_id}")
        },
        Operation {
            id: "listTagsForAContact",
            command: &["contacts", "tags", "list"],
            summary: "List the tags of a contact",
            details: "Returns tags with their ids.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            answer: Answer::List("data"),
            ..Operation::get("/contacts/{contact_id}/tags")
        },
        Operation {
            id: "attachTagToContact",
            command: &["contacts", "tags", "create"],
            also: &[&["contacts", "tag"]],
            summary: "Tag a contact",
            details: "`--id` is the id of a tag that exists already (`tags list`). Tagging twice \
                      changes nothing.",
            path_params: &[PathParam::new("contact_id", "CONTACT_ID")],
            body: &[Field::new("id", "id", Kind::String).required()],
            repeat: Repeat::Safe,
            ..Operation::post("/contacts/{contact_id}/tags")
        },
        Operation {
            id: "detachTagFromContact",
            command: &["contacts", "tags", "delete"],
            also: &[&["contacts", "untag"]],
            summary: "Remove a tag from a contact",
            details: "Returns the tag; the tag itself stays in the workspace.",
            path_params: &[
                PathParam::new("contact_id", "CONTACT_ID"),
                PathParam::new("tag_id", "TAG_ID"),
            ],
            ..Operation::delete("/contacts/{contact_id}/tags/{tag_id}")
        },
        Operation {
            id: "POST /contacts/bulk",
            command: &["contacts", "bulk", "create"],
            summary: "Create many contacts in a background job",
            details: "At most 100 contacts a call. Ids of the new contacts and results per \
                      contact are not returned; poll `contacts bulk get`. Sent as version \
                      Preview.",
            body: &[
                Field::new("contacts", "contacts", Kind::Array(&Kind::Object(&[]))).required(),
                Field::new("job", "job", Kind::Object(BY_ID)),
            ],
            versions: &["Preview"],
            pinned: Some("Preview"),
            ..Operation::post("/contacts/bulk")
        },
        Operation {
            id: "PUT /contacts/bulk",
            command: &["contacts", "bulk", "update"],
            summary: "Update many contacts by id in a background job",
            details: "At most 100 contacts a call, each with its `id`. Poll `contacts bulk get`. \
                      Sent as version Preview.",
            body: &[
                Field::new("contacts", "contacts", Kind::Array(&Kind::Object(&[]))).required(),
                Field::new("job", "job", Kind::Object(BY_ID)),
            ],
            repeat: Repeat::Refused,
            versions: &["Preview"],
            pinned: Some("Preview"),
            ..Operation::put("/contacts/bulk")
        },
        Operation {
            id: "POST /contacts/bulk/delete",
            command: &["contacts", "bulk", "delete"],
            summary: "Delete many contacts permanently in a background job",
            details: "Each contact is named by its `id`. Poll `contacts bulk get`. Sent as \
                      version Preview.",
            body: &[
                Field::new("contacts", "contacts", Kind::Array(&Kind::Object(BY_ID))).required(),
                Field::new("job", "job", Kind::Object(BY_ID)),
            ],
            versions: &["Preview"],
            pinned: Some("Preview"),
            ..Operation::post("/contacts/bulk/delete")
        },
        Operation {
            id: "GET /contacts/bulk/{id}",
            command: &["contacts", "bulk", "get"],
            summary: "Show how far a bulk contact job is",
            details: "Ends in `completed` or `completed_with_errors`. Which contacts failed is \
                      not told. Sent as version Preview.",
            path_params: &[PathParam::new("id", "JOB_ID")],
            versions: &["Preview"],
            pinned: Some("Preview"),
            ..Operation::get("/contacts/bulk/{id}")
        },
    ],
};
