//! Work by the thousand: reader, plan, scheduler, journal, report.
//!
//! The modules in reading order:
//!
//! * [`work`] is what the engine asks of a job and of its rows; [`engine`] is the loop that keeps
//!   requests going, and [`pacing`] decides when the next one may leave;
//! * [`job`] is a directory that one process at a time may work on; [`journal`] makes it safe to die
//!   at any moment, and knows what was done;
//! * [`input`] reads files of any form, [`duplicates`] finds keys that occur twice, [`recent`]
//!   remembers without growing;
//! * [`outcome`], [`tally`], [`reject_code`] and [`problems`] are what became of the rows; [`report`]
//!   tells it at the end;
//! * upon that stand [`contacts`], an import and its undoing; [`actions`], what a verb does to an
//!   object, and [`stream`], the same to many; [`export`], the way out; and [`export_job`], the exports
//!   that Intercom makes itself.

pub mod actions;
pub mod contacts;
pub mod duplicates;
pub mod engine;
pub mod export;
pub mod export_job;
pub mod input;
pub mod job;
pub mod journal;
pub mod outcome;
pub mod pacing;
mod private_file;
pub mod problems;
pub mod recent;
pub mod reject_code;
pub mod report;
pub mod stream;
pub mod tally;
pub mod work;
