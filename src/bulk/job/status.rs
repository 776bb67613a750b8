//! How a job stands, by what lies in its directory: read while a run is at it or long after, by
//! somebody who has nothing to do with the run.
//!
//! Nothing is locked and nothing changed. The last line of the journal may be half written; what is
//! read is the state of a moment ago.

use std::collections::VecDeque;

use super::{JobDir, JobRecord, Peek};
use crate::bulk::journal::{Entry, Replay};
use crate::bulk::tally::Traffic;
use crate::error::{Error, Result};

/// Costs are journaled once a second: the present speed is that of ten seconds at most.
const RECENT: usize = 11;

/// Whether a job is going on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A run has it in its hands.
    Running,
    /// It is to be resumed.
    Stopped,
    /// Every row has its outcome.
    Finished,
}

impl State {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            State::Running => "running",
            State::Stopped => "stopped",
            State::Finished => "finished",
        }
    }
}

/// How a job stands.
pub struct Status {
    /// What it is.
    pub record: JobRecord,
    /// Whether it goes on.
    pub state: State,
    /// The process that works on it, where the system tells.
    pub pid: Option<u32>,
    /// What its journal tells.
    pub known: Replay,
    /// Requests per second: of the last seconds while it runs, else of all its runs; `None` before
    /// there is anything to measure.
    pub requests_per_s: Option<f64>,
}

impl Status {
    /// Reads it.
    ///
    /// # Errors
    /// Where the directory holds no job, or one of another version.
    pub fn read(dir: &JobDir) -> Result<Self> {
        let mut recent = Recent::default();
        let Some(Peek { record, state: known, running }) = dir.peek(|entry| recent.take(entry))?
        else {
            return Err(Error::failed(format!("{} holds no job", dir.path().display()))
                .hint("name a job directory, such as people.csv.ictl-import"));
        };
        let state = match (known.finished, running) {
            (true, _) => State::Finished,
            (false, Some(_)) => State::Running,
            (false, None) => State::Stopped,
        };
        let overall = rate(Traffic::default(), known.traffic);
        let present = recent.rate().filter(|_| state == State::Running);
        let pid = running.filter(|_| state == State::Running).and_then(|holder| holder.pid);
        Ok(Status { record, state, pid, known, requests_per_s: present.or(overall) })
    }

    /// The rows that the job is about: a limit may leave some of its input out.
    pub fn rows(&self) -> u64 {
        let limit = self.record.options["limit"].as_u64().unwrap_or(u64::MAX);
        self.record.rows.min(limit)
    }
}

/// The last costs of the present run.
#[derive(Default)]
struct Recent(VecDeque<Traffic>);

impl Recent {
    fn take(&mut self, entry: &Entry) {
        match entry {
            Entry::Run {} => self.0.clear(),
            Entry::Traffic(traffic) => {
                if self.0.len() == RECENT {
                    self.0.pop_front();
                }
                self.0.push_back(*traffic);
            }
            _ => {}
        }
    }

    fn rate(&self) -> Option<f64> {
        rate(*self.0.front()?, *self.0.back()?)
    }
}

fn rate(from: Traffic, to: Traffic) -> Option<f64> {
    let milliseconds = to.elapsed_ms.saturating_sub(from.elapsed_ms);
    let requests = to.requests.saturating_sub(from.requests);
    (milliseconds > 0).then(|| requests as f64 * 1000.0 / milliseconds as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bulk::tally::OutcomeKind;
    use serde_json::json;

    fn record(options: serde_json::Value) -> JobRecord {
        JobRecord {
            command: "contacts import".into(),
            started: jiff::Timestamp::UNIX_EPOCH,
            workspace: None,
            base_url: "http://localhost".into(),
            rows: 10,
            sha256: String::new(),
            reading: serde_json::Value::Null,
            options,
            resume: None,
            given_in: None,
        }
    }

    fn cost(seconds: u64, requests: u64) -> Entry {
        Entry::Traffic(Traffic { requests, elapsed_ms: seconds * 1000, ..Traffic::default() })
    }

    fn done(row: u64) -> Entry {
        Entry::done(row, OutcomeKind::Created)
    }

    #[test]
    fn a_running_job_is_read_without_being_disturbed_up_to_its_torn_end() {
        let dir = tempfile::tempdir().unwrap();
        let job = JobDir::at(dir.path());
        let lock = job.claim().unwrap();
        let mut journal = job.begin(&record(json!({"limit": 4}))).unwrap();
        (1..=3).for_each(|row| journal.append(&done(row)));
        (0..=20).for_each(|second| journal.append(&cost(second, second * second)));
        journal.flush().unwrap();
        let path = dir.path().join("journal.ndjson");
        let whole = std::fs::read(&path).unwrap();
        let torn = [whole.as_slice(), b"{\"done\":{\"ro"].concat();
        std::fs::write(&path, &torn).unwrap();
        let status = Status::read(&job).unwrap();
        assert_eq!((status.state, status.rows()), (State::Running, 4));
        assert_eq!(status.known.counts.created, 3);
        // 400 - 100 requests in the last ten seconds.
        assert_eq!(status.requests_per_s, Some(30.0));
        assert_eq!(std::fs::read(&path).unwrap(), torn);
        assert_eq!(status.pid, Some(std::process::id()));
        drop(lock);
        let status = Status::read(&job).unwrap();
        assert_eq!((status.state, status.requests_per_s), (State::Stopped, Some(20.0)));
        assert_eq!(status.pid, None);
    }

    #[test]
    fn a_finished_job_is_finished_even_while_somebody_looks_at_its_report_again() {
        let dir = tempfile::tempdir().unwrap();
        let job = JobDir::at(dir.path());
        let mut journal = job.begin(&record(json!({}))).unwrap();
        journal.append(&Entry::Finished {});
        journal.flush().unwrap();
        assert_eq!(Status::read(&job).unwrap().state, State::Finished);
    }

    #[test]
    fn a_directory_without_a_job_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let error = Status::read(&JobDir::at(dir.path())).err().unwrap();
        assert!(error.message().contains("holds no job"), "{error}");
    }
}
