//! A small HTTP client and a clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use ictl::clock::{Clock, Sleep};
use ictl::sandbox::{Options, Running, Sandbox};
use jiff::Timestamp;
use serde_json::Value;

/// 2026-01-15 12:00:01 UTC.
pub const NOW: i64 = 1_768_478_401;

/// Time that only tests move; waiting takes none, and is added up.
pub struct StillClock {
    now: AtomicI64,
    waited: Mutex<Duration>,
}

impl StillClock {
    pub fn pass(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// How long the sandbox has waited in all.
    pub fn waited(&self) -> Duration {
        *self.waited.lock().unwrap()
    }
}

impl Clock for StillClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.now.load(Ordering::SeqCst)).unwrap()
    }

    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, duration: Duration) -> Sleep<'_> {
        *self.waited.lock().unwrap() += duration;
        Box::pin(tokio::task::yield_now())
    }
}

/// A spawned sandbox and a client with its token.
pub struct Api {
    pub sandbox: Running,
    pub clock: Arc<StillClock>,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: reqwest::header::HeaderMap,
    pub body: Value,
}

impl Answer {
    pub fn code(&self) -> &str {
        self.body["errors"][0]["code"].as_str().unwrap_or_default()
    }

    pub fn message(&self) -> &str {
        self.body["errors"][0]["message"].as_str().unwrap_or_default()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    pub fn id(&self) -> String {
        self.body["id"].as_str().unwrap_or_else(|| panic!("no id in {self:?}")).to_owned()
    }

    /// The body of a success.
    #[track_caller]
    pub fn ok(self) -> Value {
        assert_eq!(self.status, 200, "{}", self.body);
        self.body
    }

    /// A refusal's status and code.
    pub fn refused(&self) -> (u16, &str) {
        (self.status, self.code())
    }
}

impl Api {
    pub fn empty() -> Api {
        Api::with(&Options::default())
    }

    pub fn with(options: &Options) -> Api {
        // The second test of a process finds it installed.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clock = Arc::new(StillClock { now: AtomicI64::new(NOW), waited: Mutex::default() });
        let sandbox = Sandbox::spawn(options, clock.clone()).unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Api { sandbox, clock, http }
    }

    /// A request with the token, to be changed before it is sent.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.bare(method, path).bearer_auth(self.sandbox.token())
    }

    /// A request without the token.
    pub fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.base_url());
        self.http.request(method.parse().unwrap(), url)
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request("DELETE", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request("POST", path).json(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        send(self.request("PUT", path).json(&body)).await
    }
}

pub async fn send(request: reqwest::RequestBuilder) -> Answer {
    let response = request.send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().await.unwrap();
    let body = if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() };
    Answer { status, headers, body }
}
