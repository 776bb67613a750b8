//! `ictl contacts import`: contacts from a file into a workspace, each exactly once.
//!
//! The stages in their order: what the file is, what the workspace is, what the columns mean, what
//! the rows are worth, and only then, if it is no dry run, the job itself. Nothing is sent before
//! everything that is wrong with the file as a whole has been said.

mod args;
mod dry_run;
mod resume;
mod stages;
mod status;
mod summary;
mod undo;

use std::collections::BTreeMap;
use std::sync::Arc;

use clap::parser::ValueSource;
use clap::{ArgMatches, Args, Command};

use crate::bulk::contacts::conflict::Policy;
use crate::bulk::contacts::import::Import;
use crate::bulk::contacts::ledger::ImportLedger;
use crate::bulk::contacts::links::Registry;
use crate::bulk::contacts::workspace::{create_attributes, tag};
use crate::bulk::duplicates::Duplicates;
use crate::bulk::engine::{Ending, run as run_engine};
use crate::bulk::input::{Input, Place as RowPlace, Verification};
use crate::bulk::journal::{Basis, Checkpoints, Journal, Ledger, Replay};
use crate::bulk::problems::ProblemGroup;
use crate::bulk::report::Report;
use crate::bulk::tally::{Counts, Traffic};
use crate::bulk::work::Moment;
use crate::commands::job::place::Place;
use crate::commands::job::view::View;
use crate::commands::parsed;
use crate::context::Context;
use crate::error::{Error, Kind, Result};

use args::ImportArgs;
use stages::Stages;
use summary::conclude;

/// The words of the command.
const COMMAND: &str = "contacts import";

/// The verb with its flags, and what can be done with its job later.
pub fn command() -> Command {
    ImportArgs::augment_args(Command::new("import"))
        .subcommand_negates_reqs(true)
        .subcommand_help_heading("Later")
        .disable_help_subcommand(true)
        .subcommand(status::StatusArgs::augment_args(Command::new("status")))
        .subcommand(undo::UndoArgs::augment_args(Command::new("undo")))
}

/// Runs an import, or what was asked for about one.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    cx.drain_when_interrupted();
    let Some((verb, own)) = matches.subcommand() else {
        return import_file(parsed(matches)?, cx).await;
    };
    refuse_flags_before(verb, matches)?;
    match verb {
        "status" => status::run(&parsed(own)?, cx),
        _ => undo::run(parsed(own)?, cx).await,
    }
}

/// What stands before `undo` belongs to an import that is not wanted.
fn refuse_flags_before(verb: &str, matches: &ArgMatches) -> Result<()> {
    let own = ImportArgs::augment_args(Command::new("import"));
    let ids = own.get_arguments().map(|argument| argument.get_id().as_str());
    let mut given = ids.filter(|id| matches.value_source(id) == Some(ValueSource::CommandLine));
    let Some(first) = given.next() else { return Ok(()) };
    let what = if first == "file" { "FILE".to_owned() } else { format!("--{first}") };
    Err(Error::usage(format!("{what} does not go with `{COMMAND} {verb}`"))
        .hint(format!("a file of the name {verb} is ./{verb}")))
}

