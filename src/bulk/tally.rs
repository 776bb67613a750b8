//! What became of the rows, and what it cost.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What became of one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// What was to be done with the object is done.
    Done,
    /// The API said that it made a new object.
    Created,
    /// An existing object now has the row's values.
    Updated,
    /// An existing object had them already.
    Unchanged,
    /// An existing object was left alone, as asked.
    Skipped,
    /// It was refused; the rejects file says why.
    Rejected,
    /// It was sent, no answer came, and it cannot be looked up: it is never sent again.
    Uncertain,
}

impl OutcomeKind {
    /// Every outcome.
    pub const ALL: [OutcomeKind; 7] = [
        OutcomeKind::Done,
        OutcomeKind::Created,
        OutcomeKind::Updated,
        OutcomeKind::Unchanged,
        OutcomeKind::Skipped,
        OutcomeKind::Rejected,
        OutcomeKind::Uncertain,
    ];

    /// The word in journals, reports and results.
    pub fn as_str(self) -> &'static str {
        match self {
            OutcomeKind::Done => "done",
            OutcomeKind::Created => "created",
            OutcomeKind::Updated => "updated",
            OutcomeKind::Unchanged => "unchanged",
            OutcomeKind::Skipped => "skipped",
            OutcomeKind::Rejected => "rejected",
            OutcomeKind::Uncertain => "uncertain",
        }
    }

    /// What became of the row or the object, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        match self {
            OutcomeKind::Done => "What was to be done with the object is done.",
            OutcomeKind::Created => "The API said that it made a new object for the row.",
            OutcomeKind::Updated => "The contact existed, and now has the row's values.",
            OutcomeKind::Unchanged => "It was so already, so nothing was written.",
            OutcomeKind::Skipped => {
                "The contact existed and was left alone, as --on-conflict skip asks."
            }
            OutcomeKind::Rejected => {
                "It was refused, by a check or by the API; nothing else stops for it."
            }
            OutcomeKind::Uncertain => {
                "It was sent, no answer came, and it cannot be looked up. It is never sent again."
            }
        }
    }

    /// What to do about it, in a sentence or two.
    pub fn what_to_do(self) -> &'static str {
        match self {
            OutcomeKind::Rejected => {
                "Read its code and message; mend the row in rejects.csv and import that file."
            }
            OutcomeKind::Uncertain => {
                "Look at the object, and send it again only where it is not there."
            }
            _ => "Nothing.",
        }
    }
}

/// Rows by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field counts the outcome of its name")]
pub struct Counts {
    /// Rows of an import are created or updated instead, so its report does not speak of these.
    #[serde(skip)]
    pub done: u64,
    pub created: u64,
    pub updated: u64,
    pub unchanged: u64,
    pub skipped: u64,
    pub rejected: u64,
    pub uncertain: u64,
}

impl Counts {
    /// Counts one more row.
    pub fn add(&mut self, outcome: OutcomeKind) {
        *match outcome {
            OutcomeKind::Done => &mut self.done,
            OutcomeKind::Created => &mut self.created,
            OutcomeKind::Updated => &mut self.updated,
            OutcomeKind::Unchanged => &mut self.unchanged,
            OutcomeKind::Skipped => &mut self.skipped,
            OutcomeKind::Rejected => &mut self.rejected,
            OutcomeKind::Uncertain => &mut self.uncertain,
        } += 1;
    }

    /// Every count, in the order of the fields: the form of a checkpoint.
    pub(super) fn numbers(&self) -> [u64; 7] {
        let Counts { done, created, updated, unchanged, skipped, rejected, uncertain } = *self;
        [done, created, updated, unchanged, skipped, rejected, uncertain]
    }

    /// The counts of such numbers.
    pub(super) fn of_numbers(numbers: [u64; 7]) -> Self {
        let [done, created, updated, unchanged, skipped, rejected, uncertain] = numbers;
        Counts { done, created, updated, unchanged, skipped, rejected, uncertain }
    }

    /// All rows that have an outcome.
    pub fn total(&self) -> u64 {
        let done = self.done + self.created + self.updated + self.unchanged + self.skipped;
        done + self.rejected + self.uncertain
    }
}

/// The outcomes that occurred, such as `40 created, 2 rejected`.
impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = ["done", "created", "updated", "unchanged", "skipped", "rejected", "uncertain"];
        let all = self.numbers().into_iter().zip(names);
        let some = all.filter(|(count, _)| *count > 0);
        let words: Vec<String> = some.map(|(count, name)| format!("{count} {name}")).collect();
        f.write_str(&words.join(", "))
    }
}

/// What a job cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Traffic {
    /// Requests sent, repeated ones included.
    pub requests: u64,
    /// Requests that were sent again.
    pub retries: u64,
    /// Answers with status 429.
    pub rate_limited: u64,
    /// Time spent, in milliseconds.
    pub elapsed_ms: u64,
}

impl Traffic {
    /// The time spent in seconds, for people.
    pub fn elapsed_s(&self) -> f64 {
        self.elapsed_ms as f64 / 1000.0
    }
}

impl std::ops::Add for Traffic {
    type Output = Traffic;

    fn add(self, other: Traffic) -> Traffic {
        Traffic {
            requests: self.requests + other.requests,
            retries: self.retries + other.retries,
            rate_limited: self.rate_limited + other.rate_limited,
            elapsed_ms: self.elapsed_ms + other.elapsed_ms,
        }
    }
}
