//! Codes of what is in the way: 409, and the forms in which a contact that exists is named.

use super::Explanation;

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "conflict",
        &[409],
        "Something is in the way. For a contact: another one has the same email or external id, and the \
         message names it with `id=`. For a data connector: it is not in the state for this.",
        "update what exists, which the message names with id=, or bring it into the right state",
    )
    .more(
        "Of contacts, three messages are known. \"A contact matching those details already exists with \
         id=...\": update that one. \"An archived contact ... with id=...\": `ictl contacts unarchive` it \
         first. \"Multiple existing users match this email address\" (old): name it by its external id. \
         `ictl contacts import` does the first by itself, and the \
         second with --on-archived unarchive.",
    )
    .met("contacts create, contacts update, data-connectors delete")
    .example("ictl contacts update CONTACT_ID --name 'Ada Lovelace'"),
    Explanation::new(
        "resource_conflict",
        &[409],
        "The same thing exists already, such as a redirect with this address.",
        "change or delete the one that exists",
    )
    .met("help-center help-centers redirects create"),
    Explanation::new(
        "unique_user_constraint",
        &[409],
        "An older name of `conflict` for contacts: another one has the same email or external id.",
        "update the contact that exists",
    )
    .met("contacts create, contacts update")
    .example("ictl contacts search 'email = \"ada@example.com\"' --jq .id"),
    Explanation::new(
        "data_connector_in_use",
        &[409],
        "Other resources use the data connector, so it can neither be deleted nor become a draft.",
        "take it out of what uses it first",
    )
    .met("data-connectors update, data-connectors delete"),
    Explanation::new(
        "scroll_exists",
        &[],
        "A scroll over the companies is open already, and an app can have only one. It ends a minute \
         after its last use.",
        "wait a minute, then begin again",
    )
    .met("companies scroll, companies export"),
    Explanation::new(
        "job_closed",
        &[],
        "The bulk job has ended and takes no more.",
        "begin a new job",
    )
    .met("contacts bulk"),
];
