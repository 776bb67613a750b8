//! What the API says when it refuses: the `error.list` body, its relatives, and what a gateway
//! sends instead, turned into an [`Error`] that says what to do next.

use serde_json::Value;

use super::answer::{Answer, Failure, looks_like_html};
use super::error_codes::{self, Explanation};
use super::retry::{Proof, Repeat};
use crate::error::{ApiFacts, Error, Kind};

/// How many characters of a body in an unknown form a message shows.
const UNKNOWN_SHOWN: usize = 200;

/// One refusal, decoded (docs: Error Objects). Everything but the status may be absent.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status.
    pub status: u16,
    /// The API's code, such as `parameter_invalid`. The same code comes with several statuses.
    pub code: Option<String>,
    /// The API's sentence.
    pub message: Option<String>,
    /// The request field it is about.
    pub field: Option<String>,
    /// From the body, else from `X-Request-Id`.
    pub request_id: Option<String>,
    /// Further errors of the list, as `code: message`.
    pub more: Vec<String>,
    /// A web page came instead of the API's JSON.
    pub html: bool,
}

impl Refusal {
    /// Reads a refusing answer, whatever its body is.
    pub fn decode(answer: &Answer) -> Self {
        let body: Value = serde_json::from_slice(&answer.body).unwrap_or(Value::Null);
        let mut refusal = Refusal {
            status: answer.status,
            request_id: text(&body, "request_id")
                .or_else(|| answer.request_id().map(str::to_owned)),
            html: looks_like_html(&answer.body, answer.header("content-type")),
            ..Refusal::default()
        };
        match &body["errors"] {
            Value::Array(errors) => refusal.take_list(errors),
            // The Fin endpoints answer with an object instead of a list (OpenAPI 2.16).
            Value::Object(errors) => {
                refusal.message = errors.iter().next().map(|(field, what)| {
                    format!(
                        "{field}: {}",
                        what.as_str().map_or_else(|| what.to_string(), str::to_owned)
                    )
                });
            }
            _ => {
                refusal.code = text(&body, "code");
                refusal.message = text(&body, "message")
                    .or_else(|| text(&body, "error"))
                    .or_else(|| refusal.code.is_none().then(|| unknown_form(&body)).flatten());
            }
        }
        refusal
    }

    fn take_list(&mut self, errors: &[Value]) {
        let Some((first, rest)) = errors.split_first() else { return };
        self.code = text(first, "code");
        self.message = text(first, "message");
        self.field = text(first, "field");
        self.more = rest.iter().map(one_line).collect();
    }

    /// True for the 429 that counts pending jobs instead of requests (OpenAPI 2.16).
    pub fn speaks_of_pending_jobs(&self) -> bool {
        self.status == 429
            && self.message.as_deref().is_some_and(|message| message.contains("pending"))
    }

    /// What the API said, in one sentence.
    pub fn sentence(&self) -> String {
        let mut sentence = match (&self.message, &self.code) {
            (Some(message), _) => message.clone(),
            (None, Some(code)) => code.clone(),
            (None, None) if self.html => {
                "a web page came back instead of the API's JSON".to_owned()
            }
            (None, None) => "no reason given".to_owned(),
        };
        for more in &self.more {
            sentence.push_str("; ");
            sentence.push_str(more);
        }
        sentence
    }

    /// The facts for `error.status` and its neighbours.
    pub fn facts(&self) -> ApiFacts {
        ApiFacts {
            status: Some(self.status),
            code: self.code.clone(),
            field: self.field.clone(),
            request_id: self.request_id.clone(),
        }
    }
}

/// An object in a form of its own (`{"error_key": …}` in OpenAPI 2.16) is shown as it is.
fn unknown_form(body: &Value) -> Option<String> {
    let fields = body.as_object().filter(|fields| !fields.is_empty())?;
    let shown: String =
        Value::Object(fields.clone()).to_string().chars().take(UNKNOWN_SHOWN).collect();
    Some(shown)
}

fn text(value: &Value, key: &str) -> Option<String> {
    value[key].as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

fn one_line(error: &Value) -> String {
    match (error["code"].as_str(), error["message"].as_str()) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(only), None) | (None, Some(only)) => only.to_owned(),
        (None, None) => error.to_string(),
    }
}

