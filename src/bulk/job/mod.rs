//! A job's directory: what lies in it, how a job is begun there and gone on with.
//!
//! The record is written last when a job is made, by a rename, so a directory with a record is
//! complete and one without is none. Whoever works on a job holds its lock from the first change to
//! the last.

use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;

use crate::bulk::actions::Ending;
use crate::bulk::export::frontier::Note;
use crate::bulk::journal::{Checkpoint, Entry, Journal, Position, Replay, Unusable};
use crate::bulk::private_file::write_whole;
use crate::bulk::tally::OutcomeKind;
use crate::error::{Error, Result};
use crate::permissions::{owner_only, owner_only_directory};

mod lock;
mod record;
mod status;

pub use self::lock::{Holder, Lock};
pub use self::record::{JobRecord, Workspace};
pub use self::status::{State, Status};

/// The directory of a job.
#[derive(Debug, Clone)]
pub struct JobDir(PathBuf);

/// What a run finds when it opens its directory.
pub enum Found {
    /// No job: this run begins one.
    Nothing,
    /// A job to go on with.
    Job(Box<JobRecord>),
}

/// What a look at a job tells, whether it runs or not.
#[derive(Debug)]
pub struct Peek {
    /// What the job is.
    pub record: JobRecord,
    /// What it knows, up to the last whole line of its journal.
    pub state: Replay,
    /// The process that works on it at this moment.
    pub running: Option<Holder>,
}

impl JobDir {
    /// The directory at that path, which need not exist.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        JobDir(path.into())
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The rejected rows.
    pub fn rejects(&self) -> PathBuf {
        self.0.join("rejects.csv")
    }

    /// The rows whose outcome nobody knows.
    pub fn uncertain(&self) -> PathBuf {
        self.0.join("uncertain.csv")
    }

    /// The last report.
    pub fn report(&self) -> PathBuf {
        self.0.join("report.json")
    }

    /// A copy of what came through stdin.
    pub fn spool(&self) -> PathBuf {
        self.0.join("input")
    }

    /// The rows that repeat a key of an earlier one, as the look at the input found them.
    pub fn duplicates(&self) -> PathBuf {
        self.0.join("duplicates")
    }

    /// What the job knew a moment ago.
    pub fn checkpoint(&self) -> PathBuf {
        self.0.join("checkpoint.json")
    }

    fn lock(&self) -> PathBuf {
        self.0.join("lock")
    }

    fn journal(&self) -> PathBuf {
        self.0.join("journal.ndjson")
    }

    fn record(&self) -> PathBuf {
        self.0.join("job.json")
    }

