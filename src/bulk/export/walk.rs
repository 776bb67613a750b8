//! One cursor's way through a search or a list, page by page. No I/O: a machine of the engine.
//!
//! A page that did not arrive whole is asked for again, a cursor that is refused begins its stretch
//! anew, and so does a stretch that ends with fewer records than the API counts in it.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::frontier::{Open, Stretch, Told};
use super::page::{Page, Record};
use super::partition::{Part, part_size};
use super::{Noun, Plan};
use crate::api::error_list::{answer_error, without_object};
use crate::api::{Answer, Failure, Proof, Repeat, Request};
use crate::bulk::work::Next;
use crate::error::{Error, Result};

/// How often a stretch is walked again that is short of records.
const MOST_AGAIN: u8 = 2;

/// How often in a row a page may come that cannot be read.
pub(super) const MOST_BAD: u8 = 8;

/// What became of a stretch.
#[derive(Debug, PartialEq, Eq)]
pub enum End {
    /// It was walked to its end.
    Whole,
    /// It is to be cut into these.
    Cut(Vec<Stretch>),
}

/// What a walk of either kind has come to so far.
#[derive(Default)]
pub struct Found {
    /// The walk's number.
    pub number: u64,
    /// How it ended, once it has.
    pub end: Option<End>,
    /// Records of the stretch, by the API's last count.
    pub total: Option<u64>,
    /// What the last page brought, less what the page before had brought already.
    pub records: Vec<Record>,
    /// Records since the stretch was begun (anew) that belong to it and are wanted.
    pub kept: u64,
}

/// A walk along one cursor.
pub struct Walk {
    /// What it has come to.
    pub found: Found,
    /// Records that came since the stretch was begun (anew), wanted or not.
    came: u64,
    open: Open,
    plan: Arc<Plan>,
    /// The ids of the last page.
    last: HashSet<String>,
    /// More than so many records are cut; `None` before it is known how many there are at all.
    size: Option<u64>,
    order: Order,
    /// How many records the list had when its walk began.
    first_total: Option<u64>,
    different: Different,
    /// Pages in a row that could not be read.
    bad: u8,
    /// A cursor that was there before, and the pages since the stretch was begun.
    milestone: Option<String>,
    steps: u64,
}

/// How many different records came so far, by all walks. The list's walk stops by it.
pub type Different = Arc<AtomicU64>;

/// Whether a list comes in descending order of a time. Which list is sorted how is not documented,
/// so the pages themselves are watched.
#[derive(Debug, Clone, Copy)]
struct Order {
    created: Option<i64>,
    updated: Option<i64>,
}

impl Order {
    fn new() -> Self {
        Order { created: Some(i64::MAX), updated: Some(i64::MAX) }
    }

    fn see(&mut self, record: &Record) {
        let step = |last: Option<i64>, next: Option<i64>| match (last, next) {
            (Some(last), Some(next)) if next <= last => Some(next),
            _ => None,
        };
        self.created = step(self.created, record.created_at);
        self.updated = step(self.updated, record.updated_at);
    }

    /// True when nothing that was created since can follow: nothing is updated before it is created.
    fn is_past(&self, moment: i64) -> bool {
        let past = |time: Option<i64>| time.is_some_and(|time| time < moment);
        past(self.created) || past(self.updated)
    }
}

impl Walk {
    /// Begins a stretch or goes on with it. `all` is how many records the export has.
    pub fn new(
        number: u64,
        mut open: Open,
        plan: Arc<Plan>,
        all: Option<u64>,
        different: Different,
    ) -> Self {
        if open.stretch == Stretch::List {
            // Its end depends on all of its pages, so it does not go on in the middle.
            (open.cursor, open.came, open.kept) = (None, 0, 0);
        }
        Walk {
            found: Found { number, kept: open.kept, ..Found::default() },
            came: open.came,
            plan,
            last: HashSet::new(),
            size: all.map(part_size),
            order: Order::new(),
            first_total: None,
            different,
            bad: 0,
            milestone: None,
            steps: 0,
            open,
        }
    }

    /// The page to ask for.
    pub fn request(&self) -> Request {
        let cursor = self.open.cursor.as_deref();
        match &self.open.stretch {
            Stretch::Search(part) => self.plan.search(part, cursor),
            _ => self.plan.list(cursor),
        }
    }

    /// What the journal is told of the last page; the spool then has this length.
    pub fn told(&self, length: u64) -> Told {
        Told {
            walk: self.found.number,
            total: self.found.total,
            came: self.came,
            kept: self.found.kept,
            cursor: self.open.cursor.clone(),
            again: self.open.again,
            length,
        }
    }

    /// True for the walk along the list.
    pub fn is_list(&self) -> bool {
        self.open.stretch == Stretch::List
    }

    /// Takes the answer.
    pub fn answered(&mut self, result: &Result<Answer, Failure>) -> Next {
        self.found.records.clear();
        let Ok(answer) = result else { return Next::Repeat };
        match Proof::of_status(answer.status) {
            Proof::Done => match Page::read(&answer.body, self.plan.noun) {
                Ok(page) => self.took(page),
                Err(error) => self.unread(error),
            },
            Proof::Refused if answer.status == 400 && self.may_begin_anew() => {
                self.begin_anew();
                Next::Send
            }
            Proof::Refused => Next::Stop(without_object(answer_error(answer, Repeat::Safe))),
            _ => Next::Repeat,
        }
    }

    /// A page that broke off comes whole the next time; one that never does is no page.
    fn unread(&mut self, error: Error) -> Next {
        self.bad += 1;
        if self.bad < MOST_BAD {
            return Next::Repeat;
        }
        Next::Stop(error.hint("what answers there does not speak as the API does"))
    }

