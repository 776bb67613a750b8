//! One row's way through its requests: create, and where the contact exists already read, unarchive
//! or update it, then attach tags and companies (`linking.rs`). Pure: an answer goes in, the next step
//! comes out.
//!
//! The rules that keep a row from being lost or doubled are all here:
//!
//! * a contact with a unique key may be created again after a lost answer, because a second one
//!   would be refused with a 409 that names the first;
//! * one without a key is never sent again unless it is certain that nothing happened;
//! * a row counts as created only when the API said so.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde_json::{Map, Value};

use self::answer::{Made, concerns_the_job, encoded};
use self::linking::{Linking, Turn};
use super::conflict::{Dealing, InTheWay, OnConflict, Policy};
use super::existing::{Attached, has_values};
use super::links::Link;
use super::lookup::users_by_email;
use crate::api::error_list::{Refusal, answer_error};
use crate::api::{Answer, Failure, Proof, Repeat, Request};
use crate::bulk::outcome::{Outcome, Problem};
use crate::bulk::reject_code::RejectCode;
use crate::bulk::tally::OutcomeKind;
use crate::bulk::work::{Next, Readiness};

mod answer;
mod linking;

/// How often a row begins anew because the contact it was about to change had gone.
const MAX_ROUNDS: u32 = 3;

/// What is known about a row before its first request of this run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// Nothing.
    Nothing,
    /// An earlier run may have created it.
    MayExist,
    /// The contact stands, in this state; what follows is missing.
    Stands(String, OutcomeKind),
    /// The contact stood when the row was rejected in another job; its values may have been mended.
    Stood(String),
}

#[derive(Debug)]
enum Step {
    Create,
    /// Looks the contact up whose conflict did not name it.
    FindByExternalId,
    FindByEmail,
    Unarchive(String),
    Read(String),
    Update(String),
    /// The contact stands; what hangs on it follows.
    Link(Box<Linking>),
}

/// What an answer told that the journal is to know.
#[derive(Debug, PartialEq, Eq)]
pub enum News<'a> {
    /// The contact stands, and further steps follow.
    Stands(&'a str, OutcomeKind),
    /// A tag or company was made or found, for this row and others.
    Made(&'a Link, &'a str),
}

/// A row between its first request and its outcome.
#[derive(Debug)]
pub struct Steps {
    policy: Arc<Policy>,
    body: Map<String, Value>,
    /// The row's own tags and companies, until the contact stands.
    links: Vec<Link>,
    /// What the contact showed when it was read.
    attached: Attached,
    /// A user with an email or external id: Intercom keeps a second one out.
    has_key: bool,
    step: Step,
    may_exist: bool,
    unarchived: bool,
    /// The contact stood when the row was rejected in another job.
    stood: bool,
    rounds: u32,
    /// What the row will be when its last step is done.
    so_far: OutcomeKind,
    /// The last answer is the one after which the contact stands.
    stands_now: bool,
    /// The 409 that led to the present step.
    conflict: Option<Problem>,
    outcome: Option<Outcome>,
}

impl Steps {
    /// Begins a row. `has_key` says that it is a user with an email or external id.
    pub fn new(
        policy: Arc<Policy>,
        body: Map<String, Value>,
        links: Vec<Link>,
        has_key: bool,
        known: Known,
    ) -> Self {
        let mut steps = Steps {
            policy,
            body,
            links,
            attached: Attached::default(),
            has_key,
            step: Step::Create,
            may_exist: known == Known::MayExist,
            unarchived: false,
            stood: matches!(known, Known::Stood(_)),
            rounds: 0,
            so_far: OutcomeKind::Created,
            stands_now: false,
            conflict: None,
            outcome: None,
        };
        match known {
            Known::Nothing | Known::MayExist => {}
            Known::Stands(id, outcome) => {
                steps.so_far = outcome;
                steps.step = steps.linking(id);
            }
            Known::Stood(id) => {
                steps.so_far = OutcomeKind::Unchanged;
                steps.step = Step::Read(id);
            }
        }
        steps
    }

    /// Whether the present request can leave. A row may wait for a company that another one makes, and
    /// then find that nothing is left to do.
    pub fn readiness(&mut self) -> Readiness {
        let Step::Link(linking) = &mut self.step else { return Readiness::Now };
        match linking.turn() {
            Turn::Send => return Readiness::Now,
            Turn::Wait => return Readiness::NotYet,
            Turn::Done => {
                let id = linking.contact().to_owned();
                self.finish(Outcome::of(self.so_far, Some(id)));
            }
            Turn::Failed(problem) => {
                self.finish(Outcome::rejected(problem));
            }
        }
        Readiness::Over
    }

