//! `ictl exports content`: who was sent which message, and what they did with it.

use clap::{ArgMatches, Args, Command, Subcommand};
use serde_json::{Value, json};

use crate::api::{Request, path_segment};
use crate::commands::operation::{columns_of, operation};
use crate::commands::parsed;
use crate::context::Context;
use crate::error::Result;

use super::job::Jobs;
use super::range::RangeArgs;
use super::steps::{FileArgs, WaitArgs, both_ways, download, export, start, wait_for};

const EXAMPLES: &str = "\
Examples:
  ictl exports content --since 30d --output-file messages.csv
  ictl exports content --since 2026-06-01 --until 2026-06-30 > june.csv
  job=$(ictl exports content start --since 90d --jq .job_identifier) &&
    ictl exports content wait \"$job\" && ictl exports content download \"$job\"";

/// Export who was sent which message, and what they did with it
///
/// Starts a job at Intercom, waits for it, downloads it and unpacks it as CSV: emails, posts, bots,
/// surveys, tours and series, with their receipts, opens, clicks, replies and bounces. Messages are
/// chosen by when they were sent, by whole days. Conversations are not in it: `conversations export`
/// has them. Without --output-file the CSV goes to stdout, on a terminal into a file.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WholeArgs {
    #[command(flatten)]
    range: RangeArgs,

    #[command(flatten)]
    wait: WaitArgs,

    #[command(flatten)]
    file: FileArgs,
}

/// The steps one by one.
#[derive(Debug, Subcommand)]
pub enum Step {
    /// Start a job and print it
    #[command(
        after_help = "Example:\n  ictl exports content start --since 90d --jq .job_identifier"
    )]
    Start(RangeArgs),
    /// Show how far a job is
    #[command(after_help = "Example:\n  ictl exports content status orzzsbd7hk67xyu")]
    Status {
        /// The job_identifier
        job: String,
    },
    /// Wait until a job is ready
    #[command(after_help = "Example:\n  ictl exports content wait orzzsbd7hk67xyu --max-wait 1h")]
    Wait {
        /// The job_identifier
        job: String,
        #[command(flatten)]
        wait: WaitArgs,
    },
    /// Download and unpack the file of a job that is ready
    #[command(
        after_help = "Example:\n  ictl exports content download orzzsbd7hk67xyu --output-file week.csv"
    )]
    Download {
        /// The job_identifier
        job: String,
        #[command(flatten)]
        file: FileArgs,
    },
    /// End a job before it is ready
    #[command(after_help = "Example:\n  ictl exports content cancel orzzsbd7hk67xyu")]
    Cancel {
        /// The job_identifier
        job: String,
    },
}

/// Content exports: one active job a workspace (docs: Create content data export).
fn jobs() -> Jobs {
    Jobs {
        noun: "content",
        status_path: "/export/content/data",
        download_path: "/download/content/data",
        limit: 1,
        query: Vec::new(),
    }
}

/// The command: all steps at once, or one of them.
pub fn command() -> Command {
    both_ways::<WholeArgs, Step>("content")
}

/// Runs the command.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let jobs = jobs();
    if matches.subcommand().is_some() {
        return step(&jobs, parsed(matches)?, cx).await;
    }
    let whole: WholeArgs = parsed(matches)?;
    let request = request(&whole.range, cx)?;
    export(&jobs, request, whole.wait.max_wait, &whole.file, cx).await
}

async fn step(jobs: &Jobs, step: Step, cx: &mut Context) -> Result<()> {
    let request = match step {
        Step::Start(range) => request(&range, cx)?,
        Step::Status { job } => return jobs.show(&job, cx).await,
        Step::Wait { job, wait } => return wait_for(jobs, &job, wait.max_wait, cx).await,
        Step::Download { job, file } => return download(jobs, &job, &file, cx).await,
        Step::Cancel { job } => {
            let id = path_segment(&job)?;
            let request = Request::post(format!("/export/cancel/{id}"));
            return print(cx.send(&request).await?.map(|reply| reply.value), cx);
        }
    };
    start(jobs, request, cx).await
}

/// Whole days count at Intercom, so that the moments are told, and not only the flags.
fn request(range: &RangeArgs, cx: &mut Context) -> Result<Request> {
    let range = range.read(cx)?;
    cx.ui.note(&format!("messages sent from {}, by whole days", range.in_words()));
    Ok(Request::post("/export/content/data")
        .json(&json!({"created_at_after": range.since, "created_at_before": range.until})))
}

fn print(answer: Option<Value>, cx: &mut Context) -> Result<()> {
    match answer {
        Some(answer) => cx.ui.object(columns_of(operation("getDataExport")?), &answer),
        None => Ok(()),
    }
}
