//! The client: one request in, one answer out, with everything that is needed in between: the
//! token, the version, a time limit, retries, and no token on a foreign host.
//!
//! It is given its base URL, token and version, and looks for none of them.

mod download;
mod failure;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION,
};
use serde_json::Value;

use super::answer::{Answer, Failure, MAX_BYTES, TOO_LONG};
use super::base_url::BaseUrl;
use super::error_list::{Refusal, answer_error, failure_error, without_object};
use super::loopback::{Broken, Loopback, Message};
use super::rate_limit::Timing;
use super::request::{JSON, Request};
use super::retry::{Attempt, Decision, Proof, Repeat, decide};
use super::token::Token;
use super::transport::{Network, connect};
use super::version::ApiVersion;
use crate::clock::Clock;
use crate::error::{Error, Result};

pub use download::Download;

/// How many redirects a read follows before it gives up; as many as curl's users tend to allow.
const MAX_REDIRECTS: usize = 5;

/// How the paths of searches end.
const SEARCH: &str = "/search";

/// The limit of one attempt unless `--timeout` says otherwise.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// What a client is made of.
#[derive(Clone)]
pub struct Settings {
    /// Where requests go.
    pub base_url: BaseUrl,
    /// Sent as bearer; an empty one is not sent.
    pub token: Token,
    /// Sent with every request that does not bring its own.
    pub version: ApiVersion,
    /// The limit of one attempt, from connecting to the body's end.
    pub timeout: Duration,
    /// False with `--no-retry`: one attempt, whatever happens.
    pub retry: bool,
    /// True with `--dry-run`: a request that writes never leaves.
    pub hold_writes: bool,
    /// Proxy and certificates.
    pub network: Network,
}

