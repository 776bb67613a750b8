//! Where does the browser come back to, and where do we listen for it? The redirect URL answers
//! both when it leads to this machine; behind a tunnel the two differ.
//!
//! Intercom's rule is HTTPS (docs: Setting up OAuth). Whether it takes `http://localhost` is
//! unclear, so that is the user's to try; an http address elsewhere would show the code to the
//! network and is refused.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;

use crate::error::{Error, Result};

/// What is registered on the app unless the user says otherwise.
pub const DEFAULT: &str = "https://localhost:8910/callback";

/// Where a tunnel is expected to lead unless `--listen` says otherwise.
const TUNNEL_PORT: u16 = 8910;

/// A redirect URL, and the listener that belongs to it.
#[derive(Debug, Clone)]
pub struct Redirect {
    uri: String,
    path: String,
    /// The values of `Host` that a callback may carry, in lower case.
    hosts: Vec<String>,
    listening: Listening,
    tunnel: bool,
}

/// Where to listen, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listening {
    /// The first must be free; the others are left out on a machine that has no such address.
    pub addresses: Vec<SocketAddr>,
    /// Whether TLS ends here.
    pub encrypted: bool,
}

impl Redirect {
    /// Takes a redirect URL and what `--listen` says. `certificate` is true when the user brings
    /// one: then TLS ends here even behind a tunnel.
    ///
    /// # Errors
    /// Usage, naming the flag, when either cannot work.
    pub fn parse(uri: &str, listen: Option<&str>, certificate: bool) -> Result<Self> {
        let url = checked(uri)?;
        let local = loopback(&url);
        let port = url.port_or_known_default().unwrap_or_default();
        let addresses = match (listen, local) {
            (Some(listen), _) => addresses(listen)?,
            (None, Some(Local::Name)) => both(port),
            (None, Some(Local::Address(ip))) => vec![SocketAddr::new(ip, port)],
            (None, None) => both(TUNNEL_PORT),
        };
        if certificate && url.scheme() == "http" {
            return Err(Error::usage("a certificate is of no use with an http redirect URL")
                .hint("give an https redirect URL, or leave out --cert and --key"));
        }
        let encrypted = match local {
            Some(_) => url.scheme() == "https",
            None => certificate,
        };
        let listening = Listening { addresses, encrypted };
        Ok(Redirect {
            uri: uri.to_owned(),
            path: url.path().to_owned(),
            hosts: hosts(&url, &listening),
            listening,
            tunnel: local.is_none(),
        })
    }

    /// The URL as the user wrote it: Intercom compares it with what is registered.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// Its path, as a request line carries it.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Where to listen.
    pub fn listening(&self) -> &Listening {
        &self.listening
    }

    /// True when something else on the way brings the callbacks here.
    pub fn is_tunnel(&self) -> bool {
        self.tunnel
    }

    /// Whether a request that carries this `Host` is meant for us. A page that made its own name
    /// resolve to this machine would carry another.
    pub fn expects_host(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        self.hosts.contains(&host)
    }
}

/// A host on this machine.
#[derive(Clone, Copy)]
enum Local {
    /// `localhost`, which browsers look for under both families of addresses.
    Name,
    /// An address.
    Address(IpAddr),
}

fn checked(uri: &str) -> Result<Url> {
    let refuse = |why: &str| {
        Error::usage(format!("the redirect URL cannot be used: {why}")).hint(
            "give https://localhost:PORT/PATH, http://localhost:PORT/PATH if your app accepts it, \
             or the https:// address of a tunnel",
        )
    };
    let url = Url::parse(uri).map_err(|cause| refuse(&cause.to_string()))?;
    match url.scheme() {
        "https" => {}
        "http" if loopback(&url).is_some() => {}
        "http" => return Err(refuse("the code would travel unencrypted")),
        _ => return Err(refuse("it is neither https nor http")),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refuse("it contains a user name or password"));
    }
    if url.fragment().is_some() {
        return Err(refuse("a fragment never reaches the listener"));
    }
    if url.port() == Some(0) {
        return Err(refuse("the port must be the one that is registered, and not 0"));
    }
    Ok(url)
}

fn loopback(url: &Url) -> Option<Local> {
    let host = url.host_str()?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    match bare.parse::<IpAddr>() {
        Ok(ip) => ip.is_loopback().then_some(Local::Address(ip)),
        // Browsers take all names below it for this machine (RFC 6761).
        Err(_) if bare == "localhost" || bare.ends_with(".localhost") => Some(Local::Name),
        Err(_) => None,
    }
}

fn both(port: u16) -> Vec<SocketAddr> {
    vec![(Ipv4Addr::LOCALHOST, port).into(), (Ipv6Addr::LOCALHOST, port).into()]
}

/// `127.0.0.1:8910`, `[::1]:8910`, `localhost:8910`, `:8910` or `8910`.
fn addresses(listen: &str) -> Result<Vec<SocketAddr>> {
    let refuse = || {
        Error::usage(format!("--listen {listen:?} is not an address to listen on"))
            .hint("it looks like 127.0.0.1:8910, [::1]:8910 or localhost:8910")
    };
    if let Ok(address) = listen.parse::<SocketAddr>() {
        return if address.port() == 0 { Err(refuse()) } else { Ok(vec![address]) };
    }
    let port = listen.strip_prefix("localhost:").or_else(|| listen.strip_prefix(':'));
    match port.unwrap_or(listen).parse::<u16>() {
        Ok(port) if port != 0 => Ok(both(port)),
        _ => Err(refuse()),
    }
}

