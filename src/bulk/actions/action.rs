//! A plan on its way through one object. Pure: an answer goes in, the next request comes out.
//!
//! The rules that keep an action from being lost or done twice are all here:
//!
//! * a refused connection or a refusing answer proves that nothing happened;
//! * after anything else a repeatable step is repeated; one that shows in the object's state is
//!   repeated once the state has been read and does not show it; one that must happen once is
//!   looked for up to three times over ten seconds and never sent again;
//! * what cannot be told is *uncertain*, and says where to look.
//!
//! What follows a lost answer is in `lost_answer.rs`.

mod lost_answer;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use super::ending::Ending;
use super::sent_time::Ahead;
use super::subject::{ObjectKind, Subject};
use super::{Nature, Plan, Step};
use crate::api::error_list::{Refusal, answer_error};
use crate::api::{Answer, Failure, Method, Proof, Repeat, Request};
use crate::bulk::reject_code::RejectCode;
use crate::bulk::tally::OutcomeKind;
use crate::bulk::work::{Intent, Next, Span};

pub use lost_answer::LOOKS;

/// What an earlier run left of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// So many steps are done.
    Stepped(usize),
    /// The step of this index was sent at that moment, and nobody saw the answer.
    Sent(usize, Timestamp),
}

/// A plan on its way through one object.
pub struct Action {
    plan: Arc<Plan>,
    subject: Subject,
    step: usize,
    /// How often what the present step did was looked for; `None` while it is being sent.
    looking: Option<usize>,
    /// When the present step was first sent without a usable answer.
    unheard: Option<Span>,
    /// What came in place of that answer.
    failure: String,
    /// The status and request id of an answer that left it unclear.
    heard: Option<(u16, Option<String>)>,
    ahead: Ahead,
    /// So many messages like this were sent a moment before: what they left looks the same.
    others: usize,
    /// A step has done something.
    acted: bool,
    ending: Ending,
    value: Option<Value>,
}

impl Action {
    /// Begins. A subject that the plan cannot be made for is rejected without a request, one that
    /// has the result already is left as it is: see [`Action::is_over`].
    pub fn begin(plan: Arc<Plan>, subject: Subject, known: Known) -> Self {
        let step = match known {
            Known::Nothing => 0,
            Known::Stepped(step) | Known::Sent(step, _) => step,
        };
        let mut action = Action {
            step,
            looking: None,
            unheard: None,
            failure: "the run ended before the answer came".to_owned(),
            heard: None,
            ahead: Ahead::default(),
            others: 0,
            acted: step > 0,
            ending: Ending::of(subject.id(), OutcomeKind::Unchanged),
            value: None,
            plan,
            subject,
        };
        match known {
            Known::Sent(_, sent) if step < action.plan.steps.len() => action.go_on(sent),
            Known::Nothing => action.open(),
            _ => action.skip_what_is_so(),
        }
        action
    }

    /// Says that so many of the same messages were sent a moment before. Found is then only one
    /// more than those.
    #[must_use]
    pub fn after_others(mut self, others: usize) -> Self {
        self.others = others;
        self
    }

    fn open(&mut self) {
        match self.plan.check(&self.subject) {
            Ok(()) => self.skip_what_is_so(),
            Err(error) => {
                self.ending = Ending::of(self.subject.id(), OutcomeKind::Rejected)
                    .because(RejectCode::InvalidObject.as_str(), error.message());
                self.step = self.plan.steps.len();
            }
        }
    }

    /// True when it has its ending and needs no request.
    pub fn is_over(&self) -> bool {
        self.step >= self.plan.steps.len()
    }

    /// The index of the present step.
    pub fn step(&self) -> usize {
        self.step
    }

    /// True while what the present step did is being looked for.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// True when the present step may have taken effect without our knowing.
    pub fn is_unheard(&self) -> bool {
        self.unheard.is_some()
    }

    /// An earlier attempt at the present request was repeated after its answer was lost.
    pub fn may_have_taken_effect(&mut self, span: Span) {
        self.unheard.get_or_insert(span);
    }

    /// The object it is about.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// What kind of object that is.
    pub fn kind(&self) -> &ObjectKind {
        &self.plan.kind
    }

    /// What became of it, once it is over.
    pub fn ending(&self) -> &Ending {
        &self.ending
    }

    /// The last step's answer, or the object in which its effect was found.
    pub fn into_value(self) -> Option<Value> {
        self.value
    }

    fn present(&self) -> &Step {
        // Callers have seen that it is not over; the last step stands in for a mistake.
        &self.plan.steps[self.step.min(self.plan.steps.len() - 1)]
    }

    fn sending(&self) -> Request {
        let step = self.present();
        let request = (step.make)(&self.subject);
        match step.nature {
            Nature::Repeatable => request.repeat(Repeat::Safe),
            _ => request.repeat(Repeat::Refused),
        }
    }

