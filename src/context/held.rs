//! What `--dry-run` shows in place of a write: the request, and a `curl` line that would send it.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::{Context, Source};
use crate::api::{BaseUrl, Request};
use crate::error::Result;
use crate::output::Column;

const COLUMNS: &[Column] =
    &[Column::text("Method", "method"), Column::text("URL", "url"), Column::text("Body", "body")];

impl Context {
    /// Prints a request that is not sent. The token is named, never shown.
    pub(super) fn show_held(&mut self, request: &Request) -> Result<()> {
        let base_url = self.base_url()?;
        let profile = match self.source()? {
            Source::Profile(name, _) => Some(name),
            _ => None,
        };
        self.show_held_at(&base_url, profile.as_deref(), request)
    }

    /// The same for a request to any address, with the token of that profile if it is one's.
    pub fn show_held_at(
        &mut self,
        base_url: &BaseUrl,
        profile: Option<&str>,
        request: &Request,
    ) -> Result<()> {
        let mut url = base_url.join(&request.path)?;
        if !request.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&request.query);
        }
        let version = request.version.unwrap_or(self.version()?).to_string();
        let body = request.body.as_deref().map(String::from_utf8_lossy);
        let shown = json!({
            "dry_run": true,
            "method": request.method.as_str(),
            "url": url.as_str(),
            "version": version,
            "body": body.as_deref().map(|text| {
                serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
            }),
            "curl": curl(request, url.as_str(), profile, &version, body.as_deref()),
        });
        self.ui.note("dry run: this request was not sent");
        self.ui.object(COLUMNS, &shown)
    }
}

fn curl(
    request: &Request,
    url: &str,
    profile: Option<&str>,
    version: &str,
    body: Option<&str>,
) -> String {
    let mut line = format!("curl -X {} {}", request.method.as_str(), quote(url));
    // The variable may hold the token of another workspace than the profile's.
    let token = profile.map_or_else(
        || "$INTERCOM_TOKEN".to_owned(),
        |name| format!("$(ictl auth token {})", shell_word(name)),
    );
    let _ = write!(line, " -H \"Authorization: Bearer {token}\"");
    let mut header = |name: &str, value: &str| {
        let _ = write!(line, " -H {}", quote(&format!("{name}: {value}")));
    };
    header("Accept", request.accept);
    header("Intercom-Version", version);
    for (name, value) in &request.headers {
        header(name, value);
    }
    if let Some(body) = body {
        header("Content-Type", "application/json");
        let _ = write!(line, " --data-raw {}", quote(body));
    }
    line
}

/// A word of a command line as a POSIX shell needs it: quoted, if it has to be.
pub fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=,@%+".contains(c);
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { quote(text) }
}

fn quote(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_quoted_only_where_a_shell_would_take_it_apart() {
        assert_eq!(shell_word("--from=5ba6"), "--from=5ba6");
        assert_eq!(shell_word("it's"), r"'it'\''s'");
        assert_eq!(shell_word(""), "''");
        assert_eq!(shell_word("{\"a\":1}"), "'{\"a\":1}'");
    }
}
