//! The stages of an export's job, one after the other: collect, look through, ask for details, copy.
//! Each goes on where the journal says that it stopped.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use super::Wanted;
use super::rows::{Rows, parsed};
use super::shape::{columns, flatten};
use super::target::Target;
use crate::bulk::duplicates::Duplicates;
use crate::bulk::engine::{self, Ending, Limits};
use crate::bulk::export::collect::Collect;
use crate::bulk::export::copy::{Companies, Links, MOST_COMPANIES, Survey, each, survey};
use crate::bulk::export::detail::{self, Details, Wanted as Asked, stage};
use crate::bulk::export::frontier::{Frontier, Note};
use crate::bulk::export::names::Names;
use crate::bulk::export::spool::lines;
use crate::bulk::export::{Noun, Plan};
use crate::bulk::job::Workspace;
use crate::bulk::journal::{Journal, Ledger, Replay};
use crate::bulk::work::Moment;
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::interrupt::Urgency;
use crate::output::human_duration;

/// A job, ready to run.
pub struct Stages<'a> {
    pub(super) wanted: &'a Wanted,
    pub(super) place: &'a Place,
    pub(super) target: Target,
    pub(super) workspace: Option<Workspace>,
    pub(super) plan: Arc<Plan>,
}

/// How far the job is, by its journal.
#[derive(Default)]
struct Known {
    frontier: Frontier,
    records: detail::Progress,
    companies: detail::Progress,
}

impl Known {
    fn apply(&mut self, note: &Note) {
        match note {
            Note::Detail { stage: stage::RECORDS, row, length } => {
                self.records.apply(*row, *length);
            }
            Note::Detail { row, length, .. } => self.companies.apply(*row, *length),
            note => self.frontier.apply(note),
        }
    }
}

