//! The steps of an export, one by one and all at once: the same for both kinds.

use std::cell::RefCell;
use std::time::Duration;

use clap::{Args, Command, Subcommand};

use crate::api::Request;
use crate::context::Context;
use crate::duration::parse_duration;
use crate::error::Result;

use super::destination::Destination;
use super::fetch::fetch;
use super::job::{Jobs, unless_interrupted};

/// What an interruption leaves behind when no job is known yet.
const PERHAPS_STARTED: &str =
    "a job may have been started at Intercom: it changes nothing there, and ends by itself";

/// A command that takes all steps at once with its own flags, or one step by a verb.
pub fn both_ways<W: Args, S: Subcommand>(name: &'static str) -> Command {
    let whole = W::augment_args(Command::new(name));
    // The verbs bring their own idea of what the command is about.
    let (about, details) = (whole.get_about().cloned(), whole.get_long_about().cloned());
    let both = S::augment_subcommands(whole)
        .subcommand_required(false)
        .arg_required_else_help(false)
        .args_conflicts_with_subcommands(true)
        .subcommand_negates_reqs(true);
    let both = match about {
        Some(about) => both.about(about),
        None => both,
    };
    match details {
        Some(details) => both.long_about(details),
        None => both,
    }
}

/// How long to wait.
#[derive(Debug, Args)]
pub struct WaitArgs {
    /// Give up waiting after this time; the job itself goes on
    #[arg(long, value_name = "DURATION", default_value = "6h", value_parser = parse_duration)]
    pub max_wait: Duration,
}

/// Where the file goes.
#[derive(Debug, Args)]
pub struct FileArgs {
    /// Write the CSV here, gzipped where the name ends in .gz; - is stdout
    #[arg(long, value_name = "FILE")]
    pub output_file: Option<String>,
}

/// All steps at once.
pub async fn export(
    jobs: &Jobs,
    request: Request,
    max_wait: Duration,
    file: &FileArgs,
    cx: &mut Context,
) -> Result<()> {
    let file = file.output_file.as_deref();
    // What is wrong with the destination is said before anything is started.
    Destination::choose(file, jobs.noun, "JOB", cx)?;
    let started = RefCell::new(None);
    let interrupt = cx.interrupt.clone();
    let work = async {
        let Some(job) = jobs.start(request, cx).await? else { return Ok(()) };
        *started.borrow_mut() = Some(job.id.clone());
        let job = jobs.wait(&job.id, max_wait, cx).await?;
        jobs.require_ready(&job)?;
        let to = Destination::choose(file, jobs.noun, &job.id, cx)?;
        fetch(jobs, &job.id, &to, cx).await
    };
    unless_interrupted(interrupt, work, || match &*started.borrow() {
        Some(id) => jobs.go_on(id, file),
        None => PERHAPS_STARTED.to_owned(),
    })
    .await
}

/// Starts a job and prints it.
pub async fn start(jobs: &Jobs, request: Request, cx: &mut Context) -> Result<()> {
    let interrupt = cx.interrupt.clone();
    let work = async {
        let Some(job) = jobs.start(request, cx).await? else { return Ok(()) };
        jobs.show(&job.id, cx).await
    };
    unless_interrupted(interrupt, work, || PERHAPS_STARTED.to_owned()).await
}

/// Waits for a job and prints it.
pub async fn wait_for(jobs: &Jobs, id: &str, max_wait: Duration, cx: &mut Context) -> Result<()> {
    let interrupt = cx.interrupt.clone();
    let work = async {
        let job = jobs.wait(id, max_wait, cx).await?;
        jobs.require_ready(&job)?;
        jobs.show(id, cx).await
    };
    unless_interrupted(interrupt, work, || jobs.go_on(id, None)).await
}

/// Downloads and unpacks the file of a job that is ready.
pub async fn download(jobs: &Jobs, id: &str, file: &FileArgs, cx: &mut Context) -> Result<()> {
    let to = Destination::choose(file.output_file.as_deref(), jobs.noun, id, cx)?;
    let interrupt = cx.interrupt.clone();
    let work = async {
        let job = jobs.look(id, &cx.client()?).await?;
        jobs.require_ready(&job)?;
        fetch(jobs, id, &to, cx).await
    };
    unless_interrupted(interrupt, work, || {
        "nothing was written; the same command begins again".to_owned()
    })
    .await
}
