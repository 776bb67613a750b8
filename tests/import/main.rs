//! `ictl contacts import` from the file to the report, against a sandbox whose own data is the
//! judge: every row exactly once, whatever goes wrong.

#[path = "../support/mod.rs"]
mod support;

mod crash;
mod dry_run;
mod faults;
mod file;
mod job;
mod mapping;
mod outcomes;
mod pace;
mod people;
mod rejects;
mod stops;
