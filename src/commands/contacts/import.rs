//! `ictl contacts import`: contacts from a file into a workspace, each exactly once.
//!
//! The stages in their order: what the file is, what the workspace is, what the columns mean, what
//! the rows are worth, and only then, if it is no dry run, the job itself. Nothing is sent before
//! everything that is wrong with the file as a whole has been said.

mod args;
mod dry_run;
mod stages;
mod summary;

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::{Args, Command};

use crate::bulk::contacts::conflict::Policy;
use crate::bulk::contacts::import::Import;
use crate::bulk::contacts::links::Registry;
use crate::bulk::contacts::workspace::{create_attributes, tag};
use crate::bulk::engine::{Ending, run as run_engine};
use crate::bulk::input::Input;
use crate::bulk::journal::Journal;
use crate::bulk::ledger::Ledger;
use crate::bulk::replay::Replay;
use crate::bulk::report::Report;
use crate::bulk::tally::{Counts, Traffic};
use crate::bulk::work::Moment;
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::Result;

use args::ImportArgs;
use stages::Stages;
use summary::{conclude, counts_line};

/// The verb with its flags.
pub fn command() -> Command {
    ImportArgs::augment_args(Command::new("import"))
}

/// Runs an import, or rehearses it.
pub async fn run(args: ImportArgs, cx: &mut Context) -> Result<()> {
    cx.ui.keep_going_without_reader();
    let place = Place::choose(&args.job, "contacts import", args.source(), cx)?;
    if !cx.dry_run() {
        place.refuse_surprise()?;
        place.make_ready(cx)?;
    }
    let result = prepare_and_run(&args, &place, cx).await;
    if result.is_err() {
        place.forget_if_unbegun();
    }
    result
}

async fn prepare_and_run(args: &ImportArgs, place: &Place, cx: &mut Context) -> Result<()> {
    let stages = Stages::go_through(args, place, cx).await?;
    if cx.dry_run() {
        return dry_run::report(args, place, stages, cx).await;
    }
    let record = stages.job_record(args, cx)?;
    let (journal, replay) = place.begin_or_resume(&record)?;
    if replay.finished {
        cx.ui.note("this job has finished already; this is its report again");
        let report = final_report(place, &stages, args, &Books::of(&replay));
        return conclude(place, &report, &[], None, cx);
    }
    import(args, place, stages, journal, replay, cx).await
}

async fn import(
    args: &ImportArgs,
    place: &Place,
    mut stages: Stages,
    journal: Journal,
    mut replay: Replay,
    cx: &mut Context,
) -> Result<()> {
    let known = std::mem::take(&mut replay.registry);
    let policy = prepare_workspace(args, &stages, known, cx).await;
    let policy = Arc::new(policy.map_err(|error| place.stopped(error, cx))?);
    let client = cx.client()?;
    let (clock, interrupt) = (cx.clock.clone(), cx.interrupt.clone());
    let mut progress = cx.ui.progress("Importing", Some(stages.rows(args)));
    progress.update(&mut cx.ui, clock.elapsed(), replay.counts.total(), "");
    let mut watch = |_: &Moment, counts: &Counts| {
        progress.update(&mut cx.ui, clock.elapsed(), counts.total(), &counts_line(counts));
    };
    let duplicates = stages.take_check()?.duplicates;
    let (dir, columns) = (&place.dir, &stages.survey.columns);
    let mut job = Import {
        input: Input::open(&place.input, &args.input_options())?,
        mapping: stages.mapping.clone(),
        rules: stages.rules.clone(),
        duplicates,
        policy,
        // Rows that were added to the file since it was looked at are not part of the job.
        limit: stages.rows(args),
        ledger: Ledger::open(journal, &replay, dir.rejects(), dir.uncertain(), columns)?,
        done: replay.done,
        open: replay.open,
        watch: &mut watch,
    };
    let ending = run_engine(&mut job, &client, &*cx.clock, args.job.pace.limits(), interrupt).await;
    let early = match ending {
        Ok(Ending::Finished) => None,
        Ok(Ending::Stopped(error)) | Err(error) => Some(error),
    };
    let mut ledger = job.ledger;
    let closed = ledger.close(early.is_none());
    progress.finish(&mut cx.ui);
    let books = Books {
        counts: *ledger.books.counts(),
        reasons: ledger.books.reasons().clone(),
        traffic: ledger.books.traffic(),
        finished: early.is_none(),
    };
    let report = final_report(place, &stages, args, &books);
    conclude(place, &report, ledger.books.examples(), early.or(closed.err()), cx)
}

/// Makes what the rows need: attributes and the tag.
async fn prepare_workspace(
    args: &ImportArgs,
    stages: &Stages,
    registry: Registry,
    cx: &mut Context,
) -> Result<Policy> {
    let client = cx.client()?;
    for name in create_attributes(&client, &stages.mapping).await? {
        cx.ui.note(&format!("created the contact attribute {name:?}"));
    }
    let mut policy = Policy {
        on_conflict: args.on_conflict.into(),
        on_archived: args.on_archived.into(),
        tags: Vec::new(),
        registry: Arc::new(registry),
    };
    if let Some(name) = &args.tag {
        policy.attach(tag(&client, name).await?);
    }
    Ok(policy)
}

/// What a job's books say at its end.
struct Books {
    counts: Counts,
    reasons: BTreeMap<String, u64>,
    traffic: Traffic,
    finished: bool,
}

impl Books {
    fn of(replay: &Replay) -> Self {
        Books {
            counts: replay.counts,
            reasons: replay.reasons.clone(),
            traffic: replay.traffic,
            finished: replay.finished,
        }
    }
}

fn final_report(place: &Place, stages: &Stages, args: &ImportArgs, books: &Books) -> Report {
    let dir = &place.dir;
    Report {
        finished: books.finished,
        workspace: stages.facts.workspace.clone(),
        rows: stages.rows(args),
        counts: books.counts,
        reasons: books.reasons.clone(),
        job: Some(dir.path().to_owned()),
        rejects: (books.counts.rejected > 0).then(|| dir.rejects()),
        uncertain_rows: (books.counts.uncertain > 0).then(|| dir.uncertain()),
        ..Report::of("contacts import")
    }
    .cost(books.traffic)
}
