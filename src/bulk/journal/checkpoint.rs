//! What a job knows at one moment, in a small file, so that going on with it takes a moment, too,
//! however much has been done.
//!
//! A checkpoint is knowledge, never truth: the journal is the truth, and a checkpoint names the place
//! in it that it stands for. It is written after everything up to there is on the disk, whole or
//! not at all. One that is torn, of another version, or does not fit the journal or the input is
//! left alone, and the long way is taken: the journal from its beginning, and all of the input.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::replay::Replay;
use super::{Journal, Mark, seal, unseal};
use crate::bulk::duplicates::Kept;
use crate::bulk::input::{Identity, InputOptions, Place, Record};
use crate::bulk::private_file::write_whole;
use crate::error::{Error, Result};

/// The form of the file.
const FORMAT: u32 = 1;

/// Time between two checkpoints of a run, in milliseconds: as much of the journal is replayed at most.
const EVERY_MS: u64 = 5000;

/// Rows between two places that are remembered: as many are read twice at most.
const ROWS_BETWEEN_PLACES: u64 = 32;

/// What a job knows at a moment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Checkpoint {
    format: u32,
    /// The place in the journal.
    pub journal: Mark,
    /// What was found out before the first row.
    pub basis: Basis,
    /// A row that every row before has its outcome.
    pub place: Place,
    /// What the journal tells up to its place.
    pub state: Replay,
}

/// What was found out before the first row was sent, and stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The input, by a look at it.
    pub input: Identity,
    /// How it was asked to be read.
    pub options: InputOptions,
    /// The rows that repeat a key of an earlier one.
    pub duplicates: Kept,
}

/// Why there is no checkpoint to go on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unusable {
    /// There is none.
    Missing,
    /// There is something else in its place.
    Torn,
    /// The journal does not have the place that it stands for.
    AheadOfJournal,
}

impl Unusable {
    /// In words, for a note.
    pub fn reason(self) -> &'static str {
        match self {
            Unusable::Missing => "the job has no checkpoint",
            Unusable::Torn => "the job's checkpoint is torn or of another version",
            Unusable::AheadOfJournal => "the job's checkpoint does not fit its journal",
        }
    }
}

impl Checkpoint {
    /// Reads a checkpoint that fits the journal.
    pub fn read(path: &Path, journal: &Path) -> Result<Self, Unusable> {
        let bytes = std::fs::read(path).map_err(|cause| match cause.kind() {
            std::io::ErrorKind::NotFound => Unusable::Missing,
            _ => Unusable::Torn,
        })?;
        let text = bytes.strip_suffix(b"\n").and_then(unseal).ok_or(Unusable::Torn)?;
        let checkpoint: Checkpoint = serde_json::from_slice(&text).map_err(|_| Unusable::Torn)?;
        if checkpoint.format != FORMAT {
            return Err(Unusable::Torn);
        }
        if !Journal::has(journal, &checkpoint.journal) {
            return Err(Unusable::AheadOfJournal);
        }
        Ok(checkpoint)
    }

    fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = serde_json::to_vec(self)
            .map_err(|cause| Error::failed(format!("checkpoint: {cause}")))?;
        seal(&mut bytes, 0);
        Ok(bytes)
    }
}

/// Writes the checkpoints of a run.
pub struct Checkpoints {
    path: PathBuf,
    basis: Basis,
    places: Places,
    written_ms: u64,
    fault: Option<Error>,
}

impl Checkpoints {
    /// Those of a run that begins to read at this place.
    pub fn new(path: PathBuf, basis: Basis, start: Place) -> Self {
        let places = Places { start, known: VecDeque::new() };
        Checkpoints { path, basis, places, written_ms: 0, fault: None }
    }

    /// A row was read.
    pub fn passed(&mut self, record: &Record) {
        self.places.passed(record);
    }

    /// Whether the last one is old; `elapsed_ms` is the time since the run began.
    pub fn is_due(&self, elapsed_ms: u64) -> bool {
        elapsed_ms >= self.written_ms + EVERY_MS
    }

    /// Writes one. The journal was synced, and `state` is what it tells. That it cannot be written
    /// stops no job, which lacks nothing without it: see [`Checkpoints::fault`].
    pub fn write(&mut self, journal: &Journal, state: &Replay, elapsed_ms: u64) {
        self.written_ms = elapsed_ms;
        self.fault = self.try_to_write(journal, state).err();
    }

    /// Why the last one could not be written.
    pub fn fault(&self) -> Option<&Error> {
        self.fault.as_ref()
    }

    fn try_to_write(&mut self, journal: &Journal, state: &Replay) -> Result<()> {
        let checkpoint = Checkpoint {
            format: FORMAT,
            journal: journal.mark()?,
            basis: self.basis.clone(),
            place: self.places.before(state.done.floor() + 1),
            state: state.clone(),
        };
        write_whole(&self.path, &checkpoint.to_bytes()?)
    }
}

