//! The first stage of an export as a job of the engine: walks go out, pages come in, and what they
//! bring is in the spool before the journal says so.

use std::collections::HashSet;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;

use super::any_walk::AnyWalk;
use super::frontier::{Frontier, Note, Stretch};
use super::page::Record;
use super::spool::{Spool, lines};
use super::walk::{Different, End};
use super::{Noun, Plan};
use crate::bulk::journal::Ledger;
use crate::bulk::work::{Job, Moment, Pulled};
use crate::error::{Error, Result};

/// How often companies are walked in all, while some that the API counts are missing.
const MOST_ROUNDS: u32 = 10;

/// Is told how it goes: records so far, and how many there are in all.
pub type Watch<'a> = dyn FnMut(&Moment, u64, Option<u64>) + 'a;

/// The job.
pub struct Collect<'a> {
    plan: Arc<Plan>,
    frontier: Frontier,
    spool: Spool,
    ledger: &'a mut Ledger,
    watch: &'a mut Watch<'a>,
    /// Hashes of the ids that a later walk may bring again as if they were new: of the newest
    /// records, and of all companies.
    recent: HashSet<u64>,
    /// Records that came before this run, where those of single stretches do not add up.
    before: Option<u64>,
    /// Records that the list alone brought.
    only_listed: u64,
    different: Different,
    /// Notes of what the spool has not been asked to hold for certain.
    untold: Vec<Note>,
    failed: Option<Error>,
}

impl<'a> Collect<'a> {
    /// Begins, or goes on where the frontier says. `different` is how many different records the
    /// spool holds.
    pub fn open(
        plan: Arc<Plan>,
        frontier: Frontier,
        path: &Path,
        different: u64,
        ledger: &'a mut Ledger,
        watch: &'a mut Watch<'a>,
    ) -> Result<Self> {
        let mut collect = Collect {
            spool: Spool::open(path, frontier.length)?,
            before: (frontier.rounds() > 1).then_some(different),
            plan,
            frontier,
            ledger,
            watch,
            recent: HashSet::new(),
            only_listed: 0,
            different: Different::default(),
            untold: Vec::new(),
            failed: None,
        };
        lines(path, |_, line| {
            let record = Record::of_line(line.into())?;
            collect.remember(&record);
            Ok(())
        })?;
        collect.count();
        Ok(collect)
    }

    /// Remembers a record that may come again; true for one that did not.
    fn remember(&mut self, record: &Record) -> bool {
        let may_come_again = self.plan.noun == Noun::Companies
            || record.created_at.is_none_or(|at| at >= self.plan.horizon());
        if !may_come_again {
            return false;
        }
        let mut hasher = DefaultHasher::new();
        record.id.hash(&mut hasher);
        self.recent.insert(hasher.finish())
    }

    fn count(&self) {
        let different = match self.plan.noun {
            Noun::Companies => self.recent.len() as u64,
            _ => self.before.unwrap_or(self.frontier.kept()) + self.only_listed,
        };
        self.different.store(different, Ordering::Relaxed);
    }

    /// What is walked when nothing is left.
    fn next_round(&self) -> Option<Stretch> {
        let plan = &self.plan;
        match (plan.noun, self.frontier.rounds()) {
            (Noun::Companies, 0) => Some(Stretch::Numbered(1)),
            (Noun::Companies, rounds) => {
                let missing = self.frontier.total.is_some_and(|total| {
                    plan.is_everything() && self.different.load(Ordering::Relaxed) < total
                });
                // What moves from page to page while they are read does not move in the scroll.
                let again = if rounds < 2 { Stretch::Numbered(1) } else { Stretch::Scroll };
                (missing && rounds < MOST_ROUNDS).then_some(again)
            }
            (_, 0) => Some(Stretch::Search(plan.whole())),
            (noun, 1) => {
                let newest = plan.newest()?;
                if noun.has_list() && plan.query.is_none() {
                    return Some(Stretch::List);
                }
                plan.can_be_cut().then_some(Stretch::Search(newest))
            }
            _ => None,
        }
    }

    fn note(&mut self, note: Note) {
        self.frontier.apply(&note);
        self.untold.push(note);
        self.count();
    }

    /// Puts what the last page brought into the spool.
    fn keep(&mut self, walk: &AnyWalk) {
        let is_list = matches!(walk, AnyWalk::Cursor(walk) if walk.is_list());
        for record in &walk.found().records {
            let new = self.remember(record);
            self.only_listed += u64::from(new && is_list);
            if let Err(error) = self.spool.line(&record.line) {
                self.failed = self.failed.take().or(Some(error));
            }
        }
    }
}

impl Job for Collect<'_> {
    type Work = AnyWalk;

    fn pull(&mut self) -> Result<Pulled<AnyWalk>> {
        loop {
            if let Some((number, open)) = self.frontier.take() {
                let all = self.frontier.total;
                let walk = AnyWalk::new(number, open, &self.plan, all, &self.different);
                return Ok(Pulled::Work(walk));
            }
            if self.frontier.collected {
                return Ok(Pulled::End);
            }
            if !self.frontier.is_done() {
                return Ok(Pulled::Later);
            }
            match self.next_round() {
                Some(stretch) => self.note(Note::Begun(stretch)),
                None => self.note(Note::Collected),
            }
        }
    }

    fn will_send(&mut self, _: &mut AnyWalk, _: Timestamp) {}

    fn had_no_effect(&mut self, _: &mut AnyWalk) {}

    fn advanced(&mut self, walk: &AnyWalk) {
        self.keep(walk);
        self.note(Note::Page(walk.told(self.spool.length())));
    }

    fn settle(&mut self, walk: AnyWalk) -> Result<()> {
        self.keep(&walk);
        let told = walk.told(self.spool.length());
        let found = walk.into_found();
        let Some(End::Cut(pieces)) = found.end else {
            self.note(Note::Whole(told));
            return Ok(());
        };
        if told.kept > 0 {
            self.note(Note::Page(told));
        }
        let total = found.total.unwrap_or_default();
        self.note(Note::Cut { walk: found.number, total, pieces });
        Ok(())
    }

    fn flush(&mut self, durable: bool) -> Result<()> {
        if let Some(error) = self.failed.take() {
            return Err(error);
        }
        self.spool.flush_and_tell(&mut self.untold, self.ledger, durable)
    }

    fn watch(&mut self, moment: &Moment) {
        self.ledger.spent(moment.traffic);
        (self.watch)(moment, self.different.load(Ordering::Relaxed), self.frontier.total);
    }
}
