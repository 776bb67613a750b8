//! `ictl jobs`: background jobs.

use crate::api::operations::row::{FROM_2_14, Noun, Operation, PathParam};

/// The rows of `ictl jobs`.
pub(super) const NOUN: Noun = Noun {
    name: "jobs",
    about: "Background jobs",
    operations: &[Operation {
        id: "jobsStatus",
        command: &["jobs", "status"],
        summary: "Show how far a background job is",
        details: "Tells `pending`, `success` or `failed`, and what was made.",
        path_params: &[PathParam::new("job_id", "JOB_ID")],
        versions: FROM_2_14,
        ..Operation::get("/jobs/status/{job_id}")
    }],
};
