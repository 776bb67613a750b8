//! Sends one request to Intercom well: address, token, version, errors, retry, pages.

pub mod operations;
pub mod query;
