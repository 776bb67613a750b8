//! `ictl`, a command-line developer tool for Intercom apps.
//!
//! The modules in reading order, from the command line down; a module uses its own
//! folder and lower layers only (`tests/layers.rs` holds it to that):
//!
//! * [`cli`] parses the command line and maps errors to exit codes;
//! * [`commands`], one file per noun, is the only code that speaks to the user;
//! * [`context`] is the door to the world: streams, environment, clock, client;
//! * [`bulk`] imports contacts without losing or doubling one;
//! * [`sandbox`] is a local Intercom;
//! * [`api`] sends one request well, [`output`] prints one answer well, [`server`] serves
//!   HTTP on loopback;
//! * [`error`], [`clock`], [`duration`] and [`interrupt`] are what everything stands on.

pub mod api;
pub mod bulk;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod context;
pub mod duration;
pub mod error;
pub mod interrupt;
pub mod output;
pub mod sandbox;
pub mod server;
