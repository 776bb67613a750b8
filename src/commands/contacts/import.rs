//! `ictl contacts import`: contacts from a file into a workspace, each exactly once.
//!
//! The stages in their order: what the file is, what the workspace is, what the columns mean, what
//! the rows are worth, and only then, if it is no dry run, the job itself. Nothing is sent before
//! everything that is wrong with the file as a whole has been said.

mod args;
mod dry_run;
mod resume;
mod stages;
mod summary;

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::{Args, Command};

use crate::bulk::checkpoint::{Basis, Checkpoints};
use crate::bulk::contacts::conflict::Policy;
use crate::bulk::contacts::import::Import;
use crate::bulk::contacts::workspace::{create_attributes, tag};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::engine::{Ending, run as run_engine};
use crate::bulk::input::{Input, Place as RowPlace, Verification};
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
    let mut place = Place::choose(&args.job, "contacts import", args.source(), cx)?;
    if !cx.dry_run() {
        place.refuse_surprise()?;
        if let Err(error) = place.make_ready(cx) {
            place.forget_if_unbegun();
            return Err(error);
        }
    }
    let result = prepare_and_run(&args, &place, cx).await;
    if result.is_err() {
        place.forget_if_unbegun();
    }
    result
}

async fn prepare_and_run(args: &ImportArgs, place: &Place, cx: &mut Context) -> Result<()> {
    if cx.dry_run() {
        let stages = Stages::go_through(args, place, cx).await?;
        return dry_run::report(args, place, stages, cx).await;
    }
    let (stages, start) = match resume::from_checkpoint(args, place, cx).await? {
        Some(prepared) => prepared,
        None => from_the_beginning(args, place, cx).await?,
    };
    if start.state.finished {
        cx.ui.note("this job has finished already; this is its report again");
        let report = final_report(place, &stages, args, &Books::of(&start.state));
        return conclude(place, &report, &[], None, cx);
    }
    import(args, place, stages, start, cx).await
}

/// What a run begins with, be it the job's first or not.
struct Start {
    journal: Journal,
    state: Replay,
    /// The first row to look at.
    row: RowPlace,
    basis: Basis,
    duplicates: Duplicates,
    verification: Option<Verification>,
}

/// Goes through the whole file, and through the whole journal if there is one.
async fn from_the_beginning(
    args: &ImportArgs,
    place: &Place,
    cx: &mut Context,
) -> Result<(Stages, Start)> {
    let mut stages = Stages::go_through(args, place, cx).await?;
    let record = stages.job_record(args, cx)?;
    let (journal, state) = place.begin_or_resume(&record)?;
    let (duplicates, kept) = stages.take_check()?.duplicates.keep(&place.dir.duplicates())?;
    let options = args.input_options();
    let basis = Basis { input: stages.identity, options, duplicates: kept };
    let row = RowPlace::FIRST;
    Ok((stages, Start { journal, state, row, basis, duplicates, verification: None }))
}

async fn import(
    args: &ImportArgs,
    place: &Place,
    stages: Stages,
    start: Start,
    cx: &mut Context,
) -> Result<()> {
    let policy = prepare_workspace(args, &stages, cx).await;
    let policy = Arc::new(policy.map_err(|error| place.stopped(error, cx))?);
    let client = cx.client()?;
    let (clock, interrupt) = (cx.clock.clone(), cx.interrupt.clone());
    let mut progress = cx.ui.progress("Importing", Some(stages.rows(args)));
    progress.update(&mut cx.ui, clock.elapsed(), start.state.counts.total(), "");
    let mut watch = |_: &Moment, counts: &Counts| {
        progress.update(&mut cx.ui, clock.elapsed(), counts.total(), &counts_line(counts));
    };
    let Start { journal, state, row, basis, duplicates, verification } = start;
    let (dir, columns) = (&place.dir, &stages.survey.columns);
    let input = Input::open_at(&place.input, &args.input_options(), columns, row)?;
    input.check_same(basis.input)?;
    let mut job = Import {
        input,
        mapping: stages.mapping.clone(),
        rules: stages.rules.clone(),
        duplicates,
        policy,
        // Rows that were added to the file since it was looked at are not part of the job.
        limit: stages.rows(args),
        open: state.open.clone(),
        ledger: Ledger::open(journal, state, dir.rejects(), dir.uncertain(), columns)?,
        checkpoints: Checkpoints::new(dir.checkpoint(), basis, row),
        verification,
        refusal: None,
        watch: &mut watch,
    };
    let ending = run_engine(&mut job, &client, &*cx.clock, args.job.pace.limits(), interrupt).await;
    let early = match ending {
        Ok(Ending::Finished) => None,
        Ok(Ending::Stopped(error)) | Err(error) => Some(error),
    };
    let closed = job.close(early.is_none());
    let ledger = job.ledger;
    progress.finish(&mut cx.ui);
    let early = early.or(closed.err());
    let books = Books {
        counts: *ledger.books.counts(),
        reasons: ledger.books.reasons().clone(),
        traffic: ledger.books.traffic(),
        finished: early.is_none(),
    };
    let report = final_report(place, &stages, args, &books);
    conclude(place, &report, ledger.books.examples(), early, cx)
}

/// Makes what the rows need: attributes and the tag.
async fn prepare_workspace(args: &ImportArgs, stages: &Stages, cx: &mut Context) -> Result<Policy> {
    let client = cx.client()?;
    for name in create_attributes(&client, &stages.mapping).await? {
        cx.ui.note(&format!("created the contact attribute {name:?}"));
    }
    let mut policy = Policy {
        on_conflict: args.on_conflict.into(),
        on_archived: args.on_archived.into(),
        tags: Vec::new(),
    };
    if let Some(name) = &args.tag {
        policy.tags.push(tag(&client, name).await?);
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
            reasons: replay.reasons.by_code().clone(),
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
