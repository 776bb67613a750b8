//! What only a real process shows: exit codes, a closed pipe, signals, and a death at any moment.
//! The server is a real `ictl sandbox serve`, too.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod child;
mod crash;
mod export;
mod full_disk;
mod pipe;
mod serve;
mod signals;
