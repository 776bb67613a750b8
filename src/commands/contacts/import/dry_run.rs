//! The rehearsal of an import: what it would do and cost, by the file alone or by a look at the
//! workspace. Nothing is written.

use super::args::ImportArgs;
use super::stages::Stages;
use super::summary::{print, rows, verdict, what_went_wrong};
use crate::bulk::contacts::check::Totals;
use crate::bulk::contacts::conflict::OnConflict;
use crate::bulk::contacts::links::{Cost, Link};
use crate::bulk::contacts::remote_check;
use crate::bulk::report::{RemoteCounts, Report};
use crate::bulk::tally::Counts;
use crate::commands::job::place::Place;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::human_duration;

/// How long a window of the rate limit is (docs: Rate Limiting).
const WINDOW_SECONDS: f64 = 10.0;

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
    let everyones: Vec<Link> = args.tag.iter().cloned().map(Link::Tag).collect();
    let input = args.input_options();
    let rows_read = stages.as_rows(args, place, &input);
    let Totals { mut cost, reasons, problems } =
        rows_read.totals(check, &everyones, &cx.interrupt)?;
    let ready = cost.contacts;
    if let Some(remote) = &remote {
        cost.contacts = remote.requests();
    }
    let rejected = reasons.values().sum();
    let estimated = cost.requests();
    let limit = stages.facts.window_limit;
    let seconds = limit.map(|limit| windows(estimated, limit) * WINDOW_SECONDS);
    let report = Report {
        dry_run: true,
        workspace: stages.facts.workspace.clone(),
        rows: considered,
        counts: Counts { rejected, ..Counts::default() },
        reasons,
        problems: problems.largest_first(),
        estimated_requests: Some(estimated),
        estimate: Some(cost),
        estimated_s: Some(seconds),
        remote,
        ..Report::of("contacts import")
    };
    print(&serde_json::to_value(&report).unwrap_or_default(), cx)?;
    cx.ui.message(&format!("dry run: {ready} of {} would be sent", rows(considered)));
    cx.ui.message(&price(&cost, remote.is_some(), seconds));
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

/// What it costs, in a line.
fn price(cost: &Cost, looked: bool, seconds: Option<f64>) -> String {
    let parts = [
        (cost.contacts, "for contacts"),
        (cost.tags, "for tags"),
        (cost.tag_attachments, "to attach them"),
        (cost.companies, "for companies"),
        (cost.company_attachments, "to attach them"),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    let condition = if looked { "" } else { " if all of them are new" };
    let parts = if parts.len() > 1 { format!(": {}", parts.join(", ")) } else { String::new() };
    let took = seconds.map(|seconds| {
        let took = human_duration(std::time::Duration::from_secs_f64(seconds));
        format!("; {took} at the rate limit")
    });
    let took = took.unwrap_or_default();
    format!("it takes {} requests{condition}{parts}{took}", cost.requests())
}

fn windows(requests: u64, limit: u64) -> f64 {
    requests as f64 / limit.max(1) as f64
}
