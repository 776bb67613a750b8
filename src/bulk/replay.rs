//! The state of a job, as its journal tells it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::contacts::links::Registry;
use super::journal::Entry;
use super::row_set::RowSet;
use super::tally::{Counts, OutcomeKind, Traffic};

/// What is known of a row that has no outcome yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpenRow {
    /// A request that creates was sent, and nobody knows what became of it.
    Sent,
    /// Its object stands; further steps are missing.
    Standing {
        /// Intercom's id.
        id: String,
        /// What the row will be when the rest is done.
        outcome: OutcomeKind,
    },
    /// A step of an action was sent, and nobody knows what became of it.
    Acting {
        /// Index of the step.
        step: usize,
        /// When, by our own clock.
        at: Timestamp,
    },
    /// So many steps of an action are done.
    Stepped(usize),
}

/// What a journal told.
#[derive(Debug, Default)]
pub struct Replay {
    /// Rows that have their outcome.
    pub done: RowSet,
    /// Rows that were begun.
    pub open: BTreeMap<u64, OpenRow>,
    /// Outcomes so far.
    pub counts: Counts,
    /// Rejected and uncertain rows by code.
    pub reasons: BTreeMap<String, u64>,
    /// The costs of all earlier runs.
    pub traffic: Traffic,
    /// How much of the rejects file the journal knows of, in bytes.
    pub rejects_length: u64,
    /// The same of the file of uncertain rows.
    pub uncertain_length: u64,
    /// The whole input was worked through.
    pub finished: bool,
    /// Tags and companies of earlier runs.
    pub registry: Registry,
    run: Traffic,
    /// Requests that the run being replayed certainly sent: a kill loses its last costs.
    sent: u64,
}

impl Replay {
    /// Takes the next entry.
    pub fn take(&mut self, entry: Entry) {
        match entry {
            // An export replays its notes itself.
            Entry::Format(_) | Entry::Export(_) => {}
            Entry::Sent { row } => {
                self.sent += 1;
                self.open.insert(row, OpenRow::Sent);
            }
            Entry::NoEffect { row } => self.forget_sending(row),
            Entry::Acting { row, step, at } => {
                self.sent += 1;
                self.open.insert(row, OpenRow::Acting { step, at });
            }
            Entry::Stepped { row, steps } => {
                self.open.insert(row, OpenRow::Stepped(steps));
            }
            Entry::Ended { row, ending } => {
                self.open.remove(&row);
                self.settle(row, ending.outcome, ending.code, None);
            }
            Entry::Step { row, id, outcome } => {
                self.open.insert(row, OpenRow::Standing { id, outcome });
            }
            Entry::Linked { link, id } => self.registry.recall(&link, id),
            Entry::Done { row, outcome, code, length, .. } => {
                self.open.remove(&row);
                self.settle(row, outcome, code, length);
            }
            Entry::Traffic(traffic) => self.run = traffic,
            Entry::Run {} => self.close_run(),
            Entry::Finished {} => self.finished = true,
        }
    }

    /// The steps before the one that had no effect are done all the same.
    fn forget_sending(&mut self, row: u64) {
        match self.open.remove(&row) {
            Some(OpenRow::Acting { step, .. }) if step > 0 => {
                self.open.insert(row, OpenRow::Stepped(step));
            }
            _ => {}
        }
    }

    fn settle(
        &mut self,
        row: u64,
        outcome: OutcomeKind,
        code: Option<String>,
        length: Option<u64>,
    ) {
        if !self.done.insert(row) {
            return;
        }
        self.counts.add(outcome);
        if let Some(code) = code {
            *self.reasons.entry(code).or_default() += 1;
        }
        match outcome {
            OutcomeKind::Rejected => self.rejects_length = length.unwrap_or(self.rejects_length),
            OutcomeKind::Uncertain => {
                self.uncertain_length = length.unwrap_or(self.uncertain_length);
            }
            _ => {}
        }
    }

    /// Adds the last run's costs to those of the earlier ones.
    pub fn close_run(&mut self) {
        let mut run = std::mem::take(&mut self.run);
        run.requests = run.requests.max(std::mem::take(&mut self.sent));
        self.traffic = self.traffic + run;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replayed(entries: impl IntoIterator<Item = Entry>) -> Replay {
        let mut replay = Replay::default();
        entries.into_iter().for_each(|entry| replay.take(entry));
        replay.close_run();
        replay
    }

    fn done(row: u64, outcome: OutcomeKind) -> Entry {
        Entry::Done { row, outcome, id: None, code: None, length: None }
    }

    #[test]
    fn a_row_is_open_between_its_request_and_its_outcome() {
        let replay = replayed([
            Entry::Sent { row: 1 },
            Entry::Sent { row: 2 },
            Entry::Step { row: 2, id: "x".into(), outcome: OutcomeKind::Created },
            Entry::Sent { row: 3 },
            done(3, OutcomeKind::Created),
            Entry::Sent { row: 4 },
            Entry::NoEffect { row: 4 },
        ]);
        let standing = OpenRow::Standing { id: "x".into(), outcome: OutcomeKind::Created };
        assert_eq!(replay.open, BTreeMap::from([(1, OpenRow::Sent), (2, standing)]));
        assert!(replay.done.contains(3) && !replay.done.contains(1));
    }

    #[test]
    fn costs_of_all_runs_add_up_and_the_last_entry_of_a_run_counts() {
        let cost = |requests| Entry::Traffic(Traffic { requests, ..Traffic::default() });
        let replay = replayed([Entry::Run {}, cost(1), cost(5), Entry::Run {}, cost(2)]);
        assert_eq!(replay.traffic.requests, 7);
    }

    #[test]
    fn a_killed_run_counts_the_requests_that_it_certainly_sent() {
        let replay = replayed([
            Entry::Run {},
            Entry::Sent { row: 1 },
            Entry::Sent { row: 2 },
            Entry::Run {},
            Entry::Sent { row: 2 },
        ]);
        assert_eq!(replay.traffic.requests, 3);
    }

    #[test]
    fn a_row_is_counted_once() {
        let replay = replayed([done(1, OutcomeKind::Created), done(1, OutcomeKind::Created)]);
        assert_eq!(replay.counts.created, 1);
    }
}
