//! One writer at a time: whoever reads a file, changes it and writes it back holds this meanwhile,
//! so that two commands that end at once do not lose each other's profile.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::private::make_dir;
use crate::error::{Error, Kind, Result};
use crate::permissions::owner_only;

/// How long to wait for another writer, who needs milliseconds.
const PATIENCE: Duration = Duration::from_secs(5);

/// How long between two looks.
const LOOK: Duration = Duration::from_millis(10);

/// Held until it is dropped.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "closing it ends the lock")] File);

impl Lock {
    /// Takes the lock of a file: `NAME.lock` beside it.
    pub fn of(path: &Path) -> Result<Self> {
        let mut lock = path.as_os_str().to_owned();
        lock.push(".lock");
        let lock = Path::new(&lock);
        if let Some(dir) = lock.parent().filter(|dir| !dir.as_os_str().is_empty()) {
            make_dir(dir)?;
        }
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let file = owner_only(&mut options).open(lock).map_err(|cause| {
            Error::failed(format!("{} cannot be written: {cause}", lock.display()))
                .hint("make it writable, or set ICTL_CONFIG_DIR to a directory that is")
        })?;
        let mut waited = Duration::ZERO;
        while waited < PATIENCE {
            match file.try_lock() {
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOOK),
                // A file system that knows no locks is no reason to keep nothing on it.
                Ok(()) | Err(TryLockError::Error(_)) => return Ok(Lock(file)),
            }
            waited += LOOK;
        }
        let message = format!("another ictl has been writing {} for too long", path.display());
        Err(Error::new(Kind::Temporary, message).hint("try again once it has ended"))
    }
}