/// Something a watcher may want to tell the user.
#[derive(Debug)]
pub enum Event<'a> {
    /// An attempt begins.
    Sending(&'a Request, &'a Url),
    /// It ended with an answer, after that long.
    Answered(&'a Answer, Duration),
    /// It ended without one.
    Broken(&'a Failure),
    /// The next attempt waits that long; the text says for what.
    Waiting(&'a str, Duration),
}

/// Is told what the client does. The client itself prints nothing.
pub type Watcher = Arc<dyn Fn(&Event<'_>) + Send + Sync>;

/// Sends requests to one API with one token.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    /// The way to the base URL where that is plain HTTP on this machine.
    loopback: Option<Arc<Loopback>>,
    settings: Settings,
    authorization: HeaderValue,
    version: HeaderValue,
    /// The last path that was made an address: a job asks for the same one again and again.
    last_address: Arc<Mutex<Option<(String, Url)>>>,
    clock: Arc<dyn Clock>,
    watcher: Watcher,
}

/// A request that was answered with success.
#[derive(Debug)]
pub struct Reply {
    /// The answer.
    pub answer: Answer,
    /// Its body; null when it is empty.
    pub value: Value,
}

/// How a request ended, all attempts counted.
#[derive(Debug)]
pub struct Ending {
    /// The last attempt's result.
    pub last: Result<Answer, Failure>,
    /// An earlier attempt may have taken effect without our knowing.
    pub unclear_before: bool,
}

impl Client {
    /// Prepares a client; nothing is sent.
    pub fn new(settings: Settings, clock: Arc<dyn Clock>, watcher: Watcher) -> Result<Self> {
        let http = connect(&settings.network, &settings.base_url, settings.timeout)?;
        let mut authorization =
            HeaderValue::from_str(&settings.token.reveal_as_bearer()).map_err(|_| {
                Error::usage("the access token contains characters that no token has")
                    .hint("check INTERCOM_TOKEN for line breaks and quotes")
            })?;
        authorization.set_sensitive(true);
        let version = version_header(settings.version);
        let loopback = Loopback::to(&settings.base_url, settings.timeout).map(Arc::new);
        let last_address = Arc::default();
        Ok(Client {
            http,
            loopback,
            settings,
            authorization,
            version,
            last_address,
            clock,
            watcher,
        })
    }

    /// Where requests go.
    pub fn base_url(&self) -> &BaseUrl {
        &self.settings.base_url
    }

    /// The version asked for by default.
    pub fn version(&self) -> ApiVersion {
        self.settings.version
    }

    /// Sends a request, repeats it where that is wise and harmless, and reads the JSON that
    /// comes back. Anything but success is an error that says what to do.
    pub async fn send(&self, request: &Request) -> Result<Reply> {
        let ending = self.exchange(request).await;
        let reply = Self::reply(ending.last, request.repeat);
        if request.path.ends_with(SEARCH) { reply.map_err(without_object) } else { reply }
    }

    /// As [`Client::send`], for callers that need the body alone.
    pub async fn json(&self, request: &Request) -> Result<Value> {
        Ok(self.send(request).await?.value)
    }

    /// Turns the last attempt's result into what a command works with.
    pub fn reply(last: Result<Answer, Failure>, repeat: Repeat) -> Result<Reply> {
        let answer = last.map_err(|failure| failure_error(&failure, repeat))?;
        if Proof::of_status(answer.status) != Proof::Done {
            return Err(answer_error(&answer, repeat));
        }
        let value = answer.json().map_err(|failure| failure_error(&failure, repeat))?;
        Ok(Reply { answer, value })
    }

    /// Sends a request, with retries, and gives back the last answer whatever its status.
    pub async fn exchange(&self, request: &Request) -> Ending {
        let mut unclear_before = false;
        for number in 1.. {
            let last = self.attempt(request).await;
            let attempt = describe(number, request, &last, self.clock.now());
            let next = match attempt.proof {
                Proof::Done => Decision::Stop,
                _ if !self.settings.retry => Decision::Stop,
                _ => decide(&attempt, request.repeat, fastrand::f64()),
            };
            let Decision::Again(wait) = next else { return Ending { last, unclear_before } };
            unclear_before |= attempt.proof == Proof::Unclear;
            (self.watcher)(&Event::Waiting(&reason(&last), wait));
            self.clock.sleep(wait).await;
        }
        unreachable!("the retry rule stops after a bounded number of attempts")
    }

    /// Sends a request once. Every status is an answer; a success whose body is not JSON is a
    /// failure when JSON was asked for.
    pub async fn attempt(&self, request: &Request) -> Result<Answer, Failure> {
        if self.settings.hold_writes && request.writes {
            return Err(Failure::NotSent { reason: "a dry run sends no write".to_owned() });
        }
        let mut url = self.address(request)?;
        for _ in 0..=MAX_REDIRECTS {
            let answer = self.transfer(request, &url).await?;
            match self.redirect_target(request, &url, &answer) {
                Some(target) => url = target,
                None => return Ok(answer),
            }
        }
        Err(Failure::Lost {
            reason: format!("the server redirected more than {MAX_REDIRECTS} times"),
        })
    }

    fn address(&self, request: &Request) -> Result<Url, Failure> {
        let mut url = self.joined(&request.path)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        Ok(url)
    }

    fn joined(&self, path: &str) -> Result<Url, Failure> {
        let mut last = self.last_address.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, url)) = &*last
            && known == path
        {
            return Ok(url.clone());
        }
        let url = self.settings.base_url.join(path);
        let url = url.map_err(|error| Failure::NotSent { reason: error.to_string() })?;
        *last = Some((path.to_owned(), url.clone()));
        Ok(url)
    }

    async fn transfer(&self, request: &Request, url: &Url) -> Result<Answer, Failure> {
        (self.watcher)(&Event::Sending(request, url));
        let started = self.clock.elapsed();
        let result = self.round_trip(request, url).await;
        match &result {
            Ok(answer) => {
                let took = self.clock.elapsed().saturating_sub(started);
                (self.watcher)(&Event::Answered(answer, took));
            }
            Err(failure) => (self.watcher)(&Event::Broken(failure)),
        }
        result
    }

    async fn round_trip(&self, request: &Request, url: &Url) -> Result<Answer, Failure> {
        let headers = self.headers(request, url)?;
        let (status, headers, body) = match &self.loopback {
            Some(loopback) if self.settings.base_url.is_origin_of(url) => {
                self.nearby(loopback, request, url, &headers).await?
            }
            // Boxed, since its state is large and not always needed.
            _ => Box::pin(self.afar(request, url, headers)).await?,
        };
        // Errors quote a refusal, and a server may repeat in it what it was sent.
        let body = if status >= 400 { self.settings.token.redact(body) } else { body };
        let timing = Timing::from_headers(|name| headers.get(name)?.to_str().ok());
        Ok(Answer { status, timing, headers, body })
    }

    /// To this very machine, in plain HTTP.
    async fn nearby(
        &self,
        loopback: &Loopback,
        request: &Request,
        url: &Url,
        headers: &HeaderMap,
    ) -> Result<Parts, Failure> {
        let message = Message {
            method: request.method.as_str(),
            path: url.path(),
            query: url.query(),
            headers,
            body: request.body.as_deref(),
        };
        let limit = self.settings.timeout;
        match tokio::time::timeout(limit, loopback.exchange(&message)).await {
            Ok(Ok(answer)) => Ok((answer.status, answer.headers, answer.body)),
            Ok(Err(Broken::NotConnected(why))) => Err(failure::not_connected(url, &why)),
            Ok(Err(Broken::Lost(why))) => Err(failure::broke(url, &why)),
            Err(_) => Err(failure::too_slow(url, limit)),
        }
    }

    /// To anywhere else.
    async fn afar(
        &self,
        request: &Request,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<Parts, Failure> {
        let built = self.build(request, url, headers)?;
        let fail = |cause: reqwest::Error| failure::of(url, &cause, self.settings.timeout);
        let mut response = self.http.execute(built).await.map_err(fail)?;
        let headers = std::mem::take(response.headers_mut());
        let status = response.status().as_u16();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fail)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(failure::broke(url, TOO_LONG));
            }
            body.extend_from_slice(&chunk);
        }
        Ok((status, headers, body))
    }

    fn build(
        &self,
        request: &Request,
        url: &Url,
        headers: HeaderMap,
    ) -> Result<reqwest::Request, Failure> {
        let method = reqwest::Method::from_bytes(request.method.as_str().as_bytes())
            .map_err(|cause| Failure::NotSent { reason: cause.to_string() })?;
        let mut built = reqwest::Request::new(method, url.clone());
        *built.timeout_mut() = Some(self.settings.timeout);
        *built.headers_mut() = headers;
        if let Some(body) = &request.body {
            *built.body_mut() = Some(body.clone().into());
        }
        Ok(built)
    }

    /// All headers of a request. The token is among them only where it may be known.
    fn headers(&self, request: &Request, url: &Url) -> Result<HeaderMap, Failure> {
        let refuse = |reason: String| Failure::NotSent { reason };
        let mut headers = HeaderMap::with_capacity(4 + request.headers.len());
        headers.insert(ACCEPT, HeaderValue::from_static(request.accept));
        let version = request.version.map_or_else(|| self.version.clone(), version_header);
        headers.insert(HeaderName::from_static("intercom-version"), version);
        if request.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(JSON));
        }
        for (name, value) in &request.headers {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| refuse(format!("{name:?} is not a header name")))?;
            let value = HeaderValue::from_str(value)
                .map_err(|_| refuse(format!("the value of header {name} is not usable")))?;
            headers.insert(name, value);
        }
        if self.settings.base_url.is_origin_of(url) && !self.settings.token.is_empty() {
            headers.insert(AUTHORIZATION, self.authorization.clone());
        } else {
            headers.remove(AUTHORIZATION);
        }
        Ok(headers)
    }

    /// Where a read goes on after a redirect. Writes are not carried to another address.
    fn redirect_target(&self, request: &Request, from: &Url, answer: &Answer) -> Option<Url> {
        if !(300..400).contains(&answer.status) || !request.method.is_read() {
            return None;
        }
        let location = answer.headers.get(LOCATION)?.to_str().ok()?;
        let target = from.join(location).ok()?;
        let encrypted = target.scheme() == "https";
        (encrypted || self.settings.base_url.is_origin_of(&target)).then_some(target)
    }
}

