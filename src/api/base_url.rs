//! The address requests go to, checked before a token leaves: https anywhere, http on this
//! machine only.

use std::fmt;
use std::net::IpAddr;

use reqwest::Url;

use super::region::Region;
use crate::error::{Error, Result};

/// The root of an Intercom API, without a trailing slash in its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaseUrl(Url);

impl BaseUrl {
    /// Reads a base URL. `source` names where it came from (a flag or a variable) for the error.
    pub fn parse(text: &str, source: &str) -> Result<Self> {
        // An address with a user name may hold a secret, and is not repeated.
        let shown = if text.contains('@') { String::new() } else { format!(" ({text})") };
        let refuse = |why: &str| {
            Error::usage(format!("{source} is not usable: {why}{shown}")).hint(
                "give an https:// address, or http:// on localhost, such as http://127.0.0.1:8900",
            )
        };
        let mut url = Url::parse(text).map_err(|cause| refuse(&cause.to_string()))?;
        let loopback = is_loopback(&url);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => return Err(refuse("a token must not travel unencrypted")),
            _ => return Err(refuse("it is neither http nor https")),
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::usage(format!("{source} must not contain a user name or password")));
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(refuse("it names no host"));
        }
        url.set_query(None);
        url.set_fragment(None);
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        Ok(BaseUrl(url))
    }

    /// True for this very machine: no proxy is used, http is allowed.
    pub fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }

    /// True for the address of one of Intercom's regions, which any token of Intercom's may go to.
    pub fn is_intercoms_own(&self) -> bool {
        Region::ALL.iter().any(|region| region.api_base_url() == self.as_str())
    }

    /// True when requests are encrypted.
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Host and port of a server on this machine that is spoken to in plain HTTP.
    pub fn plain_loopback(&self) -> Option<(String, u16)> {
        let host = self.0.host_str()?.trim_start_matches('[').trim_end_matches(']').to_owned();
        let plain = self.is_loopback() && !self.is_https();
        self.0.port_or_known_default().filter(|_| plain).map(|port| (host, port))
    }

    /// Host and port as a request names them: without the port that its scheme has anyway.
    pub fn authority(&self) -> String {
        let host = self.0.host_str().unwrap_or_default();
        self.0.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// True when an address is of the same scheme, host and port.
    pub fn is_origin_of(&self, url: &Url) -> bool {
        self.0.scheme() == url.scheme()
            && self.0.host_str() == url.host_str()
            && self.0.port_or_known_default() == url.port_or_known_default()
    }

    /// The full address of a path, which starts with a slash and is already percent-encoded.
    pub fn join(&self, path: &str) -> Result<Url> {
        let text = format!("{}{path}", self.as_str());
        Url::parse(&text)
            .map_err(|cause| Error::usage(format!("{path:?} does not make an address: {cause}")))
    }

    /// The address as text, without a trailing slash.
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

fn is_loopback(url: &Url) -> bool {
    let Some(host) = url.host_str() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(address) => address.is_loopback(),
        // The name and everything below it is loopback by RFC 6761.
        Err(_) => bare == "localhost" || bare.ends_with(".localhost"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    #[test]
    fn https_anywhere_and_http_on_this_machine_are_accepted() {
        for text in [
            "https://api.intercom.io",
            "http://127.0.0.1:8900",
            "http://127.8.9.1:80/base/",
            "http://[::1]:8900",
            "http://localhost:8900",
        ] {
            assert!(BaseUrl::parse(text, "--test").is_ok(), "{text}");
        }
    }

    #[test]
    fn anything_that_would_expose_the_token_is_refused_with_usage() {
        for text in [
            "http://api.intercom.io",
            "http://localhost.example.com",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "api.intercom.io",
            "https://user:secret@api.intercom.io",
            "http://user:secret@api.intercom.io",
            "http://user:secret@:80",
            "",
        ] {
            let error = BaseUrl::parse(text, "INTERCOM_API_BASE_URL").unwrap_err();
            assert_eq!(error.kind(), Kind::Usage, "{text}");
            assert!(!error.message().contains("secret"));
        }
    }

    #[test]
    fn a_path_is_appended_to_the_base() {
        let base = BaseUrl::parse("http://localhost:1/v/", "x").unwrap();
        assert_eq!(base.join("/contacts").unwrap().as_str(), "http://localhost:1/v/contacts");
        assert_eq!(base.to_string(), "http://localhost:1/v");
    }
}
