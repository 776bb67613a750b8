//! How an import ends for the user: the report on stdout where it was asked for, the summary on
//! stderr, and the exit code.

use serde_json::Value;

use crate::bulk::report::Report;
use crate::bulk::tally::Counts;
use crate::commands::job::place::Place;
use crate::commands::job::problems::why;
use crate::context::Context;
use crate::error::{Error, Kind, Result};
use crate::output::human_duration;

/// Writes and shows the report, and turns how it ended into the command's result.
pub fn conclude(
    place: &Place,
    report: &Report,
    early: Option<Error>,
    cx: &mut Context,
) -> Result<()> {
    let value = serde_json::to_value(report).unwrap_or(Value::Null);
    // On a full disk the report fails as the journal did, and the journal's failure is the one to tell.
    let written = place.dir.write_report(&value);
    let printed = print(&value, cx);
    for line in summary(report, place) {
        cx.ui.message(&line);
    }
    if let Some(error) = early {
        return Err(place.stopped(error, cx));
    }
    printed.and(written)?;
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

/// The outcome in a line, the reasons of what went wrong, and where the rest lies.
fn summary(report: &Report, place: &Place) -> Vec<String> {
    let Counts { created, updated, unchanged, .. } = report.counts;
    let done = created + updated + unchanged;
    let took = human_duration(std::time::Duration::from_secs_f64(report.elapsed_s));
    let counts = Counts { rejected: 0, uncertain: 0, ..report.counts }.to_string();
    let counts = if counts.is_empty() { counts } else { format!(": {counts}") };
    let requests = report.requests;
    let plural = if requests == 1 { "" } else { "s" };
    let mut lines = vec![format!(
        "imported {done} of {} in {took} with {requests} request{plural}{counts}",
        rows(report.rows),
    )];
    lines.extend(what_went_wrong(report));
    if let Some(path) = &report.uncertain_rows {
        lines.push(format!("uncertain rows: {}", path.display()));
    }
    if place.temporary {
        lines.push(format!("job directory: {}", place.dir.path().display()));
    }
    lines
}

/// How many rows were rejected or are uncertain, and why.
pub fn what_went_wrong(report: &Report) -> Vec<String> {
    let Counts { rejected, uncertain, .. } = report.counts;
    let counts = Counts { rejected, uncertain, ..Counts::default() }.to_string();
    let heading = (!counts.is_empty()).then_some(counts);
    heading.into_iter().chain(why(&report.problems)).collect()
}