    /// Looks for a job.
    pub fn look(&self) -> Result<Found> {
        let bytes = match fs::read(self.record()) {
            Ok(bytes) => bytes,
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Found::Nothing);
            }
            Err(cause) => return Err(self.unusable(&cause)),
        };
        let record = serde_json::from_slice(&bytes).map_err(|cause| {
            Error::failed(format!("{}: {cause}", self.record().display()))
                .hint("it was written by another version of ictl; begin anew with --restart")
        })?;
        Ok(Found::Job(Box::new(record)))
    }

    /// Makes the directory, for its owner alone, and takes its lock. What a run left that died before
    /// its job was complete is removed; a directory that holds anything else is refused.
    pub fn make(&self) -> Result<Lock> {
        self.refuse_foreign()?;
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        owner_only_directory(&mut builder)
            .create(&self.0)
            .map_err(|cause| self.unusable(&cause))?;
        let lock = self.claim()?;
        // Only now is it certain that they are nobody's.
        for leftover in self.leftovers() {
            let _ = fs::remove_file(leftover);
        }
        Ok(lock)
    }

    /// Takes the lock of a job that is there.
    ///
    /// # Errors
    /// Another process works on it.
    pub fn claim(&self) -> Result<Lock> {
        Lock::take(&self.lock())
    }

    fn refuse_foreign(&self) -> Result<()> {
        let Some(foreign) = self.foreign_entry() else { return Ok(()) };
        Err(Error::usage(format!("{} holds no job, but {}", self.0.display(), foreign.display()))
            .hint("name a new or empty directory with --job DIR"))
    }

    /// What may lie in a directory whose job was never begun, the lock apart.
    fn leftovers(&self) -> [PathBuf; 5] {
        let checkpoint = self.checkpoint();
        let draft = self.record().with_extension("tmp");
        [self.spool(), self.journal(), self.duplicates(), checkpoint, draft]
    }

    /// Something in the directory that no job of ours left there.
    fn foreign_entry(&self) -> Option<PathBuf> {
        let (leftovers, lock) = (self.leftovers(), self.lock());
        let entries = fs::read_dir(&self.0).ok()?.filter_map(std::result::Result::ok);
        let mut paths = entries.map(|entry| entry.path());
        paths.find(|path| *path != lock && !leftovers.contains(path))
    }

    /// Removes what a job left that was never begun, and the directory if nothing else is in it.
    /// The caller has seen that there is no record, and holds the lock.
    pub fn clear_leftovers(&self) {
        if self.foreign_entry().is_some() {
            return;
        }
        // What cannot be removed is no longer there, or shows itself when the job is made.
        for leftover in self.leftovers() {
            let _ = fs::remove_file(leftover);
        }
        let _ = fs::remove_file(self.lock());
        let _ = fs::remove_dir(&self.0);
    }

    /// Begins a job: a new journal, then the record.
    pub fn begin(&self, record: &JobRecord) -> Result<Journal> {
        let journal = Journal::create(&self.journal())?;
        write_whole(&self.record(), &to_json(record))?;
        Ok(journal)
    }

    /// The checkpoint that the job can be gone on with from.
    pub fn read_checkpoint(&self) -> Result<Checkpoint, Unusable> {
        Checkpoint::read(&self.checkpoint(), &self.journal())
    }

    /// Goes on with a job: what its journal tells, and the journal to append to. Of the journal only
    /// what lies behind the checkpoint is read, if there is one.
    pub fn resume(&self, checkpoint: Option<&Checkpoint>) -> Result<(Journal, Replay)> {
        let (start, mut replay) = if let Some(checkpoint) = checkpoint {
            (checkpoint.journal.at, checkpoint.state.clone())
        } else {
            // One that does not fit now could seem to, once the journal has grown.
            let _ = fs::remove_file(self.checkpoint());
            (Position::default(), Replay::default())
        };
        let journal = Journal::reopen(&self.journal(), start, |entry| replay.take(&entry))?;
        replay.close_run();
        Ok((journal, replay))
    }

    /// Looks at a job that may be running, without disturbing it: `None` where there is none. Reads
    /// no more of the journal than lies behind the last checkpoint, and shows that to `visit`.
    pub fn peek(&self, mut visit: impl FnMut(&Entry)) -> Result<Option<Peek>> {
        let Found::Job(record) = self.look()? else { return Ok(None) };
        // Asked first: a run that ends meanwhile shows as finished.
        let running = Lock::holder(&self.lock());
        let (start, mut state) = match self.read_checkpoint() {
            Ok(checkpoint) => (checkpoint.journal.at, checkpoint.state),
            Err(_) => (Position::default(), Replay::default()),
        };
        Journal::read(&self.journal(), start, |entry| {
            visit(&entry);
            state.take(&entry);
        })?;
        state.close_run();
        Ok(Some(Peek { record: *record, state, running }))
    }

    /// Gives every entry of the journal to `visit`, in the order in which they came.
    pub fn entries(&self, visit: impl FnMut(Entry)) -> Result<()> {
        Journal::read(&self.journal(), Position::default(), visit)
    }

    /// Gives the ending of every object that has one to `visit`, in the order in which they came.
    pub fn endings(&self, mut visit: impl FnMut(Ending)) -> Result<()> {
        self.entries(|entry| {
            if let Entry::Ended { ending, .. } = entry {
                visit(ending);
            }
        })
    }

    /// Gives every note of an export to `visit`, in the order in which they were written.
    pub fn notes(&self, mut visit: impl FnMut(Note)) -> Result<()> {
        self.entries(|entry| {
            if let Entry::Export(note) = entry {
                visit(note);
            }
        })
    }

    /// Writes the endings of one outcome into a file of the directory, a line each.
    pub fn write_endings(&self, outcome: OutcomeKind, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        let file =
            owner_only(OpenOptions::new().write(true).create(true).truncate(true)).open(&path);
        let mut file = BufWriter::new(file.map_err(|cause| self.unusable(&cause))?);
        let mut written = Ok(());
        self.endings(|ending| {
            if ending.outcome == outcome && written.is_ok() {
                written = serde_json::to_writer(&mut file, &ending)
                    .map_err(std::io::Error::from)
                    .and_then(|()| file.write_all(b"\n"));
            }
        })?;
        written.and_then(|()| file.flush()).map_err(|cause| self.unusable(&cause))?;
        Ok(path)
    }

    /// Moves a job's directory out of the way, to the first of `DIR.1`, `DIR.2`, … that is free.
    pub fn set_aside(&self) -> Result<Option<PathBuf>> {
        if matches!(self.look(), Ok(Found::Nothing)) {
            return Ok(None);
        }
        // Held until the directory has its new name: a job that is running is not moved.
        let _lock = self.claim()?;
        for number in 1.. {
            let mut name = self.0.clone().into_os_string();
            name.push(format!(".{number}"));
            let aside = PathBuf::from(name);
            if !aside.exists() {
                fs::rename(&self.0, &aside).map_err(|cause| self.unusable(&cause))?;
                return Ok(Some(aside));
            }
        }
        Ok(None)
    }

    /// Writes the report, whole or not at all.
    pub fn write_report(&self, report: &Value) -> Result<()> {
        write_whole(&self.report(), &to_json(report))
    }

    /// Reads the last report.
    pub fn read_report(&self) -> Option<Value> {
        serde_json::from_slice(&fs::read(self.report()).ok()?).ok()
    }

    fn unusable(&self, cause: &std::io::Error) -> Error {
        Error::failed(format!("the job directory {} is not usable: {cause}", self.0.display()))
            .hint("choose another with --job DIR")
    }
}

fn to_json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .expect("records and reports have text keys, and memory does not fail to be written");
    bytes.push(b'\n');
    bytes
}
