//! How does a code become a token? One form sent to Intercom (docs: Setting up OAuth). A code works
//! once, so the form is sent again only where it certainly did not arrive. Neither code nor secret
//! is in any error, not even when the answer repeats them.

use std::time::Duration;

use reqwest::Url;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use serde_json::Value;

use super::callback::Code;
use crate::api::transport::connect;
use crate::api::{BaseUrl, Network};
use crate::auth::Secret;
use crate::clock::Clock;
use crate::error::{ApiFacts, Error, Kind, Result};

/// The path of the token endpoint.
const PATH: &str = "/auth/eagle/token";

/// How often connecting is tried.
const ATTEMPTS: u32 = 3;

/// The wait between two attempts to connect.
const PAUSE: Duration = Duration::from_secs(1);

/// As much of an answer is quoted in an error.
const LONGEST_QUOTE: usize = 200;

/// What is shorter guards nothing, and stands in the middle of ordinary words.
const SHORTEST_SECRET: usize = 4;

/// The app that the code was given to.
pub struct AppKey<'a> {
    /// Its client id.
    pub client_id: &'a str,
    /// Its client secret.
    pub client_secret: &'a str,
}

/// Where codes are exchanged, and how to get there.
#[derive(Clone)]
pub struct Exchange {
    http: reqwest::Client,
    url: Url,
}

impl Exchange {
    /// Prepares it; nothing is sent. `timeout` is that of one attempt.
    pub fn new(api: &BaseUrl, network: &Network, timeout: Duration) -> Result<Self> {
        let http = connect(network, api, timeout)?;
        Ok(Exchange { http, url: api.join(PATH)? })
    }

    /// Exchanges a code.
    ///
    /// # Errors
    /// Failed when Intercom refuses; temporary when it could not be asked or did not answer:
    /// another login may then succeed.
    pub async fn token(&self, app: &AppKey<'_>, code: &Code, clock: &dyn Clock) -> Result<Secret> {
        let form = form(app, code)?;
        let response = self.send(&form, clock).await?;
        let status = response.status().as_u16();
        let request_id = response.headers().get("x-request-id").and_then(|id| id.to_str().ok());
        let facts = ApiFacts {
            status: Some(status),
            request_id: request_id.map(str::to_owned),
            ..ApiFacts::default()
        };
        let body = response.bytes().await.map_err(|_| lost())?;
        let secrets = [code.reveal(), app.client_secret];
        read(status, &body, &secrets).map_err(|error| error.api(facts))
    }

    async fn send(&self, form: &str, clock: &dyn Clock) -> Result<reqwest::Response> {
        for attempt in 1.. {
            let sent = self
                .http
                .post(self.url.clone())
                .header(ACCEPT, HeaderValue::from_static("application/json"))
                .header(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"))
                .body(form.to_owned())
                .send()
                .await;
            match sent {
                Ok(response) => return Ok(response),
                Err(cause) if cause.is_connect() && attempt < ATTEMPTS => {
                    clock.sleep(PAUSE).await;
                }
                Err(cause) if cause.is_connect() => return Err(unreachable(&self.url)),
                // The cause is not kept: what it shows of the request is not ours to say.
                Err(_) => return Err(lost()),
            }
        }
        Err(lost())
    }
}

fn form(app: &AppKey<'_>, code: &Code) -> Result<String> {
    let fields = [
        ("code", code.reveal()),
        ("client_id", app.client_id),
        ("client_secret", app.client_secret),
    ];
    let url = Url::parse_with_params("http://localhost/", fields);
    let query = url.ok().and_then(|url| url.query().map(str::to_owned));
    query.ok_or_else(|| Error::failed("the code could not be put into a form"))
}

/// What an answer brings. Old answers have `token` alone.
fn read(status: u16, body: &[u8], secrets: &[&str]) -> Result<Secret> {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&status) {
        let token = ["access_token", "token"].into_iter().find_map(|key| json[key].as_str());
        let token = token.map(Secret::new).filter(|token| !token.is_empty());
        return token.ok_or_else(|| {
            Error::failed("Intercom accepted the code, but its answer holds no token")
                .hint("run the login again; if it stays so, tell Intercom the request id")
        });
    }
    let said = redacted(&words(&json, body), secrets);
    // Cut last: a part of a secret would not be known for one.
    let said = said.chars().take(LONGEST_QUOTE).collect::<String>();
    let said = if said.is_empty() { String::new() } else { format!(": {said}") };
    Err(match status {
        401 => Error::failed(format!("Intercom refused the code{said}")).hint(
            "a code is good for about 5 minutes and for one use, and only with the client id and \
             secret of the app it was given to: check these, and run the login again",
        ),
        429 | 500.. => {
            Error::new(Kind::Temporary, format!("Intercom could not exchange the code{said}"))
                .hint("run the login again in a minute")
        }
        _ => Error::failed(format!("Intercom refused to exchange the code{said}"))
            .hint("check the client id and the client secret in the Developer Hub"),
    })
}

