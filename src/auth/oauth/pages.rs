//! What does the browser show at the end? Small pages that need nothing from elsewhere: no script,
//! no image, no font. Whatever came with a request, or from Intercom, is escaped, and the headers
//! keep the address, which had a code in it, from going anywhere.

use std::fmt::Write as _;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

/// The look of every page. It is allowed by its digest and nothing else is.
const STYLE: &str = "\
body{margin:0;min-height:100vh;display:grid;place-items:center;background:#f5f5f4;color:#1c1917;\
font:16px/1.5 system-ui,sans-serif}\
main{max-width:32rem;margin:1rem;padding:2rem 2.5rem;background:#fff;border-radius:12px;\
border-top:6px solid #78716c;box-shadow:0 1px 4px #0002;overflow-wrap:anywhere}\
main.good{border-color:#15803d}main.bad{border-color:#b91c1c}\
h1{margin:0 0 .5rem;font-size:1.4rem}p{margin:.5rem 0}code{font-size:.9em}\
@media(prefers-color-scheme:dark){body{background:#1c1917;color:#e7e5e4}main{background:#292524}\
a{color:#93c5fd}}";

/// An answer to the browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// HTTP status.
    pub status: u16,
    /// The address to go on to, where it is a redirect.
    pub location: Option<String>,
    /// HTML; empty where there is nothing to show.
    pub body: String,
}

/// How a page looks.
#[derive(Clone, Copy)]
enum Mood {
    Plain,
    Good,
    Bad,
}

impl Page {
    /// The token is in the store by now.
    pub fn stored(workspace: &str, profile: &str) -> Self {
        let text = format!(
            "The token for {} is stored, as the profile <code>{}</code>. You can close this page \
             and go back to the terminal.",
            bold(workspace),
            escaped(profile)
        );
        Page::html(200, Mood::Good, "You are logged in", &text)
    }

    /// The login went through, and by the user's wish nothing was kept.
    pub fn shown_only(workspace: &str) -> Self {
        let text = format!(
            "The login to {} went through. This was the sandbox: nothing was stored. You can close \
             this page and go back to the terminal.",
            bold(workspace)
        );
        Page::html(200, Mood::Good, "That is how it works", &text)
    }

    /// It came to nothing, because of this.
    pub fn failed(why: &str) -> Self {
        let text = format!(
            "{}. No token was stored. The terminal says what to do.",
            escaped(why.trim_end_matches('.'))
        );
        Page::html(502, Mood::Bad, "The login did not succeed", &text)
    }

    /// The user said no, or Intercom did.
    pub fn denied(reason: &str) -> Self {
        let text = format!(
            "Intercom did not give access: {}. No token was stored. You can close this page.",
            escaped(reason)
        );
        Page::html(200, Mood::Bad, "Access was denied", &text)
    }

    /// Not a request that means anything here.
    pub fn stranger(why: &str) -> Self {
        let text = format!(
            "{}. Nothing has changed: if a login is waiting in a terminal, it goes on waiting.",
            escaped(why)
        );
        Page::html(400, Mood::Plain, "This is not the page of a login", &text)
    }

    /// The login that this callback belongs to is being finished for another request.
    pub fn under_way() -> Self {
        let text = "This login has its answer already, and is being finished. Look at the first \
                    page, or at the terminal.";
        Page::html(409, Mood::Plain, "One moment", text)
    }

    /// As many installations have begun as may.
    pub fn too_many() -> Self {
        let text = "Too many installations have begun and not ended. Try again in a few minutes.";
        Page::html(503, Mood::Plain, "One moment", text)
    }

    /// What `app serve` shows to somebody who opens it.
    pub fn welcome(app: &str, install: &str) -> Self {
        let text = format!(
            "This installs the app {} on your Intercom workspace: \
             <a href=\"{}\">install it</a>.",
            bold(app),
            escaped(install)
        );
        Page::html(200, Mood::Plain, "Install the app", &text)
    }

