//! The report of a job: what became of the rows and what it cost, for people's scripts. Its keys
//! are an interface.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::Serialize;

use super::contacts::links::Cost;
use super::job::Workspace;
use super::problems::ProblemGroup;
use super::tally::{Counts, Traffic};

/// What a job came to, over all its runs.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The command, such as `contacts import`.
    pub command: &'static str,
    /// Nothing was written.
    pub dry_run: bool,
    /// Every row has its outcome.
    pub finished: bool,
    /// The workspace, as far as the token may know.
    pub workspace: Option<Workspace>,
    /// Rows of the input.
    pub rows: u64,
    /// Rows by outcome.
    #[serde(flatten)]
    pub counts: Counts,
    /// Rejected and uncertain rows by code.
    pub reasons: BTreeMap<String, u64>,
    /// The same by code and column, each with an example, the most frequent first.
    pub problems: Vec<ProblemGroup>,
    /// Requests sent, repeated ones included.
    pub requests: u64,
    /// Requests sent again.
    pub retries: u64,
    /// Answers with status 429.
    pub rate_limited: u64,
    /// Time spent, in seconds.
    pub elapsed_s: f64,
    /// The job directory; null for a dry run.
    pub job: Option<PathBuf>,
    /// The file of rejected rows, where there are any.
    pub rejects: Option<PathBuf>,
    /// The file of uncertain rows, where there are any.
    pub uncertain_rows: Option<PathBuf>,
    /// With `--dry-run`: the requests that the import would send at least.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_requests: Option<u64>,
    /// With `--dry-run`: the same by what the requests are for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Cost>,
    /// With `--dry-run`: how long these take at the rate limit; null where none is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimated_s: Option<Option<f64>>,
    /// With `--check-remote`: what would become of the rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remote: Option<RemoteCounts>,
}

/// What would become of the rows, by a look at the workspace.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub struct RemoteCounts {
    /// No contact has the row's key.
    pub would_create: u64,
    /// One has, with other values.
    pub would_update: u64,
    /// One has, with the same values.
    pub would_stay: u64,
    /// The keys belong to several contacts, or `--on-conflict` does not let one be updated.
    pub in_conflict: u64,
}

impl RemoteCounts {
    /// Requests that become of the contacts themselves: one creates; a conflict is followed by a look,
    /// and where values differ by an update.
    pub fn requests(&self) -> u64 {
        self.would_create + 2 * self.would_stay + 3 * self.would_update + self.in_conflict
    }
}

impl Report {
    /// A report about nothing yet.
    pub fn of(command: &'static str) -> Self {
        Report {
            command,
            dry_run: false,
            finished: false,
            workspace: None,
            rows: 0,
            counts: Counts::default(),
            reasons: BTreeMap::new(),
            problems: Vec::new(),
            requests: 0,
            retries: 0,
            rate_limited: 0,
            elapsed_s: 0.0,
            job: None,
            rejects: None,
            uncertain_rows: None,
            estimated_requests: None,
            estimate: None,
            estimated_s: None,
            remote: None,
        }
    }

    /// Takes over the costs.
    #[must_use]
    pub fn cost(mut self, traffic: Traffic) -> Self {
        self.requests = traffic.requests;
        self.retries = traffic.retries;
        self.rate_limited = traffic.rate_limited;
        self.elapsed_s = traffic.elapsed_s();
        self
    }
}