    /// The request to send now.
    pub fn request(&self) -> Request {
        let look = self.looking.and_then(|_| self.look());
        look.unwrap_or_else(|| self.sending())
    }

    /// What must be remembered before it is sent.
    pub fn intent(&self) -> Intent {
        if self.is_looking() {
            return Intent::None;
        }
        match &self.present().nature {
            Nature::Once(_) => Intent::Durable,
            Nature::UntilSeen(_) => Intent::Remembered,
            Nature::Repeatable if self.sending().method == Method::Delete => Intent::Remembered,
            Nature::Repeatable => Intent::None,
        }
    }

    /// Takes the answer to the present request.
    pub fn answered(&mut self, result: &Result<Answer, Failure>, span: Span) -> Next {
        if let Ok(answer) = result {
            self.ahead.learn(answer.timing.date, span);
        }
        let proof = match result {
            Ok(answer) => Proof::of_status(answer.status),
            Err(failure) => failure.proof(),
        };
        match (result, proof) {
            (_, Proof::Limited | Proof::NotSent) => Next::Repeat,
            (Ok(answer), Proof::Done) => match answer.json::<Value>() {
                Ok(value) if self.is_looking() => self.looked(value),
                Ok(value) => self.done(answer, value),
                Err(failure) => self.unclear(failure.to_string(), span),
            },
            (Ok(answer), Proof::Refused) => self.refused(answer),
            (Ok(answer), _) => {
                if !self.is_looking() {
                    self.heard = Some((answer.status, Refusal::decode(answer).request_id));
                }
                self.unclear(format!("HTTP {}", answer.status), span)
            }
            (Err(failure), _) => self.unclear(failure.to_string(), span),
        }
    }

    /// The present step took effect.
    fn done(&mut self, answer: &Answer, value: Value) -> Next {
        self.ending.status = Some(answer.status);
        self.ending.request_id = answer.request_id().map(str::to_owned);
        self.value = Some(value);
        self.acted = true;
        self.advance()
    }

    fn advance(&mut self) -> Next {
        self.step += 1;
        self.looking = None;
        self.unheard = None;
        self.heard = None;
        self.skip_what_is_so();
        if self.is_over() { Next::Done } else { Next::Send }
    }

    /// Passes over steps whose result the piped object has, and notes the outcome at the end.
    fn skip_what_is_so(&mut self) {
        while let Some(step) = self.plan.steps.get(self.step)
            && step.is_done_already(&self.subject)
        {
            self.step += 1;
        }
        if self.is_over() {
            self.ending.outcome =
                if self.acted { OutcomeKind::Done } else { OutcomeKind::Unchanged };
        }
    }

    fn refused(&mut self, answer: &Answer) -> Next {
        let refusal = Refusal::decode(answer);
        if concerns_every_object(&refusal) {
            return Next::Stop(answer_error(answer, Repeat::Safe));
        }
        let step = self.present();
        if self.is_looking() && matches!(step.nature, Nature::Once(_)) {
            self.failure = format!("reading it was refused: {}", refusal.sentence());
            return self.uncertain();
        }
        let sent = !self.is_looking();
        let gone = sent && self.is_unheard() && matches!(refusal.status, 404 | 410);
        if gone && self.sending().method == Method::Delete {
            self.acted = true;
            return self.advance();
        }
        if sent && step.unchanged.as_ref().is_some_and(|says| says(&refusal)) {
            self.ending.status = Some(refusal.status);
            self.ending.code = refusal.code;
            self.ending.request_id = refusal.request_id;
            return self.advance();
        }
        self.reject(refusal)
    }

    fn reject(&mut self, refusal: Refusal) -> Next {
        let code = refusal.code.clone().unwrap_or_else(|| format!("http_{}", refusal.status));
        let message = match &refusal.field {
            Some(field) => format!("{field}: {}", refusal.sentence()),
            None => refusal.sentence(),
        };
        self.end(OutcomeKind::Rejected, code, message);
        self.ending.status = Some(refusal.status);
        self.ending.request_id = refusal.request_id;
        Next::Done
    }

    fn end(&mut self, outcome: OutcomeKind, code: String, message: String) {
        self.ending = Ending::of(self.subject.id(), outcome).because(code, message);
        self.step = self.plan.steps.len();
        self.looking = None;
    }
}

/// Refusals that every further object would meet as well.
fn concerns_every_object(refusal: &Refusal) -> bool {
    match refusal.status {
        401 | 402 | 403 | 405 | 406 | 415 | 501 | 300..=399 => true,
        // A web page in place of the API: the address is wrong, not the id.
        404 => refusal.html,
        _ => refusal.code.as_deref() == Some("intercom_version_invalid"),
    }
}

#[cfg(test)]
#[path = "action_tests.rs"]
mod tests;
