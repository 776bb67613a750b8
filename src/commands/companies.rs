//! `ictl companies`: what the table has, and an export of all of them.

use super::by_hand::{ByHand, Refinement};
use super::export;
use crate::bulk::export::Noun;

/// What is written by hand.
pub const NOUN: Refinement = Refinement {
    noun: "companies",
    verbs: &[ByHand::beside(
        "export",
        || export::command(Noun::Companies),
        |own, cx| Box::pin(export::run(Noun::Companies, own, cx)),
    )],
    examples: "",
};
