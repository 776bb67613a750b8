//! The sandbox as a client meets it: real HTTP against a spawned sandbox, one rule of Intercom's
//! after the other.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod api;
mod companies_and_tags;
mod contacts;
mod conversation_search;
mod conversations;
mod exports;
mod faults;
mod help_center;
mod http;
mod lists;
mod oauth;
mod people;
mod state;
#[path = "../support/mod.rs"]
mod support;
mod tickets;
mod wire;
mod workspaces;
