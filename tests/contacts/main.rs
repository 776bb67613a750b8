//! `ictl contacts` and `ictl me` as transcripts: seed a sandbox, run a line, look at what it
//! prints and how it ends.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod lists;
mod notes;
mod output;
mod verbs;
mod writes;
