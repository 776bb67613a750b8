//! `ictl contacts|conversations|tickets|companies export`, against a sandbox whose own data is the
//! judge: every record once, whatever happens meanwhile.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod changes;
mod companies;
mod crash;
mod files;
mod records;
mod travel;
mod within;
