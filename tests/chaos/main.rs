//! Bad days: a real program, a real server, and everything between them that can go wrong, mixed by a
//! seed. In the end every row is there exactly once, or stands in a file with the reason.
//!
//! A few days belong to every test run. Hundreds of them:
//!
//! ```console
//! $ ICTL_CHAOS_RUNS=300 cargo test --test chaos -- --ignored --nocapture
//! ```
//!
//! That names the seed of each day that ended badly and where its files are; `ICTL_CHAOS_SEED=N`
//! repeats the day of a seed.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod books;
mod day;
mod drive;
mod gate;
mod ids;
mod import;
mod judge;
mod outage;
mod people;
mod seeds;
mod server;

/// A few days, always the same.
const SHORT: std::ops::Range<u64> = 1..7;

#[test]
fn on_a_bad_day_an_import_loses_and_doubles_nothing() {
    seeds::each(SHORT, import::survives);
}

#[test]
fn on_a_bad_day_a_stream_of_ids_does_everything_once() {
    seeds::each(SHORT, ids::survives);
}

#[test]
#[ignore = "takes minutes: ICTL_CHAOS_RUNS=300 cargo test --test chaos -- --ignored --nocapture"]
fn on_hundreds_of_bad_days_an_import_loses_and_doubles_nothing() {
    seeds::each(seeds::asked_for(), import::survives);
}

#[test]
#[ignore = "takes minutes: ICTL_CHAOS_RUNS=300 cargo test --test chaos -- --ignored --nocapture"]
fn on_hundreds_of_bad_days_a_stream_of_ids_does_everything_once() {
    seeds::each(seeds::asked_for(), ids::survives);
}
