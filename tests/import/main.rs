//! `ictl contacts import` from the file to the report, against a sandbox whose own data is the
//! judge: every row exactly once, whatever goes wrong.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod checkpoint;
mod crash;
mod dry_run;
mod faults;
mod file;
mod job;
mod links;
mod mapping;
mod moving;
mod odd;
mod outcomes;
mod pace;
mod people;
mod rejects;
mod status;
mod stops;
mod undo;
