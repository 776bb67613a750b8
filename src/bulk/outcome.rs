//! What became of one row, with the reason where it was not what the user wanted.

use super::reject_code::RejectCode;
use super::tally::OutcomeKind;
use crate::api::error_list::Refusal;

/// A row's outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub kind: OutcomeKind,
    /// Intercom's id, where one is known.
    pub id: Option<String>,
    /// Why it was rejected or is uncertain.
    pub problem: Option<Problem>,
}

/// Why a row was rejected or is uncertain: the bookkeeping columns of the rejects file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The API's code, or ours for what never reached the API.
    pub code: String,
    /// In words.
    pub message: String,
    /// Intercom's request id.
    pub request_id: Option<String>,
    /// The column of the input that is at fault, where one is; of what the API refused, its field.
    pub column: Option<String>,
}

impl Outcome {
    /// An outcome without a problem.
    pub fn of(kind: OutcomeKind, id: Option<String>) -> Self {
        Outcome { kind, id, problem: None }
    }

    /// The row was refused.
    pub fn rejected(problem: Problem) -> Self {
        Outcome { kind: OutcomeKind::Rejected, id: None, problem: Some(problem) }
    }

    /// The row was sent, and nobody knows.
    pub fn uncertain(problem: Problem) -> Self {
        Outcome { kind: OutcomeKind::Uncertain, id: None, problem: Some(problem) }
    }
}

impl Problem {
    /// A problem found on this side.
    pub fn new(code: RejectCode, message: impl Into<String>) -> Self {
        Problem {
            code: code.as_str().to_owned(),
            message: message.into(),
            request_id: None,
            column: None,
        }
    }

    /// What the API refused.
    pub fn of(refusal: &Refusal) -> Self {
        let code = refusal.code.clone().unwrap_or_else(|| format!("http_{}", refusal.status));
        let message = match &refusal.field {
            Some(field) => format!("{field}: {}", refusal.sentence()),
            None => refusal.sentence(),
        };
        Problem {
            code,
            message,
            request_id: refusal.request_id.clone(),
            column: refusal.field.clone(),
        }
    }

    /// The same, with the column that is at fault.
    #[must_use]
    pub fn in_column(mut self, column: Option<String>) -> Self {
        self.column = column;
        self
    }

    /// The same under another code.
    #[must_use]
    pub fn with_code(mut self, code: RejectCode) -> Self {
        code.as_str().clone_into(&mut self.code);
        self
    }
}