/// Places of rows that were read, a few of many.
struct Places {
    start: Place,
    known: VecDeque<Place>,
}

impl Places {
    fn passed(&mut self, record: &Record) {
        if record.number().is_multiple_of(ROWS_BETWEEN_PLACES) {
            self.known.push_back(record.place());
        }
    }

    /// The last known place that is not behind this row. Rows never get less done, so what lies before
    /// it is forgotten.
    fn before(&mut self, row: u64) -> Place {
        while self.known.front().is_some_and(|place| place.row <= row) {
            self.start = self.known.pop_front().unwrap_or(self.start);
        }
        self.start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::journal::{Entry, Position};
    use crate::bulk::tally::OutcomeKind;

    fn basis() -> Basis {
        Basis {
            input: Identity { bytes: 9, modified: None },
            options: InputOptions::default(),
            duplicates: Kept::default(),
        }
    }

    struct Job {
        dir: tempfile::TempDir,
        journal: Journal,
        state: Replay,
    }

    impl Job {
        fn begin() -> Self {
            let dir = tempfile::tempdir().unwrap();
            let journal = Journal::create(&dir.path().join("journal")).unwrap();
            Job { dir, journal, state: Replay::default() }
        }

        fn done(&mut self, row: u64) {
            let entry = Entry::done(row, OutcomeKind::Created);
            self.state.take(&entry);
            self.journal.append(&entry);
        }

        fn path(&self) -> PathBuf {
            self.dir.path().join("checkpoint")
        }

        fn write(&mut self) {
            self.journal.sync().unwrap();
            let mut checkpoints = Checkpoints::new(self.path(), basis(), Place::FIRST);
            checkpoints.write(&self.journal, &self.state, 0);
            assert!(checkpoints.fault().is_none());
        }

        fn read(&self) -> Result<Checkpoint, Unusable> {
            Checkpoint::read(&self.path(), &self.dir.path().join("journal"))
        }
    }

    #[test]
    fn with_the_journal_behind_it_a_checkpoint_tells_what_the_whole_journal_tells() {
        let mut job = Job::begin();
        (1..=300).for_each(|row| job.done(row));
        job.write();
        (302..=303).for_each(|row| job.done(row));
        job.journal.sync().unwrap();
        let checkpoint = job.read().unwrap();
        let mut state = checkpoint.state;
        let path = job.dir.path().join("journal");
        let mut behind = 0;
        Journal::read(&path, checkpoint.journal.at, |entry| {
            behind += 1;
            state.take(&entry);
        })
        .unwrap();
        let mut whole = Replay::default();
        Journal::read(&path, Position::default(), |entry| whole.take(&entry)).unwrap();
        assert_eq!(behind, 2, "only what is behind it is read");
        let text = |state: &Replay| serde_json::to_string(state).unwrap();
        assert_eq!(text(&state), text(&whole));
    }

    #[test]
    fn a_torn_checkpoint_is_not_used() {
        let mut job = Job::begin();
        assert_eq!(job.read().err(), Some(Unusable::Missing));
        job.done(1);
        job.write();
        let whole = std::fs::read(job.path()).unwrap();
        for cut in 0..whole.len() {
            std::fs::write(job.path(), &whole[..cut]).unwrap();
            assert_eq!(job.read().err(), Some(Unusable::Torn), "cut at {cut}");
        }
        std::fs::write(job.path(), vec![0; whole.len()]).unwrap();
        assert_eq!(job.read().err(), Some(Unusable::Torn));
    }

    #[test]
    fn a_checkpoint_that_knows_more_than_the_journal_is_not_used() {
        let mut job = Job::begin();
        job.done(1);
        job.journal.sync().unwrap();
        let before = job.journal.mark().unwrap().at.bytes;
        job.done(2);
        job.write();
        assert!(job.read().is_ok());
        let journal = std::fs::OpenOptions::new();
        let journal = journal.clone().write(true).open(job.dir.path().join("journal")).unwrap();
        journal.set_len(before).unwrap();
        assert_eq!(job.read().err(), Some(Unusable::AheadOfJournal));
        // The same length again, with other rows.
        (3..=9).for_each(|row| job.done(row));
        job.journal.sync().unwrap();
        assert_eq!(job.read().err(), Some(Unusable::AheadOfJournal));
    }

    #[test]
    fn reading_begins_shortly_before_the_first_row_without_outcome() {
        let place = |row| Place { row, line: row + 1, offset: row * 10 };
        let known = [1024, 2048, 3072].map(place).into();
        let mut places = Places { start: Place::FIRST, known };
        assert_eq!(places.before(1), Place::FIRST);
        assert_eq!(places.before(1023), Place::FIRST);
        assert_eq!(places.before(2048), place(2048));
        assert_eq!(places.before(2049), place(2048));
        assert_eq!(places.before(9999), place(3072));
    }
}
