//! `ictl conversations`: the daily work of a support team in one line each. What is written here
//! stands beside the table's commands, or takes the place of those that bear the same name.

pub mod assign;
mod convert;
mod create;
mod get;
mod merge;
mod participants;
mod redact;
pub mod reply;
mod rules;
mod search;
mod state;

use super::by_hand::{ByHand, Refinement};
use super::export;
use super::tagging::Tagging;
use crate::bulk::actions::ObjectKind;
use crate::bulk::export::Noun;

const TAGGING: Tagging = Tagging {
    noun: "conversations",
    id: "CONVERSATION_ID",
    kind: ObjectKind::CONVERSATION,
    attach: "attachTagToConversation",
    detach: "detachTagFromConversation",
    examples: ("100001", "open = true"),
};

const EXAMPLES: &str = "\
Examples:
  ictl conversations list
  ictl conversations get 100001
  ictl conversations reply 100001 'Thanks, this is fixed now.'
  ictl conversations search 'state = open and updated_at < 30d' | ictl conversations close - --yes";

/// What is written by hand.
pub const NOUN: Refinement = Refinement {
    noun: "conversations",
    verbs: &[
        ByHand::over("get", get::refine, |own, cx| Box::pin(get::run(own, cx)))
            .when(|own| !get::is_of_many(own)),
        ByHand::over("search", search::refine, |own, cx| Box::pin(search::run(own, cx))),
        ByHand::over("create", create::refine, |own, cx| Box::pin(create::run(own, cx))),
        ByHand::over("reply", reply::refine, |own, cx| Box::pin(reply::run(own, cx))),
        ByHand::beside("note", reply::note_command, |own, cx| Box::pin(reply::note(own, cx))),
        ByHand::beside("assign", assign::command, |own, cx| Box::pin(assign::run(own, cx))),
        ByHand::over("run-assignment-rules", rules::refine, |own, cx| {
            Box::pin(rules::run(own, cx))
        }),
        ByHand::beside("tag", || TAGGING.tag_command(), |own, cx| Box::pin(TAGGING.tag(own, cx))),
        ByHand::beside(
            "untag",
            || TAGGING.untag_command(),
            |own, cx| Box::pin(TAGGING.untag(own, cx)),
        ),
        ByHand::beside("close", state::close_command, |own, cx| Box::pin(state::close(own, cx))),
        ByHand::beside("open", state::open_command, |own, cx| Box::pin(state::open(own, cx))),
        ByHand::beside("snooze", state::snooze_command, |own, cx| Box::pin(state::snooze(own, cx))),
        ByHand::over("redact", redact::refine, |own, cx| Box::pin(redact::run(own, cx))),
        ByHand::over("convert", convert::refine, |own, cx| Box::pin(convert::run(own, cx))),
        ByHand::over("merge", merge::refine, |own, cx| Box::pin(merge::run(own, cx))),
        ByHand::beside("attach", participants::attach_command, |own, cx| {
            Box::pin(participants::attach(own, cx))
        }),
        ByHand::beside("detach", participants::detach_command, |own, cx| {
            Box::pin(participants::detach(own, cx))
        }),
        ByHand::beside(
            "export",
            || export::command(Noun::Conversations),
            |own, cx| Box::pin(export::run(Noun::Conversations, own, cx)),
        ),
    ],
    examples: EXAMPLES,
};
