//! A job that gathers data for a download: what was asked for, and how far it is at a given moment.
//!
//! Nothing is gathered before the download: a job is only its times, so that a state file keeps
//! jobs, too, and they go on over a restart. Times are UNIX seconds.

use serde::{Deserialize, Serialize};

/// How long the data of a finished job can be downloaded (docs: Show content data export).
pub const KEPT_SECONDS: i64 = 2 * 86_400;

/// What a job is to gather.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Who was sent what, and what they did with it.
    Content {
        /// The first second.
        after: i64,
        /// The last second.
        before: i64,
    },
    /// Attributes of a reporting dataset.
    Reporting {
        dataset: String,
        /// As the client named them.
        attributes: Vec<String>,
        /// The first second.
        start: i64,
        /// The last second.
        end: i64,
    },
}

/// A job of either kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportJob {
    /// Counts the jobs, with other objects.
    pub number: u32,
    /// The API's id.
    pub id: String,
    pub wanted: Wanted,
    pub created_at: i64,
    /// When it is finished, unless somebody cancels it before.
    pub ready_at: i64,
    #[serde(default)]
    pub canceled: bool,
}

/// How far a job is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Pending,
    InProgress,
    Finished,
    /// Finished so long ago that the data is gone.
    Expired,
    Canceled,
}

impl ExportJob {
    /// How far it is now: the first half of the time it waits, the second half it works.
    pub fn stage(&self, now: i64) -> Stage {
        if self.canceled {
            Stage::Canceled
        } else if now >= self.expires_at() {
            Stage::Expired
        } else if now >= self.ready_at {
            Stage::Finished
        } else if now - self.created_at >= (self.ready_at - self.created_at) / 2 {
            Stage::InProgress
        } else {
            Stage::Pending
        }
    }

    /// It counts against the limit of jobs.
    pub fn is_active(&self, now: i64) -> bool {
        matches!(self.stage(now), Stage::Pending | Stage::InProgress)
    }

    /// When the data is gone.
    pub fn expires_at(&self) -> i64 {
        self.ready_at.saturating_add(KEPT_SECONDS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_job_waits_works_and_expires() {
        let wanted = Wanted::Content { after: 0, before: 1 };
        let (number, id) = (1, "j".to_owned());
        let job = ExportJob { number, id, wanted, created_at: 100, ready_at: 110, canceled: false };
        for (now, stage) in [
            (100, Stage::Pending),
            (105, Stage::InProgress),
            (110, Stage::Finished),
            (110 + KEPT_SECONDS, Stage::Expired),
        ] {
            assert_eq!(job.stage(now), stage, "{now}");
        }
        assert_eq!(ExportJob { canceled: true, ..job }.stage(105), Stage::Canceled);
    }
}
