//! Which request is for what? A pure function from a request to a route: what is no installation's
//! business gets its page here and reaches nothing else.

use crate::auth::oauth::{Asked, Callback, Page, Redirect, claimed};

/// Starts an installation: the "direct installation URL" of the documentation.
pub(super) const INSTALL: &str = "/install";

/// Finishes one: the redirect URL.
pub(super) const CALLBACK: &str = "/callback";

/// Hears of an uninstallation.
pub(super) const UNINSTALLED: &str = "/uninstalled";

/// What a request is for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Route {
    /// The page that leads to the others.
    Welcome,
    /// An installation begins.
    Install,
    /// An installation ends, if its `state` is one of ours.
    Callback(Callback),
    /// A notification.
    Uninstalled,
    /// Nothing of ours; this is the answer.
    Refused(Page),
}

/// The route of a request.
pub(super) fn route(asked: &Asked, redirect: &Redirect) -> Route {
    let refused = |status, title, text| Route::Refused(Page::notice(status, title, text));
    if !asked.host.as_deref().is_some_and(|host| redirect.expects_host(host)) {
        return Route::Refused(Page::stranger("This request is for another host"));
    }
    // A public URL may have a path of its own, which the tunnel leaves in place or takes away.
    let prefix = redirect.path().strip_suffix(CALLBACK).unwrap_or_default();
    let path = asked.path.strip_prefix(prefix).unwrap_or(&asked.path);
    match (asked.method.as_str(), path) {
        ("GET", "/" | "") => Route::Welcome,
        ("GET", INSTALL) => Route::Install,
        ("GET", CALLBACK) => {
            let asked = Asked { path: redirect.path().to_owned(), ..asked.clone() };
            match claimed(&asked, redirect) {
                Ok(callback) => Route::Callback(callback),
                Err(why) => Route::Refused(Page::stranger(why)),
            }
        }
        ("POST", UNINSTALLED) => Route::Uninstalled,
        // Some senders look whether an address exists before they use it.
        ("HEAD", UNINSTALLED) => Route::Refused(Page::empty(200)),
        (_, INSTALL | CALLBACK | UNINSTALLED | "/" | "") => {
            refused(405, "Not like this", "This address is not asked in this way.")
        }
        _ => refused(404, "Nothing here", "There is nothing at this address."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(line: &str, base: &str, host: &str) -> Route {
        let redirect = Redirect::parse(&format!("{base}{CALLBACK}"), Some("8911"), false).unwrap();
        let (method, target) = line.split_once(' ').unwrap();
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let asked = Asked {
            method: method.to_owned(),
            path: path.to_owned(),
            query: query.to_owned(),
            host: Some(host.to_owned()),
            headers: Vec::new(),
        };
        route(&asked, &redirect)
    }

    fn local(line: &str) -> Route {
        routed(line, "https://localhost:8911", "localhost:8911")
    }

    fn status(route: Route) -> u16 {
        match route {
            Route::Refused(page) => page.status,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_address_is_for_one_thing() {
        assert_eq!(local("GET /"), Route::Welcome);
        assert_eq!(local("GET /install?from=store"), Route::Install);
        assert_eq!(local("POST /uninstalled"), Route::Uninstalled);
        let callback = local("GET /callback?code=abc&state=s");
        assert!(matches!(callback, Route::Callback(callback) if callback.state == "s"));
    }

    #[test]
    fn anything_else_is_refused() {
        for (line, expected) in [
            ("GET /favicon.ico", 404),
            ("POST /install", 405),
            ("HEAD /install", 405),
            ("GET /uninstalled", 405),
            ("HEAD /uninstalled", 200),
            ("GET /callback", 400),
            ("GET /callback?code=abc", 400),
        ] {
            assert_eq!(status(local(line)), expected, "{line}");
        }
        let elsewhere = routed("GET /install", "https://localhost:8911", "evil.example");
        assert_eq!(status(elsewhere), 400);
    }

    #[test]
    fn a_public_url_may_have_a_path_that_the_tunnel_keeps_or_takes_away() {
        for path in ["/apps/shop/install", "/install"] {
            let route = routed(&format!("GET {path}"), "https://x.example/apps/shop", "x.example");
            assert_eq!(route, Route::Install, "{path}");
        }
    }
}
