//! Which API a command speaks to, and with which token: the order in which flags, environment and
//! sandbox decide.

use std::path::PathBuf;
use std::sync::Arc;

use super::Context;
use crate::api::{ApiVersion, BaseUrl, Network, ProxyUrl, Region, Token};
use crate::clock::Clock;
use crate::error::{Error, Kind, Result};
use crate::sandbox::{self, Running, Sandbox};

/// Where requests go, and with what.
pub(super) struct Target {
    pub(super) base_url: BaseUrl,
    pub(super) token: Option<Token>,
    pub(super) version: ApiVersion,
    pub(super) network: Network,
}

impl Target {
    /// `--sandbox` beats everything; then the environment decides.
    pub(super) fn choose(cx: &Context, sandbox: Option<&Running>) -> Result<Self> {
        let version = version(cx)?;
        if let Some(sandbox) = sandbox {
            return Ok(Target {
                base_url: BaseUrl::parse(sandbox.base_url(), "the sandbox's address")?,
                token: Some(Token::new(sandbox.token())),
                version,
                network: Network::default(),
            });
        }
        if let Some(profile) = &cx.options.profile {
            return Err(Error::usage(format!("there is no profile {profile:?}"))
                .hint("set INTERCOM_TOKEN to the access token of the workspace you mean"));
        }
        // No command uses it yet, but a mistake in it should not wait for one that does.
        if let Some(url) = cx.env("INTERCOM_APP_BASE_URL") {
            BaseUrl::parse(url, "INTERCOM_APP_BASE_URL")?;
        }
        Ok(Target {
            base_url: base_url(cx)?,
            token: cx.env("INTERCOM_TOKEN").map(Token::new).filter(|token| !token.is_empty()),
            version,
            network: network(cx),
        })
    }
}

/// The error of a command that needs a token where there is none.
pub(super) fn not_logged_in() -> Error {
    Error::new(Kind::Auth, "not logged in: there is no access token").hint(
        "set INTERCOM_TOKEN to an access token (Developer Hub > your app > Configure > \
         Authentication), or try it out with --sandbox",
    )
}

/// Starts the sandbox of `--sandbox` on a free port, with its demo data.
pub(super) fn start_sandbox(clock: &Arc<dyn Clock>) -> Result<Running> {
    Sandbox::spawn(&sandbox::Options::demo(), clock.clone())
}

fn version(cx: &Context) -> Result<ApiVersion> {
    if let Some(version) = cx.options.api_version {
        return Ok(version);
    }
    match cx.env("INTERCOM_VERSION") {
        Some(text) => text.parse().map_err(|error: Error| error.context("INTERCOM_VERSION")),
        None => Ok(ApiVersion::DEFAULT),
    }
}

fn base_url(cx: &Context) -> Result<BaseUrl> {
    let region = match (cx.options.region, cx.env("INTERCOM_REGION")) {
        (Some(region), _) => region,
        (None, Some(text)) => {
            text.parse().map_err(|error: Error| error.context("INTERCOM_REGION"))?
        }
        (None, None) => Region::default(),
    };
    if let Some(url) = cx.env("INTERCOM_API_BASE_URL") {
        return BaseUrl::parse(url, "INTERCOM_API_BASE_URL");
    }
    BaseUrl::parse(region.api_base_url(), "the region's address")
}

/// The usual variables; lower case beats upper case, as in curl.
fn network(cx: &Context) -> Network {
    let either = |name: &str| cx.env(&name.to_lowercase()).or_else(|| cx.env(name));
    let proxy = either("HTTPS_PROXY").or_else(|| either("ALL_PROXY"));
    Network {
        proxy: proxy.map(|address| ProxyUrl(address.to_owned())),
        no_proxy: either("NO_PROXY").map(str::to_owned),
        ca_file: cx.env("SSL_CERT_FILE").map(PathBuf::from),
    }
}