    fn may_begin_anew(&self) -> bool {
        self.open.cursor.is_some() && self.open.again < MOST_AGAIN
    }

    fn begin_anew(&mut self) {
        self.open.cursor = None;
        self.open.again += 1;
        (self.came, self.found.kept) = (0, 0);
        self.last.clear();
        (self.milestone, self.steps) = (None, 0);
        self.order = Order::new();
    }

    fn took(&mut self, page: Page) -> Next {
        self.bad = 0;
        if self.runs_over(&page) {
            self.plan.cuts_do_not_hold();
            // Counted as nothing, the part lacks records by the count of its whole, which is walked.
            (self.found.total, self.found.end) = (Some(0), Some(End::Whole));
            return Next::Done;
        }
        self.found.total = page.total;
        self.first_total = self.first_total.or(page.total);
        if self.open.cursor.is_none()
            && self.open.again == 0
            && let Some(end) = self.at_first_sight(&page)
        {
            self.found.end = Some(end);
            return Next::Done;
        }
        if page.next.is_some() && self.has_been_at(page.next.as_deref()) {
            return Next::Stop(
                Error::failed("the API names a page as the next one that has been there before")
                    .hint("the list has no end that way: --restart begins it anew"),
            );
        }
        let next = page.next.clone();
        self.keep(page);
        match next {
            Some(cursor) if !self.has_seen_the_newest() => {
                self.open.cursor = Some(cursor);
                Next::Send
            }
            None if self.is_short() && self.open.again < MOST_AGAIN => {
                // What came stays: what comes again is dropped in the end.
                self.begin_anew();
                Next::Send
            }
            _ => {
                self.open.cursor = None;
                self.found.end = Some(End::Whole);
                Next::Done
            }
        }
    }

    /// Whether the first page of a part has a record that the filters leave out: the server does not
    /// know them, and would bring the same records for every part.
    fn runs_over(&self, page: &Page) -> bool {
        let Stretch::Search(part) = &self.open.stretch else { return false };
        let grain = &self.plan.grain;
        self.open.cursor.is_none()
            && self.open.proved.is_none()
            && *part != self.plan.whole()
            && page.records.iter().any(|own| part.excludes(&own.id, own.created_at, grain))
    }

    /// Whether a cursor leads back. The cursor that is kept for comparison moves on after 1, 2, 4, …
    /// pages, so that a circle of any length is noticed.
    fn has_been_at(&mut self, next: Option<&str>) -> bool {
        if next == self.open.cursor.as_deref() || next == self.milestone.as_deref() {
            return true;
        }
        self.steps += 1;
        if self.steps.is_power_of_two() {
            self.milestone = next.map(str::to_owned);
        }
        false
    }

    /// What the first page says about its stretch: it may be walked already, or too large.
    fn at_first_sight(&mut self, page: &Page) -> Option<End> {
        let Stretch::Search(part) = &self.open.stretch else { return None };
        let total = page.total?;
        if let Some(proved) = self.open.proved {
            // What is walked because its pieces lacked records is not cut again.
            return (total <= proved).then_some(End::Whole);
        }
        let size = self.size.unwrap_or_else(|| part_size(total));
        if total <= size || page.next.is_none() || !self.plan.can_be_cut() {
            return None;
        }
        let oldest = page.records.first()?.created_at?;
        let pieces = self.pieces(part, total, size, oldest)?;
        Some(End::Cut(pieces.into_iter().map(Stretch::Search).collect()))
    }

    fn pieces(&self, part: &Part, total: u64, size: u64, oldest: i64) -> Option<Vec<Part>> {
        // Parts by kind are for contacts; others have no days.
        debug_assert!(part.role.is_none() || self.plan.noun == Noun::Contacts);
        part.cut(&self.plan.grain, total, size, (oldest, self.plan.started))
    }

    fn keep(&mut self, page: Page) {
        let ids: HashSet<String> = page.records.iter().map(|record| record.id.clone()).collect();
        let plan = &self.plan;
        for record in &page.records {
            self.order.see(record);
        }
        let fresh = page.records.into_iter().filter(|record| !self.last.contains(&record.id));
        let fresh: Vec<Record> = fresh.collect();
        self.came += fresh.len() as u64;
        let stretch = &self.open.stretch;
        let own = |record: &Record| {
            let in_part = match stretch {
                // A neighbor brings what is next to its own; what is far off, perhaps nobody else.
                Stretch::Search(part) => {
                    part.holds(record.created_at, &plan.grain)
                        || part.excludes(&record.id, record.created_at, &plan.grain)
                }
                _ => true,
            };
            in_part && plan.wants(record.created_at)
        };
        self.found.records = fresh.into_iter().filter(own).collect();
        self.found.kept += self.found.records.len() as u64;
        self.last = ids;
    }

    fn is_short(&self) -> bool {
        !self.is_list() && self.found.total.is_some_and(|total| self.came < total)
    }

    /// A walk along the list ends when all that searches may not have shown has been seen, and
    /// nothing is missing of what the API counts.
    fn has_seen_the_newest(&self) -> bool {
        if !self.is_list() || !self.order.is_past(self.plan.horizon()) {
            return false;
        }
        if !self.plan.cuts_hold() {
            // Nobody knows then how many different records came.
            return false;
        }
        let counted = self.first_total.filter(|_| self.plan.is_everything());
        counted.is_none_or(|total| self.different.load(Ordering::Relaxed) >= total)
    }
}

#[cfg(test)]
#[path = "walk_tests.rs"]
mod tests;
