//! What is remembered between commands, and where: profiles and apps in a file of settings that
//! people may edit, beside it the places of secrets, certificate, caches and state.
//!
//! No secret is ever in the settings: they say in which store it lies. The environment arrives as
//! a function, so that a test's home is never the developer's.

mod document;
mod lock;
mod paths;
mod private;
mod profile;
mod values;

pub use document::Config;
pub use lock::Lock;
pub use paths::Paths;
pub use private::{make_dir, writable_by_others, write_file};
pub use profile::{App, Profile, StoreKind, TokenKind, check_name};
