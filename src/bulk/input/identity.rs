//! Is the input still the file that it was? Size and time tell it at once, the content tells it for
//! certain, and takes as long as reading the whole file does.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Serialize};

use super::{fingerprint, open_file};
use crate::error::{Error, Result};

/// What a look at a file tells of its content without reading it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Its size.
    pub bytes: u64,
    /// When it was last changed, as a time since 1970, where the system says so.
    pub modified: Option<Duration>,
}

impl Identity {
    /// That of the file at a path.
    pub fn of(path: &Path) -> Result<Self> {
        let file = open_file(path)?;
        Identity::of_file(&file).map_err(|cause| cannot_read(path, cause))
    }

    pub(super) fn of_file(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        let modified = metadata.modified().ok();
        let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
        Ok(Identity { bytes: metadata.len(), modified })
    }
}

/// The SHA-256 of a file's content, in hex, as a survey has it.
pub fn sha256(path: &Path) -> Result<String> {
    fingerprint(open_file(path)?).map_err(|cause| cannot_read(path, cause))
}

/// Reads a file beside the work on it, to see whether its content is what it was.
pub struct Verification {
    path: PathBuf,
    expected: String,
    reading: Option<JoinHandle<Result<String>>>,
}

impl Verification {
    /// Begins to read, on a thread of its own. `expected` is the SHA-256 in hex.
    pub fn begin(path: &Path, expected: &str) -> Self {
        let file = path.to_owned();
        Verification {
            path: path.to_owned(),
            expected: expected.to_owned(),
            reading: Some(std::thread::spawn(move || sha256(&file))),
        }
    }

    /// Fails once it is known that the content is another; costs nothing while it is not known.
    pub fn look(&mut self) -> Result<()> {
        if self.reading.as_ref().is_some_and(JoinHandle::is_finished) {
            return self.wait();
        }
        Ok(())
    }

    /// Waits until it is known.
    pub fn wait(&mut self) -> Result<()> {
        let Some(reading) = self.reading.take() else { return Ok(()) };
        let found = reading.join().map_err(|_| Error::failed("the input could not be read"))??;
        if found == self.expected {
            return Ok(());
        }
        Err(Error::failed(format!(
            "{} is not the file that the job was begun with: its content has changed, its size and \
             time have not",
            self.path.display()
        ))
        .hint("put the file back as it was, or begin anew with --restart"))
    }
}

/// What is said of a file that changes while it is being worked through.
pub(super) fn changed(name: &str) -> Error {
    Error::failed(format!("{name} was changed while it was being read"))
        .hint("put the file back as it was, or begin anew with --restart")
}

fn cannot_read(path: &Path, cause: io::Error) -> Error {
    Error::failed(format!("{} cannot be read: {cause}", path.display())).source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_content_is_told_once_it_was_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("people.csv");
        std::fs::write(&path, "email\n").unwrap();
        let expected = sha256(&path).unwrap();
        Verification::begin(&path, &expected).wait().unwrap();
        std::fs::write(&path, "EMAIL\n").unwrap();
        let mut verification = Verification::begin(&path, &expected);
        let error = verification.wait().unwrap_err();
        assert!(error.message().contains("its content has changed"), "{error}");
        verification.look().unwrap();
    }

    #[test]
    fn a_file_that_has_gone_is_named() {
        let error = Verification::begin(Path::new("/nowhere/x.csv"), "").wait().unwrap_err();
        assert!(error.message().contains("/nowhere/x.csv"), "{error}");
    }
}
