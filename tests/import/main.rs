//! `ictl contacts import` from the file to the report, against a sandbox whose own data is the
//! judge: every row exactly once, whatever goes wrong.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod crash;
mod dry_run;
mod faults;
mod file;
mod job;
mod mapping;
mod odd;
mod outcomes;
mod pace;
mod people;
mod rejects;
mod stops;
