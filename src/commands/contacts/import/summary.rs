//! How an import ends for the user: the report on stdout where it was asked for, the summary on
//! stderr, and the exit code.

use serde_json::Value;

use super::args::ImportArgs;
use super::place::{Place, stopped};
use crate::bulk::report::Report;
use crate::bulk::tally::Counts;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::output::human_duration;

/// The outcomes that occurred, in a line.
pub fn counts_line(counts: &Counts) -> String {
    let all = [
        ("created", counts.created),
        ("updated", counts.updated),
        ("unchanged", counts.unchanged),
        ("skipped", counts.skipped),
        ("rejected", counts.rejected),
        ("uncertain", counts.uncertain),
    ];
    let some: Vec<String> = all
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    some.join(", ")
}

/// Writes and shows the report, and turns how it ended into the command's result.
pub fn conclude(
    args: &ImportArgs,
    place: &Place,
    report: &Report,
    early: Option<Error>,
    cx: &mut Context,
) -> Result<()> {
    let value = serde_json::to_value(report).unwrap_or(Value::Null);
    place.dir.write_report(&value)?;
    print(&value, cx)?;
    for line in summary(report, place) {
        cx.ui.message(&line);
    }
    if let Some(error) = early {
        return Err(stopped(error, &place.resume_command(args, cx)));
    }
    verdict(report)
}

/// The report is data: it goes to stdout where a form of data was asked for.
pub fn print(report: &Value, cx: &mut Context) -> Result<()> {
    let settings = cx.ui.settings();
    if settings.output.is_some() || settings.jq.is_some() {
        cx.ui.object(&[], report)?;
    }
    Ok(())
}

/// Done, or done with rows that need a person.
pub fn verdict(report: &Report) -> Result<()> {
    let Counts { rejected, uncertain, .. } = report.counts;
    if rejected + uncertain == 0 {
        return Ok(());
    }
    let mut what = Vec::new();
    if rejected > 0 {
        what.push(format!("{} rejected", rows(rejected)));
    }
    if uncertain > 0 {
        what.push(format!("{} uncertain", rows(uncertain)));
    }
    let hint = match (report.dry_run, &report.rejects, &report.uncertain_rows) {
        (true, ..) => {
            "mend the file, or import the rest: these rows will stand in rejects.csv".to_owned()
        }
        (_, Some(file), _) => format!("mend {} and import that file", file.display()),
        (_, None, Some(file)) => {
            format!("look these contacts up before you import {}", file.display())
        }
        _ => "see the job directory".to_owned(),
    };
    Err(Error::new(Kind::Partial, what.join(", ")).hint(hint))
}

/// A number of rows in words.
pub fn rows(count: u64) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

fn summary(report: &Report, place: &Place) -> Vec<String> {
    let took = human_duration(std::time::Duration::from_secs_f64(report.elapsed_s));
    let done = report.counts.total();
    let mut lines = vec![format!(
        "{} of {} done in {took} with {} requests: {}",
        done,
        rows(report.rows),
        report.requests,
        counts_line(&report.counts)
    )];
    if !report.reasons.is_empty() {
        let reasons: Vec<String> =
            report.reasons.iter().map(|(code, count)| format!("{code} {count}")).collect();
        lines.push(format!("why: {}", reasons.join(", ")));
    }
    if let Some(path) = &report.rejects {
        lines.push(format!("rejected rows: {}", path.display()));
    }
    if let Some(path) = &report.uncertain_rows {
        lines.push(format!("uncertain rows: {}", path.display()));
    }
    if place.temporary {
        lines.push(format!("job directory: {}", place.dir.path().display()));
    }
    lines
}
