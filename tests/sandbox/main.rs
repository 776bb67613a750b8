//! The sandbox as a client meets it: real HTTP against a spawned sandbox, one rule of Intercom's
//! after the other.

mod api;
mod companies_and_tags;
mod contacts;
mod faults;
mod http;
mod lists;
mod schemas;
mod state;
