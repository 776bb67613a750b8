//! What a line of the journal can say.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::bulk::actions::Ending;
use crate::bulk::contacts::links::Link;
use crate::bulk::export::frontier::Note;
use crate::bulk::tally::{OutcomeKind, Traffic};

/// One line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The first line of every journal.
    Format(u32),
    /// So much of the journal is on the disk. The journal's own: nobody else sees it.
    Synced {
        /// Its length when it was last synced.
        bytes: u64,
    },
    /// The row's creating request is about to be sent.
    Sent {
        /// Row number, counted from 1.
        row: u64,
    },
    /// What was sent for the row was certainly not done: it was refused, or never arrived.
    NoEffect {
        /// Row number.
        row: u64,
    },
    /// A step of the row is done and further ones follow; `id` is the object it made or found.
    Step {
        /// Row number.
        row: u64,
        /// Intercom's id.
        id: String,
        /// What the row's outcome will be if the rest goes well.
        outcome: OutcomeKind,
    },
    /// A tag or company that many rows share was made or found.
    Linked {
        /// As rows name it.
        link: Link,
        /// Intercom's id.
        id: String,
    },
    /// The row has its outcome.
    Done {
        /// Row number.
        row: u64,
        /// Its outcome.
        outcome: OutcomeKind,
        /// Intercom's id, where one is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        id: Option<String>,
        /// Why it was rejected or is uncertain.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The column at fault.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        column: Option<String>,
        /// What is wrong, where the row is the first of its kind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        example: Option<String>,
        /// The length of the rejects file, or that of uncertain rows, with this row in it, in bytes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        length: Option<u64>,
    },
    /// The request of a step of an action is about to be sent, at that moment by our own clock.
    Acting {
        /// Row number.
        row: u64,
        /// Index of the step.
        step: usize,
        /// When.
        at: Timestamp,
    },
    /// So many steps of an action are done, and further ones follow.
    Stepped {
        /// Row number.
        row: u64,
        /// Steps.
        steps: usize,
    },
    /// An action has its ending.
    Ended {
        /// Row number.
        row: u64,
        /// As it is printed.
        ending: Ending,
    },
    /// An export has found, fetched or finished something.
    Export(Note),
    /// What the run cost so far; the last one of a run counts.
    Traffic(Traffic),
    /// A run begins; the costs of earlier ones are added up.
    Run {},
    /// The whole input has been worked through.
    Finished {},
}

#[cfg(test)]
impl Entry {
    /// A row that ended in this way, without anything to say of it.
    pub(in crate::bulk) fn done(row: u64, outcome: OutcomeKind) -> Self {
        let (id, code, column, example, length) = (None, None, None, None, None);
        Entry::Done { row, outcome, id, code, column, example, length }
    }
}