    /// Any other short message.
    pub fn notice(status: u16, title: &str, text: &str) -> Self {
        Page::html(status, Mood::Plain, title, &escaped(text))
    }

    /// Goes on to another address.
    pub fn redirect(location: &str) -> Self {
        Page { status: 303, location: Some(location.to_owned()), body: String::new() }
    }

    /// A status alone, for programs.
    pub fn empty(status: u16) -> Self {
        Page { status, location: None, body: String::new() }
    }

    /// The headers that every answer carries, `Content-Type` among them.
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let style = STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{style}'; img-src data:; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'none'"
        );
        let mut headers = vec![
            ("Content-Type", "text/html; charset=utf-8".to_owned()),
            ("Cache-Control", "no-store".to_owned()),
            ("Referrer-Policy", "no-referrer".to_owned()),
            ("X-Content-Type-Options", "nosniff".to_owned()),
            ("Content-Security-Policy", policy),
            ("Server", "ictl".to_owned()),
        ];
        headers.extend(self.location.clone().map(|location| ("Location", location)));
        headers
    }

    /// The whole answer as bytes, for a connection that has no HTTP server behind it.
    pub fn on_the_wire(&self) -> Vec<u8> {
        let mut text = format!("HTTP/1.1 {} ictl\r\n", self.status);
        for (name, value) in self.headers() {
            let _ = write!(text, "{name}: {value}\r\n");
        }
        let length = self.body.len();
        let _ = write!(text, "Content-Length: {length}\r\nConnection: close\r\n\r\n{}", self.body);
        text.into_bytes()
    }

    fn html(status: u16, mood: Mood, title: &str, text: &str) -> Self {
        let class = match mood {
            Mood::Plain => "plain",
            Mood::Good => "good",
            Mood::Bad => "bad",
        };
        let title = escaped(title);
        let body = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <link rel=\"icon\" href=\"data:,\">\n\
             <title>{title} · ictl</title>\n<style>{STYLE}</style>\n</head>\n<body>\n\
             <main class=\"{class}\">\n<h1>{title}</h1>\n<p>{text}</p>\n</main>\n</body>\n</html>\n"
        );
        Page { status, location: None, body }
    }
}

fn bold(text: &str) -> String {
    format!("<b>{}</b>", escaped(text))
}

/// Text as HTML shows it; quotes too, so that it may stand in an attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &str = "<script>alert('x')</script>\"&";

    fn pages() -> Vec<Page> {
        vec![
            Page::stored(HOSTILE, HOSTILE),
            Page::shown_only(HOSTILE),
            Page::failed(HOSTILE),
            Page::denied(HOSTILE),
            Page::stranger(HOSTILE),
            Page::welcome(HOSTILE, HOSTILE),
            Page::notice(404, HOSTILE, HOSTILE),
        ]
    }

    #[test]
    fn nothing_hostile_survives_on_a_page() {
        for page in pages() {
            assert!(!page.body.contains("<script"), "{}", page.body);
            assert!(page.body.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{}", page.body);
            assert!(!page.body.contains("\"&\""), "{}", page.body);
        }
    }

    #[test]
    fn a_page_needs_nothing_from_elsewhere() {
        for page in pages() {
            for outside in ["http:", "https:", "src=", "url(", "@import"] {
                assert!(!page.body.contains(outside), "{outside} in {}", page.body);
            }
        }
    }

    #[test]
    fn every_answer_forbids_scripts_caches_and_referrers() {
        for page in
            pages().into_iter().chain([Page::redirect("https://x.example"), Page::empty(200)])
        {
            let wire = String::from_utf8(page.on_the_wire()).unwrap();
            for header in [
                "Cache-Control: no-store\r\n",
                "Referrer-Policy: no-referrer\r\n",
                "Content-Security-Policy: default-src 'none'; style-src 'sha256-",
            ] {
                assert!(wire.contains(header), "{wire}");
            }
        }
    }
}
