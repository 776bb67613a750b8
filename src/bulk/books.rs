//! What a job counts while it runs: outcomes, reasons and costs, over all its runs, in step with its
//! journal.

use std::collections::BTreeMap;

use super::actions::Ending;
use super::journal::{Entry, Journal};
use super::outcome::Problem;
use super::problems::Problems;
use super::replay::Replay;
use super::tally::{Counts, OutcomeKind, Traffic};
use crate::error::Result;

/// Costs are journaled no more often than this, in milliseconds.
const TRAFFIC_EVERY_MS: u64 = 1000;

/// What the journal is to know of why a row was rejected or is uncertain.
#[derive(Debug, Default)]
pub struct Reason {
    /// The code.
    pub code: Option<String>,
    /// The column at fault.
    pub column: Option<String>,
    /// In words, where the row is the first of its kind.
    pub example: Option<String>,
}

/// The open books of one job.
pub struct Books {
    /// `None` where nothing has to survive, because nothing is written.
    journal: Option<Journal>,
    counts: Counts,
    reasons: BTreeMap<String, u64>,
    problems: Problems,
    earlier: Traffic,
    run: Traffic,
    journaled_ms: u64,
}

impl Books {
    /// Opens the books of a run. `replay` is what the journal told, empty for a new job.
    pub fn open(journal: Option<Journal>, replay: &Replay) -> Result<Self> {
        let mut books = Books {
            journal,
            counts: replay.counts,
            reasons: replay.reasons.clone(),
            problems: replay.problems.clone(),
            earlier: replay.traffic,
            run: Traffic::default(),
            journaled_ms: 0,
        };
        books.append(&Entry::Run {});
        books.flush(false)?;
        Ok(books)
    }

    /// Outcomes so far, over all runs.
    pub fn counts(&self) -> &Counts {
        &self.counts
    }

    /// Rejected and uncertain rows by code, over all runs.
    pub fn reasons(&self) -> &BTreeMap<String, u64> {
        &self.reasons
    }

    /// The same by code and column, each with an example.
    pub fn problems(&self) -> &Problems {
        &self.problems
    }

    /// Costs so far, over all runs.
    pub fn traffic(&self) -> Traffic {
        self.earlier + self.run
    }

    /// Adds an entry to the journal.
    pub fn append(&mut self, entry: &Entry) {
        if let Some(journal) = &mut self.journal {
            journal.append(entry);
        }
    }

    /// An object of a stream has its ending.
    pub fn end(&mut self, row: u64, ending: &Ending) {
        self.counts.add(ending.outcome);
        if let Some(code) = ending.reason() {
            self.count(code, None, ending.example().as_deref());
        }
        self.append(&Entry::Ended { row, ending: ending.clone() });
    }

    /// A row has its outcome; the caller journals it with its reason.
    pub fn settle(&mut self, outcome: OutcomeKind, problem: Option<Problem>) -> Reason {
        self.counts.add(outcome);
        let Some(Problem { code, column, message, .. }) = problem else { return Reason::default() };
        let first = self.problems.lack_example(&code, column.as_deref());
        let example = first.then_some(message);
        self.count(&code, column.as_deref(), example.as_deref());
        Reason { code: Some(code), column, example }
    }

    fn count(&mut self, code: &str, column: Option<&str>, example: Option<&str>) {
        *self.reasons.entry(code.to_owned()).or_default() += 1;
        self.problems.add(code, column, example);
    }

    /// What this run cost so far.
    pub fn spent(&mut self, traffic: Traffic) {
        self.run = traffic;
        if traffic.elapsed_ms >= self.journaled_ms + TRAFFIC_EVERY_MS {
            self.journaled_ms = traffic.elapsed_ms;
            self.append(&Entry::Traffic(traffic));
        }
    }

    /// The run ends; `finished` says that every row has its outcome.
    pub fn close(&mut self, finished: bool) -> Result<()> {
        self.append(&Entry::Traffic(self.run));
        if finished {
            self.append(&Entry::Finished {});
        }
        self.flush(true)
    }

    /// Hands the journal to the system, and with `durable` to the disk.
    pub fn flush(&mut self, durable: bool) -> Result<()> {
        match &mut self.journal {
            Some(journal) if durable => journal.sync(),
            Some(journal) => journal.flush(),
            None => Ok(()),
        }
    }
}
