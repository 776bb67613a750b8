//! Where what an import knows goes: the ledger that every job keeps, and the files of the rows that
//! came to nothing, in step with it.
//!
//! A rejected row is written to the rejects file first and journaled with the file's new length.
//! After a crash the file is cut to the length that the journal knows, so no row stands in it
//! twice or half.

use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::links::Link;
use crate::bulk::input::{Record, RejectsWriter, Verdict};
use crate::bulk::journal::{Entry, Journal, Ledger, Reason, Replay};
use crate::bulk::outcome::{Outcome, Problem};
use crate::bulk::tally::OutcomeKind;
use crate::error::{Error, Result};
use crate::permissions::owner_only;

/// The ledger of an import.
pub struct ImportLedger {
    /// What every job keeps: journal, counts and costs.
    pub job: Ledger,
    rejects: RejectFile,
    uncertain: RejectFile,
}

impl ImportLedger {
    /// Opens it for a run. `state` is what the journal told, empty for a new job.
    pub fn open(
        journal: Journal,
        state: Replay,
        rejects: PathBuf,
        uncertain: PathBuf,
        columns: &[String],
    ) -> Result<Self> {
        let rejects = RejectFile::open(rejects, columns, state.rejects_length)?;
        let uncertain = RejectFile::open(uncertain, columns, state.uncertain_length)?;
        Ok(ImportLedger { job: Ledger::open(Some(journal), state)?, rejects, uncertain })
    }

    /// The row's creating request is about to be sent.
    pub fn will_send(&mut self, row: u64) {
        self.job.append(&Entry::Sent { row });
    }

    /// What was sent for the row was certainly not done.
    pub fn had_no_effect(&mut self, row: u64) {
        self.job.append(&Entry::NoEffect { row });
    }

    /// The row's object stands, and further steps follow.
    pub fn standing(&mut self, row: u64, id: &str, outcome: OutcomeKind) {
        self.job.append(&Entry::Step { row, id: id.to_owned(), outcome });
    }

    /// A tag or company was made or found that other rows may name, too.
    pub fn linked(&mut self, link: &Link, id: &str) {
        self.job.append(&Entry::Linked { link: link.clone(), id: id.to_owned() });
    }

    /// The row has its outcome.
    pub fn settle(&mut self, record: &Record, outcome: Outcome) -> Result<()> {
        let Outcome { kind, id, problem } = outcome;
        let length = match (&problem, kind) {
            (Some(problem), OutcomeKind::Rejected) => Some(self.rejects.write(record, problem)?),
            (Some(problem), OutcomeKind::Uncertain) => Some(self.uncertain.write(record, problem)?),
            _ => None,
        };
        let row = record.number();
        let Reason { code, column, example } = self.job.reason(problem);
        self.job.append(&Entry::Done { row, outcome: kind, id, code, column, example, length });
        Ok(())
    }

    /// The run ends; `finished` says that every row has its outcome.
    pub fn close(&mut self, finished: bool) -> Result<()> {
        self.flush(true)?;
        self.job.close(finished)
    }

    /// Hands everything to the system, and with `durable` to the disk.
    pub fn flush(&mut self, durable: bool) -> Result<()> {
        // The journal must never know more rejected rows than the disk has.
        self.rejects.sync()?;
        self.uncertain.sync()?;
        self.job.flush(durable)
    }
}

/// Cuts what a crash left behind the length that the journal knows.
fn cut_to(path: &Path, length: u64) -> Result<()> {
    let file = OpenOptions::new().read(true).write(true).open(path);
    let mut file = file.map_err(|cause| unusable(path, &cause))?;
    let mut last = [0];
    let read = file.seek(SeekFrom::Start(length - 1)).and_then(|_| file.read_exact(&mut last));
    if read.is_err() || last != *b"\n" {
        return Err(Error::failed(format!("{} was changed since the job wrote it", path.display()))
            .hint("a job that is not finished needs its files as they are: put the file back, or begin anew with --restart"));
    }
    file.set_len(length).map_err(|cause| unusable(path, &cause))
}

/// A file of rejected rows that is made with the first of them.
struct RejectFile {
    path: PathBuf,
    columns: Vec<String>,
    length: u64,
    open: Option<Open>,
}

struct Open {
    rows: RejectsWriter<Vec<u8>>,
    file: File,
    unsynced: bool,
}

impl RejectFile {
    fn open(path: PathBuf, columns: &[String], length: u64) -> Result<Self> {
        let columns = columns.to_vec();
        if length > 0 {
            cut_to(&path, length)?;
        } else if path.exists() {
            std::fs::remove_file(&path).map_err(|cause| unusable(&path, &cause))?;
        }
        Ok(RejectFile { path, columns, length, open: None })
    }

    /// Writes a row and returns the file's length with it.
    fn write(&mut self, record: &Record, problem: &Problem) -> Result<u64> {
        if self.open.is_none() {
            self.open = Some(self.begin()?);
        }
        let Some(open) = &mut self.open else { return Ok(self.length) };
        let verdict = Verdict {
            code: &problem.code,
            message: &problem.message,
            request_id: problem.request_id.as_deref(),
        };
        open.rows.write(record, verdict)?;
        let rows =
            std::mem::replace(&mut open.rows, RejectsWriter::append(Vec::new(), &self.columns));
        let bytes = rows.into_inner()?;
        open.file.write_all(&bytes).map_err(|cause| unusable(&self.path, &cause))?;
        open.unsynced = true;
        self.length += bytes.len() as u64;
        Ok(self.length)
    }

    fn begin(&self) -> Result<Open> {
        let mut file = owner_only(OpenOptions::new().write(true).create(true).truncate(false))
            .open(&self.path)
            .map_err(|cause| unusable(&self.path, &cause))?;
        file.seek(SeekFrom::Start(self.length)).map_err(|cause| unusable(&self.path, &cause))?;
        let rows = if self.length == 0 {
            RejectsWriter::new(Vec::new(), &self.columns)?
        } else {
            RejectsWriter::append(Vec::new(), &self.columns)
        };
        Ok(Open { rows, file, unsynced: false })
    }

    fn sync(&mut self) -> Result<()> {
        match &mut self.open {
            Some(open) if open.unsynced => {
                open.unsynced = false;
                open.file.sync_data().map_err(|cause| unusable(&self.path, &cause))
            }
            _ => Ok(()),
        }
    }
}

fn unusable(path: &Path, cause: &std::io::Error) -> Error {
    Error::failed(format!("{}: {cause}", path.display()))
        .hint("check the free space and the permissions of the job directory, then resume")
}
