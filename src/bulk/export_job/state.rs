//! How far is a job, and when should it be asked again? A job's answer in; a stage and pauses out.
//!
//! The two kinds of export have different words for the same thing (`completed` and `complete`), and
//! may get new ones: an unknown word means that it goes on, unless there is something to download.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

/// The first pause between two looks at a job. Small reports are ready after a few seconds.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// The longest. Large exports take hours (Intercom's help: Export your message data).
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A job as the API shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its `job_identifier`.
    pub id: String,
    /// Its `status`, as it stands.
    pub status: String,
    /// There is a `download_url`.
    pub has_url: bool,
    /// When the data will be gone, where the API tells it.
    pub expires_at: Option<Timestamp>,
}

/// What can be done with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Nothing yet.
    Waiting,
    /// Its file can be downloaded.
    Ready,
    /// It found nothing: there is no file.
    Empty,
    /// It will never have a file.
    Failed,
    /// Somebody ended it.
    Canceled,
}

impl Job {
    /// Reads an answer; `None` where it is no job.
    pub fn read(answer: &Value) -> Option<Self> {
        let text = |name: &str| answer[name].as_str().filter(|text| !text.is_empty());
        Some(Job {
            // The oldest versions misspell it (docs: The export job model).
            id: text("job_identifier").or_else(|| text("job_identfier"))?.to_owned(),
            status: text("status").unwrap_or("unknown").to_owned(),
            has_url: text("download_url").is_some(),
            expires_at: expiry(&answer["download_expires_at"]),
        })
    }

    /// What can be done with it.
    pub fn stage(&self) -> Stage {
        match self.status.to_ascii_lowercase().as_str() {
            "complete" | "completed" => Stage::Ready,
            "no_data" => Stage::Empty,
            "failed" => Stage::Failed,
            "canceled" | "cancelled" => Stage::Canceled,
            _ if self.has_url => Stage::Ready,
            _ => Stage::Waiting,
        }
    }
}

/// UNIX seconds as number or text, or ISO 8601 (http.md: export statuses may use ISO text).
fn expiry(value: &Value) -> Option<Timestamp> {
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.as_i64()?.to_string(),
    };
    match text.parse::<i64>() {
        Ok(seconds) => Timestamp::from_second(seconds).ok(),
        Err(_) => text.parse().ok(),
    }
}

/// How long to wait before a job is asked once more, after so many looks at it.
pub fn pause(looks: u32) -> Duration {
    FIRST_PAUSE.mul_f64(1.5_f64.powi(i32::try_from(looks.min(16)).unwrap_or(16))).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn stage(status: &str, url: &str) -> Stage {
        Job::read(&json!({"job_identifier": "j", "status": status, "download_url": url}))
            .unwrap()
            .stage()
    }

    #[test]
    fn both_spellings_of_complete_mean_that_the_file_is_there() {
        for status in ["complete", "completed", "Completed"] {
            assert_eq!(stage(status, ""), Stage::Ready, "{status}");
        }
    }

    #[test]
    fn an_unknown_status_goes_on_until_there_is_a_file() {
        assert_eq!(stage("queued_again", ""), Stage::Waiting);
        assert_eq!(stage("queued_again", "https://api.intercom.io/x"), Stage::Ready);
        assert_eq!(stage("no_data", ""), Stage::Empty);
    }

    #[test]
    fn the_expiry_is_read_in_every_form() {
        for value in [json!("1674917488"), json!(1_674_917_488), json!("2023-01-28T14:51:28Z")] {
            let job = Job::read(&json!({"job_identifier": "j", "download_expires_at": value}));
            assert_eq!(job.unwrap().expires_at.unwrap().as_second(), 1_674_917_488);
        }
        assert_eq!(Job::read(&json!({"job_identifier": "j"})).unwrap().expires_at, None);
        assert_eq!(Job::read(&json!({"status": "pending"})), None);
    }

    #[test]
    fn looks_become_rarer() {
        assert_eq!(pause(0), FIRST_PAUSE);
        assert!(pause(1) > pause(0));
        assert_eq!(pause(1000), LONGEST_PAUSE);
    }
}
