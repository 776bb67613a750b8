//! Everything out: every record of a noun, each once, as fast as the rate limit allows.
//!
//! An export has stages. [`collect`] gathers the records into a file of the job's directory, along
//! many cursors at once: [`partition`] cuts a search into parts that share nothing, [`walk`] goes
//! along one of them, [`companies`] along what has no search, and [`frontier`] knows what is still
//! to be walked. [`detail`] asks for what a list does not hold: the parts of a conversation, the
//! names of companies. What comes twice is dropped at the end, when [`copy`] reads it all back.
//!
//! Nothing here knows files of the user or forms of output.

pub mod any_walk;
pub mod collect;
pub mod companies;
pub mod copy;
pub mod detail;
pub mod frontier;
pub mod names;
pub mod page;
pub mod partition;
pub mod plan;
pub mod spool;
pub mod walk;

pub use plan::{Noun, Plan};
