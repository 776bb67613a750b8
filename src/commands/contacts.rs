//! `ictl contacts`: where contacts deserve better than the table of operations alone: a search in
//! readable words, a create that survives a lost answer, tags by name, notes, the import and the export.

mod create;
mod import;
mod note;
mod search;

use super::by_hand::{ByHand, Refinement};
use super::export;
use super::tagging::Tagging;
use crate::bulk::actions::ObjectKind;
use crate::bulk::export::Noun;

const TAGGING: Tagging = Tagging {
    noun: "contacts",
    id: "CONTACT_ID",
    kind: ObjectKind::CONTACT,
    attach: "attachTagToContact",
    detach: "detachTagFromContact",
    examples: ("63a07ddf05a32042dffac965", "email ~ \"@example.com\""),
};

/// What is written by hand.
pub const NOUN: Refinement = Refinement {
    noun: "contacts",
    verbs: &[
        ByHand::over("create", |command| command, |own, cx| Box::pin(create::run(own, cx))),
        ByHand::over("search", search::refine, |own, cx| Box::pin(search::run(own, cx))),
        ByHand::beside("tag", || TAGGING.tag_command(), |own, cx| Box::pin(TAGGING.tag(own, cx))),
        ByHand::beside(
            "untag",
            || TAGGING.untag_command(),
            |own, cx| Box::pin(TAGGING.untag(own, cx)),
        ),
        ByHand::beside("note", note::command, |own, cx| Box::pin(note::run(own, cx))),
        ByHand::beside("import", import::command, |own, cx| Box::pin(import::run(own, cx))),
        ByHand::beside(
            "export",
            || export::command(Noun::Contacts),
            |own, cx| Box::pin(export::run(Noun::Contacts, own, cx)),
        ),
    ],
    examples: "\
Examples:
  ictl contacts list --limit 10
  ictl contacts search 'email ~ \"@example.com\"' --jq .id
  ictl contacts create --email ann@example.com --name Ann
  ictl contacts import people.csv --dry-run",
};
