//! A file from the API, piece by piece: memory stays flat however large it is.
//!
//! Apart from the client's other answers because those are read to their end before anybody looks
//! at them, and because its time limit is another: as long as bytes arrive, a file may take hours.

use std::time::Duration;

use reqwest::header::{ACCEPT_ENCODING, HeaderValue};
use reqwest::{Response, Url};

use super::{Client, Event, MAX_REDIRECTS, describe, failure, reason};
use crate::api::answer::{Answer, Failure};
use crate::api::error_list::failure_error;
use crate::api::rate_limit::Timing;
use crate::api::request::Request;
use crate::api::retry::{Decision, Proof, Repeat, decide};
use crate::error::{Error, Kind, Result};

/// A file that is arriving.
pub struct Download {
    response: Response,
    /// The longest wait for the next piece.
    patience: Duration,
    received: u64,
}

/// How one attempt to open a file went.
enum Opened {
    File(Response),
    Refused(Answer),
}

impl Client {
    /// Asks for a file. Until it begins to arrive, the request is repeated like any other.
    pub async fn download(&self, request: &Request) -> Result<Download> {
        let mut number = 1;
        loop {
            let last = match self.open(request).await {
                Ok(Opened::File(response)) => {
                    let patience = self.settings.timeout;
                    return Ok(Download { response, patience, received: 0 });
                }
                Ok(Opened::Refused(answer)) => Ok(answer),
                Err(failure) => Err(failure),
            };
            let attempt = describe(number, request, &last, self.clock.now());
            let decision = if self.settings.retry {
                decide(&attempt, request.repeat, fastrand::f64())
            } else {
                Decision::Stop
            };
            let Decision::Again(wait) = decision else {
                return Err(refusal(last, request.repeat));
            };
            (self.watcher)(&Event::Waiting(&reason(&last), wait));
            self.clock.sleep(wait).await;
            number += 1;
        }
    }

    async fn open(&self, request: &Request) -> Result<Opened, Failure> {
        let mut url = self.address(request)?;
        for _ in 0..=MAX_REDIRECTS {
            let response = self.head(request, &url).await?;
            if Proof::of_status(response.status().as_u16()) == Proof::Done {
                return Ok(Opened::File(response));
            }
            let mut answer = answer_of(&response);
            let body = self.in_time(&url, response.bytes()).await?;
            answer.body = body.to_vec();
            match self.redirect_target(request, &url, &answer) {
                Some(target) => url = target,
                None => return Ok(Opened::Refused(answer)),
            }
        }
        Err(Failure::Lost {
            reason: format!("the server redirected more than {MAX_REDIRECTS} times"),
        })
    }

    /// Sends the request and reads the answer's headers.
    async fn head(&self, request: &Request, url: &Url) -> Result<Response, Failure> {
        let mut built = self.build(request, url, self.headers(request, url)?)?;
        // The limit of a whole attempt would cut a large file off.
        *built.timeout_mut() = None;
        // The bytes are wanted as they are stored, and their number as it is announced.
        built.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        (self.watcher)(&Event::Sending(request, url));
        let started = self.clock.elapsed();
        let response = self.in_time(url, self.http.execute(built)).await?;
        let took = self.clock.elapsed().saturating_sub(started);
        (self.watcher)(&Event::Answered(&answer_of(&response), took));
        Ok(response)
    }

    async fn in_time<T>(
        &self,
        url: &Url,
        work: impl Future<Output = reqwest::Result<T>>,
    ) -> Result<T, Failure> {
        let limit = self.settings.timeout;
        let failure = match tokio::time::timeout(limit, work).await {
            Ok(Ok(done)) => return Ok(done),
            Ok(Err(cause)) => failure::of(url, &cause, limit),
            Err(_) => Failure::Lost { reason: format!("no answer within {limit:?}") },
        };
        (self.watcher)(&Event::Broken(&failure));
        Err(failure)
    }
}

impl Download {
    /// Its size in bytes, where the server has told it.
    pub fn length(&self) -> Option<u64> {
        self.response.content_length()
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// Temporary when the connection breaks or nothing comes for the time of `--timeout`.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        let reason = match tokio::time::timeout(self.patience, self.response.chunk()).await {
            Ok(Ok(piece)) => {
                self.received += piece.as_ref().map_or(0, |piece| piece.len() as u64);
                return Ok(piece.map(|piece| piece.to_vec()));
            }
            Ok(Err(cause)) => failure::root_cause(&cause),
            Err(_) => format!("nothing came for {:?}", self.patience),
        };
        let received = self.received;
        Err(Error::new(
            Kind::Temporary,
            format!("the download broke off after {received} bytes: {reason}"),
        )
        .hint("run it again; --timeout allows longer pauses"))
    }
}

/// What the headers alone say.
fn answer_of(response: &Response) -> Answer {
    let headers = response.headers().clone();
    Answer {
        status: response.status().as_u16(),
        timing: Timing::from_headers(|name| headers.get(name)?.to_str().ok()),
        headers,
        body: Vec::new(),
    }
}

fn refusal(last: Result<Answer, Failure>, repeat: Repeat) -> Error {
    match Client::reply(last, repeat) {
        Err(error) => error,
        Ok(_) => failure_error(
            &Failure::Lost { reason: "the file could not be read".to_owned() },
            repeat,
        ),
    }
}
