//! When may the next request of a job leave? Pure: no clock, no socket; times, headers and latencies
//! go in, a decision comes out.
//!
//! [`Scheduler`] is what the engine asks. It heeds
//!
//! * the rate limit (`pace.rs`). Beneath it, `window.rs` knows one window, `boundary.rs` finds where
//!   one ends, `server_clock.rs` compares clocks, `others.rs` watches what other programs use, and
//!   [`Rate`] is the user's own limit;
//! * the concurrency that the latency allows (`level.rs`);
//! * failures in a row.
//!
//! [`Latencies`] shows people how long answers take. `simulation.rs` is a server with clients in virtual
//! time, which all of it is tested against.

mod boundary;
mod latencies;
mod level;
mod others;
mod pace;
mod rate;
mod scheduler;
mod server_clock;
#[cfg(test)]
mod simulation;
mod window;

pub use latencies::Latencies;
pub use pace::{Now, Ticket, Turn};
pub use rate::Rate;
pub use scheduler::{GIVE_UP_AFTER, Observed, Scheduler};
