//! Who is working on a job? A file in the job's directory that one process at a time holds.
//!
//! It is a file of its own, so that the journal can be read by others meanwhile on every system.
//! The lock goes with the process that holds it, however that ends; the number in the file only
//! names it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::permissions::{is_at, owner_only};

/// A look at the lock holds it for a moment, which must not keep a job from beginning.
const TRIES: u32 = 5;

/// How long to wait between two tries.
const PAUSE: Duration = Duration::from_millis(20);

/// The right to work on a job, until it is dropped.
#[derive(Debug)]
pub struct Lock {
    file: File,
    path: PathBuf,
}

/// A process that works on a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Holder {
    /// Its number, where the system lets the locked file be read.
    pub pid: Option<u32>,
}

impl Lock {
    /// Takes the lock.
    ///
    /// # Errors
    /// Another process holds it, or the file cannot be made.
    pub fn take(path: &Path) -> Result<Self> {
        for attempt in 1..=TRIES {
            let opened =
                owner_only(OpenOptions::new().read(true).write(true).create(true)).open(path);
            let file = opened.map_err(|cause| unusable(path, &cause))?;
            match file.try_lock() {
                Ok(()) if is_at(&file, path) => return Lock { file, path: path.into() }.signed(),
                // The one who held it removed the file: what is locked now has no name.
                Ok(()) => {}
                Err(TryLockError::WouldBlock) if attempt == TRIES => {
                    return Err(in_use(path, read_pid(&file)));
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(PAUSE),
                Err(TryLockError::Error(cause)) => return Err(unusable(path, &cause)),
            }
        }
        Err(in_use(path, None))
    }

    /// Who holds it at this moment, if anybody.
    pub fn holder(path: &Path) -> Option<Holder> {
        let file = File::open(path).ok()?;
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => Some(Holder { pid: read_pid(&file) }),
            _ => None,
        }
    }

    /// Leaves the process's number for those who wait.
    fn signed(mut self) -> Result<Self> {
        let pid = std::process::id();
        let signed = self.file.set_len(0).and_then(|()| writeln!(self.file, "{pid}"));
        signed.map_err(|cause| unusable(&self.path, &cause))?;
        Ok(self)
    }
}

fn read_pid(mut file: &File) -> Option<u32> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(20).read_to_string(&mut text).ok()?;
    text.trim().parse().ok()
}

fn in_use(path: &Path, pid: Option<u32>) -> Error {
    let dir = path.parent().unwrap_or(path).display();
    let who = pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default();
    Error::failed(format!("{dir} is in use by another process{who}"))
        .hint("wait for the other run to end; the job can be resumed then")
}

fn unusable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("the job directory must be writable; choose another with --job DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_process_is_kept_out_and_told_who_is_there() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::take(&path).unwrap();
        let error = Lock::take(&path).unwrap_err();
        assert!(error.message().contains("in use by another process"), "{error}");
        assert!(error.message().contains(&std::process::id().to_string()), "{error}");
        assert_eq!(Lock::holder(&path), Some(Holder { pid: Some(std::process::id()) }));
        drop(first);
        assert_eq!(Lock::holder(&path), None);
        Lock::take(&path).unwrap();
    }

    #[test]
    fn a_lock_whose_file_was_removed_is_no_lock() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::take(&path).unwrap();
        std::fs::remove_file(&path).unwrap();
        let _second = Lock::take(&path).unwrap();
        drop(first);
        assert!(Lock::holder(&path).is_some());
    }
}