/// The URL's own host, and the names of this machine at the ports that are listened on: some
/// tunnels put those in the place of the first.
fn hosts(url: &Url, listening: &Listening) -> Vec<String> {
    let own = url.host_str().unwrap_or_default().to_ascii_lowercase();
    let mut hosts = match (url.port(), url.port_or_known_default()) {
        (Some(port), _) => vec![format!("{own}:{port}")],
        (None, Some(port)) => vec![format!("{own}:{port}"), own],
        (None, None) => vec![own],
    };
    for address in &listening.addresses {
        let port = address.port();
        hosts.extend(["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}")));
        hosts.push(address.to_string());
    }
    hosts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Kind;

    fn redirect(uri: &str, listen: Option<&str>) -> Redirect {
        Redirect::parse(uri, listen, false).unwrap()
    }

    fn shown(redirect: &Redirect) -> String {
        let Listening { addresses, encrypted } = redirect.listening();
        let addresses: Vec<String> = addresses.iter().map(ToString::to_string).collect();
        format!("{} {}", if *encrypted { "tls" } else { "plain" }, addresses.join(" "))
    }

    #[test]
    fn an_address_on_this_machine_says_where_to_listen() {
        for (uri, listening) in [
            (DEFAULT, "tls 127.0.0.1:8910 [::1]:8910"),
            ("http://localhost:3000/cb", "plain 127.0.0.1:3000 [::1]:3000"),
            ("http://127.0.0.1:3000/cb", "plain 127.0.0.1:3000"),
            ("https://[::1]:3000/cb", "tls [::1]:3000"),
            ("https://localhost/cb", "tls 127.0.0.1:443 [::1]:443"),
        ] {
            assert_eq!(shown(&redirect(uri, None)), listening, "{uri}");
        }
    }

    #[test]
    fn a_tunnel_leads_to_a_plain_listener_unless_the_user_brings_a_certificate() {
        let tunnel = redirect("https://x.example/cb", Some("127.0.0.1:9000"));
        assert_eq!(shown(&tunnel), "plain 127.0.0.1:9000");
        assert!(tunnel.is_tunnel());
        let uri = "https://x.example/cb";
        assert_eq!(shown(&redirect(uri, None)), "plain 127.0.0.1:8910 [::1]:8910");
        let encrypted = Redirect::parse(uri, Some("8910"), true).unwrap();
        assert_eq!(shown(&encrypted), "tls 127.0.0.1:8910 [::1]:8910");
    }

    #[test]
    fn a_certificate_that_would_not_be_used_is_refused() {
        assert!(Redirect::parse("http://localhost:3000/cb", None, true).is_err());
        assert!(Redirect::parse(DEFAULT, None, true).is_ok());
    }

    #[test]
    fn a_published_port_of_a_container_is_listened_on_where_the_user_says() {
        let published = redirect(DEFAULT, Some("0.0.0.0:8910"));
        assert_eq!(shown(&published), "tls 0.0.0.0:8910");
        assert!(published.expects_host("localhost:8910"));
    }

    #[test]
    fn the_url_is_sent_as_it_was_written() {
        for uri in ["https://x.example", "https://X.example/cb/?a=b"] {
            assert_eq!(redirect(uri, None).uri(), uri);
        }
        assert_eq!(redirect("https://x.example", None).path(), "/");
    }

    #[test]
    fn only_our_own_names_are_expected_as_host() {
        let local = redirect(DEFAULT, None);
        for host in ["localhost:8910", "LOCALHOST:8910", "127.0.0.1:8910", "[::1]:8910"] {
            assert!(local.expects_host(host), "{host}");
        }
        for host in ["", "localhost", "localhost:8911", "evil.example:8910", "localhost:8910.evil"]
        {
            assert!(!local.expects_host(host), "{host}");
        }
        let tunnel = redirect("https://x.example/cb", None);
        for host in ["x.example", "x.example:443", "localhost:8910"] {
            assert!(tunnel.expects_host(host), "{host}");
        }
        assert!(!tunnel.expects_host("y.example"));
    }

    #[test]
    fn what_cannot_work_is_refused_with_usage() {
        for uri in [
            "http://x.example/cb",
            "http://localhost.example.com/cb",
            "ftp://localhost/cb",
            "localhost:8910/callback",
            "https://user:secret@localhost/cb",
            "https://localhost/cb#x",
            "https://localhost:0/cb",
            "",
        ] {
            let error = Redirect::parse(uri, None, false).unwrap_err();
            assert_eq!(error.kind(), Kind::Usage, "{uri}");
            assert!(!error.message().contains("secret"));
        }
        for listen in ["", "localhost", "127.0.0.1", "127.0.0.1:0", "x.example:80", "99999"] {
            assert!(Redirect::parse(DEFAULT, Some(listen), false).is_err(), "{listen}");
        }
    }
}
