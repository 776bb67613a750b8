//! How each uninstallation went, for people, for scripts and for the exit code.

use serde_json::{Value, json};

use super::target::Target;
use crate::api::error_list::{Refusal, answer_error, failure_error};
use crate::api::{Answer, Failure, Repeat};
use crate::context::Context;
use crate::error::{ApiFacts, Error, Kind, Result};
use crate::output::Column;

const COLUMNS: &[Column] = &[
    Column::id("Profile", "profile").priority(1),
    Column::text("Workspace", "workspace"),
    Column::id("Id", "workspace_id"),
    Column::text("Outcome", "outcome").priority(2),
    Column::text("Message", "message"),
];

/// What became of a token, with the facts of Intercom's answer.
pub struct Outcome {
    end: End,
    facts: ApiFacts,
}

enum End {
    /// Intercom confirmed.
    Revoked,
    /// Intercom does not know it any more.
    DeadAlready,
    /// It may live on, or what is kept here could not be forgotten.
    Failed(Error),
}

impl Outcome {
    /// Reads the answer; it is not documented beyond its status.
    pub fn of(last: Result<Answer, Failure>) -> Self {
        match last {
            Ok(answer) if (200..300).contains(&answer.status) => {
                let status = Some(answer.status);
                let request_id = answer.request_id().map(str::to_owned);
                let facts = ApiFacts { status, request_id, ..ApiFacts::default() };
                Outcome { end: End::Revoked, facts }
            }
            Ok(answer) if answer.status == 401 => {
                Outcome { end: End::DeadAlready, facts: Refusal::decode(&answer).facts() }
            }
            Ok(answer) => Outcome::failed(answer_error(&answer, Repeat::Safe)),
            Err(failure) => Outcome::failed(failure_error(&failure, Repeat::Safe)),
        }
    }

    /// That of a token that could not be sent, or of an answer that confirms nothing.
    pub fn failed(error: Error) -> Self {
        let facts = error.api_facts().clone();
        Outcome { end: End::Failed(error), facts }
    }

    /// True when the token is certainly dead.
    pub fn is_final(&self) -> bool {
        !matches!(self.end, End::Failed(_))
    }

    /// A token that is dead and could not be forgotten here is a failure as well.
    pub fn take_fault(&mut self, forgotten: Result<()>) {
        if let Err(error) = forgotten {
            self.end = End::Failed(error.context("revoked, but it could not be forgotten here"));
        }
    }

    fn word(&self) -> &'static str {
        match self.end {
            End::Revoked => "revoked",
            End::DeadAlready => "already_revoked",
            End::Failed(_) => "failed",
        }
    }

    fn fault(&self) -> Option<&Error> {
        match &self.end {
            End::Failed(error) => Some(error),
            End::Revoked | End::DeadAlready => None,
        }
    }
}

/// Prints a row for each.
pub fn print(targets: &[Target], outcomes: &[Outcome], cx: &mut Context) -> Result<()> {
    let mut printer = cx.ui.list(COLUMNS);
    for (target, outcome) in targets.iter().zip(outcomes) {
        printer.item(&row(target, outcome))?;
    }
    printer.finish().map(drop)
}

fn row(target: &Target, outcome: &Outcome) -> Value {
    json!({
        "profile": target.profile,
        "workspace_id": target.workspace_id,
        "workspace": target.workspace,
        "outcome": outcome.word(),
        "status": outcome.facts.status,
        "code": outcome.facts.code,
        "message": outcome.fault().map(Error::message),
        "request_id": outcome.facts.request_id,
    })
}

/// The error of the whole: that of the only one, the kind that all failures share, else 1.
pub fn verdict(targets: &[Target], outcomes: Vec<Outcome>) -> Result<()> {
    let total = outcomes.len();
    let mut failed: Vec<(String, Error)> = targets
        .iter()
        .zip(outcomes)
        .filter_map(|(target, outcome)| match outcome.end {
            End::Failed(error) => Some((target.name(), error)),
            End::Revoked | End::DeadAlready => None,
        })
        .collect();
    let Some((name, first)) = failed.pop() else { return Ok(()) };
    if total == 1 {
        return Err(first.context(name));
    }
    let kinds_agree = failed.iter().all(|(_, other)| other.kind() == first.kind());
    let names: Vec<String> = failed.into_iter().map(|(name, _)| name).chain([name]).collect();
    let message = format!("{} of {total} could not be revoked: {}", names.len(), names.join(", "));
    let all_alike = kinds_agree && names.len() == total;
    let kind = if all_alike { first.kind() } else { Kind::Failed };
    Err(Error::new(kind, message).hint("their profiles are kept; run it again for these"))
}
