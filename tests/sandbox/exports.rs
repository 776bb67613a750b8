//! Export jobs as a plain client sees them: their times, their limits, their files.

use std::io::Read;
use std::time::Duration;

use flate2::read::GzDecoder;
use ictl::sandbox::Options;
use reqwest::header::ACCEPT;
use serde_json::{Value, json};

use crate::api::{Api, NOW};

const OCTETS: &str = "application/octet-stream";

async fn start(api: &Api) -> String {
    let range = json!({"created_at_after": NOW - 90 * 86_400, "created_at_before": NOW});
    let job = api.post("/export/content/data", range).await.ok();
    job["job_identifier"].as_str().unwrap().to_owned()
}

async fn status(api: &Api, id: &str) -> Value {
    api.get(&format!("/export/content/data/{id}")).await.ok()["status"].clone()
}

#[tokio::test]
async fn a_job_takes_its_time_and_its_file_is_a_gzipped_csv() {
    let export_delay = Duration::from_secs(60);
    let api = Api::with(&Options { contacts: 100, export_delay, ..Options::default() });
    let id = start(&api).await;
    let download = format!("/download/content/data/{id}");
    let file = async |accept: &str| {
        let answer = api.request("GET", &download).header(ACCEPT, accept).send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap())
    };
    assert_eq!(status(&api, &id).await, "pending");
    assert_eq!(file(OCTETS).await.0, 404);
    api.clock.pass(export_delay / 2);
    assert_eq!(status(&api, &id).await, "in_progress");
    api.clock.pass(export_delay / 2);
    assert_eq!(status(&api, &id).await, "completed");
    assert_eq!(file("application/json").await.0, 406);
    assert_eq!(file("*/*").await.0, 406);
    let (found, packed) = file(OCTETS).await;
    let mut table = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut table).unwrap();
    assert_eq!(found, 200);
    assert!(table.starts_with("user_id,user_external_id,") && table.lines().count() > 10);
    api.clock.pass(Duration::from_secs(2 * 86_400));
    assert_eq!(file(OCTETS).await.0, 404);
}

#[tokio::test]
async fn one_content_export_is_active_at_a_time() {
    let api = Api::with(&Options { contacts: 10, ..Options::default() });
    let id = start(&api).await;
    let range = json!({"created_at_after": NOW, "created_at_before": NOW});
    let second = api.post("/export/content/data", range.clone()).await;
    assert_eq!(second.refused(), (429, "rate_limit_exceeded"));
    assert_eq!(second.message(), "Exceeded rate limit of 1 pending message data export jobs");
    let canceled = api.post(&format!("/export/cancel/{id}"), json!({})).await.ok();
    assert_eq!(canceled["status"], "canceled");
    api.post("/export/content/data", range).await.ok();
}

#[tokio::test]
async fn jobs_outlive_a_restart_with_a_state_file() {
    let dir = tempfile::tempdir().unwrap();
    let state = Some(dir.path().join("state"));
    let options = Options { contacts: 10, state, ..Options::default() };
    let id = {
        let api = Api::with(&options);
        start(&api).await
    };
    let api = Api::with(&options);
    assert_eq!(status(&api, &id).await, "pending");
}
