//! What a job knows, on disk, so that nothing is lost or done twice when the process dies.
//!
//! The journal is an append-only file of JSON lines, each with a checksum. Its promise:
//!
//! * before a request that creates something is sent, the intent stands in the journal;
//! * before the next decision is made, an outcome stands in the journal;
//! * replaying the lines gives the state.
//!
//! Handing a line to the system ([`Journal::flush`]) is enough to survive a crash of the process at
//! any instruction. Surviving a power cut takes [`Journal::sync`], which is asked for several times a
//! second, and before anything is sent that could not be looked up again. What a power cut takes
//! away is therefore the knowledge of the last moments, never a row: an outcome that is forgotten
//! is found out again by the row's key.
//!
//! After a sync, the next line says how much is on the disk. So `reader.rs` can tell a tail that a
//! power cut left, which it leaves away, from damage to what was safe, which it refuses.
//!
//! Around the file itself, [`Journal`]: an [`Entry`] is what a line can say, [`Replay`] the state that
//! the lines tell, [`Checkpoint`] that state in a file, which spares reading all of them, and [`Ledger`] a
//! journal and its state in step while a job runs.

mod checkpoint;
mod entry;
mod ledger;
mod reader;
mod replay;
mod row_set;

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::reader::read_entries;
use crate::error::{Error, Result};
use crate::permissions::owner_only;

pub use self::checkpoint::{Basis, Checkpoint, Checkpoints, Unusable};
pub use self::entry::Entry;
pub use self::ledger::{Ledger, Reason};
pub use self::replay::{OpenRow, Replay};
pub use self::row_set::RowSet;

/// The form of the lines below. A journal of another form is refused, never guessed at.
pub(super) const FORMAT: u32 = 2;

/// So many bytes before a place in the journal identify it.
const TAIL_BYTES: u64 = 4096;

/// A place in the journal between two lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes before it.
    pub bytes: u64,
    /// Lines before it.
    pub lines: u64,
}

/// A place that can be found again, and told from the same place in another journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Where.
    pub at: Position,
    /// The checksum of the last bytes before it.
    pub tail: u32,
}

/// The journal of a job, open for appending. Who opens it holds the job's lock.
pub struct Journal {
    file: File,
    path: PathBuf,
    pending: Vec<u8>,
    pending_lines: u64,
    /// What the system has.
    written: Position,
    /// Bytes that the disk has.
    synced: u64,
    /// Bytes that a line says the disk has.
    marked: u64,
}

impl Journal {
    /// Starts a new journal in a file that must not exist.
    pub fn create(path: &Path) -> Result<Self> {
        let file = owner_only(OpenOptions::new().read(true).append(true).create_new(true))
            .open(path)
            .map_err(|cause| unusable(path, &cause))?;
        let mut journal = Journal::over(file, path, Position::default());
        journal.append(&Entry::Format(FORMAT));
        journal.sync()?;
        Ok(journal)
    }

    /// Opens an existing journal, gives every intact entry from `start` on to `replay` in order, and
    /// cuts off a torn end.
    ///
    /// # Errors
    /// It is of another version, or damaged before its end: nothing is cut then.
    pub fn reopen(path: &Path, start: Position, mut replay: impl FnMut(Entry)) -> Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(path)
            .map_err(|cause| missing(path, &cause))?;
        let intact = read_entries(&file, path, start, &mut replay)?;
        let length = file.metadata().map_err(|cause| unusable(path, &cause))?.len();
        if length > intact.bytes {
            file.set_len(intact.bytes).map_err(|cause| unusable(path, &cause))?;
        }
        // What a crashed process had handed over counts as known from now on.
        file.sync_data().map_err(|cause| unusable(path, &cause))?;
        Ok(Journal::over(file, path, intact))
    }

    /// Gives every intact entry of a journal from `start` on to `visit` in order, and changes nothing.
    pub fn read(path: &Path, start: Position, mut visit: impl FnMut(Entry)) -> Result<()> {
        let file = File::open(path).map_err(|cause| missing(path, &cause))?;
        read_entries(&file, path, start, &mut visit).map(|_| ())
    }

    /// Whether the journal has this place.
    pub fn has(path: &Path, mark: &Mark) -> bool {
        File::open(path)
            .and_then(|file| tail_at(&file, mark.at))
            .is_ok_and(|tail| tail == mark.tail)
    }

    /// The end of what the disk has, where nothing was appended since.
    pub fn mark(&self) -> Result<Mark> {
        let tail = tail_at(&self.file, self.written);
        let tail = tail.map_err(|cause| unusable(&self.path, &cause))?;
        Ok(Mark { at: self.written, tail })
    }

    fn over(file: File, path: &Path, written: Position) -> Self {
        Journal {
            file,
            path: path.to_owned(),
            pending: Vec::new(),
            pending_lines: 0,
            written,
            synced: written.bytes,
            marked: 0,
        }
    }

    /// Adds an entry. It reaches the system with the next [`Journal::flush`].
    pub fn append(&mut self, entry: &Entry) {
        if self.synced > self.marked {
            self.marked = self.synced;
            self.write_line(&Entry::Synced { bytes: self.synced });
        }
        self.write_line(entry);
    }

    fn write_line(&mut self, entry: &Entry) {
        let start = self.pending.len();
        // An entry has only text keys, and writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.pending, entry);
        seal(&mut self.pending, start);
        self.pending_lines += 1;
    }

    /// Hands everything appended to the system: it survives a crash of this process.
    pub fn flush(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        if let Err(cause) = self.file.write_all(&self.pending) {
            // Half a line must not stand before what a later attempt may still write.
            let _ = self.file.set_len(self.written.bytes);
            return Err(unusable(&self.path, &cause));
        }
        self.written.bytes += self.pending.len() as u64;
        self.written.lines += std::mem::take(&mut self.pending_lines);
        self.pending.clear();
        Ok(())
    }

    /// Writes everything to the disk: it survives a power cut.
    pub fn sync(&mut self) -> Result<()> {
        self.flush()?;
        if self.written.bytes > self.synced {
            self.file.sync_data().map_err(|cause| unusable(&self.path, &cause))?;
            self.synced = self.written.bytes;
        }
        Ok(())
    }
}

