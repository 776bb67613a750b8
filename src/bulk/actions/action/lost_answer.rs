//! What follows a request whose answer was lost: it is repeated, looked for, or given up, as the nature
//! of its step allows.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::Action;
use crate::api::Request;
use crate::bulk::actions::Nature;
use crate::bulk::reject_code::RejectCode;
use crate::bulk::tally::OutcomeKind;
use crate::bulk::work::{Next, Span};

/// The pauses before the looks for something that was sent once: three looks over ten seconds.
pub const LOOKS: [Duration; 3] =
    [Duration::from_secs(1), Duration::from_secs(3), Duration::from_secs(6)];

impl Action {
    /// Goes on with a step that an earlier run sent.
    pub(super) fn go_on(&mut self, sent: Timestamp) {
        self.unheard = Some(Span { sent, ended: sent });
        if matches!(self.present().nature, Nature::Repeatable) {
            return;
        }
        self.looking = Some(0);
        if self.look().is_none() {
            self.uncertain();
        }
    }

    /// The request that shows what became of the present step.
    pub(super) fn look(&self) -> Option<Request> {
        match &self.present().nature {
            Nature::Repeatable => None,
            Nature::UntilSeen(_) => self.plan.kind.read(&self.subject),
            Nature::Once(trace) => {
                let sent = body_of(&self.sending());
                trace.look(&self.plan.kind, &self.subject, &sent, self.unheard?)
            }
        }
    }

    /// The object was read after a lost answer.
    pub(super) fn looked(&mut self, value: Value) -> Next {
        match &self.present().nature {
            Nature::UntilSeen(seen) if seen(&self.subject, &value) => {
                self.acted |= !self.was_so_before(&value);
                self.value = Some(value);
                self.advance()
            }
            Nature::UntilSeen(_) | Nature::Repeatable => {
                self.looking = None;
                self.unheard = None;
                Next::Repeat
            }
            Nature::Once(_) => self.looked_for_trace(&value),
        }
    }

    fn looked_for_trace(&mut self, value: &Value) -> Next {
        let Nature::Once(trace) = self.present().nature else { return Next::Repeat };
        let found = self
            .first_second()
            .and_then(|second| trace.find(&body_of(&self.sending()), value, second, self.others));
        if let Some(found) = found {
            self.value = Some(found);
            self.acted = true;
            return self.advance();
        }
        let looks = self.looking.unwrap_or_default() + 1;
        self.looking = Some(looks);
        match LOOKS.get(looks) {
            Some(pause) => Next::After(*pause),
            None => self.uncertain(),
        }
    }

    /// The object has not changed since before the request was sent.
    fn was_so_before(&self, object: &Value) -> bool {
        let changed = object["updated_at"].as_i64();
        changed.zip(self.first_second()).is_some_and(|(changed, first)| changed < first)
    }

    fn first_second(&self) -> Option<i64> {
        Some(self.ahead.first_second(self.unheard?.sent))
    }

    /// No usable answer: the request may have taken effect.
    pub(super) fn unclear(&mut self, what: String, span: Span) -> Next {
        if self.is_looking() {
            return Next::Repeat;
        }
        self.failure = what;
        self.unheard.get_or_insert(span);
        if matches!(self.present().nature, Nature::Repeatable) {
            return Next::Repeat;
        }
        self.looking = Some(0);
        if self.look().is_none() {
            return self.uncertain();
        }
        Next::After(LOOKS[0])
    }

    /// Gives up looking: nobody knows.
    pub fn uncertain(&mut self) -> Next {
        let verb = self.plan.verb();
        let message = match &self.present().nature {
            Nature::Once(trace) => {
                let place = trace.place(&self.plan.kind, &self.subject);
                format!(
                    "`{verb}` was sent and no answer came ({}); it was not found in {place}, and is \
                     not sent again: look there first",
                    self.failure
                )
            }
            _ => format!(
                "`{verb}` was sent and no answer came ({}); {} {} cannot be read to see what \
                 became of it",
                self.failure,
                self.plan.kind.name,
                self.subject.id()
            ),
        };
        self.end(OutcomeKind::Uncertain, RejectCode::NoAnswer.as_str().to_owned(), message);
        if let Some((status, request_id)) = self.heard.take() {
            self.ending.status = Some(status);
            self.ending.request_id = request_id;
        }
        Next::Done
    }
}

fn body_of(request: &Request) -> Value {
    let body = request.body.as_deref().unwrap_or_default();
    serde_json::from_slice(body).unwrap_or(Value::Null)
}
