//! Who we are at Intercom, and where the proof of it lies: secrets in the keychain or in a file,
//! the profiles and apps they belong to, and what `GET /me` says about a token.
//!
//! Nothing here prints or asks; a wait that a user should know about is told to a [`Notice`].

mod file_store;
mod identity;
mod keychain;
mod memory_keychain;
mod patience;
mod registry;
mod secret;
mod system_keychain;

pub use identity::Identity;
pub use keychain::{Fault, Keychain, OpenKeychain};
pub use memory_keychain::{MemoryKeychain, Mood};
pub use patience::{Limits, Notice};
pub use registry::{Credentials, Current};
pub use secret::Secret;
pub use system_keychain::SystemKeychain;
