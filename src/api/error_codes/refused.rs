//! Codes of requests that Intercom does not take as they are: 400, 406 and 422.

use super::Explanation;

/// What helps where the message names the fault.
pub(super) const CHECK_VALUES: &str = "check the values sent; --dry-run shows the request";

/// What helps where something is missing.
const ADD_FIELD: &str = "add what the message names; --dry-run shows the request";

/// Where to read what an operation takes.
const SEE_OPERATION: &str = "`ictl operations COMMAND` lists what the operation takes.";

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "bad_request",
        &[400],
        "The request cannot be used as it is: a parameter is missing, has the wrong type or is not \
         known to the operation.",
        CHECK_VALUES,
    )
    .more(SEE_OPERATION)
    .met("companies create, exports reporting, unreadable query parameters")
    .example("ictl operations companies create"),
    Explanation::new(
        "client_error",
        &[400],
        "The request is wrong in a way that has no code of its own; mostly a `starting_after` that \
         no answer ever gave.",
        "begin the list again without --starting-after",
    )
    .more("A cursor is good for the list that it came from, with the same order and filter.")
    .met("lists and searches"),
    Explanation::new(
        "parameter_invalid",
        &[400, 404, 422],
        "A field or parameter has a value that it does not take: a wrong type, an unknown choice, an \
         id that does not exist.",
        CHECK_VALUES,
    )
    .more(
        "The message or `field` says which one it is. `ictl operations COMMAND` lists what the \
         operation takes, `ictl data-attributes list` what a custom attribute takes.",
    )
    .example("ictl data-attributes list --model contact"),
    Explanation::new(
        "parameter_not_found",
        &[400, 422],
        "A field or parameter that the operation needs was not sent.",
        ADD_FIELD,
    )
    .more(SEE_OPERATION)
    .example("ictl operations articles create"),
    Explanation::new(
        "parameter_missing",
        &[400],
        "A field or parameter that the operation needs was not sent.",
        ADD_FIELD,
    )
    .more(SEE_OPERATION),
    Explanation::new(
        "missing_parameter",
        &[400],
        "A field or parameter that the operation needs was not sent.",
        ADD_FIELD,
    )
    .more(SEE_OPERATION),
    Explanation::new(
        "parameter_mismatch",
        &[400],
        "Each value is allowed, but not together or not for this object: a contact's reply on a \
         back-office ticket, for instance.",
        "check which values go together, and what kind of object it is",
    )
    .met("tickets reply"),
    Explanation::new(
        "intercom_version_invalid",
        &[400],
        "The version of the API that was asked for does not exist, or does not have this resource.",
        "choose another version with --api-version",
    )
    .more(
        "`ictl operations COMMAND` says which versions have the operation. INTERCOM_VERSION may be \
         set to another one than you expect.",
    )
    .example("ictl operations conversations deleted list"),
    Explanation::new(
        "invalid_field",
        &[400],
        "The search names a field that this kind of object cannot be searched by.",
        "search by a field that --help of the `search` command names; a custom attribute is written \
         custom_attributes.NAME",
    )
    .met("contacts search, conversations search, tickets search")
    .example("ictl contacts search --help"),
    Explanation::new(
        "invalid_sort_order",
        &[400],
        "The order of a search is neither `ascending` nor `descending`.",
        "sort by ascending or descending",
    )
    .met("searches"),
    Explanation::new(
        "invalid_merge",
        &[400],
        "The two contacts cannot be merged: they share neither email nor phone, or their roles do not \
         allow it.",
        "check both contacts; --skip-duplicate-validation true merges what shares no email or phone",
    )
    .more("A merge cannot be undone: look at both first.")
    .met("contacts merge")
    .example("ictl contacts get CONTACT_ID"),
    Explanation::new(
        "invalid_ticket_type",
        &[400],
        "The ticket is of a category that cannot do this. Only tracker tickets have linked \
         conversations.",
        "use a tracker ticket; `ictl ticket-types list` shows the category of each type",
    )
    .met("tickets link, tickets unlink")
    .example("ictl ticket-types list"),
    Explanation::new(
        "ticket_state_id_invalid",
        &[400],
        "No state has this id, or the ticket's type does not use it.",
        "name a state of the ticket's type; `ictl ticket-states list` shows them",
    )
    .met("tickets update, tickets state")
    .example("ictl ticket-states list"),
    Explanation::new(
        "already_linked_to_tracker",
        &[400],
        "The conversation is linked to a tracker ticket, and it can have only one.",
        "unlink it from the other tracker ticket first",
    )
    .met("tickets link")
    .example("ictl tickets unlink TICKET_ID CONVERSATION_ID"),
    Explanation::new(
        "linked_conversation_limit_exceeded",
        &[400],
        "The tracker ticket holds as many linked conversations as one can.",
        "link further conversations to another tracker ticket",
    )
    .met("tickets link"),
    Explanation::new(
        "contact_company_limit_exceeded",
        &[400],
        "The contact belongs to as many companies as a contact can: 1,000.",
        "take the contact out of a company first",
    )
    .met("contacts companies create, contacts import")
    .example("ictl contacts companies list CONTACT_ID"),
    Explanation::new(
        "conversation_id_limit_exceeded",
        &[400],
        "Too many conversations were named in one request: it takes 20, and at least one.",
        "ask for at most 20 conversations at a time",
    )
    .met("calls search"),
    Explanation::new(
        "tag_has_dependent_objects",
        &[400],
        "The tag cannot be deleted, because something is built on it, such as the segments that the \
         message names.",
        "remove the tag from the segments that the message names first",
    )
    .met("tags delete"),
    Explanation::new(
        "away_status_reason_mandatory",
        &[400],
        "The workspace insists on a reason when somebody goes away.",
        "give one with --reason; `ictl away-status-reasons list` shows them",
    )
    .met("admins away")
    .example("ictl away-status-reasons list"),
    Explanation::new(
        "media_type_not_acceptable",
        &[406],
        "The answer cannot be given in the form that the `Accept` header asks for.",
        "leave out the Accept header, or ask for application/json",
    )
    .met("ictl api with -H"),
    Explanation::new(
        "unprocessable_entity",
        &[422],
        "The request reads well, and what it asks for makes no sense here.",
        CHECK_VALUES,
    ),
    Explanation::new(
        "data_invalid",
        &[404, 422],
        "The values break a rule of the object: a broken reference, a duplicate, an address that does \
         not fit. With 404 the object itself is not there.",
        CHECK_VALUES,
    )
    .more("Read the message: this code stands for many rules.")
    .met("custom objects, data attributes, office hours, redirects of help centers"),
    Explanation::new(
        "type_mismatch",
        &[422],
        "A value has another type than the field, such as text where a number belongs.",
        "send the value in the field's type; with `ictl api`, -F sends numbers and -f text",
    )
    .example("ictl data-attributes list --model contact"),
    Explanation::new(
        "merge_failed",
        &[422],
        "The two conversations cannot be merged: one is missing, was merged already, or both are the \
         same.",
        "check both conversations",
    )
    .met("conversations merge")
    .example("ictl conversations get CONVERSATION_ID"),
    Explanation::new(
        "validation_error",
        &[422],
        "A field breaks a rule: it is empty, or its value is not supported.",
        CHECK_VALUES,
    )
    .met("audiences, content snippets"),
    Explanation::new(
        "content_has_procedure_dependencies",
        &[422],
        "The content snippet cannot be deleted, because procedures use it.",
        "take it out of the procedures that use it first",
    )
    .met("content-snippets delete"),
    Explanation::new(
        "unsupported",
        &[],
        "Intercom does not offer this here.",
        "check that the operation exists for this kind of object, and in this version",
    ),
    Explanation::new(
        "not_restorable",
        &[],
        "The contact cannot be brought back: it is blocked, or is being deleted for good.",
        "create the contact anew once it is gone, or unblock it in Intercom",
    )
    .met("contacts unarchive"),
    Explanation::new(
        "team_unavailable",
        &[],
        "The team cannot take this now.",
        "choose another team; `ictl teams list` shows them",
    )
    .met("assigning conversations and tickets")
    .example("ictl teams list"),
    Explanation::new(
        "conversation_part_not_redactable",
        &[],
        "This part of the conversation cannot be redacted: it has no text, or is of a kind that stays.",
        "choose a part with a text; `ictl conversations get` shows the ids of parts",
    )
    .met("conversations redact")
    .example("ictl conversations get CONVERSATION_ID"),
];
