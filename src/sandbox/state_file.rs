//! How do the workspaces survive a restart, or a `kill -9`? An append-only file of changes.
//!
//! The first line is the app. Then one line of JSON per change, handed to the operating system
//! before the request is answered; a line that tells the facts of a workspace turns to it, and the
//! lines after it are changes there. At the start the file is replayed (a torn last line is what a
//! kill leaves behind, and is dropped) and written anew without its history.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::oauth::App;
use super::store::Store;
use super::store::change::Change;
use crate::error::{Error, Result};
use crate::permissions::{is_at, owner_only};

/// An open state file; it belongs to this sandbox alone.
#[derive(Debug)]
pub struct StateFile {
    path: PathBuf,
    file: File,
    /// What is whole; a write that failed is cut off again.
    length: u64,
    /// The workspace that the next line would belong to.
    turned_to: String,
}

/// What a file holds.
#[derive(Debug)]
pub struct Kept {
    /// The app that the workspaces let in.
    pub app: App,
    /// In the order they were made; there is at least one.
    pub stores: Vec<Store>,
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Header {
    app: App,
}

impl StateFile {
    /// Opens or creates the file. All comes back as it was, or `None` if the file is new.
    pub fn open(path: &Path) -> Result<(Self, Option<Kept>)> {
        let file = owner_only(OpenOptions::new().read(true).append(true).create(true))
            .open(path)
            .map_err(|cause| problem(path, "cannot open", cause))?;
        file.try_lock().map_err(|cause| match cause {
            TryLockError::WouldBlock => in_use(path),
            TryLockError::Error(cause) => problem(path, "cannot lock", cause),
        })?;
        // Another sandbox put a new file in this one's place between opening and locking: the lock
        // is on a file that has no name any more.
        if !is_at(&file, path) {
            return Err(in_use(path));
        }
        let kept = replay(path, &file)?;
        let turned_to = String::new();
        Ok((StateFile { path: path.to_owned(), file, length: 0, turned_to }, kept))
    }

