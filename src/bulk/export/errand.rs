//! What the engine sends for an export: the next page of a walk, whichever kind of walk it is.

use std::sync::Arc;

use super::Plan;
use super::companies::CompanyWalk;
use super::frontier::{Open, Stretch, Told};
use super::page::Record;
use super::walk::{Different, End, Walk};
use crate::api::{Answer, Failure, Request};
use crate::bulk::work::{Intent, Next, Span, Work};

/// A walk of either kind.
pub enum Errand {
    /// Along cursors.
    Cursor(Box<Walk>),
    /// Along companies.
    Companies(Box<CompanyWalk>),
}

impl Errand {
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
                Errand::Cursor(Box::new(walk))
            }
            Stretch::Numbered(_) | Stretch::Scroll => Errand::Companies(Box::new(
                CompanyWalk::new(number, open, plan, all, Arc::clone(different)),
            )),
        }
    }

    /// What the last page brought.
    pub fn records(&self) -> &[Record] {
        match self {
            Errand::Cursor(walk) => &walk.records,
            Errand::Companies(walk) => &walk.records,
        }
    }

    /// What the journal is told of the last page.
    pub fn told(&self, length: u64) -> Told {
        match self {
            Errand::Cursor(walk) => walk.told(length),
            Errand::Companies(walk) => walk.told(length),
        }
    }

    /// How it ended, with the API's count of its records.
    pub fn end(&mut self) -> (Option<End>, u64, Option<u64>) {
        match self {
            Errand::Cursor(walk) => (walk.end.take(), walk.number, walk.total),
            Errand::Companies(walk) => (walk.end.take(), walk.number, walk.total),
        }
    }
}

impl Work for Errand {
    fn request(&self) -> Request {
        match self {
            Errand::Cursor(walk) => walk.request(),
            Errand::Companies(walk) => walk.request(),
        }
    }

    fn intent(&self) -> Intent {
        Intent::None
    }

    fn answered(&mut self, result: &Result<Answer, Failure>, _: Span) -> Next {
        match self {
            Errand::Cursor(walk) => walk.answered(result),
            Errand::Companies(walk) => walk.answered(result),
        }
    }
}
