//! What the engine sends for an export: the next page of a walk, whichever kind of walk it is.

use std::sync::Arc;

use super::Plan;
use super::companies::CompanyWalk;
use super::frontier::{Open, Stretch, Told};
use super::walk::{Different, Found, Walk};
use crate::api::{Answer, Failure, Request};
use crate::bulk::work::{Intent, Next, Span, Work};

/// A walk of either kind.
pub enum AnyWalk {
    /// Along cursors.
    Cursor(Box<Walk>),
    /// Along companies.
    Companies(Box<CompanyWalk>),
}

impl AnyWalk {
    /// The walk that a stretch takes. `all` is how many records the export has.
    pub fn new(
        number: u64,
        open: Open,
        plan: &Arc<Plan>,
        all: Option<u64>,
        different: &Different,
    ) -> Self {
        let plan = Arc::clone(plan);
        match open.stretch {
            Stretch::Search(_) | Stretch::List => {
                let walk = Walk::new(number, open, plan, all, Arc::clone(different));
                AnyWalk::Cursor(Box::new(walk))
            }
            Stretch::Numbered(_) | Stretch::Scroll => AnyWalk::Companies(Box::new(
                CompanyWalk::new(number, open, plan, all, Arc::clone(different)),
            )),
        }
    }

    /// What it has come to.
    pub fn found(&self) -> &Found {
        match self {
            AnyWalk::Cursor(walk) => &walk.found,
            AnyWalk::Companies(walk) => &walk.found,
        }
    }

    /// The same of a walk that is over.
    pub fn into_found(self) -> Found {
        match self {
            AnyWalk::Cursor(walk) => walk.found,
            AnyWalk::Companies(walk) => walk.found,
        }
    }

    /// What the journal is told of the last page.
    pub fn told(&self, length: u64) -> Told {
        match self {
            AnyWalk::Cursor(walk) => walk.told(length),
            AnyWalk::Companies(walk) => walk.told(length),
        }
    }
}

impl Work for AnyWalk {
    fn request(&self) -> Request {
        match self {
            AnyWalk::Cursor(walk) => walk.request(),
            AnyWalk::Companies(walk) => walk.request(),
        }
    }

    fn intent(&self) -> Intent {
        Intent::None
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, _: Span) -> Next {
        match self {
            AnyWalk::Cursor(walk) => walk.answered(result),
            AnyWalk::Companies(walk) => walk.answered(result),
        }
    }
}
