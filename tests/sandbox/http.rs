//! Tokens, versions, headers, rate windows, and what is not there.

use std::time::Duration;

use ictl::clock::Clock as _;
use ictl::sandbox::{Options, Sandbox};
use serde_json::json;

use crate::api::{Api, NOW, send};
use crate::support::http::client;

#[tokio::test]
async fn only_the_token_of_the_sandbox_is_accepted() {
    let api = Api::empty();
    let missing = send(api.bare("GET", "/me")).await;
    assert_eq!(missing.refused(), (401, "missing_authorization"));
    let wrong = send(api.bare("GET", "/me").bearer_auth("nope")).await;
    assert_eq!(wrong.refused(), (401, "unauthorized"));
    assert_eq!(wrong.message(), "Access Token Invalid");
    assert_eq!(api.get("/me").await.status, 200);
}

#[tokio::test]
async fn me_tells_the_workspace_and_its_region() {
    let me = Api::empty().get("/me").await.ok();
    assert_eq!(me["type"], "admin");
    assert_eq!(me["app"]["region"], "US");
    assert_eq!(me["app"]["timezone"], "UTC");
    assert_eq!(me["app"]["id_code"].as_str().unwrap().len(), 8);
}

#[tokio::test]
async fn the_request_id_is_a_uuid_in_the_header_and_in_errors() {
    let api = Api::empty();
    let answer = api.get("/contacts/nope").await;
    assert_eq!(answer.refused(), (404, "not_found"));
    assert_eq!(answer.body["type"], "error.list");
    let id = answer.header("x-request-id").unwrap();
    assert_eq!(answer.body["request_id"], id);
    assert_eq!(id.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
    assert_ne!(api.get("/me").await.header("x-request-id").unwrap(), id);
}

#[tokio::test]
async fn versions_are_checked_and_echoed() {
    let api = Api::empty();
    let me =
        |version: &'static str| send(api.request("GET", "/me").header("Intercom-Version", version));
    assert_eq!(me("2.11").await.header("intercom-version"), Some("2.11"));
    assert_eq!(api.get("/me").await.header("intercom-version"), Some("2.16"));
    assert_eq!(me("2.17").await.refused(), (400, "intercom_version_invalid"));
    let early =
        api.request("GET", "/contacts/find_by_external_id/x").header("Intercom-Version", "2.11");
    assert_eq!(send(early).await.refused(), (400, "intercom_version_invalid"));
}

#[tokio::test]
async fn only_json_can_be_had() {
    let api = Api::empty();
    let accept = |media: &'static str| send(api.request("GET", "/me").header("Accept", media));
    assert_eq!(accept("text/html").await.refused(), (406, "media_type_not_acceptable"));
    assert_eq!(accept("text/html, application/json;q=0.5").await.status, 200);
    assert_eq!(accept("*/*").await.status, 200);
}

#[tokio::test]
async fn a_body_must_be_a_json_object() {
    let api = Api::empty();
    for body in ["{", "[]", "\"x\"", "email=a@example.com"] {
        let answer = send(api.request("POST", "/contacts").body(body)).await;
        assert_eq!(answer.refused(), (400, "parameter_invalid"), "{body}");
    }
}

#[tokio::test]
async fn what_is_not_emulated_says_so_and_what_does_not_exist_is_not_found() {
    let api = Api::empty();
    let missing = api.post("/messages", json!({})).await;
    assert_eq!(missing.status, 501);
    assert!(missing.message().contains("POST /messages"), "{}", missing.message());
    assert_eq!(api.get("/no/such/thing").await.refused(), (404, "not_found"));
    assert_eq!(api.get("/").await.refused(), (404, "not_found"));
}

#[tokio::test]
async fn without_a_limit_there_are_no_rate_headers() {
    assert_eq!(Api::empty().get("/me").await.header("x-ratelimit-limit"), None);
}

#[tokio::test]
async fn rate_windows_count_down_refuse_and_begin_again() {
    let options = Options { rate_limit: Some("12/min".parse().unwrap()), ..Options::default() };
    let api = Api::with(&options);
    let first = api.get("/me").await;
    assert_eq!(first.header("x-ratelimit-limit"), Some("2"));
    assert_eq!(first.header("x-ratelimit-remaining"), Some("1"));
    let reset = (NOW - 1 + 10).to_string();
    assert_eq!(first.header("x-ratelimit-reset"), Some(reset.as_str()));
    assert_eq!(api.get("/no/such/thing").await.header("x-ratelimit-remaining"), Some("0"));
    let refused = api.get("/me").await;
    assert_eq!(refused.refused(), (429, "rate_limit_exceeded"));
    assert_eq!(refused.message(), "Exceeded rate limit of 2 in 10_seconds");
    assert_eq!(refused.header("x-ratelimit-remaining"), Some("0"));
    assert_eq!(refused.header("retry-after"), None);
    assert_eq!(api.sandbox.rate_limited(), 1);
    api.clock.pass(Duration::from_secs(9));
    assert_eq!(api.get("/me").await.header("x-ratelimit-remaining"), Some("1"));
}

#[tokio::test]
async fn strangers_neither_see_nor_use_up_the_rate_limit() {
    let options = Options { rate_limit: Some("12/min".parse().unwrap()), ..Options::default() };
    let api = Api::with(&options);
    let stranger = send(api.bare("GET", "/me").bearer_auth("nope")).await;
    assert_eq!((stranger.status, stranger.header("x-ratelimit-limit")), (401, None));
    assert_eq!(api.get("/me").await.header("x-ratelimit-remaining"), Some("1"));
}

#[tokio::test]
async fn requests_are_counted_by_method_and_path() {
    let api = Api::empty();
    api.get("/contacts/one").await;
    api.get("/contacts/two").await;
    api.get("/contacts").await;
    let requests = api.sandbox.requests();
    assert_eq!(requests["GET /contacts/{id}"], 2);
    assert_eq!(requests["GET /contacts"], 1);
}

#[tokio::test]
async fn latency_holds_every_answer_back() {
    let latency = Duration::from_millis(50);
    let api = Api::with(&Options { latency, ..Options::default() });
    api.get("/me").await;
    api.get("/contacts/nope").await;
    assert_eq!(api.clock.elapsed(), latency * 2);
}

#[tokio::test]
async fn a_served_sandbox_ends_when_told_though_a_connection_is_open() {
    let api = Api::empty();
    let any_port = ([127, 0, 0, 1], 0).into();
    let sandbox = Sandbox::bind(&Options::default(), any_port, api.clock.clone()).unwrap();
    let url = format!("{}/me", sandbox.base_url());
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(sandbox.serve(async {
        let _ = stopped.await;
    }));
    let client = client();
    assert_eq!(client.get(url).send().await.unwrap().status(), 401);
    stop.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn a_port_in_use_is_explained_with_the_flag_that_helps() {
    let api = Api::empty();
    let address = api.sandbox.base_url().strip_prefix("http://").unwrap().parse().unwrap();
    let error = Sandbox::bind(&Options::default(), address, api.clock.clone()).err().unwrap();
    assert!(error.message().contains("in use"), "{error}");
    assert!(error.hint_text().unwrap().contains("--port"));
}

#[tokio::test]
async fn a_download_that_is_not_emulated_says_so_whatever_it_accepts() {
    let api = Api::empty();
    let request = api.request("GET", "/calls/1/transcript");
    let answer = send(request.header("Accept", "text/plain")).await;
    assert_eq!(answer.refused(), (501, "not_emulated"));
}
