//! Work by the thousand: reader, plan, scheduler, journal, report.
//!
//! [`engine`] is the loop that keeps requests going; [`scheduler`] decides when the next one may
//! leave, from [`pace`] (the rate limit) and [`level`] (concurrency); [`journal`] makes it safe to
//! die at any moment. [`contacts`] is what an import of contacts adds to that, [`export`] the way out.

pub mod actions;
pub mod books;
pub mod contacts;
pub mod duplicates;
pub mod engine;
pub mod export;
pub mod input;
pub mod job;
pub mod journal;
pub mod ledger;
pub mod level;
pub mod outcome;
pub mod pace;
pub mod rate;
pub mod recent;
pub mod replay;
pub mod report;
pub mod row_set;
pub mod scheduler;
mod server_clock;
pub mod stream;
pub mod tally;
pub mod work;
