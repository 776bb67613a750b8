//! The state of a job, as its journal tells it: entry by entry, whether they are being read again or
//! are just being written. So a checkpoint, which is this state in a file, is by construction what
//! reading the journal up to there would give.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Entry;
use super::row_set::RowSet;
use crate::bulk::contacts::links::Registry;
use crate::bulk::problems::{Problems, Reasons};
use crate::bulk::tally::{Counts, OutcomeKind, Traffic};

/// What is known of a row that has no outcome yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
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
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub struct Replay {
    /// Rows that have their outcome.
    pub done: RowSet,
    /// Rows that were begun.
    pub open: BTreeMap<u64, OpenRow>,
    /// Outcomes so far.
    #[serde(with = "numbers")]
    pub counts: Counts,
    /// Rejected and uncertain rows by code.
    pub reasons: Reasons,
    /// The same by code and column, each with an example.
    pub problems: Problems,
    /// The costs of all earlier runs.
    pub traffic: Traffic,
    /// How much of the rejects file the journal knows of, in bytes.
    pub rejects_length: u64,
    /// The same of the file of uncertain rows.
    pub uncertain_length: u64,
    /// The whole input was worked through.
    pub finished: bool,
    /// Tags and companies that were made or found. No part of a checkpoint: what is not known is
    /// asked for again, which changes nothing.
    #[serde(skip)]
    pub registry: Arc<Registry>,
    run: Traffic,
    /// Requests that the run being replayed certainly sent: a kill loses its last costs.
    sent: u64,
}

impl Replay {
    /// Takes the next entry.
    pub fn take(&mut self, entry: &Entry) {
        match *entry {
            // An export replays its notes itself.
            Entry::Format(_) | Entry::Synced { .. } | Entry::Export(_) => {}
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
            Entry::Ended { row, ref ending } => {
                // What may be repeated is not announced: its answer tells that it was sent.
                if self.open.remove(&row).is_none() && ending.status.is_some() {
                    self.sent += 1;
                }
                let code = ending.reason();
                if self.settle(row, ending.outcome, code, None)
                    && let Some(code) = code
                {
                    self.problems.add(code, None, ending.example().as_deref());
                }
            }
            Entry::Step { row, ref id, outcome } => {
                self.open.insert(row, OpenRow::Standing { id: id.clone(), outcome });
            }
            Entry::Linked { ref link, ref id } => self.registry.recall(link, id),
            Entry::Done { row, outcome, ref code, ref column, ref example, length, .. } => {
                self.open.remove(&row);
                if self.settle(row, outcome, code.as_deref(), length)
                    && let Some(code) = code
                {
                    self.problems.add(code, column.as_deref(), example.as_deref());
                }
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

    /// Takes an outcome in; false where the row had one.
    fn settle(
        &mut self,
        row: u64,
        outcome: OutcomeKind,
        code: Option<&str>,
        length: Option<u64>,
    ) -> bool {
        if !self.done.insert(row) {
            return false;
        }
        self.counts.add(outcome);
        if let Some(code) = code {
            self.reasons.add(code);
        }
        match outcome {
            OutcomeKind::Rejected => self.rejects_length = length.unwrap_or(self.rejects_length),
            OutcomeKind::Uncertain => {
                self.uncertain_length = length.unwrap_or(self.uncertain_length);
            }
            _ => {}
        }
        true
    }

    /// Adds the last run's costs to those of the earlier ones.
    pub fn close_run(&mut self) {
        let mut run = std::mem::take(&mut self.run);
        run.requests = run.requests.max(std::mem::take(&mut self.sent));
        self.traffic = self.traffic + run;
    }
}

/// Counts as the numbers that they are, those of streams included.
mod numbers {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use super::Counts;

    pub(super) fn serialize<S: Serializer>(
        counts: &Counts,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        counts.numbers().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Counts, D::Error> {
        <[u64; 7]>::deserialize(deserializer).map(Counts::of_numbers)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::actions::Ending;

    fn replayed(entries: impl IntoIterator<Item = Entry>) -> Replay {
        let mut replay = Replay::default();
        entries.into_iter().for_each(|entry| replay.take(&entry));
        replay.close_run();
        replay
    }

    #[test]
    fn a_row_is_open_between_its_request_and_its_outcome() {
        let replay = replayed([
            Entry::Sent { row: 1 },
            Entry::Sent { row: 2 },
            Entry::Step { row: 2, id: "x".into(), outcome: OutcomeKind::Created },
            Entry::Sent { row: 3 },
            Entry::done(3, OutcomeKind::Created),
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
    fn a_killed_stream_counts_the_requests_whose_answers_it_saw() {
        let ended = |row, status| {
            let ending = Ending { status, ..Ending::of("x", OutcomeKind::Done) };
            Entry::Ended { row, ending }
        };
        let replay = replayed([
            Entry::Run {},
            ended(1, Some(200)),
            ended(2, None),
            Entry::Acting { row: 3, step: 0, at: Timestamp::UNIX_EPOCH },
            ended(3, Some(200)),
        ]);
        assert_eq!(replay.traffic.requests, 2);
    }

    #[test]
    fn the_state_comes_back_from_its_form_in_a_file() {
        let entries = [
            Entry::Run {},
            Entry::Sent { row: 1 },
            Entry::done(3, OutcomeKind::Done),
            Entry::Step { row: 2, id: "x".into(), outcome: OutcomeKind::Created },
            Entry::Acting { row: 7, step: 1, at: Timestamp::UNIX_EPOCH },
            Entry::Stepped { row: 8, steps: 2 },
            Entry::Done {
                row: 4,
                outcome: OutcomeKind::Rejected,
                id: None,
                code: Some("x".into()),
                column: None,
                example: None,
                length: Some(9),
            },
        ];
        let mut replay = Replay::default();
        for entry in &entries {
            replay.take(entry);
        }
        let text = serde_json::to_string(&replay).unwrap();
        let again: Replay = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&again).unwrap(), text);
        assert_eq!(again.counts.done, 1);
    }

    #[test]
    fn a_row_is_counted_once() {
        let replay =
            replayed([Entry::done(1, OutcomeKind::Created), Entry::done(1, OutcomeKind::Created)]);
        assert_eq!(replay.counts.created, 1);
    }
}
