//! The HTTP connection: proxies, certificates and time limits, from values. No request is made
//! here, and nothing about Intercom is known.

use std::path::PathBuf;
use std::time::Duration;

use reqwest::{Certificate, ClientBuilder, NoProxy, Proxy, Url};

use super::base_url::BaseUrl;
use crate::error::{Error, Result};

/// How long a connection may take to stand; a part of the attempt's own limit.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// What every request says of who sends it.
pub const USER_AGENT: &str = concat!("ictl/", env!("CARGO_PKG_VERSION"));

/// Where requests go through, as the environment says.
#[derive(Debug, Clone, Default)]
pub struct Network {
    /// `HTTPS_PROXY`, else `ALL_PROXY`. It may hold a password and is never shown.
    pub proxy: Option<ProxyUrl>,
    /// `NO_PROXY`: hosts that are reached directly.
    pub no_proxy: Option<String>,
    /// `SSL_CERT_FILE`: the certificates to trust instead of the system's.
    pub ca_file: Option<PathBuf>,
}

/// Where SOCKS servers listen (RFC 1928).
const SOCKS_PORT: u16 = 1080;

/// A proxy's address. Its `Debug` hides it, since it may hold a password.
#[derive(Clone)]
pub struct ProxyUrl(pub String);

impl std::fmt::Debug for ProxyUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ProxyUrl([redacted])")
    }
}

impl ProxyUrl {
    /// Host and port, without what else the address may hold; `None` where it makes no sense.
    pub fn address(&self) -> Option<(String, u16)> {
        let whole =
            if self.0.contains("://") { self.0.clone() } else { format!("http://{}", self.0) };
        let url = Url::parse(&whole).ok()?;
        let host = url.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let port = url
            .port_or_known_default()
            .or(url.scheme().starts_with("socks").then_some(SOCKS_PORT))?;
        Some((host, port))
    }
}

impl Network {
    /// The certificates of `SSL_CERT_FILE`; `None` where the system's are trusted.
    pub fn certificates(&self) -> Result<Option<Vec<Certificate>>> {
        let Some(path) = &self.ca_file else { return Ok(None) };
        let refuse = |why: String| {
            Error::usage(format!("SSL_CERT_FILE {}: {why}", path.display())).hint(
                "it must name a file with certificates in PEM form; unset it to trust the system's",
            )
        };
        let pem = std::fs::read(path).map_err(|cause| refuse(cause.to_string()))?;
        let certificates =
            Certificate::from_pem_bundle(&pem).map_err(|cause| refuse(cause.to_string()))?;
        if certificates.is_empty() {
            return Err(refuse("it holds no certificate".to_owned()));
        }
        Ok(Some(certificates))
    }
}

/// How long connecting may take where `timeout` is the limit of a whole attempt. It must fail before
/// that, because only a failed connection proves that nothing was sent.
pub fn connect_limit(timeout: Duration) -> Duration {
    CONNECT_TIMEOUT.min(timeout.mul_f64(0.8))
}

/// Builds the connection pool for one base URL. Redirects are never followed by it, so that the
/// token cannot travel along. `timeout` is the limit of a whole attempt.
pub fn connect(
    network: &Network,
    base_url: &BaseUrl,
    timeout: Duration,
) -> Result<reqwest::Client> {
    // A second installation fails because the first one stands, which is what is wanted.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = ClientBuilder::new()
        .user_agent(USER_AGENT)
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(connect_limit(timeout))
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(30))
        .no_proxy();
    let builder = with_proxy(builder, network, base_url)?;
    let builder = with_certificates(builder, network, base_url)?;
    builder.build().map_err(|cause| {
        Error::failed("the HTTPS client could not be set up")
            .hint("check the system's certificates, or name a file with SSL_CERT_FILE")
            .source(cause)
    })
}

fn with_proxy(
    builder: ClientBuilder,
    network: &Network,
    base_url: &BaseUrl,
) -> Result<ClientBuilder> {
    let Some(ProxyUrl(address)) = &network.proxy else { return Ok(builder) };
    if base_url.is_loopback() {
        return Ok(builder);
    }
    let proxy = Proxy::all(address).map_err(|_| {
        Error::usage("the proxy address is not usable")
            .hint("HTTPS_PROXY looks like http://host:port; unset it to connect directly")
    })?;
    let except = network.no_proxy.as_deref().and_then(NoProxy::from_string);
    Ok(builder.proxy(proxy.no_proxy(except)))
}

fn with_certificates(
    builder: ClientBuilder,
    network: &Network,
    base_url: &BaseUrl,
) -> Result<ClientBuilder> {
    if !base_url.is_https() {
        // Loading the system's certificates takes longer than a whole request on loopback.
        return Ok(builder.tls_certs_only(Vec::new()));
    }
    Ok(match network.certificates()? {
        Some(certificates) => builder.tls_certs_only(certificates),
        None => builder,
    })
}