    /// The request of the present step.
    pub fn request(&self) -> Request {
        let text = |field: &str| self.body.get(field).and_then(Value::as_str).unwrap_or_default();
        match &self.step {
            Step::Create => Request::post("/contacts").json_object(&self.body),
            Step::FindByExternalId => {
                let external_id = encoded(text("external_id"));
                Request::get(format!("/contacts/find_by_external_id/{external_id}"))
            }
            Step::FindByEmail => users_by_email(text("email")),
            Step::Unarchive(id) => {
                Request::post(format!("/contacts/{}/unarchive", encoded(id))).repeat(Repeat::Safe)
            }
            Step::Read(id) => Request::get(format!("/contacts/{}", encoded(id))),
            Step::Update(id) => {
                Request::put(format!("/contacts/{}", encoded(id))).json_object(&self.body)
            }
            Step::Link(linking) => linking.request(),
        }
    }

    /// True while the request of the present step creates a contact.
    pub fn creates(&self) -> bool {
        matches!(self.step, Step::Create)
    }

    /// True when the contact could be found again by a unique key.
    pub fn has_key(&self) -> bool {
        self.has_key
    }

    /// What the last answer told that the journal is to know.
    pub fn news(&self) -> Option<News<'_>> {
        let Step::Link(linking) = &self.step else { return None };
        if self.stands_now {
            return Some(News::Stands(linking.contact(), self.so_far));
        }
        linking.made().map(|(link, id)| News::Made(link, id))
    }

    /// The outcome, once [`Next::Done`] was returned.
    pub fn into_outcome(self) -> Outcome {
        self.outcome.unwrap_or_else(|| {
            Outcome::uncertain(Problem::new(
                RejectCode::Unfinished,
                "the row was not worked through",
            ))
        })
    }

    /// Takes the answer to the request of the present step.
    pub fn answered(&mut self, result: &Result<Answer, Failure>) -> Next {
        let proof = match result {
            Ok(answer) => Proof::of_status(answer.status),
            Err(failure) => failure.proof(),
        };
        match (result, proof) {
            (Ok(answer), Proof::Done) => self.done(answer),
            (Ok(answer), Proof::Refused) => self.refused(answer),
            (_, Proof::Limited | Proof::NotSent) => Next::Repeat,
            (Ok(answer), _) => self.unclear(&format!("HTTP {}", answer.status)),
            (Err(failure), _) => self.unclear(&failure.to_string()),
        }
    }

    fn done(&mut self, answer: &Answer) -> Next {
        self.stands_now = false;
        // A success that cannot be read is none: half of a refusal may have come with its status.
        let unread = matches!(self.step, Step::Unarchive(_) | Step::Update(_) | Step::Link(_));
        if unread
            && !answer.body.is_empty()
            && let Err(failure) = answer.json::<IgnoredAny>()
        {
            return self.unclear(&failure.to_string());
        }
        let read = match self.step {
            Step::Create => self.created(answer),
            Step::FindByExternalId => self.found(answer),
            Step::FindByEmail => self.found_by_email(answer),
            Step::Read(_) => self.compare(answer),
            Step::Unarchive(ref id) => {
                self.step = Step::Read(id.clone());
                self.unarchived = true;
                self.so_far = OutcomeKind::Updated;
                Ok(Next::Send)
            }
            Step::Update(ref mut id) => {
                self.so_far = OutcomeKind::Updated;
                let id = std::mem::take(id);
                Ok(self.stands(id))
            }
            Step::Link(ref mut linking) => linking.done(answer).map(|()| self.go_on()),
        };
        read.unwrap_or_else(|failure| self.unclear(&failure.to_string()))
    }

    fn created(&mut self, answer: &Answer) -> Result<Next, Failure> {
        let id = answer.json::<Made>()?.id.into_text();
        self.so_far = OutcomeKind::Created;
        Ok(self.stands(id))
    }

    fn found(&mut self, answer: &Answer) -> Result<Next, Failure> {
        let id = answer.json::<Made>()?.id.into_text();
        self.step = Step::Read(id);
        Ok(Next::Send)
    }

    fn found_by_email(&mut self, answer: &Answer) -> Result<Next, Failure> {
        let page: Value = answer.json()?;
        let ids: Vec<&str> = page["data"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|c| c["id"].as_str())
            .collect();
        let [only] = ids.as_slice() else { return Ok(self.reject_conflict()) };
        self.step = Step::Read((*only).to_owned());
        Ok(Next::Send)
    }

    /// The contact was read: nothing is written that it has already.
    fn compare(&mut self, answer: &Answer) -> Result<Next, Failure> {
        let contact: Value = answer.json()?;
        let Step::Read(id) = &self.step else { return Ok(Next::Send) };
        let id = id.clone();
        if self.has_links() {
            self.attached = Attached::of(&contact);
        }
        if has_values(&contact, &self.body) {
            if !self.unarchived {
                self.so_far = OutcomeKind::Unchanged;
            }
            return Ok(self.stands(id));
        }
        Ok(match self.policy.on_conflict {
            OnConflict::Update => {
                self.step = Step::Update(id);
                Next::Send
            }
            // It was brought back, or stood before: what is missing hangs on it, not in it.
            _ if self.unarchived || self.stood => self.stands(id),
            OnConflict::Skip => self.finish(Outcome::of(OutcomeKind::Skipped, Some(id))),
            OnConflict::Fail => self.reject_conflict(),
        })
    }

    /// The contact stands: what hangs on it is next.
    fn stands(&mut self, id: String) -> Next {
        if !self.has_links() {
            return self.finish(Outcome::of(self.so_far, Some(id)));
        }
        self.step = self.linking(id);
        self.stands_now = true;
        self.go_on()
    }

    fn has_links(&self) -> bool {
        !self.links.is_empty() || !self.policy.tags.is_empty()
    }

    fn linking(&mut self, id: String) -> Step {
        let everyones = self.policy.tags.iter().map(|tag| Link::Tag(tag.name.clone()));
        let links = everyones.chain(std::mem::take(&mut self.links)).collect();
        let attached = std::mem::take(&mut self.attached);
        Step::Link(Box::new(Linking::new(id, links, attached, Arc::clone(&self.policy.registry))))
    }

    fn go_on(&mut self) -> Next {
        match self.readiness() {
            Readiness::Over => Next::Done,
            Readiness::Now | Readiness::NotYet => Next::Send,
        }
    }

    fn refused(&mut self, answer: &Answer) -> Next {
        self.stands_now = false;
        let refusal = Refusal::decode(answer);
        // A create addresses no object, so a 404 is about the address, whatever its form.
        let lost = refusal.status == 404 && self.creates();
        if lost || concerns_the_job(&refusal) {
            return Next::Stop(answer_error(answer, Repeat::Safe));
        }
        match (&mut self.step, refusal.status) {
            (Step::Create, 409) if self.has_key => self.conflict(&refusal),
            (Step::FindByExternalId, 404) if self.body.contains_key("email") => {
                self.step = Step::FindByEmail;
                Next::Send
            }
            (Step::FindByExternalId | Step::FindByEmail, _) => self.reject_conflict(),
            (Step::Read(_) | Step::Update(_) | Step::Unarchive(_), 404 | 410)
                if self.rounds < MAX_ROUNDS && self.has_key =>
            {
                // It was deleted or merged since: the row begins anew.
                self.rounds += 1;
                self.step = Step::Create;
                Next::Send
            }
            (Step::Link(linking), _) => match linking.refused(&refusal) {
                Some(problem) => self.finish(Outcome::rejected(problem)),
                None => self.go_on(),
            },
            _ => self.finish(Outcome::rejected(Problem::of(&refusal))),
        }
    }

    fn conflict(&mut self, refusal: &Refusal) -> Next {
        self.conflict = Some(Problem::of(refusal));
        let named = InTheWay::parse(&refusal.sentence());
        match self.policy.about(&named, self.may_exist) {
            Dealing::LeaveAlone => self.finish(Outcome::of(OutcomeKind::Skipped, named.id)),
            Dealing::Refuse => self.reject_conflict(),
            Dealing::LookAt => {
                self.step = match named.id {
                    Some(id) if named.archived => Step::Unarchive(id),
                    Some(id) => Step::Read(id),
                    None if self.can_be_addressed() => Step::FindByExternalId,
                    None => Step::FindByEmail,
                };
                Next::Send
            }
        }
    }

    /// True when the row has an external id that can stand in a path.
    fn can_be_addressed(&self) -> bool {
        let external_id = self.body.get("external_id").and_then(Value::as_str);
        external_id.is_some_and(|id| crate::api::path_segment(id).is_ok())
    }

    fn reject_conflict(&mut self) -> Next {
        let problem = self.conflict.clone().unwrap_or_else(|| {
            Problem::new(
                RejectCode::Conflict,
                "a contact with this key exists and has other values",
            )
        });
        self.finish(Outcome::rejected(problem))
    }

    /// No usable answer: the request may have taken effect.
    fn unclear(&mut self, what: &str) -> Next {
        if !self.creates() {
            return Next::Repeat;
        }
        if self.has_key {
            self.may_exist = true;
            return Next::Repeat;
        }
        let message = format!(
            "it was sent and no answer came ({what}); without a unique key it cannot be looked up, so it is not sent again"
        );
        self.finish(Outcome::uncertain(Problem::new(RejectCode::NoAnswer, message)))
    }

    fn finish(&mut self, outcome: Outcome) -> Next {
        self.outcome = Some(outcome);
        Next::Done
    }
}

#[cfg(test)]
#[path = "steps_tests.rs"]
mod tests;
