//! `-` in the place of an id: a verb done to every object whose id comes through stdin, against a
//! sandbox whose own data is the judge.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod contacts;
mod crash;
mod inbox;
mod input;
mod job;
mod lost;
mod outcomes;
mod reads;
