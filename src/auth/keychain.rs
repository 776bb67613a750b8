//! What a keychain is to us, whichever system it belongs to: opened, then asked for one entry at a
//! time. All calls may block, some for ever; whoever makes them brings the patience.

/// The name under which all entries are kept. Each has an account beside it.
pub const SERVICE: &str = "ictl";

/// A keychain that may or may not be there.
pub trait Keychain: Send + Sync {
    /// Connects to it.
    fn open(&self) -> Result<Box<dyn OpenKeychain>, Fault>;

    /// The longest secret that it takes, in bytes; `None` where there is no limit in practice.
    fn longest_secret(&self) -> Option<usize>;
}

/// A keychain that answered.
pub trait OpenKeychain {
    /// The secret of an account, if there is one.
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, Fault>;

    /// Keeps a secret, in place of the account's earlier one.
    fn set(&self, account: &str, secret: &[u8]) -> Result<(), Fault>;

    /// Removes the account's secret, if there is one.
    fn delete(&self, account: &str) -> Result<(), Fault>;
}

/// Why a keychain does not do what it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// There is none here, or what should be one cannot be spoken to.
    Absent(String),
    /// It is there and does not let us in.
    Locked(String),
    /// Anything else, in its own words.
    Other(String),
}

impl Fault {
    /// The keychain's own words.
    pub fn words(&self) -> &str {
        match self {
            Fault::Absent(words) | Fault::Locked(words) | Fault::Other(words) => words,
        }
    }
}
