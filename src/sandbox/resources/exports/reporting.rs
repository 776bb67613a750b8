//! `/export/reporting_data`: attributes of conversations, as a job and a CSV.
//!
//! docs: Reporting Data Export. Its examples have words for every refusal. Unverified: how the file
//! is packed (here: not at all). The query parameters that the description marks as required are
//! not asked for, as Intercom's users find.

use super::datasets::{self, Attribute, CONVERSATION};
use super::{find, start, view};
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::export_job::{ExportJob, Stage, Wanted};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/export/reporting_data/get_datasets", list).since(2, 14),
    Route::post("/export/reporting_data/enqueue", enqueue).since(2, 14),
    Route::get("/export/reporting_data/{job_identifier}", show).since(2, 14),
    Route::get("/download/reporting_data/{job_identifier}", download).since(2, 14).octets(),
];

/// Jobs that may be active at once (source: the API description).
const MAX_ACTIVE: usize = 5;

fn list(_: &mut Call) -> Reply {
    Answer::json(&datasets::list())
}

fn enqueue(call: &mut Call) -> Reply {
    let Given::Value(dataset) = call.body.text("dataset_id")? else {
        return Err(bad("'dataset_id' is a required parameter"));
    };
    if dataset != CONVERSATION {
        return Err(bad(format!("{dataset} is not a valid dataset_id")));
    }
    let dataset = dataset.to_owned();
    let attributes = attributes(call)?;
    let [start_time, end_time] =
        ["start_time", "end_time"].map(|name| match call.body.integer(name) {
            Ok(Given::Value(second)) => Ok(second),
            _ => Err(bad(format!("'{name}' is a required parameter"))),
        });
    let wanted = Wanted::Reporting { dataset, attributes, start: start_time?, end: end_time? };
    let job = start(call, wanted, MAX_ACTIVE, "reporting dataset")?;
    answer(call, &job)
}

fn attributes(call: &Call) -> Result<Vec<String>, Refusal> {
    let Given::Value(given) = call.body.any("attribute_ids") else {
        return Err(bad("'attribute_ids' is a required parameter"));
    };
    let Some(list) = given.as_array() else {
        return Err(bad("'attribute_ids' not an array must be of type Array"));
    };
    if list.is_empty() {
        return Err(bad("attribute_ids must contain at least one attribute_id"));
    }
    let ids: Vec<&str> = list.iter().map(|id| id.as_str().unwrap_or_default()).collect();
    let unknown: Vec<&str> =
        ids.iter().copied().filter(|id| Attribute::named(id).is_none()).collect();
    if !unknown.is_empty() {
        let unknown = unknown.join(", ");
        return Err(bad(format!("attribute_ids invalid for {CONVERSATION} dataset: {unknown}")));
    }
    Ok(ids.into_iter().map(str::to_owned).collect())
}

fn bad(message: impl Into<String>) -> Refusal {
    Refusal::new(400, "bad_request", message)
}

fn show(call: &mut Call) -> Reply {
    let job = job(call)?;
    answer(call, job)
}

fn job<'a>(call: &'a Call) -> Result<&'a ExportJob, Refusal> {
    let missing = || {
        let message = format!("Export job not found for identifier: {}", call.param(0));
        Refusal::new(404, "not_found", message)
    };
    find(call, |wanted| matches!(wanted, Wanted::Reporting { .. }))
        .filter(|job| job.stage(call.now) != Stage::Expired)
        .ok_or_else(missing)
}

/// The job, with the words that reporting exports have for its stage.
fn answer(call: &Call, job: &ExportJob) -> Reply {
    let status = if job.is_active(call.now) { "pending" } else { "complete" };
    Answer::json(&view(call, job, status, "/download/reporting_data"))
}

fn download(call: &mut Call) -> Reply {
    let job = job(call)?;
    let Wanted::Reporting { attributes, start, end, .. } = &job.wanted else {
        return Err(Refusal::not_found());
    };
    if job.is_active(call.now) {
        return Err(Refusal::not_found());
    }
    let columns: Vec<&Attribute> =
        attributes.iter().filter_map(|id| Attribute::named(id)).collect();
    let failed = |cause: csv::Error| Refusal::new(500, "server_error", cause.to_string());
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(columns.iter().map(|column| column.id)).map_err(failed)?;
    for thread in call.store.conversations().all() {
        if (*start..=*end).contains(&thread.conversation.created_at) {
            table.write_record(columns.iter().map(|column| column.of(thread))).map_err(failed)?;
        }
    }
    let bytes = table.into_inner().map_err(|cause| failed(cause.into_error().into()))?;
    Ok(Answer::octets(bytes))
}