/// The error for a request that was refused or could not be finished by the server.
///
/// `repeat` says whether a lost outcome matters: a repeatable request that failed for good has
/// failed temporarily, another's outcome is unknown.
pub fn answer_error(answer: &Answer, repeat: Repeat) -> Error {
    let refusal = Refusal::decode(answer);
    let kind = kind_of_status(answer.status, repeat);
    let error = Error::new(kind, headline(&refusal)).api(refusal.facts());
    match hint(&refusal, kind) {
        Some(hint) => error.hint(hint),
        None => error,
    }
}

/// Whose turn it is after a refusal of this status, and thereby the exit code.
pub fn kind_of_status(status: u16, repeat: Repeat) -> Kind {
    match (Proof::of_status(status), status) {
        (_, 401) => Kind::Auth,
        (Proof::Unclear, _) if repeat == Repeat::Refused => Kind::Unknown,
        (Proof::Limited | Proof::Unclear, _) => Kind::Temporary,
        _ => Kind::Failed,
    }
}

/// What to do about an answer that the API would not give.
const ELSE_ANSWERS: &str = "something else than Intercom may answer there, such as a sign-in page of \
                            the network: `ictl doctor` looks closer";

/// The error for an attempt without a usable answer.
pub fn failure_error(failure: &Failure, repeat: Repeat) -> Error {
    let facts = match failure {
        Failure::Unreadable { status, request_id, .. } => ApiFacts {
            status: Some(*status),
            request_id: request_id.clone(),
            ..ApiFacts::default()
        },
        _ => ApiFacts::default(),
    };
    match (failure, repeat) {
        (Failure::NotSent { .. }, _) => Error::new(Kind::Temporary, failure.to_string()).hint(
            "nothing was sent; check the network, INTERCOM_API_BASE_URL and the proxy variables",
        ),
        (Failure::Untrusted { .. }, _) => Error::new(Kind::Temporary, failure.to_string()).hint(
            "nothing was sent; where a proxy opens encrypted connections, name its certificate in \
             SSL_CERT_FILE",
        ),
        // The status is among the facts.
        (Failure::Unreadable { reason, .. }, Repeat::Safe) => {
            Error::new(Kind::Temporary, reason).hint(ELSE_ANSWERS).api(facts)
        }
        (_, Repeat::Safe) => Error::new(Kind::Temporary, failure.to_string())
            .hint(
                "try again; --timeout allows slow answers more time, and `ictl doctor` looks for what \
                 is in the way",
            )
            .api(facts),
        (_, Repeat::Refused) => Error::new(Kind::Unknown, failure.to_string())
            .hint("the request may have taken effect: look before you run it again")
            .api(facts),
    }
}

/// Says of a 404 what it means where the request, a search or a list, names no object that could be
/// missing.
pub fn without_object(error: Error) -> Error {
    match error.api_facts().status {
        Some(404) => error.hint(
            "the server has nothing at this path: check INTERCOM_API_BASE_URL, and --api-version, \
             since older versions have fewer operations",
        ),
        _ => error,
    }
}

fn headline(refusal: &Refusal) -> String {
    match refusal.status {
        300..=399 => format!("the server redirects instead of answering: {}", refusal.sentence()),
        _ => refusal.sentence(),
    }
}

/// What to do next. What only this answer tells comes first, then what is known of the code, then of
/// the status, which decides where the code is known for others.
fn hint(refusal: &Refusal, kind: Kind) -> Option<String> {
    if kind == Kind::Unknown {
        return Some("the request may have taken effect: look before you run it again".to_owned());
    }
    if let Some(hint) = hint_of_this_answer(refusal) {
        return Some(hint.to_owned());
    }
    let Some(code) = known_code(refusal) else {
        return error_codes::status(refusal.status)
            .or_else(|| error_codes::status(refusal.status / 100 * 100))
            .map(|known| known.hint.to_owned());
    };
    if code.more.is_empty() {
        return Some(code.hint.to_owned());
    }
    Some(format!("{}; `ictl explain {}` tells more", code.hint, code.name))
}

