//! Where may a browser be sent back to? Intercom takes the URLs that are registered on the app; the
//! sandbox has no such list and takes whatever one could register: https anywhere, http on this
//! machine.

use reqwest::Url;

/// Where it leads when the app does not say: in place of the first registered URL.
pub const DEFAULT: &str = "https://localhost:8910/callback";

/// A URL that a browser may be sent back to.
#[derive(Debug)]
pub struct Redirect(Url);

impl Redirect {
    /// Reads a redirect URL; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let url = Url::parse(text).map_err(|_| "it is not a whole URL")?;
        if url.fragment().is_some() {
            return Err("it has a fragment (#)");
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it holds a user name or a password");
        }
        match url.scheme() {
            "https" => Ok(Redirect(url)),
            "http" if is_loopback(&url) => Ok(Redirect(url)),
            "http" => Err("it is not https, and not on this machine"),
            _ => Err("it is neither https nor http"),
        }
    }

    /// The URL itself.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The URL with these parameters after those that it has.
    pub fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = self.0.clone();
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }
}

fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']');
    host == "localhost"
        || host.ends_with(".localhost")
        || address.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_leads_anywhere_and_http_to_this_machine() {
        for url in [
            "https://example.com/callback?tenant=1",
            "https://localhost:8910/callback",
            "http://localhost:8910/callback",
            "http://127.0.0.1:1/",
            "http://[::1]:8910/callback",
            "http://app.localhost/",
        ] {
            assert!(Redirect::parse(url).is_ok(), "{url}");
        }
        for url in [
            "",
            "/callback",
            "http://example.com/callback",
            "http://127.0.0.1.example.com/",
            "http://localhost@example.com/",
            "https://user:pw@example.com/",
            "https://example.com/#fragment",
            "javascript:alert(1)",
            "data:text/html,x",
        ] {
            assert!(Redirect::parse(url).is_err(), "{url}");
        }
    }

    #[test]
    fn parameters_are_added_to_those_that_are_there() {
        let redirect = Redirect::parse("https://example.com/cb?tenant=1").unwrap();
        assert_eq!(
            redirect.with(&[("code", "a="), ("state", "x y&z")]),
            "https://example.com/cb?tenant=1&code=a%3D&state=x+y%26z"
        );
    }
}