    /// Replaces the file by one that holds only the present state.
    pub fn compact(&mut self, app: &App, stores: &[Store]) -> Result<()> {
        let write = || -> io::Result<File> {
            let folder = match self.path.parent() {
                Some(folder) if !folder.as_os_str().is_empty() => folder,
                _ => Path::new("."),
            };
            // Temporary files are made 0600.
            let temporary = tempfile::NamedTempFile::new_in(folder)?;
            let mut writer = BufWriter::new(temporary.as_file());
            serde_json::to_writer(&mut writer, &Header { app: app.clone() })?;
            writer.write_all(b"\n")?;
            for change in stores.iter().flat_map(Store::snapshot) {
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
        self.turned_to = stores.last().map(|store| store.code().to_owned()).unwrap_or_default();
        Ok(())
    }

    /// Hands the changes of a workspace to the operating system.
    pub fn append(&mut self, store: &mut Store) -> io::Result<()> {
        let turn = self.turn_to(store)?;
        let Some(lines) = store.outbox() else { return Ok(()) };
        if !turn.is_empty() {
            lines.splice(..0, turn);
        }
        let written = self.file.write_all(lines);
        if written.is_ok() {
            self.length += u64::try_from(lines.len()).unwrap_or(0);
        } else {
            // Half a line in the middle would spoil the file; a full disk can still be cut.
            self.file.set_len(self.length)?;
            self.file.seek(SeekFrom::Start(self.length))?;
        }
        lines.clear();
        written?;
        if self.turned_to != store.code() {
            store.code().clone_into(&mut self.turned_to);
        }
        Ok(())
    }

    /// The line that must stand before changes of this workspace, if one must.
    fn turn_to(&self, store: &Store) -> io::Result<Vec<u8>> {
        if self.turned_to == store.code() {
            return Ok(Vec::new());
        }
        let mut line = serde_json::to_vec(&Change::Workspace(store.workspace()))?;
        line.push(b'\n');
        Ok(line)
    }
}

fn in_use(path: &Path) -> Error {
    Error::failed(format!("{} is in use by another sandbox", path.display()))
        .hint("stop the other one, or choose another file with `--state FILE`")
}

fn replay(path: &Path, file: &File) -> Result<Option<Kept>> {
    let mut reader = BufReader::new(file);
    let (mut kept, mut line, mut number) = (None::<Kept>, Vec::new(), 0_u64);
    let mut present = 0;
    loop {
        line.clear();
        let length = reader
            .read_until(b'\n', &mut line)
            .map_err(|cause| problem(path, "cannot read", cause))?;
        // A line without its end was being written when the sandbox was killed: its request
        // was never answered.
        if length == 0 || line.last() != Some(&b'\n') {
            return Ok(kept.filter(|kept| !kept.stores.is_empty()));
        }
        number += 1;
        let understood = match &mut kept {
            None => serde_json::from_slice(&line)
                .map(|Header { app }| kept = Some(Kept { app, stores: Vec::new() }))
                .is_ok(),
            Some(kept) => serde_json::from_slice(&line)
                .is_ok_and(|change| kept.replay(change, &mut present).is_some()),
        };
        if !understood {
            let message = format!("{} is not a sandbox state file (line {number})", path.display());
            return Err(Error::failed(message).hint(
                "choose another file with `--state FILE`, or delete this one to begin anew",
            ));
        }
    }
}

impl Kept {
    /// Makes one change more, in the workspace at `present` or in the one that it turns to; `None`
    /// when there is no workspace yet.
    fn replay(&mut self, change: Change, present: &mut usize) -> Option<()> {
        if let Change::Workspace(workspace) = &change {
            let known = self.stores.iter().position(|store| store.code() == workspace.code);
            *present = known.unwrap_or(self.stores.len());
            if known.is_none() {
                self.stores.push(Store::new(workspace.clone()));
            }
        }
        self.stores.get_mut(*present).map(|store| store.apply(change))
    }
}

fn problem(path: &Path, what: &str, cause: io::Error) -> Error {
    Error::failed(format!("{what} the state file {}: {cause}", path.display())).source(cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::seed;
    use crate::sandbox::store::contact::Role;

    fn new_store(index: usize) -> Store {
        let mut store = Store::new(seed::workspace(0, index, 1));
        store.keep_outbox();
        store
    }

    fn add_contact(state: &mut StateFile, store: &mut Store) {
        store.commit(Change::Contact(Box::new(store.blank_contact(Role::Lead, 5))));
        state.append(store).unwrap();
    }

    #[test]
    fn changes_survive_and_a_torn_last_line_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, found) = StateFile::open(&path).unwrap();
        assert!(found.is_none());
        let mut stores = [new_store(0)];
        let app = App::invent();
        state.compact(&app, &stores).unwrap();
        add_contact(&mut state, &mut stores[0]);
        state.file.write_all(br#"{"contact":{"id":"#).unwrap();
        drop(state);
        let (mut state, found) = StateFile::open(&path).unwrap();
        let Kept { app: kept, mut stores } = found.unwrap();
        assert_eq!(kept.client_secret, app.client_secret);
        assert_eq!(stores[0].contacts().listed(), 1);
        state.compact(&kept, &stores).unwrap();
        stores[0].keep_outbox();
        add_contact(&mut state, &mut stores[0]);
        drop(state);
        assert_eq!(StateFile::open(&path).unwrap().1.unwrap().stores[0].contacts().listed(), 2);
    }

    #[test]
    fn each_change_comes_back_in_its_own_workspace() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, _) = StateFile::open(&path).unwrap();
        let mut stores = [new_store(0), new_store(1), new_store(2)];
        state.compact(&App::invent(), &stores).unwrap();
        for turn in [0, 2, 2, 1, 0, 2] {
            add_contact(&mut state, &mut stores[turn]);
        }
        drop(state);
        let kept = StateFile::open(&path).unwrap().1.unwrap();
        let counts: Vec<_> = kept.stores.iter().map(|store| store.contacts().listed()).collect();
        assert_eq!(counts, [2, 1, 3]);
        for (kept, store) in kept.stores.iter().zip(&stores) {
            assert_eq!(kept.workspace(), store.workspace());
        }
    }

    #[test]
    fn two_sandboxes_do_not_share_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let (mut state, _) = StateFile::open(&path).unwrap();
        state.compact(&App::invent(), &[new_store(0)]).unwrap();
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
        assert!(is_at(&old, &path));
        state.compact(&App::invent(), &[new_store(0)]).unwrap();
        assert!(!is_at(&old, &path));
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
        state.compact(&App::invent(), &[new_store(0)]).unwrap();
        let mode = std::fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
