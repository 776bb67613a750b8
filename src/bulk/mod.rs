//! Work by the thousand: reader, plan, scheduler, journal, report.
//!
//! [`engine`] is the loop that keeps requests going; [`scheduler`] decides when the next one may
//! leave, from [`pace`] (the rate limit) and [`level`] (concurrency); [`journal`] makes it safe to
//! die at any moment. [`contacts`] is what an import of contacts adds to that, [`export`] the way out.

pub mod actions;
pub mod books;
mod boundary;
pub mod checkpoint;
pub mod contacts;
pub mod duplicates;
pub mod engine;
pub mod export;
pub mod export_job;
mod external_sort;
pub mod input;
pub mod job;
mod job_record;
pub mod journal;
mod journal_reader;
pub mod latencies;
pub mod ledger;
pub mod level;
pub mod lock;
mod others;
pub mod outcome;
pub mod pace;
pub mod problems;
pub mod rate;
pub mod recent;
pub mod replay;
pub mod report;
pub mod row_set;
pub mod scheduler;
mod server_clock;
#[cfg(test)]
mod simulation;
pub mod status;
pub mod stream;
pub mod tally;
mod whole_file;
mod window;
pub mod work;
