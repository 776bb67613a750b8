//! The rehearsal of an import: what it would do and cost, by the file alone or by a look at the
//! workspace. Nothing is written.

use super::args::ImportArgs;
use super::stages::Stages;
use super::summary::{print, rows, verdict, what_went_wrong};
use crate::bulk::contacts::conflict::OnConflict;
use crate::bulk::contacts::remote_check;
use crate::bulk::report::{RemoteCounts, Report};
use crate::bulk::tally::Counts;
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::{Error, Result};

/// Prints the report that an import would begin with.
pub async fn report(
    args: &ImportArgs,
    place: &Place,
    mut stages: Stages,
    cx: &mut Context,
) -> Result<()> {
    let considered = stages.rows(args);
    let remote = if args.check_remote { Some(look(args, place, &stages, cx).await?) } else { None };
    let check = stages.take_check()?;
    let totals = check.into_totals()?;
    let rejected = totals.reasons.values().sum();
    let requests_per_row = 1 + u64::from(args.tag.is_some());
    let estimated = totals.ready * requests_per_row;
    let report = Report {
        dry_run: true,
        workspace: stages.facts.workspace.clone(),
        rows: considered,
        counts: Counts { rejected, ..Counts::default() },
        reasons: totals.reasons,
        problems: totals.problems.largest_first(),
        estimated_requests: Some(estimated),
        estimated_s: Some(stages.facts.window_limit.map(|limit| windows(estimated, limit) * 10.0)),
        remote,
        ..Report::of("contacts import")
    };
    print(&serde_json::to_value(&report).unwrap_or_default(), cx)?;
    cx.ui.message(&format!(
        "dry run: {} of {} would be sent, in {estimated} requests at least",
        totals.ready,
        rows(considered)
    ));
    for line in what_went_wrong(&report) {
        cx.ui.message(&line);
    }
    if let Some(remote) = report.remote {
        cx.ui.message(&format!(
            "in the workspace: {} would be created, {} updated, {} stay, {} in conflict",
            remote.would_create, remote.would_update, remote.would_stay, remote.in_conflict
        ));
    }
    place.forget_if_unbegun();
    verdict(&report)
}

async fn look(
    args: &ImportArgs,
    place: &Place,
    stages: &Stages,
    cx: &mut Context,
) -> Result<RemoteCounts> {
    if !cx.has_token() {
        return Err(Error::usage("--check-remote needs a token to look with")
            .hint("set INTERCOM_TOKEN, or leave --check-remote out"));
    }
    let client = cx.client()?;
    let input = args.input_options();
    let rows = stages.as_rows(args, place, &input);
    // The repetitions of a file can be walked once, and the report needs them, too.
    let duplicates = rows.check(&cx.temp_dir, &cx.interrupt)?.duplicates;
    let updates = OnConflict::from(args.on_conflict) == OnConflict::Update;
    let (clock, interrupt) = (cx.clock.clone(), cx.interrupt.clone());
    remote_check::count(&client, &rows, duplicates, updates, &*clock, interrupt).await
}

#[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
fn windows(requests: u64, limit: u64) -> f64 {
    requests as f64 / limit.max(1) as f64
}
