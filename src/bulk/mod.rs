//! Work by the thousand: reader, plan, scheduler, journal, report.
//!
//! The modules in reading order:
//!
//! * [`work`] is what the engine asks of a job and of its rows; [`engine`] is the loop that keeps
//!   requests going;
//! * [`scheduler`] decides when the next one may leave, from [`pace`] (the rate limit, with [`rate`],
//!   the user's share) and [`level`] (concurrency); all of it is pure;
//! * [`job`] is a directory that one process at a time may work on ([`lock`]); [`journal`] makes it
//!   safe to die at any moment, [`replay`] is the state that it tells, [`checkpoint`] spares reading
//!   all of it, and [`books`] and [`ledger`] keep everything in step;
//! * [`input`] reads files of any form, [`duplicates`] finds keys that occur twice, [`row_set`] and
//!   [`recent`] remember without growing;
//! * [`outcome`], [`tally`], [`reject_code`] and [`problems`] are what became of the rows, [`latencies`] how long
//!   answers take; [`report`] tells it at the end, [`status`] at any time;
//! * upon that stand [`contacts`], an import and its undoing; [`actions`], what a verb does to an
//!   object, and [`stream`], the same to many; [`export`], the way out; and [`export_job`], the exports
//!   that Intercom makes itself.

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
pub mod reject_code;
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