/// Runs an import, or rehearses it.
async fn import_file(args: ImportArgs, cx: &mut Context) -> Result<()> {
    cx.ui.keep_going_without_reader();
    let mut place = Place::choose(&args.job, COMMAND, args.source(), cx)?;
    if !cx.dry_run() {
        place.refuse_surprise()?;
        if let Err(error) = place.make_ready(cx) {
            place.forget_if_unbegun();
            return Err(place.stopped_before(error, cx));
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
    let (stages, start) =
        prepare(args, place, cx).await.map_err(|error| place.stopped_before(error, cx))?;
    if start.state.finished {
        cx.ui.note("this job has finished already; this is its report again");
        let report = final_report(place, &stages, args, &Totals::of(&start.state));
        return conclude(place, &report, None, cx);
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

async fn prepare(args: &ImportArgs, place: &Place, cx: &mut Context) -> Result<(Stages, Start)> {
    match resume::from_checkpoint(args, place, cx).await? {
        Some(prepared) => Ok(prepared),
        None => from_the_beginning(args, place, cx).await,
    }
}

/// Goes through the whole file, and through the whole journal if there is one.
async fn from_the_beginning(
    args: &ImportArgs,
    place: &Place,
    cx: &mut Context,
) -> Result<(Stages, Start)> {
    let mut stages = Stages::go_through(args, place, cx).await?;
    let record = stages.job_record(args, place, cx)?;
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
    let known = Arc::clone(&start.state.registry);
    let interrupt = cx.interrupt.clone();
    let policy = interrupt.unless_asked(prepare_workspace(args, &stages, known, cx)).await;
    let policy = policy.unwrap_or_else(|| Err(Error::new(Kind::Interrupted, "interrupted")));
    let policy = Arc::new(policy.map_err(|error| place.stopped(error, cx))?);
    let client = cx.client()?;
    let interrupt = cx.interrupt.clone();
    let Start { journal, state, row, basis, duplicates, verification } = start;
    let (total, done) = (stages.rows(args), state.counts.total());
    let mut view = View::begin(&mut cx.ui, "Importing", total, done);
    let mut watch = |moment: &Moment<'_>, ledger: &Ledger| view.watch(&mut cx.ui, moment, ledger);
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
        limit: total,
        open: state.open.clone(),
        ledger: ImportLedger::open(journal, state, dir.rejects(), dir.uncertain(), columns)?,
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
    let (ledger, checkpoints) = (job.ledger.job, job.checkpoints);
    view.finish(&mut cx.ui);
    let early = early.or(closed.err());
    if let (Some(_), Some(fault)) = (&early, checkpoints.fault()) {
        cx.ui.warn(&format!("{}; going on with the job will take longer", fault.message()));
    }
    let totals = Totals {
        counts: *ledger.counts(),
        reasons: ledger.reasons().clone(),
        problems: ledger.problems().largest_first(),
        traffic: ledger.traffic(),
        finished: early.is_none(),
    };
    let report = final_report(place, &stages, args, &totals);
    conclude(place, &report, early, cx)
}

/// Makes what the rows need: attributes and the tag.
async fn prepare_workspace(
    args: &ImportArgs,
    stages: &Stages,
    registry: Arc<Registry>,
    cx: &mut Context,
) -> Result<Policy> {
    let client = cx.client()?;
    cx.say_where_it_writes();
    for name in create_attributes(&client, &stages.mapping).await? {
        cx.ui.note(&format!("created the contact attribute {name:?}"));
    }
    let mut policy = Policy {
        on_conflict: args.on_conflict.into(),
        on_archived: args.on_archived.into(),
        tags: Vec::new(),
        registry,
    };
    if let Some(name) = &args.tag {
        policy.attach(tag(&client, name).await?);
    }
    Ok(policy)
}

/// What a job came to.
struct Totals {
    counts: Counts,
    reasons: BTreeMap<String, u64>,
    problems: Vec<ProblemGroup>,
    traffic: Traffic,
    finished: bool,
}

impl Totals {
    fn of(replay: &Replay) -> Self {
        Totals {
            counts: replay.counts,
            reasons: replay.reasons.by_code().clone(),
            problems: replay.problems.largest_first(),
            traffic: replay.traffic,
            finished: replay.finished,
        }
    }
}

fn final_report(place: &Place, stages: &Stages, args: &ImportArgs, totals: &Totals) -> Report {
    let dir = &place.dir;
    Report {
        finished: totals.finished,
        workspace: stages.facts.workspace.clone(),
        rows: stages.rows(args),
        counts: totals.counts,
        reasons: totals.reasons.clone(),
        problems: totals.problems.clone(),
        job: Some(dir.path().to_owned()),
        rejects: (totals.counts.rejected > 0).then(|| dir.rejects()),
        uncertain_rows: (totals.counts.uncertain > 0).then(|| dir.uncertain()),
        ..Report::of(COMMAND)
    }
    .cost(totals.traffic)
}
