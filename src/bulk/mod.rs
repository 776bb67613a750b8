//! Work by the thousand: reader, plan, scheduler, journal, report.
//!
//! [`engine`] is the loop that keeps requests going; [`scheduler`] decides when the next one may
//! leave, from [`pace`] (the rate limit) and [`level`] (concurrency); [`journal`] makes it safe to
//! die at any moment. [`contacts`] is what an import of contacts adds to that.

pub mod actions;
pub mod books;
mod boundary;
pub mod contacts;
pub mod duplicates;
pub mod engine;
pub mod input;
pub mod job;
pub mod journal;
pub mod ledger;
pub mod level;
mod others;
pub mod outcome;
pub mod pace;
pub mod rate;
pub mod replay;
pub mod report;
pub mod row_set;
pub mod scheduler;
mod server_clock;
#[cfg(test)]
mod simulation;
pub mod stream;
pub mod tally;
mod window;
pub mod work;
