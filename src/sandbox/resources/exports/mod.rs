//! Export jobs: started, waited for, downloaded.
//!
//! What both kinds have in common is here: finding a job, and its object, which the description
//! gives the same fields for both.

pub mod content;
mod datasets;
mod receipts;
pub mod reporting;

use serde_json::{Value, json};

use crate::sandbox::call::Call;
use crate::sandbox::random::Random;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::export_job::{ExportJob, Stage, Wanted};

/// What the ids of jobs are made of, as in the documented `al9w983lwu88w1fd`.
const ID_LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";

/// Starts a job, unless `limit` of its kind are active already; `kind` names them in the refusal.
fn start(call: &mut Call, wanted: Wanted, limit: usize, kind: &str) -> Result<ExportJob, Refusal> {
    let same = |job: &&ExportJob| {
        std::mem::discriminant(&job.wanted) == std::mem::discriminant(&wanted)
            && job.is_active(call.now)
    };
    if call.store.export_jobs().filter(same).count() >= limit {
        let message = format!("Exceeded rate limit of {limit} pending {kind} export jobs");
        return Err(Refusal::new(429, "rate_limit_exceeded", message));
    }
    let number = call.store.next_number();
    let mut random = Random::new(u64::from(number) ^ call.now.cast_unsigned().rotate_left(32));
    let id = (0..16).map(|_| char::from(*random.pick(ID_LETTERS))).collect();
    let ready_at = call.now.saturating_add(call.export_delay);
    let job = ExportJob { number, id, wanted, created_at: call.now, ready_at, canceled: false };
    call.store.commit(Change::Export(Box::new(job.clone())));
    Ok(job)
}

/// The job that the path names, if it is of the kind that `fits`.
fn find<'a>(call: &'a Call, fits: fn(&Wanted) -> bool) -> Option<&'a ExportJob> {
    call.store.export_job(call.param(0)).filter(|job| fits(&job.wanted))
}

/// The object of a job: `download` is the path of a finished one, `status` its word.
fn view(call: &Call, job: &ExportJob, status: &str, download: &str) -> Value {
    let (url, expires_at) = match job.stage(call.now) {
        Stage::Finished if status.starts_with("complete") => {
            (format!("{}{download}/{}", call.base_url, job.id), job.expires_at().to_string())
        }
        _ => (String::new(), String::new()),
    };
    json!({
        "job_identifier": job.id,
        "status": status,
        "download_url": url,
        "download_expires_at": expires_at,
    })
}
