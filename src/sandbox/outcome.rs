//! What goes over the wire in the end? Answers with their headers, and the broken ones that
//! faults ask for.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use hyper::header::{CONTENT_TYPE, DATE, HeaderName, HeaderValue, LINK};
use hyper::{Response, StatusCode};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use super::call::{self, Reply};
use super::faults::FaultKind;
use super::rate_limit::Allowance;
use super::version::Version;
use crate::clock::{Clock, Sleep};

/// What a gateway shows when the server behind it does not answer.
const GATEWAY_PAGE: &str = "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n\
    <center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n";

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const VERSION: HeaderName = HeaderName::from_static("intercom-version");
const RATE_LIMIT: HeaderName = HeaderName::from_static("x-ratelimit-limit");
const RATE_REMAINING: HeaderName = HeaderName::from_static("x-ratelimit-remaining");
const RATE_RESET: HeaderName = HeaderName::from_static("x-ratelimit-reset");

/// The steps in which `drip` sends a body; more would only cost timers.
const MAX_DRIPS: u32 = 1000;

/// An answer on its way out.
pub type Outgoing = Response<Body>;

/// What the headers of an answer say.
#[derive(Debug, Default)]
pub struct Envelope {
    /// For `X-Request-Id`, and for the body of an error.
    pub request_id: String,
    /// The version that served the request, once that is known.
    pub version: Option<Version>,
    /// The rate window, on authenticated answers of a limited sandbox.
    pub allowance: Option<Allowance>,
}

/// Marks a response that must not be sent: the connection is closed instead.
#[derive(Debug, Clone, Copy)]
pub struct Silence;

/// A response that stands for silence.
pub fn silence() -> Outgoing {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Silence);
    response
}

/// Turns a reply into a response with Intercom's headers.
pub fn respond(reply: Reply, envelope: &Envelope) -> Outgoing {
    let (status, body, content_type, link) = match reply {
        Ok(answer) => (answer.status, answer.body, answer.content_type, None),
        Err(refusal) => {
            (refusal.status, refusal.body(&envelope.request_id), call::JSON_UTF8, refusal.link)
        }
    };
    let has_body = !body.is_empty();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let headers = response.headers_mut();
    if has_body {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    }
    if let Ok(id) = HeaderValue::from_str(&envelope.request_id) {
        headers.insert(REQUEST_ID, id);
    }
    if let Some(version) = envelope.version
        && let Ok(version) = HeaderValue::from_str(&version.header())
    {
        headers.insert(VERSION, version);
    }
    if let Some(allowance) = envelope.allowance {
        headers.insert(RATE_LIMIT, allowance.limit.into());
        headers.insert(RATE_REMAINING, allowance.remaining.into());
        headers.insert(RATE_RESET, allowance.reset.into());
    }
    if let Some(link) = link
        && let Ok(link) = HeaderValue::from_str(&link)
    {
        headers.insert(LINK, link);
    }
    response
}

/// Dates an answer by the sandbox's own clock, which its rate windows follow, too. Left to itself,
/// the server would take the machine's.
pub fn date(response: &mut Outgoing, now: Timestamp) {
    let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&now);
    if let Some(value) = text.ok().and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(DATE, value);
    }
}

/// The page of a gateway.
pub fn bad_gateway() -> Outgoing {
    let mut response = Response::new(Body::from(GATEWAY_PAGE));
    *response.status_mut() = StatusCode::BAD_GATEWAY;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}

/// Does to a finished answer what `kind` asks for.
pub async fn spoil(
    response: Outgoing,
    kind: FaultKind,
    duration: Option<Duration>,
    clock: &Arc<dyn Clock>,
) -> Outgoing {
    match kind {
        FaultKind::CloseAfter => silence(),
        FaultKind::Slow | FaultKind::Hang => {
            match duration {
                Some(duration) => clock.sleep(duration).await,
                None => std::future::pending().await,
            }
            response
        }
        FaultKind::Truncate => rewrite(response, |body| Body::new(Cut::new(&body))).await,
        FaultKind::Malformed => {
            let mut response = rewrite(response, |body| {
                let half = body.slice(..body.len() / 2);
                Body::from(if half.is_empty() { Bytes::from_static(b"{") } else { half })
            })
            .await;
            *response.status_mut() = StatusCode::OK;
            response
        }
        FaultKind::Drip => {
            let (clock, duration) = (clock.clone(), duration.unwrap_or_default());
            rewrite(response, |body| Body::new(Drip::new(body, duration, clock))).await
        }
        _ => response,
    }
}

async fn rewrite(response: Outgoing, change: impl FnOnce(Bytes) -> Body) -> Outgoing {
    let (parts, body) = response.into_parts();
    // The body was made from bytes in memory, and gives them back.
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap_or_default();
    Response::from_parts(parts, change(body))
}

/// Promises a whole body, gives half of it, and breaks off.
struct Cut {
    promised: u64,
    half: Option<Bytes>,
    pause: bool,
}

impl Cut {
    fn new(body: &Bytes) -> Self {
        let promised = u64::try_from(body.len()).unwrap_or(0).max(2);
        Cut { promised, half: Some(body.slice(..body.len() / 2)), pause: true }
    }
}

impl hyper::body::Body for Cut {
    type Data = Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, std::io::Error>>> {
        if let Some(half) = self.half.take() {
            return Poll::Ready(Some(Ok(Frame::data(half))));
        }
        // One turn without news makes the server send what it has before it meets the end.
        if std::mem::take(&mut self.pause) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionAborted.into())))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.promised)
    }
}

/// Gives a body a little at a time.
struct Drip {
    rest: Bytes,
    step: usize,
    pause: Duration,
    clock: Arc<dyn Clock>,
    waiting: Option<Sleep<'static>>,
}

impl Drip {
    fn new(body: Bytes, duration: Duration, clock: Arc<dyn Clock>) -> Self {
        let length = u32::try_from(body.len()).unwrap_or(u32::MAX).max(1);
        let step = length.div_ceil(MAX_DRIPS);
        let pause = duration / length.div_ceil(step);
        Drip { rest: body, step: step as usize, pause, clock, waiting: None }
    }
}

impl hyper::body::Body for Drip {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let (clock, pause) = (self.clock.clone(), self.pause);
        let waiting =
            self.waiting.get_or_insert_with(|| Box::pin(async move { clock.sleep(pause).await }));
        if waiting.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        self.waiting = None;
        let step = self.step.min(self.rest.len());
        let drop = self.rest.split_to(step);
        Poll::Ready(Some(Ok(Frame::data(drop))))
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(u64::try_from(self.rest.len()).unwrap_or(u64::MAX))
    }
}