/// The checksum of the last bytes before a place.
fn tail_at(mut file: &File, at: Position) -> std::io::Result<u32> {
    let start = at.bytes.saturating_sub(TAIL_BYTES);
    file.seek(SeekFrom::Start(start))?;
    let mut tail = vec![0; usize::try_from(at.bytes - start).unwrap_or(0)];
    file.read_exact(&mut tail)?;
    Ok(crc32fast::hash(&tail))
}

/// Turns `{…}` from `start` on into `{…,"crc":"…"}` and a line end.
pub(super) fn seal(line: &mut Vec<u8>, start: usize) {
    line.pop();
    let crc = crc32fast::hash(&line[start..]);
    // Writing to memory cannot fail.
    let _ = writeln!(line, ",\"crc\":\"{crc:08x}\"}}");
}

/// What [`seal`] sealed, of a line without its end: the JSON text, if it is whole and unchanged.
pub(super) fn unseal(line: &[u8]) -> Option<Vec<u8>> {
    const TAIL: usize = r#","crc":"00000000"}"#.len();
    let (body, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
    let crc = tail.strip_prefix(b",\"crc\":\"")?.strip_suffix(b"\"}")?;
    let crc = u32::from_str_radix(std::str::from_utf8(crc).ok()?, 16).ok()?;
    (crc == crc32fast::hash(body)).then(|| [body, b"}"].concat())
}

pub(super) fn unusable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("the job directory must be writable and have room; what is known so far is safe")
}

/// The journal of a job that is there cannot be opened.
fn missing(path: &Path, cause: &std::io::Error) -> Error {
    if cause.kind() != std::io::ErrorKind::NotFound {
        return unusable(path, cause);
    }
    Error::failed(format!("{}: the job has lost its journal", path.display())).hint(
        "put the file back from a copy, or begin anew with --restart, which finds by their keys the \
         contacts that are there",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::tally::{OutcomeKind, Traffic};

    fn done(row: u64) -> Entry {
        Entry::Done {
            row,
            outcome: OutcomeKind::Created,
            id: Some("65f".into()),
            code: None,
            column: None,
            example: None,
            length: None,
        }
    }

    fn written(entries: &[Entry]) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.ndjson");
        let mut journal = Journal::create(&path).unwrap();
        for entry in entries {
            journal.append(entry);
        }
        journal.sync().unwrap();
        (dir, path)
    }

    fn replayed(path: &Path) -> Vec<Entry> {
        let mut entries = Vec::new();
        Journal::reopen(path, Position::default(), |entry| entries.push(entry)).unwrap();
        entries
    }

    #[test]
    fn replaying_gives_what_was_appended() {
        let step = Entry::Step { row: 1, id: "x".into(), outcome: OutcomeKind::Updated };
        let entries = [
            Entry::Run {},
            Entry::Sent { row: 1 },
            step,
            done(1),
            Entry::Traffic(Traffic::default()),
            Entry::Finished {},
        ];
        let (_dir, path) = written(&entries);
        assert_eq!(replayed(&path), entries);
    }

    #[test]
    fn every_line_is_a_json_object() {
        let (_dir, path) = written(&[Entry::Run {}, done(1)]);
        for line in std::fs::read_to_string(path).unwrap().lines() {
            assert!(serde_json::from_str::<serde_json::Value>(line).unwrap().is_object(), "{line}");
        }
    }

    #[test]
    fn a_place_is_found_again_in_its_own_journal_only() {
        let (_dir, path) = written(&[done(1)]);
        let mut journal = Journal::reopen(&path, Position::default(), |_| {}).unwrap();
        journal.append(&done(2));
        journal.sync().unwrap();
        let mark = journal.mark().unwrap();
        journal.append(&done(3));
        journal.sync().unwrap();
        assert!(Journal::has(&path, &mark));
        let mut behind = Vec::new();
        Journal::read(&path, mark.at, |entry| behind.push(entry)).unwrap();
        assert_eq!(behind, [done(3)]);

        let (_other, other) = written(&[done(1), done(9), done(3)]);
        assert!(!Journal::has(&other, &mark), "another journal");
        let (_shorter, shorter) = written(&[done(1)]);
        assert!(!Journal::has(&shorter, &mark), "a journal that lost its end");
    }
}
