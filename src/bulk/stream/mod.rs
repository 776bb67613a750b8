//! A verb done to every object whose id comes through stdin: [`ids`] reads them, [`job`] takes each
//! through its plan and keeps the ledger.
//!
//! A stream writes no checkpoint: a run that goes on prints the results of all earlier ones again, and
//! reads the whole journal for that.

pub mod foreign;
pub mod ids;
pub mod job;

pub use ids::{Ids, Survey, survey};
pub use job::{IdStream, Listener};
