//! What a job knows, on disk, so that nothing is lost or done twice when the process dies.
//!
//! The journal is an append-only file of JSON lines, each with a checksum. Its promise:
//!
//! * before a request that creates something is sent, the intent stands in the journal;
//! * before the next decision is made, an outcome stands in the journal;
//! * replaying the lines gives the state, and a torn last line is cut off.
//!
//! Handing a line to the system is enough to survive a crash of the process. Surviving a power cut
//! takes [`Journal::sync`], which is asked for before anything that could not be looked up again.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::actions::Ending;
use super::contacts::links::Link;
use super::export::frontier::Note;
use super::tally::{OutcomeKind, Traffic};
use crate::error::{Error, Result};

/// The form of the lines below. A journal of another form is refused, never guessed at.
const FORMAT: u32 = 1;

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The first line of every journal.
    Format(u32),
    /// The row's creating request is about to be sent.
    Sent {
        /// Row number, counted from 1.
        row: u64,
    },
    /// What was sent for the row was certainly not done: it was refused, or never arrived.
    NoEffect {
        /// Row number.
        row: u64,
    },
    /// A step of the row is done and further ones follow; `id` is the object it made or found.
    Step {
        /// Row number.
        row: u64,
        /// Intercom's id.
        id: String,
        /// What the row's outcome will be if the rest goes well.
        outcome: OutcomeKind,
    },
    /// A tag or company that many rows share was made or found.
    Linked {
        /// As rows name it.
        link: Link,
        /// Intercom's id.
        id: String,
    },
    /// The row has its outcome.
    Done {
        /// Row number.
        row: u64,
        /// Its outcome.
        outcome: OutcomeKind,
        /// Intercom's id, where one is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Why it was rejected or is uncertain.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The length of the rejects file, or that of uncertain rows, with this row in it, in bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<u64>,
    },
    /// The request of a step of an action is about to be sent, at that moment by our own clock.
    Acting {
        /// Row number.
        row: u64,
        /// Index of the step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// So many steps of an action are done, and further ones follow.
    Stepped {
        /// Row number.
        row: u64,
        /// Steps.
        steps: usize,
    },
    /// An action has its ending.
    Ended {
        /// Row number.
        row: u64,
        /// As it is printed.
        ending: Ending,
    },
    /// An export has found, fetched or finished something.
    Export(Note),
    /// What the run cost so far; the last one of a run counts.
    Traffic(Traffic),
    /// A run begins; the costs of earlier ones are added up.
    Run {},
    /// The whole input has been worked through.
    Finished {},
}

/// The journal of a job, open for appending and locked against a second process.
pub struct Journal {
    file: File,
    path: PathBuf,
    pending: Vec<u8>,
    unsynced: bool,
}

impl Journal {
    /// Starts a new journal in a file that must not exist.
    pub fn create(path: &Path) -> Result<Self> {
        let file = private(OpenOptions::new().read(true).append(true).create_new(true))
            .open(path)
            .map_err(|cause| unusable(path, &cause))?;
        let mut journal = Journal::over(file, path)?;
        journal.append(&Entry::Format(FORMAT));
        journal.sync()?;
        Ok(journal)
    }

    /// Opens an existing journal, gives every intact entry to `replay` in order, and cuts off a
    /// torn end.
    pub fn reopen(path: &Path, mut replay: impl FnMut(Entry)) -> Result<Self> {
        let file = OpenOptions::new()
            .read(true)
            .append(true)
            .open(path)
            .map_err(|cause| unusable(path, &cause))?;
        let journal = Journal::over(file, path)?;
        let intact = read_entries(&journal.file, path, &mut replay)?;
        journal.file.set_len(intact).map_err(|cause| unusable(path, &cause))?;
        Ok(journal)
    }

    /// Gives every intact entry of a journal to `visit` in order, and changes nothing.
    pub fn read(path: &Path, mut visit: impl FnMut(Entry)) -> Result<()> {
        let file = File::open(path).map_err(|cause| unusable(path, &cause))?;
        read_entries(&file, path, &mut visit).map(|_| ())
    }

    /// Holds the lock of a journal for as long as the file is kept; nothing to hold where there
    /// is no journal.
    pub fn lock(path: &Path) -> Result<Option<File>> {
        match File::open(path) {
            Ok(file) => take_lock(&file, path).map(|()| Some(file)),
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(unusable(path, &cause)),
        }
    }

    fn over(file: File, path: &Path) -> Result<Self> {
        take_lock(&file, path)?;
        Ok(Journal { file, path: path.to_owned(), pending: Vec::new(), unsynced: false })
    }

    /// Adds an entry. It reaches the system with the next [`Journal::flush`].
    pub fn append(&mut self, entry: &Entry) {
        let start = self.pending.len();
        // An entry has only text keys, and writing to memory cannot fail.
        let _ = serde_json::to_writer(&mut self.pending, entry);
        seal(&mut self.pending, start);
    }

