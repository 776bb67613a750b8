//! The operating system's own keychain: the Secret Service on Linux, Keychain on macOS, the
//! Credential Manager on Windows. Its calls block, and on a bus that is silent they never return.

use std::sync::Arc;

use keyring_core::{CredentialStore, Entry, Error};

use super::keychain::{Fault, Keychain, OpenKeychain, SERVICE};

/// The most bytes that Windows keeps in one entry (`CRED_MAX_CREDENTIAL_BLOB_SIZE`).
const WINDOWS_LONGEST_SECRET: usize = 2560;

/// The keychain of the user's session.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemKeychain;

impl Keychain for SystemKeychain {
    fn open(&self) -> Result<Box<dyn OpenKeychain>, Fault> {
        // Whatever goes wrong before the first entry is asked for, there is no keychain to ask.
        connect().map_err(|fault| Fault::Absent(words(&fault))).map(|store| {
            let opened: Box<dyn OpenKeychain> = Box::new(Opened(store));
            opened
        })
    }

    fn longest_secret(&self) -> Option<usize> {
        cfg!(windows).then_some(WINDOWS_LONGEST_SECRET)
    }
}

#[cfg(target_os = "linux")]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(target_os = "macos")]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    let store = apple_native_keyring_store::keychain::Store::new()?;
    Ok(store)
}

#[cfg(windows)]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    let store = windows_native_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn connect() -> Result<Arc<CredentialStore>, Error> {
    Err(Error::NotSupportedByStore("no keychain of this system is known".to_owned()))
}

struct Opened(Arc<CredentialStore>);

impl Opened {
    fn entry(&self, account: &str) -> Result<Entry, Fault> {
        self.0.build(SERVICE, account, None).map_err(fault)
    }
}

impl OpenKeychain for Opened {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, Fault> {
        match self.entry(account)?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(other) => Err(fault(other)),
        }
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), Fault> {
        let entry = self.entry(account)?;
        match entry.set_secret(secret) {
            // Another program made a second one; which of them counts would be chance.
            Err(Error::Ambiguous(entries)) => {
                delete_all(entries)?;
                entry.set_secret(secret).map_err(fault)
            }
            result => result.map_err(fault),
        }
    }

    fn delete(&self, account: &str) -> Result<(), Fault> {
        match self.entry(account)?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(Error::Ambiguous(entries)) => delete_all(entries),
            Err(other) => Err(fault(other)),
        }
    }
}

fn delete_all(entries: Vec<Entry>) -> Result<(), Fault> {
    entries.iter().try_for_each(|entry| entry.delete_credential().map_err(fault))
}

fn fault(error: Error) -> Fault {
    let words = words(&error);
    match error {
        Error::NoStorageAccess(_) => Fault::Locked(words),
        Error::PlatformFailure(_) | Error::NoDefaultStore => Fault::Absent(words),
        Error::Ambiguous(_) => Fault::Other("it has several entries of that name".to_owned()),
        // Their texts could hold what was read.
        Error::BadEncoding(_) | Error::BadDataFormat(..) => {
            Fault::Other("the entry is not readable".to_owned())
        }
        _ => Fault::Other(words),
    }
}

fn words(error: &Error) -> String {
    error.to_string()
}
