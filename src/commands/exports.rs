//! `ictl exports`: export jobs from start to unpacked file in one command, or step by step. What is
//! written here stands beside the table's `content-data` and `reporting-data`, which show every
//! request as it is.

mod content;
mod datasets;
mod destination;
mod fetch;
mod job;
mod range;
mod reporting;
mod started;
mod steps;

use super::by_hand::{ByHand, Refinement};
use crate::context::Context;
use crate::error::Result;
use crate::interrupt::Urgency;

const EXAMPLES: &str = "\
Contacts, conversations, tickets and companies are exported by their own nouns.

Examples:
  ictl exports content --since 30d --output-file messages.csv
  ictl exports reporting datasets
  ictl exports reporting --dataset conversation --attribute standard.conversation_id --since 7d";

/// What is written by hand, before what the table has.
pub const NOUN: Refinement = Refinement {
    noun: "exports",
    verbs: &[
        ByHand::beside(
            "content",
            || content::command().display_order(0),
            |own, cx| Box::pin(with_last_word(cx, async |cx| content::run(own, cx).await)),
        ),
        ByHand::beside(
            "reporting",
            || reporting::command().display_order(1),
            |own, cx| Box::pin(with_last_word(cx, async |cx| reporting::run(own, cx).await)),
        ),
    ],
    examples: EXAMPLES,
};

/// What has something to say when it is interrupted says it first.
async fn with_last_word(
    cx: &mut Context,
    work: impl AsyncFnOnce(&mut Context) -> Result<()>,
) -> Result<()> {
    cx.drain_when_interrupted();
    let mut interrupt = cx.interrupt.clone();
    tokio::select! {
        biased;
        done = work(cx) => done,
        () = interrupt.beyond(Urgency::None) => Err(job::interrupted()),
    }
}