/// What an answer says in words: the message of an `error.list`, of OAuth's own form or of any
/// other, else the text. A web page says nothing.
fn words(json: &Value, body: &[u8]) -> String {
    let message = [
        &json["errors"][0]["message"],
        &json["error_description"],
        &json["message"],
        &json["error"],
    ]
    .into_iter()
    .find_map(Value::as_str);
    let text = String::from_utf8_lossy(body);
    let text = message.unwrap_or_else(|| match text.trim() {
        page if page.starts_with(['<', '{', '[']) => "",
        words => words,
    });
    text.trim().to_owned()
}

/// The text without the secrets, as they are and as they stand in a form.
fn redacted(text: &str, secrets: &[&str]) -> String {
    let mut text = text.to_owned();
    for secret in secrets.iter().filter(|secret| secret.len() >= SHORTEST_SECRET) {
        let encoded = Url::parse_with_params("http://localhost/", [("x", secret)]);
        let encoded =
            encoded.ok().and_then(|url| Some(url.query()?.strip_prefix("x=")?.to_owned()));
        text = text.replace(secret, "[redacted]");
        if let Some(encoded) = encoded.filter(|encoded| encoded != secret) {
            text = text.replace(&encoded, "[redacted]");
        }
    }
    text
}

fn unreachable(url: &Url) -> Error {
    let host = url.host_str().unwrap_or("Intercom");
    Error::new(Kind::Temporary, format!("could not connect to {host} to exchange the code"))
        .hint("check the network and the proxy, and run the login again")
}

fn lost() -> Error {
    Error::new(Kind::Temporary, "the code was sent, and no whole answer came back")
        .hint("run the login again: the code is used up perhaps, and another one does no harm")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRETS: [&str; 2] = ["code-abc==", "secret&xyz"];

    fn refused(status: u16, body: &str) -> Error {
        read(status, body.as_bytes(), &SECRETS).unwrap_err()
    }

    #[test]
    fn a_token_is_taken_from_either_key() {
        for body in [
            r#"{"token_type":"Bearer","token":"tok-1","access_token":"tok-1"}"#,
            r#"{"token":"tok-1"}"#,
        ] {
            let token = read(200, body.as_bytes(), &SECRETS).unwrap();
            assert_eq!(token.reveal(), "tok-1");
        }
    }

    #[test]
    fn a_success_without_a_token_is_a_failure() {
        for body in ["", "{}", "<html>", r#"{"access_token":""}"#, r#"{"access_token":null}"#] {
            assert_eq!(refused(200, body).kind(), Kind::Failed, "{body}");
        }
    }

    #[test]
    fn a_refusal_says_what_intercom_said_in_any_form() {
        for body in [
            r#"{"type":"error.list","errors":[{"code":"unauthorized","message":"Unauthorized Code"}]}"#,
            r#"{"error_description":"Unauthorized Code"}"#,
            r#"{"message":"Unauthorized Code"}"#,
            "Unauthorized Code\n",
        ] {
            let error = refused(401, body);
            assert_eq!(error.message(), "Intercom refused the code: Unauthorized Code");
            assert_eq!(error.kind(), Kind::Failed);
        }
        assert_eq!(refused(404, "<html>").message(), "Intercom refused to exchange the code");
        assert_eq!(refused(503, "").kind(), Kind::Temporary);
        assert_eq!(refused(429, "").kind(), Kind::Temporary);
    }

    #[test]
    fn an_answer_that_repeats_the_secrets_does_not_spread_them() {
        let body = "bad: code=code-abc%3D%3D code-abc== secret%26xyz secret&xyz";
        let error = refused(400, body);
        for leaked in ["code-abc", "xyz"] {
            assert!(!error.message().contains(leaked), "{error}");
        }
    }

    #[test]
    fn a_secret_at_the_end_of_a_long_answer_is_not_cut_and_shown() {
        let said = format!("{}{}", "x".repeat(LONGEST_QUOTE - 5), SECRETS[0]);
        assert!(!refused(400, &said).message().contains("code-"), "{said}");
    }

    #[test]
    fn a_code_of_one_letter_does_not_black_out_the_words() {
        let error = read(401, b"Unauthorized Code", &["a", "r"]).unwrap_err();
        assert_eq!(error.message(), "Intercom refused the code: Unauthorized Code");
    }

    #[test]
    fn the_form_has_three_fields_and_keeps_the_equals_signs() {
        let app = AppKey { client_id: "client-1", client_secret: "secret&xyz" };
        let form = form(&app, &Code::new("code-abc==")).unwrap();
        assert_eq!(form, "code=code-abc%3D%3D&client_id=client-1&client_secret=secret%26xyz");
    }
}
