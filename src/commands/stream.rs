//! Ids through stdin: what stands in front of a verb's work on all of them, and what follows.
//!
//! The stages in their order: keep what comes in, look through all of it, ask where something is
//! taken away, and only then send. Nothing is written before the whole stream has been read.

mod printer;
mod sameness;
mod summary;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use clap::{ArgMatches, FromArgMatches};
use serde_json::{Value, json};

use super::consent;
use super::job::place::{Place, Source};
use super::job::{JobArgs, PaceArgs, stdin};
use crate::bulk::actions::{ObjectKind, Plan};
use crate::bulk::contacts::workspace::Facts;
use crate::bulk::engine::{self, Ending};
use crate::bulk::job::{Found, JobRecord, Workspace};
use crate::bulk::journal::{Journal, Ledger, Replay};
use crate::bulk::stream::{IdStream, Ids, Survey, survey};
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::interrupt;
use crate::output::Column;

use printer::{Printer, Shown};

/// A stream of ids that has been read to its end.
pub struct Stream {
    command: String,
    kind: ObjectKind,
    key: &'static str,
    place: Place,
    pace: PaceArgs,
    survey: Survey,
    sameness: Value,
    workspace: Option<Workspace>,
    /// What the question begins with.
    asks: String,
}

impl Stream {
    /// Keeps what comes through stdin and looks through it. `key` is the field of a piped object
    /// that holds its id.
    ///
    /// # Errors
    /// With exit code 1 for a stream that holds anything but ids of this kind; nothing was sent.
    pub fn open(
        command: &str,
        kind: &ObjectKind,
        key: &'static str,
        matches: &ArgMatches,
        cx: &mut Context,
    ) -> Result<Self> {
        cx.ui.keep_going_without_reader();
        cx.drain_when_interrupted();
        sameness::refuse_second_reader(matches)?;
        let args = JobArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
        let mut place = Place::choose(&args, command, Source::Stdin, cx)?;
        if cx.dry_run() {
            place.spool(cx)?;
        } else {
            place.refuse_surprise()?;
            if let Err(error) = place.make_ready(cx) {
                place.forget_if_unbegun();
                return Err(place.stopped_before(error, cx));
            }
        }
        let sameness = sameness::deciding(matches);
        Stream::over(command, kind, key, place, args.pace, sameness, cx)
    }

    /// Looks through ids that are kept in the place of a job. `sameness` are the options without
    /// which a run may not go on with it.
    pub fn over(
        command: &str,
        kind: &ObjectKind,
        key: &'static str,
        place: Place,
        pace: PaceArgs,
        sameness: Value,
        cx: &Context,
    ) -> Result<Self> {
        let survey = survey(&place.input, kind, key, place.dir.path(), &cx.interrupt)
            .inspect_err(|_| place.forget_if_unbegun())
            .map_err(|error| place.stopped_before(error, cx))?;
        Ok(Stream {
            command: command.to_owned(),
            kind: kind.clone(),
            key,
            place,
            pace,
            survey,
            sameness,
            workspace: None,
            asks: format!("Run `{command}` on"),
        })
    }

    /// Says in which workspace it is, where that is known already.
    #[must_use]
    pub fn within(mut self, workspace: Option<Workspace>) -> Self {
        self.workspace = workspace;
        self
    }

    /// Puts other words at the beginning of the question, such as `Archive`.
    #[must_use]
    pub fn asking(mut self, verb: &str) -> Self {
        verb.clone_into(&mut self.asks);
        self
    }

    /// The error of a stream that is interrupted before its first object.
    fn interrupted(&self, cx: &Context) -> Error {
        self.place.stopped_before(Error::new(Kind::Interrupted, "interrupted"), cx)
    }

    /// Different objects.
    fn count(&self) -> u64 {
        self.survey.rows - self.survey.duplicates.total()
    }

    /// Asks whether to go on, unless this run goes on with a job that was begun before.
    fn confirm(&self, cx: &mut Context) -> Result<()> {
        let begun = matches!(self.place.dir.look()?, Found::Job(_));
        if begun || self.count() == 0 {
            return Ok(());
        }
        let place = consent::place(self.workspace.as_ref(), cx)?;
        let count = self.kind.count(self.count());
        consent::ask(&format!("{} {count} in {place}?", self.asks), &self.command, cx)
    }

    /// Does what the plan says to every object.
    async fn work(&mut self, plan: Plan, cx: &mut Context) -> Result<()> {
        let record = self.record(cx)?;
        let (journal, replay) = self.place.begin_or_resume(&record)?;
        if replay.finished {
            cx.ui.note("this job has finished already; these are its results again");
        }
        self.run(plan, journal, replay, cx).await
    }

    async fn run(
        &mut self,
        plan: Plan,
        journal: Journal,
        replay: Replay,
        cx: &mut Context,
    ) -> Result<()> {
        let client = cx.client()?;
        let (clock, interrupt) = (cx.clock.clone(), cx.interrupt.clone());
        let finished = replay.finished;
        let total = self.count();
        let done = replay.counts.total();
        let mut printer = Printer::begin(&mut cx.ui, Shown::Endings, &self.command, total, done);
        printer.tell_again(&self.place.dir)?;
        let mut job = IdStream {
            ids: Ids::open(&self.place.input, &self.kind, self.key)?,
            plan: Arc::new(plan),
            duplicates: self.again()?.duplicates,
            open: replay.open.clone(),
            ledger: Ledger::open(Some(journal), replay)?,
            listener: &mut printer,
        };
        let ending = if finished {
            Ok(Ending::Finished)
        } else {
            engine::run(&mut job, &client, &*clock, self.pace.limits(), interrupt).await
        };
        let early = match ending {
            Ok(Ending::Finished) => None,
            Ok(Ending::Stopped(error)) | Err(error) => Some(error),
        };
        let mut ledger = job.ledger;
        let closed = if finished { Ok(()) } else { ledger.close(early.is_none()) };
        let printed = printer.end(early.is_none());
        let summary = summary::Summary {
            command: &self.command,
            kind: &self.kind,
            place: &self.place,
            workspace: self.workspace.as_ref(),
            rows: self.survey.rows,
            objects: total,
            ledger: &ledger,
        };
        summary.conclude(early.or(closed.err()), printed, cx)
    }

