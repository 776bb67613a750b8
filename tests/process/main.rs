//! What only a real process shows: exit codes, a closed pipe, signals, and a death at any moment.
//! The server is a real `ictl sandbox serve`, too.
#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod child;
mod crash;
mod pipe;
mod signals;
