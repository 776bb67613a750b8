//! How does the workspace survive a restart, or a `kill -9`? An append-only file of changes.
//!
//! One line of JSON per change, handed to the operating system before the request is answered.
//! At the start the file is replayed (a torn last line is what a kill leaves behind, and is
//! dropped) and written anew without its history.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::store::Store;
use super::store::change::Change;
use crate::error::{Error, Result};

/// An open state file; it belongs to this sandbox alone.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    file: File,
    /// What is whole; a write that failed is cut off again.
    length: u64,
}

impl StateFile {
    /// Opens or creates the file. The store comes back as it was, or `None` if the file is new.
    pub fn open(path: &Path) -> Result<(Self, Option<Store>)> {
        let file = private(OpenOptions::new().read(true).append(true).create(true))
            .open(path)
            .map_err(|cause| problem(path, "cannot open", cause))?;
        file.try_lock().map_err(|cause| match cause {
            TryLockError::WouldBlock => in_use(path),
            TryLockError::Error(cause) => problem(path, "cannot lock", cause),
        })?;
        if was_replaced(path, &file) {
            return Err(in_use(path));
        }
        let store = replay(path, &file)?;
        Ok((StateFile { path: path.to_owned(), file, length: 0 }, store))
    }

    /// Replaces the file by one that holds only the present state.
    pub fn compact(&mut self, store: &Store) -> Result<()> {
        let write = || -> io::Result<File> {
            let folder = match self.path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            // Temporary files are made 0600.
            let temporary = tempfile::NamedTempFile::new_in(folder)?;
            let mut writer = BufWriter::new(temporary.as_file());
            for change in store.snapshot() {
                serde_json::to_writer(&mut writer, &change)?;
                writer.write_all(b"\n")?;
            }
            writer.flush()?;
            drop(writer);
            temporary.as_file().sync_all()?;
            temporary.as_file().lock()?;
            temporary.persist(&self.path).map_err(|error| error.error)
        };
        let length = |file: File| file.metadata().map(|facts| (file, facts.len()));
        (self.file, self.length) =
            write().and_then(length).map_err(|cause| problem(&self.path, "cannot write", cause))?;
        Ok(())
    }

    /// Hands lines to the operating system.
    pub fn append(&mut self, lines: &mut Vec<u8>) -> io::Result<()> {
        let written = self.file.write_all(lines);
        if written.is_ok() {
            self.length += u64::try_from(lines.len()).unwrap_or(0);
        } else {
            // Half a line in the middle would spoil the file; a full disk can still be cut.
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
        }
        lines.clear();
        written
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600)
}

#[cfg(not(unix))]
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}

fn in_use(path: &Path) -> Error {
    Error::failed(format!("{} is in use by another sandbox", path.display()))
        .hint("stop the other one, or choose another file with `--state FILE`")
}

/// Another sandbox put a new file in this one's place between opening and locking: the lock is
/// on a file that has no name any more.
#[cfg(unix)]
fn was_replaced(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    match (std::fs::metadata(path), file.metadata()) {
        (Ok(named), Ok(own)) => (named.dev(), named.ino()) != (own.dev(), own.ino()),
        _ => true,
    }
}

#[cfg(not(unix))]
fn was_replaced(_: &Path, _: &File) -> bool {
    false
}

fn replay(path: &Path, file: &File) -> Result<Option<Store>> {
    let mut reader = BufReader::new(file);
    let (mut store, mut line, mut number) = (None::<Store>, Vec::new(), 0_u64);
    loop {
        line.clear();
        let length = reader
            .read_until(b'\n', &mut line)
            .map_err(|cause| problem(path, "cannot read", cause))?;
        // A line without its end was being written when the sandbox was killed: its request
        // was never answered.
        if length == 0 || line.last() != Some(&b'\n') {
            return Ok(store);
        }
        number += 1;
        match (serde_json::from_slice(&line), &mut store) {
            (Ok(Change::Workspace(workspace)), None) => store = Some(Store::new(workspace)),
            (Ok(change), Some(store)) => store.apply(change),
            _ => {
                return Err(Error::failed(format!(
                    "{} is not a sandbox state file (line {number})",
                    path.display()
                ))
                .hint(
                    "choose another file with `--state FILE`, or delete this one to begin anew",
                ));
            }
        }
    }
}

fn problem(path: &Path, what: &str, cause: io::Error) -> Error {
    Error::failed(format!("{what} the state file {}: {cause}", path.display())).source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::store::contact::Role;
    use crate::sandbox::store::workspace::Workspace;

    fn new_store() -> Store {
        let mut store = Store::new(Workspace {
            code: "abc".into(),
            id_part: 1,
            created_at: 1,
            token: "t".into(),
            next_number: 1,
            next_contact: 0,
            next_company: 0,
        });
        store.keep_outbox();
        store
    }

    fn add_contact(state: &mut StateFile, store: &mut Store) {
        store.commit(Change::Contact(Box::new(store.blank_contact(Role::Lead, 5))));
        state.append(store.outbox().unwrap()).unwrap();
    }

    #[test]
    fn changes_survive_and_a_torn_last_line_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, found) = StateFile::open(&path).unwrap();
        assert!(found.is_none());
        let mut store = new_store();
        state.compact(&store).unwrap();
        add_contact(&mut state, &mut store);
        state.append(&mut br#"{"contact":{"id":"#.to_vec()).unwrap();
        drop(state);
        let (mut state, found) = StateFile::open(&path).unwrap();
        let mut store = found.unwrap();
        assert_eq!(store.contacts().listed(), 1);
        state.compact(&store).unwrap();
        store.keep_outbox();
        add_contact(&mut state, &mut store);
        drop(state);
        assert_eq!(StateFile::open(&path).unwrap().1.unwrap().contacts().listed(), 2);
    }

    #[test]
    fn two_sandboxes_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, _) = StateFile::open(&path).unwrap();
        state.compact(&new_store()).unwrap();
        let error = StateFile::open(&path).unwrap_err();
        assert!(error.message().contains("in use"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_put_in_the_place_of_another_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, _) = StateFile::open(&path).unwrap();
        let old = File::open(&path).unwrap();
        assert!(!was_replaced(&path, &old));
        state.compact(&new_store()).unwrap();
        assert!(was_replaced(&path, &old));
    }

    #[test]
    fn a_file_of_another_kind_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "dear diary\n").unwrap();
        assert!(StateFile::open(&path).unwrap_err().message().contains("line 1"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "dear diary\n");
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_can_read_the_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, _) = StateFile::open(&path).unwrap();
        state.compact(&new_store()).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
