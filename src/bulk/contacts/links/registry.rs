//! What is known of tags and companies while an import runs, shared by all its rows: so that each is
//! asked for once, however many rows name it and however many of them are under way.
//!
//! The first row that needs an object claims it, the others wait for what it learns. Memory is
//! bounded: of very many objects those used last are remembered, and asking for another one again
//! changes nothing, because it is found by its name or `company_id`.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::link::{Key, Link};
use crate::bulk::outcome::Problem;
use crate::bulk::recent::Recent;

/// Objects remembered: about 8 MB of an import's 64.
pub(super) const REMEMBERED: usize = 64 * 1024;

/// The shared knowledge.
#[derive(Debug)]
pub struct Registry(Mutex<Knowledge>);

#[derive(Debug)]
struct Knowledge {
    known: Recent<Key, Known>,
    /// Being asked for: no more than rows that are open.
    claimed: HashSet<Key>,
}

#[derive(Debug)]
enum Known {
    At {
        id: String,
        /// It was made with a name.
        named: bool,
        /// From the journal of an earlier run: it may have been deleted since.
        recalled: bool,
    },
    /// It cannot be made.
    Failed(Box<Problem>),
}

/// What a row finds that needs an object.
#[derive(Debug, PartialEq, Eq)]
pub enum Claim {
    /// Intercom's id of it.
    Known(String),
    /// It cannot be made.
    Failed(Problem),
    /// Nobody has asked for it: this row does, and tells the registry how it went.
    Ours,
    /// Another row is asking for it.
    Taken,
}

impl Default for Registry {
    fn default() -> Self {
        let known = Recent::new(REMEMBERED);
        Registry(Mutex::new(Knowledge { known, claimed: HashSet::new() }))
    }
}

impl Registry {
    /// Looks an object up, and claims it where nothing is known. A name that a company was made
    /// without is given to it then.
    pub fn claim(&self, link: &Link) -> Claim {
        let (key, mut knowledge) = (link.key(), self.lock());
        match knowledge.known.get(&key) {
            Some(Known::Failed(problem)) => return Claim::Failed((**problem).clone()),
            Some(Known::At { id, named, .. }) if *named || !link.gives_name() => {
                return Claim::Known(id.clone());
            }
            _ => {}
        }
        if knowledge.claimed.insert(key) { Claim::Ours } else { Claim::Taken }
    }

    /// The object was made or found.
    pub fn made(&self, link: &Link, id: &str) {
        self.learn(
            link,
            Known::At { id: id.to_owned(), named: link.gives_name(), recalled: false },
        );
    }

    /// The journal says that the object was made or found: by an earlier run, unless this one knows
    /// better.
    pub fn recall(&self, link: &Link, id: &str) {
        let known = matches!(self.lock().known.get(&link.key()), Some(Known::At { id: known, .. }) if known == id);
        if !known {
            let id = id.to_owned();
            self.learn(link, Known::At { id, named: link.gives_name(), recalled: true });
        }
    }

    /// The object cannot be made: no further row tries.
    pub fn failed(&self, link: &Link, problem: Problem) {
        self.learn(link, Known::Failed(Box::new(problem)));
    }

    /// Nothing has this id any more. True when it was an earlier run's knowledge and the object is
    /// worth asking for again.
    pub fn is_gone(&self, link: &Link, gone: &str) -> bool {
        let (key, mut knowledge) = (link.key(), self.lock());
        match knowledge.known.get(&key) {
            Some(Known::At { id, recalled: true, .. }) if id == gone => {
                knowledge.known.remove(&key);
                true
            }
            Some(Known::At { id, .. }) => id != gone,
            _ => true,
        }
    }

    fn learn(&self, link: &Link, known: Known) {
        let (key, mut knowledge) = (link.key(), self.lock());
        knowledge.claimed.remove(&key);
        knowledge.known.insert(key, known);
    }

    fn lock(&self) -> MutexGuard<'_, Knowledge> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::reject_code::RejectCode;

    fn acme(name: Option<&str>) -> Link {
        Link::Company { company_id: "42".into(), name: name.map(str::to_owned) }
    }

    #[test]
    fn one_row_asks_and_the_others_wait_for_it() {
        let registry = Registry::default();
        assert_eq!(registry.claim(&acme(Some("Acme"))), Claim::Ours);
        assert_eq!(registry.claim(&acme(None)), Claim::Taken);
        registry.made(&acme(Some("Acme")), "65f");
        assert_eq!(registry.claim(&acme(None)), Claim::Known("65f".into()));
        assert_eq!(registry.claim(&acme(Some("Acme Inc."))), Claim::Known("65f".into()));
    }

    #[test]
    fn a_company_without_a_name_gets_the_first_that_a_row_has() {
        let registry = Registry::default();
        registry.made(&acme(None), "65f");
        assert_eq!(registry.claim(&acme(None)), Claim::Known("65f".into()));
        assert_eq!(registry.claim(&acme(Some("Acme"))), Claim::Ours);
    }

    #[test]
    fn what_cannot_be_made_is_not_tried_again() {
        let registry = Registry::default();
        let problem = Problem::new(RejectCode::Ambiguous, "no");
        registry.failed(&acme(None), problem.clone());
        assert_eq!(registry.claim(&acme(None)), Claim::Failed(problem));
    }

    #[test]
    fn only_what_an_earlier_run_knew_is_asked_for_again_when_it_is_gone() {
        let registry = Registry::default();
        registry.recall(&acme(None), "old");
        assert!(registry.is_gone(&acme(None), "old"));
        assert_eq!(registry.claim(&acme(None)), Claim::Ours);
        registry.made(&acme(None), "new");
        assert!(registry.is_gone(&acme(None), "old"), "another row has made it anew");
        assert!(!registry.is_gone(&acme(None), "new"));
    }
}
