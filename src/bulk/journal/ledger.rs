//! What a job knows while it runs: outcomes, reasons and costs, over all its runs, in step with its
//! journal: every entry is taken into account as it is written.

use std::collections::BTreeMap;

use super::checkpoint::Checkpoints;
use super::replay::Replay;
use super::{Entry, Journal};
use crate::bulk::actions::Ending;
use crate::bulk::outcome::Problem;
use crate::bulk::problems::Problems;
use crate::bulk::tally::{Counts, Traffic};
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

/// The journal of one job, and the state that it tells, written together.
pub struct Ledger {
    /// `None` where nothing has to survive, because nothing is written.
    journal: Option<Journal>,
    /// What the journal tells up to its end.
    state: Replay,
    /// Costs of the runs before this one.
    earlier: Traffic,
    run: Traffic,
    journaled_ms: u64,
}

impl Ledger {
    /// Opens it for a run. `state` is what the journal told, empty for a new job.
    pub fn open(journal: Option<Journal>, state: Replay) -> Result<Self> {
        let mut ledger = Ledger {
            journal,
            earlier: state.traffic,
            state,
            run: Traffic::default(),
            journaled_ms: 0,
        };
        ledger.append(&Entry::Run {});
        ledger.flush(false)?;
        Ok(ledger)
    }

    /// What the journal tells so far.
    pub fn state(&self) -> &Replay {
        &self.state
    }

    /// Outcomes so far, over all runs.
    pub fn counts(&self) -> &Counts {
        &self.state.counts
    }

    /// Rejected and uncertain rows by code, over all runs.
    pub fn reasons(&self) -> &BTreeMap<String, u64> {
        self.state.reasons.by_code()
    }

    /// The same by code and column, each with an example.
    pub fn problems(&self) -> &Problems {
        &self.state.problems
    }

    /// Costs so far, over all runs.
    pub fn traffic(&self) -> Traffic {
        self.earlier + self.run
    }

    /// The row has its outcome already, or needs none.
    pub fn is_done(&self, row: u64) -> bool {
        self.state.done.contains(row)
    }

    /// The row needs no outcome of its own: what it asks for is done with an earlier one. That is found
    /// out again by every reading of the input, so the journal does not say it.
    pub fn pass(&mut self, row: u64) {
        self.state.done.insert(row);
    }

    /// Adds an entry to the journal.
    pub fn append(&mut self, entry: &Entry) {
        self.state.take(entry);
        if let Some(journal) = &mut self.journal {
            journal.append(entry);
        }
    }

    /// An object of a stream has its ending.
    pub fn end(&mut self, row: u64, ending: &Ending) {
        self.append(&Entry::Ended { row, ending: ending.clone() });
    }

    /// What the journal is to know of why a row has its outcome. The caller journals it with that.
    pub fn reason(&self, problem: Option<Problem>) -> Reason {
        let Some(Problem { code, column, message, .. }) = problem else { return Reason::default() };
        let first = self.state.problems.lack_example(&code, column.as_deref());
        Reason { code: Some(code), column, example: first.then_some(message) }
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

    /// Writes a checkpoint of a run that just handed its journal to the disk, if the last one is old;
    /// with `last`, in any case.
    pub fn keep_checkpoint(&self, checkpoints: &mut Checkpoints, last: bool) {
        let elapsed_ms = self.run.elapsed_ms;
        if let Some(journal) = &self.journal
            && (last || checkpoints.is_due(elapsed_ms))
        {
            checkpoints.write(journal, &self.state, elapsed_ms);
        }
    }
}
