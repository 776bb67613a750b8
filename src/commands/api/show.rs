//! An answer of the API as it came: status and headers, and the body, byte for byte in a pipe and
//! laid out for people.

use std::fmt::Write as _;

use reqwest::StatusCode;
use serde_json::Value;

use crate::api::Answer;
use crate::context::Context;
use crate::error::{Error, Result};

/// Status and headers in the form of HTTP/1.1, with the empty line after them.
pub(super) fn head(answer: &Answer) -> String {
    let reason = StatusCode::from_u16(answer.status).ok();
    let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
    let mut head = format!("HTTP/1.1 {} {reason}\n", answer.status);
    for (name, value) in &answer.headers {
        let value = String::from_utf8_lossy(value.as_bytes());
        let _ = writeln!(head, "{}: {value}", title(name.as_str()));
    }
    head.push('\n');
    head
}

/// Header names as people write them; HTTP/2 knows them in lower case only.
fn title(name: &str) -> String {
    let parts = name.split('-').map(|part| {
        let mut part = part.to_owned();
        if let Some(first) = part.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        part
    });
    parts.collect::<Vec<_>>().join("-")
}

/// The body of a success: through `--jq`, `--fields` and `--output` where they are given.
pub(super) fn body(answer: &Answer, cx: &mut Context) -> Result<()> {
    if answer.body.trim_ascii().is_empty() {
        return Ok(());
    }
    let settings = cx.ui.settings();
    if settings.output.is_some() || settings.jq.is_some() || settings.fields.is_some() {
        let value: Value = answer.json().map_err(|failure| Error::failed(failure.to_string()))?;
        return cx.ui.object(&[], &value);
    }
    as_it_came(answer, cx)
}

/// The body of a refusal. No expression is made for it.
pub(super) fn refusal(answer: &Answer, cx: &mut Context) -> Result<()> {
    if answer.body.trim_ascii().is_empty() { Ok(()) } else { as_it_came(answer, cx) }
}

fn as_it_came(answer: &Answer, cx: &mut Context) -> Result<()> {
    if cx.ui.terminal().stdout
        && let Ok(value) = serde_json::from_slice::<Value>(&answer.body)
    {
        return cx.ui.document(&value);
    }
    cx.ui.raw(&answer.body)?;
    if answer.body.ends_with(b"\n") { Ok(()) } else { cx.ui.raw(b"\n") }
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderMap;

    use super::*;
    use crate::api::rate_limit::Timing;

    #[test]
    fn headers_are_written_as_people_write_them() {
        let mut headers = HeaderMap::new();
        headers.insert("x-request-id", "req-1".parse().unwrap());
        let timing = Timing::from_headers(|_| None);
        let answer = Answer { status: 404, timing, headers, body: Vec::new() };
        assert_eq!(head(&answer), "HTTP/1.1 404 Not Found\nX-Request-Id: req-1\n\n");
    }
}
