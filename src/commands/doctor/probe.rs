//! The one question to Intercom that most checks read the answer of: `GET /me`, asked once and
//! without retries, with the token if there is one. Without a token the refusal still tells that
//! Intercom can be reached, and what time it is there.

use std::time::Duration;

use jiff::Timestamp;

use super::sensible;
use crate::api::error_list::Refusal;
use crate::api::{Answer, ApiVersion, BaseUrl, Client, Failure, Request};
use crate::auth::{Limits, Secret};
use crate::context::{Context, Source};
use crate::error::{Error, Kind, Result};

/// How long Intercom may take, unless `--timeout` is shorter.
const LIMIT: Duration = Duration::from_secs(10);

/// How long the keychain may take to give the token; enough to type a password.
const KEYCHAIN_LIMIT: Duration = Duration::from_secs(20);

/// All that the checks want to know of the question and its answer.
pub(super) struct Probe {
    /// Whose token it is.
    pub source: Result<Source>,
    /// Where it was asked.
    pub base_url: Result<BaseUrl>,
    /// Why there is no token, if there is none.
    pub token: Result<()>,
    /// What came of it; an error where it could not be asked at all.
    pub asked: Result<Asked>,
}

/// A question that was asked.
pub(super) struct Asked {
    /// The answer, or why there is none.
    pub result: Result<Answer, Failure>,
    /// The version was not known at Intercom; the answer is to the same question with another one.
    pub version_refused: bool,
    /// How long it took.
    pub took: Duration,
    /// When it came, by this machine's clock.
    pub at: Timestamp,
}

impl Probe {
    /// Asks.
    ///
    /// # Errors
    /// Interrupted.
    pub async fn make(cx: &mut Context) -> Result<Self> {
        let source = cx.source();
        // Where nobody knows whose token it is, the network can still be looked at.
        let base_url = match &source {
            Ok(_) => cx.base_url(),
            Err(_) => cx.api_base_url(None),
        };
        let mut token = token(cx);
        if let Err(error) = &token
            && error.kind() == Kind::Interrupted
        {
            return Err(Error::new(Kind::Interrupted, error.message()));
        }
        let asked = match &base_url {
            Err(error) => Err(Error::failed(error.message())),
            Ok(base_url) => match client(cx, base_url, &mut token) {
                Err(error) => Err(error),
                Ok(client) => Ok(ask(&client, cx).await),
            },
        };
        Ok(Probe { source, base_url, token: token.map(drop), asked })
    }

    /// The answer, if one came.
    pub fn answer(&self) -> Option<&Answer> {
        self.asked.as_ref().ok()?.result.as_ref().ok()
    }
}

fn token(cx: &mut Context) -> Result<Secret> {
    match cx.source()? {
        Source::Profile(name, profile) => {
            let limits = Limits { answering: KEYCHAIN_LIMIT, ..Limits::default() };
            cx.credentials_within(limits)?.token_of(&name, &profile)
        }
        _ => cx.token(),
    }
}

/// A client with the token, or without one where there is none or none that could be sent.
fn client(cx: &Context, base_url: &BaseUrl, token: &mut Result<Secret>) -> Result<Client> {
    let version = sensible(&cx.version());
    let limit = LIMIT.min(cx.timeout());
    let with = |token: &Secret| cx.client_within(base_url.clone(), token, version, limit);
    let without = || with(&Secret::new(""));
    let Ok(secret) = token else { return without() };
    with(secret).or_else(|error| {
        // What goes wrong with the token alone is the token's fault.
        let client = without()?;
        *token = Err(error);
        Ok(client)
    })
}

async fn ask(client: &Client, cx: &Context) -> Asked {
    let started = cx.clock.elapsed();
    let mut request = Request::get("/me");
    let mut result = client.attempt(&request).await;
    let version_refused = result.as_ref().is_ok_and(refuses_version);
    if version_refused {
        request.version = Some(ApiVersion::DEFAULT);
        result = client.attempt(&request).await;
    }
    let took = cx.clock.elapsed().saturating_sub(started);
    Asked { result, version_refused, took, at: cx.clock.now() }
}

fn refuses_version(answer: &Answer) -> bool {
    answer.status == 400
        && Refusal::decode(answer).code.as_deref() == Some("intercom_version_invalid")
}
