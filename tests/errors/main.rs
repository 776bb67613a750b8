//! What goes wrong between the client and the API, as the user meets it: codes, words, waits, and
//! what is never sent.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod answers;
mod requests;
mod retries;
mod secrets;
