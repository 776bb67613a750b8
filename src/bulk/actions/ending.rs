//! What became of one object, in the form in which a stream prints it. Its keys are an interface.

use serde::{Deserialize, Serialize};

use crate::bulk::tally::OutcomeKind;

/// The line that a stream of ids prints for each of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ending {
    /// The object's id.
    pub id: String,
    /// *done*, *unchanged*, *rejected* or *uncertain*.
    pub outcome: OutcomeKind,
    /// The HTTP status of the last answer that decided; null where none did.
    pub status: Option<u16>,
    /// The API's code of a refusal, or ours.
    pub code: Option<String>,
    /// Why it was rejected or is uncertain.
    pub message: Option<String>,
    /// Intercom's request id.
    pub request_id: Option<String>,
}

impl Ending {
    /// An outcome that needs no explanation.
    pub fn of(id: impl Into<String>, outcome: OutcomeKind) -> Self {
        Ending { id: id.into(), outcome, status: None, code: None, message: None, request_id: None }
    }

    /// The code of what went wrong, if anything did: one of an object that was left as it was is only
    /// good to know.
    pub fn reason(&self) -> Option<&str> {
        let wrong = matches!(self.outcome, OutcomeKind::Rejected | OutcomeKind::Uncertain);
        self.code.as_deref().filter(|_| wrong)
    }

    /// What went wrong, in words, for an object that stands for others.
    pub fn example(&self) -> Option<String> {
        Some(format!("{}: {}", self.id, self.message.as_ref()?))
    }

    /// The same with its reason.
    #[must_use]
    pub fn because(mut self, code: impl Into<String>, message: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self.message = Some(message.into());
        self
    }
}
