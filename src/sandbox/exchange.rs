//! The life of one request: who asks, may they, what goes wrong, what the workspace says.
//!
//! The order: token, which also chooses the workspace, fault that strikes before the effect, rate window, version and `Accept`,
//! body, the resource's own work (kept in the state file before anything is answered), latency,
//! fault that strikes after the effect.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::Query;
use axum::routing::MethodFilter;
use hyper::body::Body as _;
use hyper::header::{ACCEPT, AUTHORIZATION, HeaderMap};
use hyper::{Method, Request, Uri};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::call::{Body, Call, Reply};
use super::desk::{Desk, Tenant};
use super::faults::FaultKind;
use super::oauth::App;
use super::outcome::{self, Envelope, Outgoing};
use super::refusal::Refusal;
use super::resources::companies;
use super::traffic::Traffic;
use super::version::{self, Version};
use crate::clock::Clock;

/// The largest body that is read. Intercom publishes no limit; this one only protects memory.
const MAX_BODY: usize = 16 << 20;

/// What a resource does with a call.
pub type Handler = fn(&mut Call) -> Reply;

/// A method, a path, and who answers.
#[derive(Debug, Clone, Copy)]
pub struct Route {
    /// The method it answers.
    pub method: MethodFilter,
    /// The path, with its parameters in braces.
    pub path: &'static str,
    /// Who answers.
    pub handler: Handler,
    /// The first version that has the operation.
    pub since: Version,
}

/// What all connections share.
pub struct Shared {
    /// Rate windows, faults, counters.
    pub traffic: Traffic,
    /// Wall time for dates and windows, and waiting.
    pub clock: Arc<dyn Clock>,
    /// The app that may be let in.
    pub app: App,
    /// Where it listens.
    pub base_url: String,
    /// How long every answer is held back.
    pub latency: Duration,
    /// The workspaces' time zone.
    pub zone: TimeZone,
    /// For so many seconds searches do not find a new contact.
    pub search_lag: i64,
    /// The workspaces themselves, for one request at a time.
    pub desk: Mutex<Desk>,
}

/// A request's head.
pub struct Asked {
    /// As it was sent.
    pub method: Method,
    /// Path and query.
    pub uri: Uri,
    /// All of them.
    pub headers: HeaderMap,
    /// Path parameters.
    pub path: Vec<String>,
}

impl Shared {
    /// Answers a request that has a route.
    pub async fn answer(
        &self,
        route: Route,
        path: Vec<String>,
        request: Request<axum::body::Body>,
    ) -> Outgoing {
        let (head, body) = request.into_parts();
        let asked = Asked { method: head.method, uri: head.uri, headers: head.headers, path };
        // Read before anything is decided, so that the connection can be used again.
        let body = read(body).await;
        let work = |tenant: usize, asked: &Asked, version: Version, request_id: &str| {
            acceptable(&asked.headers)?;
            version.require(route.since)?;
            let body = body?;
            self.work(route.handler, tenant, asked, &body, version, request_id)
        };
        self.exchange(route.path, &asked, work).await
    }

    /// Answers a request that has no route, in the words of `refuse`.
    pub async fn decline(
        &self,
        request: Request<axum::body::Body>,
        refuse: fn(&Method, &str) -> Refusal,
    ) -> Outgoing {
        let (head, body) = request.into_parts();
        let asked =
            Asked { method: head.method, uri: head.uri, headers: head.headers, path: vec![] };
        let body = read(body).await;
        let work = |_: usize, asked: &Asked, _: Version, _: &str| {
            body?;
            Err(refuse(&asked.method, asked.uri.path()))
        };
        self.exchange("(other)", &asked, work).await
    }

    async fn exchange(
        &self,
        route: &'static str,
        asked: &Asked,
        work: impl FnOnce(usize, &Asked, Version, &str) -> Reply,
    ) -> Outgoing {
        let request_id = self.traffic.arrive(asked.method.as_str(), route);
        let envelope = Envelope { request_id, ..Envelope::default() };
        let tenant = match self.authorize(&asked.headers) {
            Ok(tenant) => tenant,
            Err(refusal) => {
                return self.in_time(outcome::respond(Err(refusal), &envelope)).await;
            }
        };
        let response = self
            .with_faults(envelope, |envelope| {
                envelope.allowance = self.traffic.take(self.now());
                let version = admit(&asked.headers, envelope)?;
                work(tenant, asked, version, &envelope.request_id)
            })
            .await;
        if route == companies::SCROLL && response.status().is_server_error() {
            // It is not possible to go on with a scroll after an error (source: the API description).
            self.desk().tenants[tenant].memory.scroll = None;
        }
        response
    }

    /// Does the work, and what faults and latency make of it.
    pub async fn with_faults(
        &self,
        mut envelope: Envelope,
        work: impl FnOnce(&mut Envelope) -> Reply,
    ) -> Outgoing {
        let fault = self.traffic.fault();
        if let Some(response) = fault.and_then(|fault| before(fault.kind, &envelope)) {
            return self.in_time(response).await;
        }
        let mut reply = work(&mut envelope);
        if fault.is_some_and(|fault| fault.kind == FaultKind::ServerErrorAfter) {
            reply = Err(server_error());
        }
        let response = self.in_time(outcome::respond(reply, &envelope)).await;
        match fault {
            Some(fault) => outcome::spoil(response, fault.kind, fault.duration, &self.clock).await,
            None => response,
        }
    }

