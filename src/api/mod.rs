//! Sends one request to Intercom well: address, token, version, errors, retries, pages.
//!
//! Everything arrives as a value; nothing here reads the environment, a file of settings or the
//! clock on its own, and nothing prints. What can be decided without a socket is decided in pure
//! functions ([`retry`], [`rate_limit`], [`pagination`], [`query`]); [`client`] is the one place
//! that does I/O, through [`transport`] or, on this very machine, through `loopback`.

pub mod answer;
pub mod base_url;
pub mod client;
pub mod error_codes;
pub mod error_list;
mod loopback;
pub mod operations;
pub mod pagination;
pub mod query;
pub mod rate_limit;
pub mod region;
pub mod request;
pub mod retry;
pub mod token;
pub mod transport;
pub mod version;

pub use answer::{Answer, Failure};
pub use base_url::BaseUrl;
pub use client::{Client, Event, Reply, Settings, Watcher};
pub use region::Region;
pub use request::{Method, Request, path_segment};
pub use retry::{Proof, Repeat};
pub use token::Token;
pub use transport::{Network, ProxyUrl};
pub use version::ApiVersion;