    /// The repetitions can be walked once.
    fn again(&self) -> Result<Survey> {
        let nobody_asks = interrupt::channel().1;
        survey(&self.place.input, &self.kind, self.key, self.place.dir.path(), &nobody_asks)
    }

    fn record(&self, cx: &mut Context) -> Result<JobRecord> {
        Ok(JobRecord {
            command: self.command.clone(),
            started: cx.clock.now(),
            workspace: self.workspace.clone(),
            base_url: cx.client()?.base_url().to_string(),
            rows: self.survey.rows,
            sha256: self.survey.sha256.clone(),
            reading: json!({"key": self.key}),
            options: self.sameness.clone(),
            resume: Some(self.place.resume_command(cx)),
            given_in: std::env::current_dir().ok(),
        })
    }

    /// Says what would be done, and shows the requests of the first object.
    async fn rehearse(&self, plan: &Plan, cx: &mut Context) -> Result<()> {
        let count = self.kind.count(self.count());
        cx.ui.message(&format!("dry run: `{}` would be run on {count}", self.command));
        if let Some(first) = &self.survey.first {
            plan.check(first)?;
            for request in plan.requests(first) {
                cx.send(&request).await?;
            }
        }
        Ok(())
    }
}

/// Runs a verb over a stream. `make` makes the plan, once it is certain that there is work to do: it
/// may create what all objects need, such as a tag.
pub async fn run(
    mut stream: Stream,
    destructive: bool,
    make: impl AsyncFnOnce(&mut Context) -> Result<Plan>,
    cx: &mut Context,
) -> Result<()> {
    let result = async {
        if cx.dry_run() {
            let plan = make(cx).await?;
            return stream.rehearse(&plan, cx).await;
        }
        if stream.survey.rows == 0 && matches!(stream.place.dir.look()?, Found::Nothing) {
            cx.ui.message("no ids came in: there is nothing to do");
            return Ok(());
        }
        let client = cx.client()?;
        if stream.workspace.is_none() {
            let facts = cx.interrupt.unless_asked(Facts::read(&client, false)).await;
            stream.workspace = facts.unwrap_or_else(|| Err(stream.interrupted(cx)))?.workspace;
        }
        if destructive {
            stream.confirm(cx)?;
        }
        cx.say_where_it_writes();
        let interrupt = cx.interrupt.clone();
        let plan = interrupt.unless_asked(make(cx)).await;
        let plan = plan.unwrap_or_else(|| Err(stream.interrupted(cx)))?;
        stream.work(plan, cx).await
    }
    .await;
    stream.place.forget_if_unbegun();
    result
}

/// Reads every object whose id comes through stdin, and prints each.
pub async fn read_each(
    plan: Plan,
    key: &'static str,
    matches: &ArgMatches,
    columns: &'static [Column],
    cx: &mut Context,
) -> Result<()> {
    sameness::refuse_second_reader(matches)?;
    let pace = PaceArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
    cx.drain_when_interrupted();
    let input = keep(cx)?;
    let path: PathBuf = input.path().to_owned();
    let survey = survey(&path, &plan.kind, key, &cx.temp_dir, &cx.interrupt)?;
    let total = survey.rows - survey.duplicates.total();
    let client = cx.client()?;
    let (clock, interrupt) = (cx.clock.clone(), cx.interrupt.clone());
    let (kind, command) = (plan.kind.clone(), plan.command.clone());
    let shown = Shown::Values(columns);
    let mut printer = Printer::begin(&mut cx.ui, shown, &command, total, 0);
    let mut job = IdStream {
        ids: Ids::open(&path, &kind, key)?,
        plan: Arc::new(plan),
        duplicates: survey.duplicates,
        open: BTreeMap::new(),
        ledger: Ledger::open(None, Replay::default())?,
        listener: &mut printer,
    };
    let ending = engine::run(&mut job, &client, &*clock, pace.limits(), interrupt).await;
    let ledger = job.ledger;
    let stopped = match ending {
        Ok(Ending::Finished) => None,
        Ok(Ending::Stopped(error)) | Err(error) => Some(error),
    };
    printer.end(stopped.is_none())?;
    match stopped {
        Some(error) => Err(error),
        None => summary::verdict(&kind, *ledger.counts(), "their ids are named above"),
    }
}

/// stdin in a file that is gone when the process is.
fn keep(cx: &mut Context) -> Result<tempfile::NamedTempFile> {
    if cx.ui.terminal().stdin {
        return Err(Error::usage("there is nothing on stdin").hint("pipe ids into it, a line each"));
    }
    let broken = |cause: std::io::Error| Error::failed(format!("stdin could not be kept: {cause}"));
    let mut file = tempfile::NamedTempFile::new_in(&cx.temp_dir).map_err(broken)?;
    stdin::copy(cx.ui.take_stdin(), &mut file, &cx.interrupt, broken)?;
    Ok(file)
}