    fn work(
        &self,
        handler: Handler,
        tenant: usize,
        asked: &Asked,
        body: &Bytes,
        version: Version,
        request_id: &str,
    ) -> Reply {
        let query = query(&asked.uri)?;
        let body = json_object(body)?;
        let mut desk = self.desk();
        let Tenant { store, memory } = &mut desk.tenants[tenant];
        let reply = handler(&mut Call {
            store,
            memory,
            path: asked.path.clone(),
            query,
            body,
            now: self.now(),
            version,
            zone: &self.zone,
            search_lag: self.search_lag,
            request_id,
            base_url: &self.base_url,
        });
        desk.keep(tenant)?;
        reply
    }

    /// The place of the workspace that the token opens.
    fn authorize(&self, headers: &HeaderMap) -> Result<usize, Refusal> {
        let Some(value) = headers.get(AUTHORIZATION) else {
            let message = "No authorization method was provided";
            return Err(Refusal::new(401, "missing_authorization", message));
        };
        let token = value.to_str().ok().and_then(|value| value.split_once(' '));
        token
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .and_then(|(_, token)| self.desk().tenant_of(token.trim()))
            .ok_or_else(|| Refusal::new(401, "unauthorized", "Access Token Invalid"))
    }

    /// Waits until no other request is at the desk.
    pub fn desk(&self) -> MutexGuard<'_, Desk> {
        // A panic in a handler leaves no half-made change: changes are applied whole.
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Holds an answer back for the latency asked for.
    pub async fn in_time(&self, response: Outgoing) -> Outgoing {
        if !self.latency.is_zero() {
            self.clock.sleep(self.latency).await;
        }
        response
    }

    /// UNIX seconds.
    pub fn now(&self) -> i64 {
        self.clock.now().as_second()
    }
}

/// The version that is asked for, of a request that its window still allows.
fn admit(headers: &HeaderMap, envelope: &mut Envelope) -> Result<Version, Refusal> {
    if let Some(allowance) = envelope.allowance
        && allowance.exceeded
    {
        let message = format!("Exceeded rate limit of {} in 10_seconds", allowance.limit);
        return Err(Refusal::new(429, "rate_limit_exceeded", message));
    }
    let version = match headers.get("intercom-version") {
        None => version::DEFAULT,
        Some(value) => Version::from_header(value.to_str().unwrap_or_default())?,
    };
    envelope.version = Some(version);
    Ok(version)
}

/// The answer of a fault that strikes before the request takes effect.
fn before(kind: FaultKind, envelope: &Envelope) -> Option<Outgoing> {
    let refusal = match kind {
        FaultKind::CloseBefore => return Some(outcome::silence()),
        FaultKind::BadGateway => return Some(outcome::bad_gateway()),
        FaultKind::ServerError => server_error(),
        FaultKind::Unavailable => Refusal::new(
            503,
            "service_unavailable",
            "Sorry, the API service is temporarily unavailable",
        ),
        FaultKind::TooManyRequests => {
            Refusal::new(429, "rate_limit_exceeded", "The rate limit for the app has been exceeded")
        }
        _ => return None,
    };
    Some(outcome::respond(Err(refusal), envelope))
}

/// The whole body. One that says that it is too large is not asked for.
pub async fn read(body: axum::body::Body) -> Result<Bytes, Refusal> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > MAX_BODY {
        return Err(too_large());
    }
    // One that breaks off is answered in the same way: nobody is there to read it.
    axum::body::to_bytes(body, MAX_BODY).await.map_err(|_| too_large())
}

fn too_large() -> Refusal {
    Refusal::new(413, "client_error", format!("The request body is larger than {MAX_BODY} bytes"))
}

fn server_error() -> Refusal {
    Refusal::new(500, "server_error", "Something went wrong on our side")
}

/// Intercom answers in JSON only (docs: HTTP Responses, 406).
fn acceptable(headers: &HeaderMap) -> Result<(), Refusal> {
    let mut accepted = headers.get_all(ACCEPT).iter().peekable();
    let json = |value: &str| {
        value.split(',').any(|range| {
            let media = range.split(';').next().unwrap_or_default().trim();
            ["*/*", "application/*", "application/json"]
                .iter()
                .any(|known| media.eq_ignore_ascii_case(known))
        })
    };
    if accepted.peek().is_none() || accepted.any(|value| value.to_str().is_ok_and(json)) {
        return Ok(());
    }
    let message = "The Accept header should send a media type of application/json";
    Err(Refusal::new(406, "media_type_not_acceptable", message))
}

fn query(uri: &Uri) -> Result<HashMap<String, String>, Refusal> {
    if uri.query().is_none() {
        return Ok(HashMap::new());
    }
    Query::try_from_uri(uri)
        .map(|Query(query)| query)
        .map_err(|_| Refusal::new(400, "bad_request", "The query parameters cannot be read"))
}

fn json_object(body: &Bytes) -> Result<Body, Refusal> {
    if body.is_empty() {
        return Ok(Body::default());
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(object)) => Ok(Body(object)),
        Ok(_) => Err(Refusal::invalid("The request body must be a JSON object")),
        Err(cause) => Err(Refusal::invalid(format!("The request body is not valid JSON: {cause}"))),
    }
}
