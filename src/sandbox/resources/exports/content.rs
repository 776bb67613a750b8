//! `/export/content/data`: who was sent which message, as a job and a gzipped CSV.
//!
//! docs: Data Export. Unverified: what a job that has expired says (here: not found), and what
//! canceling a finished one does (here: nothing).

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::receipts::{COLUMNS, receipts};
use super::{find, start, view};
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::export_job::{ExportJob, Stage, Wanted};

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::post("/export/content/data", create),
    Route::get("/export/content/data/{job_identifier}", show),
    Route::post("/export/cancel/{job_identifier}", cancel),
    Route::get("/download/content/data/{job_identifier}", download).octets(),
];

/// Jobs that may be active at once in a workspace (docs: Create content data export).
const MAX_ACTIVE: usize = 1;

const DAY: i64 = 86_400;

fn create(call: &mut Call) -> Reply {
    let [after, before] =
        ["created_at_after", "created_at_before"].map(|name| match call.body.integer(name) {
            Ok(Given::Value(second)) => Ok(second),
            Ok(_) => Err(Refusal::missing(format!("{name} not specified")).field(name)),
            Err(refusal) => Err(refusal),
        });
    // Whole days count, the first and the last included (docs: Create content data export).
    let after = after?.div_euclid(DAY) * DAY;
    let before = before?.div_euclid(DAY) * DAY + DAY - 1;
    if after > before {
        let message = "created_at_after must not be later than created_at_before";
        return Err(Refusal::invalid(message).field("created_at_after"));
    }
    let job = start(call, Wanted::Content { after, before }, MAX_ACTIVE, "message data")?;
    answer(call, &job)
}

fn show(call: &mut Call) -> Reply {
    let job = job(call)?;
    answer(call, job)
}

fn cancel(call: &mut Call) -> Reply {
    let mut job = job(call)?.clone();
    if job.is_active(call.now) {
        job.canceled = true;
        call.store.commit(Change::Export(Box::new(job.clone())));
    }
    answer(call, &job)
}

fn job<'a>(call: &'a Call) -> Result<&'a ExportJob, Refusal> {
    find(call, |wanted| matches!(wanted, Wanted::Content { .. })).ok_or_else(Refusal::not_found)
}

/// The job, with the words that content exports have for its stage.
fn answer(call: &Call, job: &ExportJob) -> Reply {
    let status = match job.stage(call.now) {
        Stage::Pending => "pending",
        Stage::InProgress => "in_progress",
        Stage::Finished if is_empty(call, job) => "no_data",
        Stage::Finished => "completed",
        Stage::Expired => return Err(Refusal::not_found()),
        Stage::Canceled => "canceled",
    };
    Answer::json(&view(call, job, status, "/download/content/data"))
}

fn is_empty(call: &Call, job: &ExportJob) -> bool {
    receipts(call.store, &job.wanted, call.now).next().is_none()
}

fn download(call: &mut Call) -> Reply {
    let job = job(call)?;
    if job.stage(call.now) != Stage::Finished || is_empty(call, job) {
        return Err(Refusal::not_found());
    }
    let failed = |cause: &dyn std::fmt::Display| {
        Refusal::new(500, "server_error", format!("cannot pack the export: {cause}"))
    };
    let mut table = csv::Writer::from_writer(GzEncoder::new(Vec::new(), Compression::fast()));
    table.write_record(COLUMNS).map_err(|cause| failed(&cause))?;
    for row in receipts(call.store, &job.wanted, call.now) {
        table.write_record(row.cells()).map_err(|cause| failed(&cause))?;
    }
    let mut packed = table.into_inner().map_err(|cause| failed(&cause))?;
    packed.flush().map_err(|cause| failed(&cause))?;
    packed.finish().map(Answer::octets).map_err(|cause| failed(&cause))
}
