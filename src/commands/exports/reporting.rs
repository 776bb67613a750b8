//! `ictl exports reporting`: attributes of a reporting dataset, such as that of conversations.

use clap::{ArgMatches, Args, Command, Subcommand};
use serde_json::json;

use crate::api::Request;
use crate::commands::parsed;
use crate::context::Context;
use crate::error::Result;

use super::datasets::{self, Dataset, DatasetsArgs};
use super::job::Jobs;
use super::range::RangeArgs;
use super::steps::{FileArgs, WaitArgs, both_ways, download, export, start, wait_for};

const EXAMPLES: &str = "\
Examples:
  ictl exports reporting datasets conversation
  ictl exports reporting --dataset conversation --attribute conversation_id,channel --since 7d
  ictl exports reporting --dataset conversation --attribute channel --since 2026-06-01 \\
    --until 2026-06-30 --time-zone Europe/Dublin --output-file june.csv";

/// Export attributes of a reporting dataset
///
/// Starts a job at Intercom, waits for it, downloads it and unpacks it as CSV. Attributes may be
/// named by id, qualified id or name. Times count in UTC at Intercom, and Intercom's own reports
/// count days in the workspace's time zone: give that zone with --time-zone for the same numbers.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct WholeArgs {
    #[command(flatten)]
    report: ReportArgs,

    #[command(flatten)]
    wait: WaitArgs,

    #[command(flatten)]
    file: FileArgs,

    #[command(flatten)]
    app: AppArgs,
}

/// What to report.
#[derive(Debug, Args)]
pub struct ReportArgs {
    /// The dataset, as `exports reporting datasets` shows it
    #[arg(long, value_name = "DATASET")]
    dataset: String,

    /// An attribute of it; several with commas, or with the flag again
    #[arg(long = "attribute", value_name = "ATTRIBUTE", value_delimiter = ',')]
    attributes: Vec<String>,

    #[command(flatten)]
    range: RangeArgs,
}

/// Which app asks.
#[derive(Debug, Args)]
pub struct AppArgs {
    /// Client id of the app, if Intercom wants it with the job; INTERCOM_CLIENT_ID without it
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,
}

const DATASETS_EXAMPLES: &str = "\
Examples:
  ictl exports reporting datasets
  ictl exports reporting datasets conversation --jq .id";

const START_EXAMPLE: &str = "\
Example:
  ictl exports reporting start --dataset conversation --attribute channel --since 7d";

/// The steps one by one.
#[derive(Debug, Subcommand)]
pub enum Step {
    /// List the datasets, or the attributes of one
    #[command(after_help = DATASETS_EXAMPLES)]
    Datasets(DatasetsArgs),
    /// Start a job and print it
    #[command(after_help = START_EXAMPLE)]
    Start {
        #[command(flatten)]
        report: ReportArgs,
        #[command(flatten)]
        app: AppArgs,
    },
    /// Show how far a job is
    #[command(after_help = "Example:\n  ictl exports reporting status orzzsbd7hk67xyu")]
    Status {
        /// The job_identifier
        job: String,
        #[command(flatten)]
        app: AppArgs,
    },
    /// Wait until a job is ready
    #[command(after_help = "Example:\n  ictl exports reporting wait orzzsbd7hk67xyu --max-wait 1h")]
    Wait {
        /// The job_identifier
        job: String,
        #[command(flatten)]
        wait: WaitArgs,
        #[command(flatten)]
        app: AppArgs,
    },
    /// Download and unpack the file of a job that is ready
    #[command(
        after_help = "Example:\n  ictl exports reporting download orzzsbd7hk67xyu --output-file week.csv"
    )]
    Download {
        /// The job_identifier
        job: String,
        #[command(flatten)]
        file: FileArgs,
        #[command(flatten)]
        app: AppArgs,
    },
}

/// The command: all steps at once, or one of them.
pub fn command() -> Command {
    both_ways::<WholeArgs, Step>("reporting")
}

/// Runs the command.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    if matches.subcommand().is_some() {
        return step(parsed(matches)?, cx).await;
    }
    let whole: WholeArgs = parsed(matches)?;
    let request = request(&whole.report, cx).await?;
    let jobs = jobs(&whole.app, Some(&whole.report.range), cx).await?;
    export(&jobs, request, whole.wait.max_wait, &whole.file, cx).await
}

async fn step(step: Step, cx: &mut Context) -> Result<()> {
    match step {
        Step::Datasets(args) => datasets::show(&args, cx).await,
        Step::Start { report, app } => {
            let request = request(&report, cx).await?;
            start(&jobs(&app, Some(&report.range), cx).await?, request, cx).await
        }
        Step::Status { job, app } => jobs(&app, None, cx).await?.show(&job, cx).await,
        Step::Wait { job, wait, app } => {
            wait_for(&jobs(&app, None, cx).await?, &job, wait.max_wait, cx).await
        }
        Step::Download { job, file, app } => {
            download(&jobs(&app, None, cx).await?, &job, &file, cx).await
        }
    }
}

/// Reporting exports: five active jobs. The description marks the workspace's id, the app's id and
/// the job as required query parameters of what follows the start; Intercom's users find that none
/// is, so the app's id is sent where it is known and left out where it is not.
async fn jobs(app: &AppArgs, range: Option<&RangeArgs>, cx: &mut Context) -> Result<Jobs> {
    let me = cx.client()?.json(&Request::get("/me")).await?;
    if range.is_some_and(RangeArgs::names_days) {
        tell_whose_days(me["app"]["timezone"].as_str(), cx);
    }
    let mut query = Vec::new();
    if let Some(code) = me["app"]["id_code"].as_str() {
        query.push(("app_id".to_owned(), code.to_owned()));
    }
    let client_id = app.client_id.as_deref().or_else(|| cx.env("INTERCOM_CLIENT_ID"));
    query.extend(client_id.map(|id| ("client_id".to_owned(), id.to_owned())));
    Ok(Jobs {
        noun: "reporting",
        status_path: "/export/reporting_data",
        download_path: "/download/reporting_data",
        limit: 5,
        query,
    })
}

/// The workspace's days are those of its reports; others give other numbers.
fn tell_whose_days(workspace: Option<&str>, cx: &mut Context) {
    let own = cx.time_zone.iana_name().unwrap_or("this machine's time zone").to_owned();
    if let Some(zone) = workspace.filter(|zone| *zone != own) {
        cx.ui.note(&format!(
            "days are those of {own}; the reports in Intercom count those of {zone}: --time-zone {zone} \
             does the same"
        ));
    }
}

async fn request(args: &ReportArgs, cx: &mut Context) -> Result<Request> {
    let range = args.range.read(cx)?;
    let dataset = Dataset::find(&args.dataset, cx).await?;
    let attributes = dataset.attribute_ids(&args.attributes)?;
    cx.ui.note(&format!("{} of {}", dataset.id(), range.in_words()));
    Ok(Request::post("/export/reporting_data/enqueue").json(&json!({
        "dataset_id": dataset.id(),
        "attribute_ids": attributes,
        "start_time": range.since,
        "end_time": range.until,
    })))
}
