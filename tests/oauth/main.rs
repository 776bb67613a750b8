//! Logging in with OAuth as it really goes: the binary as a process, a sandbox as Intercom, and a
//! plain HTTP client that plays the browser.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod hostile;
mod login;
mod serve;
mod visitor;
