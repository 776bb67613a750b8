//! Codes of what is not there: 404, and 410 for contacts that became part of another.

use super::Explanation;

/// What to do where the id may be wrong, or right in another workspace.
pub(super) const CHECK_ID: &str =
    "check the id, and that the token belongs to the workspace you mean";

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "not_found",
        &[404],
        "Nothing has this id or path in the token's workspace. Ids are unique within a workspace only.",
        CHECK_ID,
    )
    .example("ictl contacts search 'email = \"ada@example.com\"' --jq .id"),
    Explanation::new(
        "company_not_found",
        &[404],
        "No company has this id. `id` is Intercom's; `company_id` is yours.",
        "check the id; `ictl companies find --company-id ID` looks one up by yours",
    )
    .met("companies, companies of contacts")
    .example("ictl companies find --company-id acme"),
    Explanation::new(
        "conversation_not_found",
        &[404],
        "No conversation has this id, or it is not linked to the ticket.",
        CHECK_ID,
    )
    .met("conversations, links of tickets"),
    Explanation::new(
        "conversation_part_or_message_not_found",
        &[404],
        "The conversation has no part and no first message with this id.",
        "check the part's id; `ictl conversations get` shows the ids of parts",
    )
    .met("conversations redact")
    .example("ictl conversations get CONVERSATION_ID"),
    Explanation::new(
        "tag_not_found",
        &[404],
        "No tag has this id, or the object does not bear it.",
        "check the tag; `ictl tags list` shows them",
    )
    .met("putting tags on and taking them off")
    .example("ictl tags list"),
    Explanation::new("ticket_not_found", &[404], "No ticket has this id.", CHECK_ID)
        .more("The number that people see, `#12`, is not the id: commands take both, the API only the id.")
        .met("tickets")
        .example("ictl tickets get '#12'"),
    Explanation::new(
        "admin_not_found",
        &[404],
        "No teammate has this id.",
        "check the teammate; `ictl admins list` shows them",
    )
    .met("admins, and whatever is done in a teammate's name")
    .example("ictl admins list"),
    Explanation::new(
        "assignee_not_found",
        &[404],
        "Neither a teammate nor a team has the id that the work should go to.",
        "check the assignee; `ictl admins list` and `ictl teams list` show them",
    )
    .met("assigning conversations and tickets")
    .example("ictl teams list"),
    Explanation::new(
        "team_not_found",
        &[404],
        "No team has this id.",
        "check the team; `ictl teams list` shows them",
    )
    .met("teams, assigning")
    .example("ictl teams list"),
    Explanation::new(
        "article_not_found",
        &[404],
        "No article has this id.",
        "check the id; `ictl articles list` shows them",
    )
    .met("articles")
    .example("ictl articles list"),
    Explanation::new(
        "internal_article_not_found",
        &[404],
        "No internal article has this id.",
        "check the id; `ictl internal-articles list` shows them",
    )
    .met("internal-articles")
    .example("ictl internal-articles list"),
    Explanation::new(
        "field_not_found",
        &[404, 422],
        "No data attribute has this id or name.",
        "check the attribute; `ictl data-attributes list` shows them",
    )
    .met("data-attributes update, custom attributes")
    .example("ictl data-attributes list"),
    Explanation::new(
        "job_not_found",
        &[404],
        "No job has this id, or Intercom has forgotten it.",
        CHECK_ID,
    )
    .met("jobs status"),
    Explanation::new(
        "conversation_attribute_not_found",
        &[404],
        "No attribute of conversations has this id, or the attribute has no such option.",
        "check the id; `ictl conversations attributes list` shows them",
    )
    .met("conversations attributes")
    .example("ictl conversations attributes list"),
    Explanation::new(
        "content_snippet_not_found",
        &[404],
        "No content snippet has this id.",
        "check the id; `ictl content-snippets list` shows them",
    )
    .met("content-snippets")
    .example("ictl content-snippets list"),
    Explanation::new(
        "data_connector_not_found",
        &[404],
        "No data connector has this id.",
        "check the id; `ictl data-connectors list` shows them",
    )
    .met("data-connectors")
    .example("ictl data-connectors list"),
    Explanation::new(
        "execution_result_not_found",
        &[404],
        "The data connector has no execution result with this id.",
        "check the id; `ictl data-connectors execution-results list` shows them",
    )
    .met("data-connectors execution-results")
    .example("ictl data-connectors execution-results list DATA_CONNECTOR_ID"),
    Explanation::new(
        "whatsapp_message_not_found",
        &[404],
        "No WhatsApp message belongs to what was asked for.",
        CHECK_ID,
    )
    .met("messages whatsapp status"),
    Explanation::new(
        "contact_merged",
        &[410],
        "The contact was merged into another one and is gone; the answer's `Link` header names that \
         one.",
        "the contact was merged into another one: ask for that one",
    )
    .met("contacts get, contacts find")
    .example("ictl api GET /contacts/CONTACT_ID --include"),
];
