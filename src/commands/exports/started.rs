//! Which jobs did ictl start? Intercom shows no list of them, and a refusal for too many does not
//! name the ones that are in the way. A small file beside other state remembers their ids.
//!
//! It is a convenience: where it cannot be read or written, nothing fails. It holds no secret, and
//! not which workspace a job belongs to: another workspace does not know the id.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::write_file;
use crate::context::Context;

/// How many are remembered; a workspace has six active ones at most.
const MOST: usize = 30;

/// A job that was started.
#[derive(Debug, Serialize, Deserialize)]
struct Started {
    noun: String,
    id: String,
}

/// Remembers a job. One in a sandbox inside the process ends with it.
pub fn remember(noun: &str, id: &str, cx: &Context) {
    let Some(file) = file(cx).filter(|_| !cx.in_sandbox()) else { return };
    let mut all = read(&file);
    all.push(Started { noun: noun.to_owned(), id: id.to_owned() });
    let first = all.len().saturating_sub(MOST);
    if let Err(error) = write_file(&file, &serde_json::to_vec(&all[first..]).unwrap_or_default()) {
        cx.ui.messages().verbose(&format!("the job is not remembered: {error}"));
    }
}

/// The jobs of this kind that were started here, the latest first.
pub fn known(noun: &str, cx: &Context) -> Vec<String> {
    let all = file(cx).map(|file| read(&file)).unwrap_or_default();
    all.into_iter().rev().filter(|job| job.noun == noun).map(|job| job.id).collect()
}

fn file(cx: &Context) -> Option<PathBuf> {
    Some(cx.paths().ok()?.state.join("export-jobs.json"))
}

fn read(file: &std::path::Path) -> Vec<Started> {
    let bytes = std::fs::read(file).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}
