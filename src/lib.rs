//! `ictl`, a command-line developer tool for Intercom apps.
//!
//! The modules in reading order, from the command line down; a module uses its own
//! folder and lower layers only (`tests/layers.rs` holds it to that):
//!
//! * [`cli`] parses the command line and maps errors to exit codes;
//! * [`commands`], one file per noun, is the only code that speaks to the user;
//! * [`context`] is the door to the world: streams, environment, clock, client;
//! * [`auth`] keeps tokens in the keychain and knows whose they are;
//! * [`bulk`] imports, exports and changes by the thousand, without losing or doubling one;
//! * [`sandbox`] is a local Intercom;
//! * [`api`] sends one request well, [`output`] prints one answer well, [`server`] serves
//!   HTTP on loopback, [`config`] keeps profiles;
//! * [`error`], [`clock`], [`duration`], [`hex`], [`interrupt`], [`likeness`] and [`permissions`] are
//!   what everything stands on.

pub mod api;
pub mod auth;
pub mod bulk;
pub mod cli;
pub mod clock;
pub mod commands;
pub mod config;
pub mod context;
pub mod duration;
pub mod error;
pub mod hex;
pub mod interrupt;
pub mod likeness;
pub mod output;
pub mod permissions;
pub mod sandbox;
pub mod server;
