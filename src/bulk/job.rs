//! A job's directory: what the job is, so that a later run can tell whether it is the same one.
//!
//! The record is written last when a job is made, by a rename, so a directory with a record is
//! complete and one without is none.

use std::fs::{self, OpenOptions};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::actions::Ending;
use super::export::frontier::Note;
use super::journal::{Entry, Journal, private};
use super::replay::Replay;
use super::tally::OutcomeKind;
use crate::error::{Error, Result};

/// The workspace that a job writes to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Workspace {
    /// Intercom's code of it, such as `ecahpwf5`.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

/// What a job is. A run may go on with it only when all of it but `started` is the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobRecord {
    /// The command, such as `contacts import`.
    pub command: String,
    /// When it was begun.
    pub started: Timestamp,
    /// Where it writes, as far as the token may know.
    pub workspace: Option<Workspace>,
    /// The API it writes to.
    pub base_url: String,
    /// Rows of the input.
    pub rows: u64,
    /// SHA-256 of the input's bytes, in hex.
    pub sha256: String,
    /// How the input is read, and what is made of it.
    pub reading: Value,
    /// The options that decide about outcomes.
    pub options: Value,
}

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

    /// Makes the directory, for its owner alone. What a run left that died before its job was
    /// complete is removed; a directory that holds anything else is refused.
    pub fn make(&self) -> Result<()> {
        if let Some(foreign) = self.foreign_entry() {
            return Err(Error::usage(format!(
                "{} holds no job, but {}",
                self.0.display(),
                foreign.display()
            ))
            .hint("name a new or empty directory with --job DIR"));
        }
        self.clear_leftovers();
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&self.0).map_err(|cause| self.unusable(&cause))
    }

    /// What may lie in a directory whose job was never begun.
    fn leftovers(&self) -> [PathBuf; 3] {
        [self.spool(), self.journal(), self.record().with_extension("tmp")]
    }

    /// Something in the directory that no job of ours left there.
    fn foreign_entry(&self) -> Option<PathBuf> {
        let leftovers = self.leftovers();
        let entries = fs::read_dir(&self.0).ok()?.filter_map(std::result::Result::ok);
        entries.map(|entry| entry.path()).find(|path| !leftovers.contains(path))
    }

    /// Removes what a job left that was never begun, and the directory if nothing else is in it.
    /// The caller has seen that there is no record.
    pub fn clear_leftovers(&self) {
        if self.foreign_entry().is_some() {
            return;
        }
        // What cannot be removed is no longer there, or shows itself when the job is made.
        for leftover in self.leftovers() {
            let _ = fs::remove_file(leftover);
        }
        let _ = fs::remove_dir(&self.0);
    }

    /// Begins a job: a new journal, then the record.
    pub fn begin(&self, record: &JobRecord) -> Result<Journal> {
        let journal = Journal::create(&self.journal())?;
        self.write_whole(&self.record(), &to_json(record))?;
        Ok(journal)
    }

    /// Goes on with a job: what its journal tells, and the journal to append to.
    pub fn resume(&self) -> Result<(Journal, Replay)> {
        let mut replay = Replay::default();
        let journal = Journal::reopen(&self.journal(), |entry| replay.take(entry))?;
        replay.close_run();
        Ok((journal, replay))
    }

    /// Gives the ending of every object that has one to `visit`, in the order in which they came.
    pub fn endings(&self, mut visit: impl FnMut(Ending)) -> Result<()> {
        Journal::read(&self.journal(), |entry| {
            if let Entry::Ended { ending, .. } = entry {
                visit(ending);
            }
        })
    }

    /// Gives every note of an export to `visit`, in the order in which they were written.
    pub fn notes(&self, mut visit: impl FnMut(Note)) -> Result<()> {
        Journal::read(&self.journal(), |entry| {
            if let Entry::Export(note) = entry {
                visit(note);
            }
        })
    }

    /// Writes the endings of one outcome into a file of the directory, a line each.
    pub fn write_endings(&self, outcome: OutcomeKind, name: &str) -> Result<PathBuf> {
        let path = self.0.join(name);
        let file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&path);
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
        let _lock = Journal::lock(&self.journal())?;
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
        self.write_whole(&self.report(), &to_json(report))
    }

    /// Reads the last report.
    pub fn read_report(&self) -> Option<Value> {
        serde_json::from_slice(&fs::read(self.report()).ok()?).ok()
    }

    fn write_whole(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let draft = path.with_extension("tmp");
        let write = || {
            let mut file =
                private(OpenOptions::new().write(true).create(true).truncate(true)).open(&draft)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&draft, path)?;
            // The name is to survive a power cut, too. Not every system lets a directory be synced.
            if let Ok(directory) = fs::File::open(&self.0) {
                let _ = directory.sync_all();
            }
            Ok(())
        };
        write().map_err(|cause: std::io::Error| self.unusable(&cause))
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

impl JobRecord {
    /// Refuses to go on with this job where the present run is about something else.
    pub fn check_same(&self, present: &JobRecord, dir: &JobDir) -> Result<()> {
        let what = if self.command != present.command {
            format!("it is a job of `{}`", self.command)
        } else if self.base_url != present.base_url {
            format!("it was begun at {}, not {}", self.base_url, present.base_url)
        } else if self.workspace.as_ref().map(|w| &w.id)
            != present.workspace.as_ref().map(|w| &w.id)
        {
            let name = |workspace: &Option<Workspace>| {
                workspace
                    .as_ref()
                    .map_or_else(|| "an unknown workspace".to_owned(), |w| w.id.clone())
            };
            format!("it was begun in {}, not {}", name(&self.workspace), name(&present.workspace))
        } else if self.sha256 != present.sha256 {
            "the input has changed since".to_owned()
        } else if self.rows != present.rows || self.reading != present.reading {
            "the input is read or mapped in another way".to_owned()
        } else if self.options != present.options {
            format!(
                "it was begun with other options: {}",
                different(&self.options, &present.options)
            )
        } else {
            return Ok(());
        };
        Err(Error::failed(format!("{} cannot be resumed: {what}", dir.path().display()))
            .hint("run the command that began it, or begin anew with --restart"))
    }
}

/// The names of options that differ.
fn different(before: &Value, now: &Value) -> String {
    let names = before.as_object().into_iter().chain(now.as_object()).flat_map(|o| o.keys());
    let mut names: Vec<&str> =
        names.filter(|name| before[*name] != now[*name]).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}
