//! How does the sandbox speak to a person in a browser? Small pages in themselves: no script, no
//! font, no picture from elsewhere.

use axum::body::Body;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hyper::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, LOCATION,
    REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use hyper::{Response, StatusCode};
use sha2::{Digest, Sha256};

use crate::sandbox::outcome::Outgoing;

const STYLE: &str = "\
:root{color-scheme:light dark}\
body{font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:12vh auto;padding:0 1.5rem}\
h1{font-size:1.5rem;line-height:1.25}\
fieldset{border:1px solid #8888;border-radius:.5rem;margin:1.5rem 0;padding:.5rem 1rem 1rem}\
label{display:block;padding:.35rem 0}\
small{color:#767676}\
code{overflow-wrap:anywhere}\
button{font:inherit;padding:.55rem 1.4rem;border-radius:.5rem;border:1px solid #8888;cursor:pointer}\
button.main{background:#0057ff;border-color:#0057ff;color:#fff;margin-right:.75rem}";

/// What every answer to a browser carries.
const HEADERS: [(HeaderName, &str); 3] = [
    // Codes and states stay out of caches and of other sites' logs.
    (CACHE_CONTROL, "no-store"),
    (REFERRER_POLICY, "no-referrer"),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
];

/// A page with this title and content; the content is HTML already.
pub fn page(status: StatusCode, title: &str, content: &str) -> Outgoing {
    let title = escape(title);
    let html = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n\
         <h1>{title}</h1>\n{content}\n</main>\n</body>\n</html>\n"
    );
    let mut response = bare(status, Body::from(html));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    if let Ok(policy) = HeaderValue::from_str(&policy()) {
        headers.insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Sends the browser there, whatever the method it came with.
pub fn see_other(location: &str) -> Outgoing {
    let mut response = bare(StatusCode::SEE_OTHER, Body::empty());
    if let Ok(location) = HeaderValue::from_str(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

fn bare(status: StatusCode, body: Body) -> Outgoing {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Nothing is loaded or run but the style above. There is no `form-action`: browsers hold every
/// redirect that follows a form against it, and an app's callback may lead anywhere.
fn policy() -> String {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; \
         frame-ancestors 'none'"
    )
}

/// Text as it may stand between tags, or in an attribute between double quotes.
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        assert_eq!(
            escape(r#"<a href="x" id='y'>&"#),
            "&lt;a href=&quot;x&quot; id=&#39;y&#39;&gt;&amp;"
        );
        assert_eq!(escape("plain é"), "plain é");
    }
}