fn hint_of_this_answer(refusal: &Refusal) -> Option<&'static str> {
    let says = |words: &str| refusal.sentence().to_ascii_lowercase().contains(words);
    match refusal.status {
        404 if refusal.html => {
            Some("check INTERCOM_API_BASE_URL: this does not look like Intercom's API")
        }
        409 if says("archived") => {
            Some("unarchive the contact named by id= first, or use another key")
        }
        409 if says("id=") => Some("it exists already: update the one named by id= instead"),
        429 if refusal.speaks_of_pending_jobs() => {
            Some("wait for the pending job to finish, or cancel it")
        }
        _ => None,
    }
}

/// The explanation of the refusal's code, unless the code is known to come with other statuses only.
fn known_code(refusal: &Refusal) -> Option<&'static Explanation> {
    let known = error_codes::code(refusal.code.as_deref()?)?;
    let fits = known.statuses.is_empty() || known.statuses.contains(&refusal.status);
    fits.then_some(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::rate_limit::Timing;
    use proptest::prelude::*;
    use reqwest::header::HeaderMap;

    fn answer(status: u16, content_type: &str, body: &str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert("content-type", content_type.parse().unwrap());
        headers.insert("x-request-id", "req-header".parse().unwrap());
        Answer { status, timing: Timing::default(), headers, body: body.as_bytes().to_vec() }
    }

    #[test]
    fn an_error_list_gives_status_code_field_and_request_id() {
        let body = r#"{"type":"error.list","request_id":"req-1","errors":[
            {"code":"parameter_invalid","message":"bad email","field":"email"},
            {"code":"other"}]}"#;
        let error = answer_error(&answer(400, "application/json", body), Repeat::Safe);
        assert_eq!(error.kind(), Kind::Failed);
        assert_eq!(error.message(), "bad email; other");
        let expected = ApiFacts {
            status: Some(400),
            code: Some("parameter_invalid".into()),
            field: Some("email".into()),
            request_id: Some("req-1".into()),
        };
        assert_eq!(*error.api_facts(), expected);
    }

    #[test]
    fn hints_about_searches_speak_of_searches() {
        let missing = answer_error(&answer(404, "application/json", "{}"), Repeat::Safe);
        let missing = without_object(missing);
        assert!(missing.hint_text().unwrap().contains("nothing at this path"), "{missing}");
        let body =
            r#"{"errors":[{"code":"invalid_field","message":"x is not a valid search field"}]}"#;
        let field = answer_error(&answer(400, "application/json", body), Repeat::Safe);
        assert!(field.hint_text().unwrap().contains("custom_attributes.NAME"), "{field}");
    }

    #[test]
    fn errors_as_an_object_are_understood() {
        let error = answer_error(
            &answer(422, "application/json", r#"{"errors":{"base":"no"}}"#),
            Repeat::Safe,
        );
        assert_eq!(error.message(), "base: no");
        assert_eq!(error.api_facts().request_id.as_deref(), Some("req-header"));
    }

    #[test]
    fn a_gateways_page_is_called_one() {
        let error = answer_error(&answer(502, "text/html", "<html>Bad"), Repeat::Safe);
        assert_eq!(error.kind(), Kind::Temporary);
        assert!(error.message().contains("web page"), "{}", error.message());
    }

    fn hint_of(status: u16, body: &str) -> String {
        let error = answer_error(&answer(status, "application/json", body), Repeat::Safe);
        error.hint_text().unwrap_or_default().to_owned()
    }

    #[test]
    fn the_hint_is_that_of_the_code_and_leads_to_more_where_there_is_more() {
        let of = |code: &str| format!(r#"{{"errors":[{{"code":"{code}","message":"no"}}]}}"#);
        assert_eq!(
            hint_of(404, &of("tag_not_found")),
            "check the tag; `ictl tags list` shows them"
        );
        assert!(
            hint_of(400, &of("parameter_invalid"))
                .ends_with("`ictl explain parameter_invalid` tells more")
        );
        assert_eq!(
            hint_of(403, &of("api_plan_restricted")),
            "the workspace's plan does not include this"
        );
    }

    #[test]
    fn a_code_that_is_new_or_comes_with_another_status_leaves_the_hint_to_the_status() {
        let of = |code: &str| format!(r#"{{"errors":[{{"code":"{code}","message":"no"}}]}}"#);
        let by_status = hint_of(422, "{}");
        assert_eq!(hint_of(422, &of("made_up_tomorrow")), by_status);
        assert_eq!(hint_of(422, &of("tag_not_found")), by_status);
        assert_eq!(hint_of(418, "{}"), hint_of(400, "{}"));
    }

    #[test]
    fn a_contact_that_exists_is_told_from_other_conflicts() {
        let of = |message: &str| {
            format!(r#"{{"errors":[{{"code":"conflict","message":"{message}"}}]}}"#)
        };
        assert!(hint_of(409, &of("A contact exists with id=5")).starts_with("it exists already"));
        assert!(hint_of(409, &of("An archived contact with id=5")).starts_with("unarchive"));
        assert!(hint_of(409, &of("must be in draft state")).contains("right state"));
    }

    #[test]
    fn a_refused_token_exits_4() {
        let error = answer_error(&answer(401, "application/json", "{}"), Repeat::Safe);
        assert_eq!(error.kind().exit_code(), 4);
    }

    #[test]
    fn a_5xx_after_a_write_that_must_not_repeat_is_an_unknown_outcome() {
        let answer = answer(500, "application/json", "{}");
        assert_eq!(answer_error(&answer, Repeat::Refused).kind(), Kind::Unknown);
        assert_eq!(answer_error(&answer, Repeat::Safe).kind(), Kind::Temporary);
    }

    #[test]
    fn truncated_and_malformed_bodies_are_told_apart() {
        let cut = answer(200, "application/json", r#"{"id":"1","na"#).json::<Value>().unwrap_err();
        assert!(cut.to_string().contains("ends after 13 bytes"), "{cut}");
        let broken =
            answer(200, "application/json", r#"{"id":"1",,}"#).json::<Value>().unwrap_err();
        assert!(broken.to_string().contains("not JSON"), "{broken}");
        let page = answer(200, "text/html", "<html>").json::<Value>().unwrap_err();
        assert!(page.to_string().contains("HTML"), "{page}");
    }

    #[test]
    fn pending_jobs_are_recognized() {
        let body = r#"{"type":"error.list","errors":[{"code":"rate_limit_exceeded",
            "message":"Exceeded rate limit of 1 pending message data export jobs"}]}"#;
        assert!(Refusal::decode(&answer(429, "application/json", body)).speaks_of_pending_jobs());
    }

    /// Bodies that begin like those of the API and go on as they like.
    fn any_body() -> impl Strategy<Value = String> {
        let value = "null|true|-?[0-9]{1,20}|\"[a-z <>\\\\]{0,9}\"|\\[\\]|\\{\\}|\\PC{0,4}";
        let key = "(type|errors|code|message|field|request_id|error|base)";
        let field = (key, value).prop_map(|(key, value)| format!("\"{key}\":{value}"));
        let object = proptest::collection::vec(field, 0..4)
            .prop_map(|fields| format!("{{{}}}", fields.join(",")));
        let list = proptest::collection::vec(object.clone(), 0..3)
            .prop_map(|errors| format!("{{\"errors\":[{}]}}", errors.join(",")));
        prop_oneof![object, list, "\\PC{0,40}", "<html>\\PC{0,9}"]
    }

    proptest! {
        #[test]
        fn whatever_comes_back_is_told_in_words(
            body in any_body(),
            status in 300u16..600,
            cut in 0usize..60,
        ) {
            let mut answer = answer(status, "application/json", &body);
            answer.body.truncate(cut);
            let refusal = Refusal::decode(&answer);
            prop_assert!(!refusal.sentence().is_empty() || refusal.message.is_some());
            for repeat in [Repeat::Safe, Repeat::Refused] {
                let error = answer_error(&answer, repeat);
                prop_assert_eq!(error.api_facts().status, Some(status));
                prop_assert_ne!(error.kind().exit_code(), 0);
            }
        }
    }
}