impl Stages<'_> {
    /// Goes through all of them.
    pub async fn run(mut self, journal: Journal, replay: Replay, cx: &mut Context) -> Result<()> {
        let mut known = Known::default();
        self.place.dir.notes(|note| known.apply(&note))?;
        let mut ledger = Ledger::open(Some(journal), replay)?;
        let file = self.target.path().map(|path| path.display().to_string());
        let count = self.all(known, &mut ledger, cx).await;
        let closed = ledger.close(count.is_ok());
        let count = count.map_err(|error| self.stopped(error, cx))?;
        closed?;
        self.conclude(count, file.as_deref(), &ledger, cx)
    }

    async fn all(&mut self, known: Known, ledger: &mut Ledger, cx: &mut Context) -> Result<u64> {
        let counted = self.collect(known.frontier, ledger, cx).await?;
        let mut found = self.survey(cx)?;
        self.tell_of_missing(counted, found.different, cx);
        let companies = std::mem::take(&mut found.companies);
        self.details(known.records, found, ledger, cx).await?;
        self.companies(known.companies, companies, ledger, cx).await?;
        self.copy(cx).await
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.dir.path().join(name)
    }

    fn records(&self) -> PathBuf {
        self.path("records.ndjson")
    }

    fn in_full(&self) -> PathBuf {
        self.path("details.ndjson")
    }

    fn named(&self) -> PathBuf {
        self.path("companies.ndjson")
    }

    fn limits(&self) -> Limits {
        self.wanted.args.job.pace.limits()
    }

    /// Fewer records than the API counted are no fault where some were deleted meanwhile, but nobody
    /// should have to find out by counting.
    fn tell_of_missing(&self, counted: Option<u64>, came: u64, cx: &mut Context) {
        // A search by days counts more than times within a day choose.
        let is_exact = self.plan.since.or(self.plan.until).is_none();
        let Some(missing) = counted.and_then(|counted| counted.checked_sub(came)) else { return };
        if missing > 0 && is_exact {
            cx.ui.note(&format!(
                "the API counted {missing} more {} at the beginning than it showed: they were \
                 deleted, archived or merged meanwhile, or its count is wrong",
                self.wanted.noun.name(),
            ));
        }
    }

    /// Returns how many records there are by the API's count.
    async fn collect(
        &self,
        frontier: Frontier,
        ledger: &mut Ledger,
        cx: &mut Context,
    ) -> Result<Option<u64>> {
        if frontier.collected {
            return Ok(frontier.total);
        }
        // Where more than one round was walked, only the spool itself tells how many came.
        let different = if frontier.rounds() > 1 { self.survey(cx)?.different } else { 0 };
        let (client, clock, interrupt) = (cx.client()?, cx.clock.clone(), cx.interrupt.clone());
        let mut progress = cx.ui.progress("Exporting", None);
        let mut known = None;
        let mut watch = |_: &Moment, count: u64, total: Option<u64>| {
            if known != total
                && let Some(total) = total
            {
                progress.set_total(total);
                known = Some(total);
            }
            progress.update(&mut cx.ui, clock.elapsed(), count, "");
        };
        let (plan, path) = (Arc::clone(&self.plan), self.records());
        let mut job = Collect::open(plan, frontier, &path, different, ledger, &mut watch)?;
        let ending = engine::run(&mut job, &client, &*clock, self.limits(), interrupt).await;
        drop(job);
        progress.finish(&mut cx.ui);
        finished(ending)?;
        Ok(known)
    }

    fn survey(&self, cx: &Context) -> Result<Survey> {
        survey(&self.records(), self.place.dir.path(), self.with_names(), &stopped(cx))
    }

    /// Asks for what the list does not show in full.
    async fn details(
        &self,
        known: detail::Progress,
        found: Survey,
        ledger: &mut Ledger,
        cx: &mut Context,
    ) -> Result<()> {
        let (label, total) = match self.wanted.noun {
            Noun::Conversations if self.wanted.parts => ("Reading parts", Some(found.different)),
            Noun::Contacts if self.with_names() => ("Reading tags and companies", None),
            _ => return Ok(()),
        };
        let rows = Rows::open(self.records(), found.duplicates, self.wanted.parts)?;
        let job = (stage::RECORDS, self.in_full());
        self.fetch(job, Box::new(rows), known, (label, total), ledger, cx).await
    }

    /// Asks for the companies that contacts belong to.
    async fn companies(
        &self,
        known: detail::Progress,
        companies: Companies,
        ledger: &mut Ledger,
        cx: &mut Context,
    ) -> Result<()> {
        if companies.are_too_many {
            cx.ui.warn(&format!(
                "the contacts belong to more than {MOST_COMPANIES} companies: those beyond keep their \
                 bare ids, without names"
            ));
        }
        let shown = ("Reading companies", Some(companies.ids.len() as u64));
        let rows = (1..).zip(companies.ids).map(|(row, id)| Ok((row, Asked::Company(id))));
        let job = (stage::COMPANIES, self.named());
        self.fetch(job, Box::new(rows), known, shown, ledger, cx).await
    }

    async fn fetch(
        &self,
        (stage, path): (u8, PathBuf),
        rows: Box<detail::Rows<'_>>,
        known: detail::Progress,
        (label, total): (&str, Option<u64>),
        ledger: &mut Ledger,
        cx: &mut Context,
    ) -> Result<()> {
        let (client, clock, interrupt) = (cx.client()?, cx.clock.clone(), cx.interrupt.clone());
        let mut progress = cx.ui.progress(label, total);
        let mut watch = |_: &Moment, count: u64| {
            if count > 0 {
                progress.update(&mut cx.ui, clock.elapsed(), count, "");
            }
        };
        ledger.begin_stage();
        let mut job = Details::open(stage, rows, known, &path, ledger, &mut watch)?;
        let ending = engine::run(&mut job, &client, &*clock, self.limits(), interrupt).await;
        drop(job);
        progress.finish(&mut cx.ui);
        finished(ending)
    }

    /// Copies everything to where the user wants it, and returns how many records there are.
    async fn copy(&mut self, cx: &mut Context) -> Result<u64> {
        let client = cx.client()?;
        let names =
            if self.with_names() { Some(Names::read(&client, &self.named()).await?) } else { None };
        let is_csv = self.target.is_csv(cx);
        let columns = columns(self.wanted.noun, &client, is_csv).await?;
        let duplicates = self.survey(cx)?.duplicates;
        let is_stopped = stopped(cx);
        let mut count = 0;
        std::mem::replace(&mut self.target, Target::Stdout).write(cx, |ui| {
            let mut list = ui.list(&columns);
            self.each(duplicates, &is_stopped, &mut |line| {
                let mut record = parsed(line)?;
                if let Some(names) = &names {
                    names.put_into(&mut record);
                }
                if is_csv {
                    flatten(&mut record);
                }
                count += 1;
                list.item(&record)
            })?;
            list.finish().map(drop)
        })?;
        Ok(count)
    }

    /// Gives every record to `visit`: as it was collected, or in full where that was asked for.
    fn each(
        &self,
        mut duplicates: Duplicates,
        is_stopped: &dyn Fn() -> bool,
        visit: &mut dyn FnMut(&str) -> Result<()>,
    ) -> Result<()> {
        if !self.wanted.parts {
            each(&self.records(), &mut duplicates, is_stopped, |line| {
                let is_in_full = self.with_names() && Links::of(line).are_cut_short();
                if is_in_full { Ok(()) } else { visit(line) }
            })?;
        }
        lines(&self.in_full(), |_, line| visit(line))
    }

    fn with_names(&self) -> bool {
        self.wanted.noun == Noun::Contacts && self.wanted.names
    }

    /// The error of a job that stopped early.
    fn stopped(&self, error: Error, cx: &Context) -> Error {
        if error.kind() == Kind::ReaderGone {
            self.clean_up();
            return error;
        }
        self.place.stopped(error, cx)
    }

    /// What was collected is where the user wants it; only a job that was given a place keeps its
    /// journal.
    fn clean_up(&self) {
        let dir = self.place.dir.path();
        // What cannot be removed does no harm but to the disk's room.
        if self.wanted.args.job.dir.is_none() {
            let _ = std::fs::remove_dir_all(dir);
        }
        for spool in [self.records(), self.in_full(), self.named()] {
            let _ = std::fs::remove_file(spool);
        }
    }

    fn conclude(
        &self,
        count: u64,
        file: Option<&str>,
        ledger: &Ledger,
        cx: &mut Context,
    ) -> Result<()> {
        let traffic = ledger.traffic();
        let elapsed = Duration::from_millis(traffic.elapsed_ms);
        let noun = self.wanted.noun.name();
        let to = file.map(|file| format!(" to {file}")).unwrap_or_default();
        cx.ui.message(&format!(
            "exported {count} {noun}{to} in {} with {} requests",
            human_duration(elapsed),
            traffic.requests,
        ));
        let report = json!({
            "command": self.wanted.command(),
            "finished": true,
            "workspace": self.workspace,
            "records": count,
            "file": file,
            "requests": traffic.requests,
            "retries": traffic.retries,
            "rate_limited": traffic.rate_limited,
            "elapsed_s": elapsed.as_secs_f64(),
        });
        if self.wanted.args.job.dir.is_some() {
            self.place.dir.write_report(&report)?;
        }
        self.clean_up();
        Ok(())
    }
}

fn finished(ending: Result<Ending>) -> Result<()> {
    match ending? {
        Ending::Finished => Ok(()),
        Ending::Stopped(error) => Err(error),
    }
}

/// Whether the user asked to stop, for what runs without the engine.
fn stopped(cx: &Context) -> impl Fn() -> bool + use<> {
    let interrupt = cx.interrupt.clone();
    move || interrupt.urgency() > Urgency::None
}
