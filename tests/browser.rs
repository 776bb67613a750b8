//! The login in a real browser: headless Chromium, led by chromedriver, clicks through the
//! authorization page of a sandbox and comes back to the listener, over https and http.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use support::login::{World, free_port};
use tempfile::TempDir;

/// Chromium without a window, and without anything that speaks to the internet on its own.
const FLAGS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// How long something may take to show up, on a machine that is busy.
const LOOKS: u32 = 600;

/// The wait between two looks.
const LOOK: Duration = Duration::from_millis(50);

/// A browser with a profile of its own.
struct Browser {
    driver: Child,
    http: reqwest::Client,
    session: String,
    _profile: TempDir,
}

impl Browser {
    /// Starts one. `trusting` accepts certificates that nobody vouches for, which is the click
    /// through the warning.
    async fn start(trusting: bool) -> Self {
        let port = free_port();
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is installed");
        let profile = tempfile::tempdir().unwrap();
        let mut flags: Vec<String> = FLAGS.map(str::to_owned).to_vec();
        flags.push(format!("--user-data-dir={}", profile.path().display()));
        let http = support::http::client();
        let base = format!("http://127.0.0.1:{port}");
        let mut browser = Browser { driver, http, session: base.clone(), _profile: profile };
        browser.until_ready().await;
        let wanted = json!({"capabilities": {"alwaysMatch": {
            "acceptInsecureCerts": trusting,
            "goog:chromeOptions": {"args": flags},
        }}});
        let session = browser.command("POST", "/session", &wanted).await;
        let id = session["sessionId"].as_str().unwrap_or_else(|| panic!("{session}"));
        browser.session = format!("{base}/session/{id}");
        browser
    }

    async fn until_ready(&self) {
        for _ in 0..LOOKS {
            if self.http.get(format!("{}/status", self.session)).send().await.is_ok() {
                return;
            }
            tokio::time::sleep(LOOK).await;
        }
        panic!("chromedriver does not answer");
    }

    /// The `value` of a WebDriver command's answer.
    async fn command(&self, method: &str, path: &str, body: &Value) -> Value {
        let url = format!("{}{path}", self.session);
        let request = self.http.request(method.parse().unwrap(), url);
        let request = if method == "POST" { request.json(body) } else { request };
        let mut answer: Value = request.send().await.unwrap().json().await.unwrap();
        answer["value"].take()
    }

    async fn open(&self, url: &str) -> Value {
        self.command("POST", "/url", &json!({"url": url})).await
    }

    async fn click(&self, selector: &str) {
        let found = json!({"using": "css selector", "value": selector});
        let element = self.command("POST", "/element", &found).await;
        let id = element.as_object().and_then(|element| element.values().next());
        let id = id.and_then(Value::as_str).unwrap_or_else(|| panic!("{selector}: {element}"));
        self.command("POST", &format!("/element/{id}/click"), &json!({})).await;
    }

    /// The text of a page, once its heading is this.
    async fn page(&self, heading: &str) -> String {
        let script =
            json!({"script": "return document.body ? document.body.innerText : ''", "args": []});
        let mut shown = Value::Null;
        for _ in 0..LOOKS {
            shown = self.command("POST", "/execute/sync", &script).await;
            if shown.as_str().is_some_and(|text| text.contains(heading)) {
                return shown.as_str().unwrap_or_default().to_owned();
            }
            tokio::time::sleep(LOOK).await;
        }
        panic!("no page {heading:?}, but {shown}");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver ends its browser when it is asked to stop, which a kill does not do.
        let pid = self.driver.id().to_string();
        let _ = Command::new("kill").args(["-s", "TERM", &pid]).status();
        let _ = self.driver.wait();
    }
}

#[tokio::test]
#[ignore = "needs Chromium and chromedriver"]
async fn approving_in_the_browser_logs_in_over_https_and_http() {
    let browser = Browser::start(true).await;
    for scheme in ["https", "http"] {
        let world = World::new();
        let login = world.login(scheme, "");
        browser.open(login.url.as_str()).await;
        browser.click("button[value=approve]").await;
        let text = browser.page("You are logged in").await;
        assert!(text.contains("is stored"), "{text}");
        login.end().exits(0).says("logged in to ");
        assert!(world.stored_a_token());
    }
}

#[tokio::test]
#[ignore = "needs Chromium and chromedriver"]
async fn denying_in_the_browser_ends_the_login() {
    let browser = Browser::start(true).await;
    for scheme in ["https", "http"] {
        let world = World::new();
        let login = world.login(scheme, "");
        browser.open(login.url.as_str()).await;
        browser.click("button[value=deny]").await;
        browser.page("Access was denied").await;
        login.end().exits(1).says("access_denied");
        assert!(!world.stored_a_token());
    }
}

#[tokio::test]
#[ignore = "needs Chromium and chromedriver"]
async fn a_browser_that_refuses_the_certificate_does_not_end_the_login() {
    let browser = Browser::start(false).await;
    let world = World::new();
    let mut login = world.login("https", "");
    browser.open(&login.parameter("redirect_uri")).await;
    browser.page("Your connection is not private").await;
    assert!(login.is_waiting());
}