    /// Hands everything appended to the system: it survives a crash of this process.
    pub fn flush(&mut self) -> Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let known = self.file.metadata().map_err(|cause| unusable(&self.path, &cause))?.len();
        if let Err(cause) = self.file.write_all(&self.pending) {
            // Half a line must not stand before what a later attempt may still write.
            let _ = self.file.set_len(known);
            return Err(unusable(&self.path, &cause));
        }
        self.pending.clear();
        self.unsynced = true;
        Ok(())
    }

    /// Writes everything to the disk: it survives a power cut.
    pub fn sync(&mut self) -> Result<()> {
        self.flush()?;
        if self.unsynced {
            self.file.sync_data().map_err(|cause| unusable(&self.path, &cause))?;
            self.unsynced = false;
        }
        Ok(())
    }
}

/// Turns `{…}` from `start` on into `{…,"crc":"…"}` and a line end.
fn seal(line: &mut Vec<u8>, start: usize) {
    line.pop();
    let crc = crc32fast::hash(&line[start..]);
    // Writing to memory cannot fail.
    let _ = writeln!(line, ",\"crc\":\"{crc:08x}\"}}");
}

/// The entry of a line without its end, if the line is whole and unchanged.
fn unseal(line: &[u8]) -> Option<Entry> {
    const TAIL: usize = r#","crc":"00000000"}"#.len();
    let (body, tail) = line.split_at_checked(line.len().checked_sub(TAIL)?)?;
    let crc = tail.strip_prefix(b",\"crc\":\"")?.strip_suffix(b"\"}")?;
    let crc = u32::from_str_radix(std::str::from_utf8(crc).ok()?, 16).ok()?;
    if crc != crc32fast::hash(body) {
        return None;
    }
    serde_json::from_slice(&[body, b"}"].concat()).ok()
}

/// Replays the intact prefix and returns its length.
fn read_entries(mut file: &File, path: &Path, replay: &mut impl FnMut(Entry)) -> Result<u64> {
    file.seek(SeekFrom::Start(0)).map_err(|cause| unusable(path, &cause))?;
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut line = Vec::new();
    let mut intact = 0;
    loop {
        line.clear();
        let read = reader.read_until(b'\n', &mut line).map_err(|cause| unusable(path, &cause))?;
        let whole = line.strip_suffix(b"\n").and_then(unseal);
        match (intact, whole) {
            (0, Some(Entry::Format(FORMAT))) => {}
            (0, found) => return Err(foreign(path, found.as_ref())),
            (_, Some(entry)) => replay(entry),
            (_, None) => return Ok(intact),
        }
        intact += read as u64;
    }
}

fn foreign(path: &Path, first: Option<&Entry>) -> Error {
    let what = match first {
        Some(Entry::Format(other)) => format!("is of format {other}, this ictl writes {FORMAT}"),
        _ => "does not begin like a journal".to_owned(),
    };
    Error::failed(format!("{} {what}", path.display()))
        .hint("finish the job with the version that began it, or start anew with --restart")
}

fn take_lock(file: &File, path: &Path) -> Result<()> {
    match file.try_lock() {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => {
            Err(Error::failed(format!("{} is in use by another process", path.display()))
                .hint("wait for the other run to end; the job can be resumed then"))
        }
        Err(TryLockError::Error(cause)) => Err(unusable(path, &cause)),
    }
}

fn unusable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("the job directory must be writable; choose another with --job DIR")
}

/// Makes new files readable by their owner alone.
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn done(row: u64) -> Entry {
        Entry::Done {
            row,
            outcome: OutcomeKind::Created,
            id: Some("65f".into()),
            code: None,
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
        Journal::reopen(path, |entry| entries.push(entry)).unwrap();
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
    fn a_torn_end_is_cut_off_and_appending_goes_on_behind_the_intact_part() {
        let (_dir, path) = written(&[done(1), done(2)]);
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 5]).unwrap();
        let mut journal = Journal::reopen(&path, |_| {}).unwrap();
        journal.append(&done(3));
        journal.sync().unwrap();
        drop(journal);
        assert_eq!(replayed(&path), [done(1), done(3)]);
    }

    #[test]
    fn a_second_process_is_kept_out() {
        let (_dir, path) = written(&[]);
        let _first = Journal::reopen(&path, |_| {}).unwrap();
        let error = Journal::reopen(&path, |_| {}).err().unwrap();
        assert!(error.message().contains("in use"), "{error}");
    }

    #[test]
    fn a_journal_of_another_form_is_refused_and_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("journal.ndjson");
        for content in ["", "not a journal\n", "{\"format\":9,\"crc\":\"00000000\"}\n"] {
            std::fs::write(&path, content).unwrap();
            assert!(Journal::reopen(&path, |_| {}).is_err(), "{content:?}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), content);
        }
    }

    proptest! {
        #[test]
        fn damage_anywhere_never_invents_an_entry(at in 60usize..400, bit in 0u8..8) {
            let entries: Vec<Entry> = (1..6).map(done).collect();
            let (_dir, path) = written(&entries);
            let mut bytes = std::fs::read(&path).unwrap();
            let at = at % bytes.len();
            let header = bytes.iter().position(|b| *b == b'\n').unwrap();
            prop_assume!(at > header);
            bytes[at] ^= 1 << bit;
            std::fs::write(&path, &bytes).unwrap();
            let found = replayed(&path);
            prop_assert!(entries.starts_with(&found));
        }
    }
}
