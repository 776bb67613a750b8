//! What a job counts while it runs: outcomes, reasons and costs, over all its runs, in step with its
//! journal.

use std::collections::BTreeMap;

use super::actions::Ending;
use super::journal::{Entry, Journal};
use super::outcome::Problem;
use super::replay::Replay;
use super::tally::{Counts, OutcomeKind, Traffic};
use crate::error::Result;

/// Costs are journaled no more often than this, in milliseconds.
const TRAFFIC_EVERY_MS: u64 = 1000;

/// Messages about single rows that are kept for the summary.
const EXAMPLES: usize = 3;

/// The open books of one job.
pub struct Books {
    /// `None` where nothing has to survive, because nothing is written.
    journal: Option<Journal>,
    counts: Counts,
    reasons: BTreeMap<String, u64>,
    examples: Vec<String>,
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
            examples: Vec::new(),
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

    /// The first few messages about rejected and uncertain rows of this run.
    pub fn examples(&self) -> &[String] {
        &self.examples
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
        let message = ending.message.clone().map(|message| format!("{}: {message}", ending.id));
        self.count(ending.outcome, ending.code.as_deref(), message);
        self.append(&Entry::Ended { row, ending: ending.clone() });
    }

    /// A row has its outcome; the caller journals it.
    pub fn settle(&mut self, outcome: OutcomeKind, problem: Option<Problem>) -> Option<String> {
        let (code, message) = problem.map(|problem| (problem.code, problem.message)).unzip();
        self.count(outcome, code.as_deref(), message);
        code
    }

    fn count(&mut self, outcome: OutcomeKind, code: Option<&str>, message: Option<String>) {
        self.counts.add(outcome);
        let Some(code) = code else { return };
        *self.reasons.entry(code.to_owned()).or_default() += 1;
        if self.examples.len() < EXAMPLES {
            self.examples.extend(message);
        }
    }

    /// What this run cost so far.
    pub fn spent(&mut self, traffic: Traffic) {
        self.run = traffic;
        if traffic.elapsed_ms >= self.journaled_ms + TRAFFIC_EVERY_MS {
            self.journaled_ms = traffic.elapsed_ms;
            self.append(&Entry::Traffic(traffic));
        }
    }

    /// A further part of the run begins, whose costs are counted from nothing again.
    pub fn begin_stage(&mut self) {
        self.append(&Entry::Traffic(self.run));
        self.append(&Entry::Run {});
        self.earlier = self.earlier + std::mem::take(&mut self.run);
        self.journaled_ms = 0;
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