/// Status, headers and body of an answer.
type Parts = (u16, HeaderMap, Vec<u8>);

fn version_header(version: ApiVersion) -> HeaderValue {
    HeaderValue::from_str(&version.to_string()).expect("versions are digits, letters and dots")
}

fn describe(
    number: u32,
    request: &Request,
    last: &Result<Answer, Failure>,
    now: jiff::Timestamp,
) -> Attempt {
    match last {
        Ok(answer) => {
            let mut proof = Proof::of_status(answer.status);
            // Truncated in a way HTTP does not notice, or garbled: asking again may help.
            let wants_json = request.accept == JSON;
            if wants_json && proof == Proof::Done && answer.json::<serde::de::IgnoredAny>().is_err()
            {
                proof = Proof::Unclear;
            }
            let limited = proof == Proof::Limited;
            Attempt {
                number,
                proof,
                status: Some(answer.status),
                asked_wait: answer.timing.wait_after_429(now).filter(|_| limited),
                pending_jobs: limited && Refusal::decode(answer).speaks_of_pending_jobs(),
            }
        }
        Err(failure) => Attempt {
            number,
            proof: failure.proof(),
            status: None,
            asked_wait: None,
            pending_jobs: false,
        },
    }
}

fn reason(last: &Result<Answer, Failure>) -> String {
    match last {
        Ok(answer) if answer.status == 429 => "the rate limit is used up".to_owned(),
        Ok(answer) if answer.status < 300 => "the answer could not be read".to_owned(),
        Ok(answer) => format!("HTTP {}", answer.status),
        Err(failure) => failure.to_string(),
    }
}
