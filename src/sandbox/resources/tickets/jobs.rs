//! `/jobs/status/{id}`: what became of a ticket that was enqueued.
//!
//! It was made at once, but the first answer does not say so: clients must ask.

use serde_json::json;

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Job;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::get("/jobs/status/{id}", status)];

/// Answers that the work is waiting.
pub fn pending(call: &Call, job: Job) -> Reply {
    shown(call, job, "pending", None)
}

fn status(call: &mut Call) -> Reply {
    let number: Option<u32> = call.param(0).parse().ok();
    let missing = || Refusal::new(404, "job_not_found", "Job Not Found");
    let job = number.and_then(|number| call.store.job(number)).ok_or_else(missing)?;
    shown(call, job, "success", Some(job.ticket))
}

/// A job, with the ticket once there is one.
fn shown(call: &Call, job: Job, status: &str, ticket: Option<u32>) -> Reply {
    let base = call.base_url;
    Answer::json(&json!({
        "type": "job",
        "id": job.number.to_string(),
        "status": status,
        "url": format!("{base}/jobs/status/{}", job.number),
        "resource_type": "ticket",
        "resource_id": ticket.map(|ticket| ticket.to_string()),
        "resource_url": ticket.map(|ticket| format!("{base}/tickets/{ticket}")),
    }))
}
