//! `ictl contacts import status`: how a job stands, while it runs or later, without touching it.
//!
//! Jobs of other commands live in directories of the same kind, so theirs are read as well.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::bulk::job::{JobDir, State, Status};
use crate::context::{Context, shell_word};
use crate::error::Result;

use super::COMMAND as IMPORT;

const EXAMPLES: &str = "\
Examples:
  ictl contacts import status people.csv.ictl-import
  ictl contacts import status people.csv.ictl-import --jq .state
  ictl contacts import status people.csv.ictl-import --json > status.json";

/// Show how a job stands, running or not
///
/// Reads the job directory and changes nothing, so a running import is not disturbed. Job directories
/// of other commands are understood, too.
#[derive(Debug, Clone, Args)]
#[command(after_help = EXAMPLES)]
pub struct StatusArgs {
    /// Job directory
    #[arg(value_name = "DIR")]
    pub dir: PathBuf,
}

/// Shows it.
pub fn run(args: &StatusArgs, cx: &mut Context) -> Result<()> {
    let dir = JobDir::at(&args.dir);
    let status = Status::read(&dir)?;
    let resume = resume_command(&status);
    cx.ui.object(&[], &describe(&dir, &status, resume.as_deref()))?;
    if let Some(command) = resume {
        cx.ui.hint(&format!("go on with: {command}"));
    }
    Ok(())
}

/// The keys of the job's report, with what a report need not say of itself.
fn describe(dir: &JobDir, status: &Status, resume: Option<&str>) -> Value {
    let (known, record) = (&status.known, &status.record);
    let mut value = json!({
        "command": record.command,
        "state": status.state.as_str(),
        "pid": status.pid,
        "finished": known.finished,
        "workspace": record.workspace,
        "base_url": record.base_url,
        "started": record.started,
        "rows": has_rows(status).then(|| status.rows()),
        "rows_done": has_rows(status).then(|| known.counts.total()),
    });
    extend(&mut value, counts(dir, status));
    extend(
        &mut value,
        json!({
            "reasons": known.reasons,
        "problems": known.problems.largest_first(),
            "requests": known.traffic.requests,
            "retries": known.traffic.retries,
            "rate_limited": known.traffic.rate_limited,
            "elapsed_s": known.traffic.elapsed_s(),
            "requests_per_s": status.requests_per_s.map(|rate| (rate * 10.0).round() / 10.0),
            "job": dir.path(),
            "report": existing(dir.report()),
            "resume": resume,
        }),
    );
    extend(&mut value, files(dir, status));
    value
}

fn extend(value: &mut Value, more: Value) {
    if let (Value::Object(fields), Value::Object(more)) = (value, more) {
        fields.extend(more);
    }
}

/// An export has no input; how many records there are is known when it is at its end.
fn has_rows(status: &Status) -> bool {
    !status.record.command.ends_with(" export")
}

/// The outcomes that the job's own report speaks of.
fn counts(dir: &JobDir, status: &Status) -> Value {
    let counts = status.known.counts;
    if !has_rows(status) {
        let records = dir.read_report().map(|report| report["records"].clone());
        return json!({"records": records});
    }
    if status.record.command == IMPORT {
        return serde_json::to_value(counts).unwrap_or_default();
    }
    json!({
        "done": counts.done,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
        "uncertain": counts.uncertain,
    })
}

/// Where the rows are that need a person.
fn files(dir: &JobDir, status: &Status) -> Value {
    if status.record.command == IMPORT {
        let undo = dir.path().join(super::undo::DIRECTORY);
        return json!({
            "rejects": existing(dir.rejects()),
            "uncertain_rows": existing(dir.uncertain()),
            "undo": existing(undo),
        });
    }
    let names = ["rejects.ndjson", "uncertain.ndjson"];
    let files: Vec<PathBuf> =
        names.into_iter().filter_map(|name| existing(dir.path().join(name))).collect();
    json!({"files": files})
}

fn existing(path: PathBuf) -> Option<PathBuf> {
    path.exists().then_some(path)
}

/// What goes on with a job that stopped, from where it was begun.
fn resume_command(status: &Status) -> Option<String> {
    let command = status.record.resume.as_ref().filter(|_| status.state == State::Stopped)?;
    match &status.record.given_in {
        Some(there) if std::env::current_dir().ok().as_ref() != Some(there) => {
            Some(format!("cd {} && {command}", shell_word(&there.display().to_string())))
        }
        _ => Some(command.clone()),
    }
}
