//! `ictl tickets`: tickets by the names of their types, states and attributes, and by the number
//! that people see.

mod assign;
mod attributes;
mod change;
mod create;
mod get;
mod link;
mod list;
mod reply;
mod search;
mod state;

use super::by_hand::{ByHand, Refinement};
use super::export;
use super::tagging::Tagging;
use crate::bulk::actions::ObjectKind;
use crate::bulk::export::Noun;

const TAGGING: Tagging = Tagging {
    noun: "tickets",
    id: "TICKET_ID",
    kind: ObjectKind::TICKET,
    attach: "attachTagToTicket",
    detach: "detachTagFromTicket",
    examples: ("100026", "open = true"),
};

const EXAMPLES: &str = "\
Examples:
  ictl tickets list
  ictl tickets get '#2'
  ictl tickets create --type 'Problem report' --contact ann@example.com -a Severity=High
  ictl tickets state '#2' resolved";

/// What is written by hand.
pub const NOUN: Refinement = Refinement {
    noun: "tickets",
    verbs: &[
        ByHand::beside("list", list::command, |own, cx| Box::pin(list::run(own, cx))),
        ByHand::over("search", search::refine, |own, cx| Box::pin(search::run(own, cx))),
        ByHand::over("get", get::refine, |own, cx| Box::pin(get::run(own, cx)))
            .when(|own| !get::is_of_many(own)),
        ByHand::over("create", create::refine, |own, cx| Box::pin(create::run(own, cx))),
        ByHand::over("reply", reply::refine, |own, cx| Box::pin(reply::run(own, cx))),
        ByHand::beside("note", reply::note_command, |own, cx| Box::pin(reply::note(own, cx))),
        ByHand::beside("assign", assign::command, |own, cx| Box::pin(assign::run(own, cx))),
        ByHand::beside("state", state::command, |own, cx| Box::pin(state::run(own, cx))),
        ByHand::over("update", change::refine_update, |own, cx| Box::pin(change::update(own, cx))),
        ByHand::over("delete", change::refine_delete, |own, cx| Box::pin(change::delete(own, cx))),
        ByHand::over("change-type", change::refine_type, |own, cx| {
            Box::pin(change::change_type(own, cx))
        }),
        ByHand::beside("tag", || TAGGING.tag_command(), |own, cx| Box::pin(TAGGING.tag(own, cx))),
        ByHand::beside(
            "untag",
            || TAGGING.untag_command(),
            |own, cx| Box::pin(TAGGING.untag(own, cx)),
        ),
        ByHand::beside("link", link::link_command, |own, cx| Box::pin(link::link(own, cx))),
        ByHand::beside("unlink", link::unlink_command, |own, cx| Box::pin(link::unlink(own, cx))),
        ByHand::beside(
            "export",
            || export::command(Noun::Tickets),
            |own, cx| Box::pin(export::run(Noun::Tickets, own, cx)),
        ),
    ],
    examples: EXAMPLES,
};
