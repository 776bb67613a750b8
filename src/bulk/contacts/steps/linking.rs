//! A contact stands: its tags and companies are attached, one after the other. Pure, but for the
//! registry that all rows share.
//!
//! A link goes through three steps at most: find (a company of which only the name is given), make,
//! attach. The first two are done by one row for all; every request may be repeated.

use std::sync::Arc;

use serde::de::IgnoredAny;
use serde_json::{Value, json};

use super::answer::{Made, encoded};
use crate::api::error_list::Refusal;
use crate::api::{Answer, Failure, Repeat, Request};
use crate::bulk::contacts::existing::Attached;
use crate::bulk::contacts::links::{Claim, Link, LinkKind, Registry};
use crate::bulk::outcome::Problem;
use crate::bulk::reject_code::RejectCode;

/// A contact between standing and having all its links.
#[derive(Debug)]
pub(super) struct Linking {
    contact: String,
    registry: Arc<Registry>,
    links: Vec<Link>,
    at: usize,
    stage: Stage,
    /// What the contact shows, and what was attached since.
    attached: Attached,
    /// What the last answer brought: which link, and Intercom's id of it.
    made: Option<(usize, String)>,
}

#[derive(Debug, PartialEq, Eq)]
enum Stage {
    /// The link is to be looked at.
    Begin,
    Find,
    Make,
    Attach(String),
}

/// What is next.
pub(super) enum Turn {
    /// The present request.
    Send,
    /// What another row is asking for.
    Wait,
    /// Nothing: all links are there.
    Done,
    /// Nothing: the row is rejected.
    Failed(Problem),
}

impl Linking {
    /// Begins with the first link. `attached` is what the contact is known to have.
    pub(super) fn new(
        contact: String,
        links: Vec<Link>,
        attached: Attached,
        registry: Arc<Registry>,
    ) -> Self {
        Linking { contact, registry, links, at: 0, stage: Stage::Begin, attached, made: None }
    }

    /// The contact.
    pub(super) fn contact(&self) -> &str {
        &self.contact
    }

    /// The tag or company that the last answer made known, and Intercom's id of it.
    pub(super) fn made(&self) -> Option<(&Link, &str)> {
        self.made.as_ref().map(|(at, id)| (&self.links[*at], id.as_str()))
    }

    /// Settles what needs no request, until there is one or none is left.
    pub(super) fn turn(&mut self) -> Turn {
        while self.stage == Stage::Begin {
            let Some(link) = self.links.get(self.at) else { return Turn::Done };
            match self.registry.claim(link) {
                Claim::Known(id) if self.attached.has(link.kind(), &id) => self.at += 1,
                Claim::Known(id) => self.stage = Stage::Attach(id),
                Claim::Failed(problem) => return Turn::Failed(self.problem("made", problem)),
                Claim::Ours if link.find().is_some() => self.stage = Stage::Find,
                Claim::Ours => self.stage = Stage::Make,
                Claim::Taken => return Turn::Wait,
            }
        }
        Turn::Send
    }

    /// The request of the present stage; [`Linking::turn`] has said that there is one.
    pub(super) fn request(&self) -> Request {
        let link = &self.links[self.at];
        match &self.stage {
            Stage::Attach(id) => {
                let path = format!("/contacts/{}/{}", encoded(&self.contact), link.kind().path());
                Request::post(path).json(&json!({"id": id})).repeat(Repeat::Safe)
            }
            Stage::Find => link.find().unwrap_or_else(|| link.make()),
            Stage::Make | Stage::Begin => link.make(),
        }
    }

    /// Takes an answer that it was done.
    pub(super) fn done(&mut self, answer: &Answer) -> Result<(), Failure> {
        self.made = None;
        self.stage = match &mut self.stage {
            Stage::Find => self.found(answer)?,
            Stage::Attach(id) => {
                // A success that cannot be read is none.
                answer.json::<IgnoredAny>()?;
                self.attached.add(self.links[self.at].kind(), std::mem::take(id));
                self.at += 1;
                Stage::Begin
            }
            Stage::Make | Stage::Begin => {
                self.learned(answer.json::<Made>()?.id.into_text());
                Stage::Begin
            }
        };
        Ok(())
    }

    /// The answer to a name is one company, or a list of them (docs: Retrieve companies tells the
    /// one and shows the other).
    fn found(&mut self, answer: &Answer) -> Result<Stage, Failure> {
        let found: Value = answer.json()?;
        let companies = match &found["data"] {
            Value::Array(companies) => companies.as_slice(),
            _ => std::slice::from_ref(&found),
        };
        let ids: Vec<&str> =
            companies.iter().filter_map(|company| company["id"].as_str()).collect();
        match ids.as_slice() {
            [] => return Ok(Stage::Make),
            [only] => self.learned((*only).to_owned()),
            several => {
                let message = format!(
                    "{} companies have this name; say which one it is in a company_id column",
                    several.len()
                );
                self.registry
                    .failed(&self.links[self.at], Problem::new(RejectCode::Ambiguous, message));
            }
        }
        Ok(Stage::Begin)
    }

    fn learned(&mut self, id: String) {
        self.registry.made(&self.links[self.at], &id);
        self.made = Some((self.at, id));
    }

    /// Takes a refusal; gives why the row is rejected, unless there is another way.
    pub(super) fn refused(&mut self, refusal: &Refusal) -> Option<Problem> {
        self.made = None;
        let link = &self.links[self.at];
        match &self.stage {
            Stage::Find if refusal.status == 404 => {
                self.stage = Stage::Make;
                return None;
            }
            Stage::Attach(id) if refusal.status == 404 && self.registry.is_gone(link, id) => {}
            Stage::Attach(_) => return Some(self.problem("attached", Problem::of(refusal))),
            Stage::Find | Stage::Make | Stage::Begin => {
                self.registry.failed(link, Problem::of(refusal));
            }
        }
        self.stage = Stage::Begin;
        None
    }

    /// Names the contact, so that importing the rejected row does only what is missing.
    fn problem(&self, verb: &str, cause: Problem) -> Problem {
        let link = &self.links[self.at];
        let code = match link.kind() {
            LinkKind::Tag => RejectCode::TagFailed,
            LinkKind::Company => RejectCode::CompanyFailed,
        };
        let message = format!(
            "contact id={} stands, but {} could not be {verb}: {} ({})",
            self.contact,
            link.describe(),
            cause.message,
            cause.code
        );
        Problem { message, ..cause }.with_code(code)
    }
}
