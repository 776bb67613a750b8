//! The published API description as the judge of both sides: of every request that the client
//! makes, and of every answer that the sandbox gives.
//!
//! The plain facts of the description (`tests/description.json`) are always there; where the
//! description itself is at hand, its own examples are played as well.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../description/published.rs"]
mod published;
#[path = "../support/mod.rs"]
mod support;

mod answers;
mod examples;
mod facts;
mod inbox;
mod recorder;
mod requests;
mod walk;
