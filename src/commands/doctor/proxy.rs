//! The check of the proxy: which one the environment names, and whether it can be reached at all.
//! Its address may hold a password, so that only host and port are ever shown.

use std::time::Duration;

use super::check::Check;
use crate::api::{BaseUrl, Network, ProxyUrl};

const NAME: &str = "proxy";

/// How long a proxy may take to take a connection; it usually stands nearby.
const LIMIT: Duration = Duration::from_secs(5);

/// The proxy that requests go through, if any. `for_http` says that one is set for requests without
/// encryption.
pub(super) async fn check(network: &Network, base_url: Option<&BaseUrl>, for_http: bool) -> Check {
    let Some(proxy) = &network.proxy else {
        if for_http {
            let message =
                "HTTP_PROXY is set, and requests to Intercom are encrypted: it is not used";
            let hint = "if they must go through a proxy, set HTTPS_PROXY";
            return Check::warn(NAME, message, hint);
        }
        return Check::ok(NAME, "none is set; requests go there directly");
    };
    if base_url.is_some_and(BaseUrl::is_loopback) {
        return Check::ok(NAME, "one is set, and not used for this machine");
    }
    let Some((host, port)) = proxy.address() else {
        return Check::fail(
            NAME,
            "the address of the proxy makes no sense",
            "HTTPS_PROXY looks like http://host:port; unset it to connect directly",
        );
    };
    let except = if network.no_proxy.is_some() { ", but for hosts in NO_PROXY" } else { "" };
    match reach(proxy).await {
        Ok(()) => Check::ok(NAME, format!("requests go through {host}:{port}{except}")),
        Err(why) => {
            let message = format!("{host}:{port} cannot be reached: {why}");
            let hint = "check HTTPS_PROXY and ALL_PROXY, or unset them to connect directly";
            let check = Check::fail(NAME, message, hint);
            // Intercom may be one of those hosts; the network's check tells.
            if network.no_proxy.is_some() { check.softened() } else { check }
        }
    }
}

async fn reach(proxy: &ProxyUrl) -> Result<(), String> {
    let Some(address) = proxy.address() else { return Ok(()) };
    match tokio::time::timeout(LIMIT, tokio::net::TcpStream::connect(address)).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(cause)) => Err(cause.to_string()),
        Err(_) => Err(format!("no connection within {} s", LIMIT.as_secs())),
    }
}
