//! What did the caller send? Parameters of the query, of a form, or of a JSON object, alike.

use std::collections::HashMap;

use axum::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderMap};
use reqwest::Url;
use serde_json::{Map, Value};

use crate::sandbox::refusal::Refusal;

/// Names and values. Where one is given twice, the body beats the query, and the last the first.
#[derive(Debug, Default)]
pub struct Parameters(HashMap<String, String>);

impl Parameters {
    /// Reads the query and then the body. The documented form of a body is a form; JSON is taken as
    /// well, as Intercom does with clients that send it.
    pub fn read(query: Option<&str>, headers: &HeaderMap, body: &Bytes) -> Result<Self, Refusal> {
        let mut parameters = HashMap::new();
        parameters.extend(decode(query.unwrap_or_default()));
        if is_json(headers, body) {
            let object: Map<String, Value> = serde_json::from_slice(body).map_err(|_| {
                Refusal::invalid("The request body must be a form or a JSON object of strings")
            })?;
            for (name, value) in object {
                parameters.insert(name.clone(), text(&name, value)?);
            }
        } else {
            parameters.extend(decode(&String::from_utf8_lossy(body)));
        }
        Ok(Parameters(parameters))
    }

    /// A value; an empty one counts as left out.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// As it says, or as it looks: a form never begins with a brace.
fn is_json(headers: &HeaderMap, body: &Bytes) -> bool {
    let media = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    media.contains("json") || body.trim_ascii_start().starts_with(b"{")
}

fn text(name: &str, value: Value) -> Result<String, Refusal> {
    match value {
        Value::String(text) => Ok(text),
        Value::Null => Ok(String::new()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(Refusal::invalid(format!("{name} must be a string")).field(name)),
    }
}

/// `application/x-www-form-urlencoded`, as every URL's query is.
fn decode(encoded: &str) -> Vec<(String, String)> {
    let Ok(mut url) = Url::parse("http://form/") else { return Vec::new() };
    url.set_query(Some(encoded));
    url.query_pairs().into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str, media: &str, body: &'static str) -> Result<Parameters, Refusal> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, media.parse().unwrap());
        Parameters::read(Some(query), &headers, &Bytes::from_static(body.as_bytes()))
    }

    #[test]
    fn query_form_and_json_say_the_same() {
        let form = "application/x-www-form-urlencoded";
        for parameters in [
            read("code=a%2Bb%3D&state=", form, ""),
            read("", form, "code=a%2Bb="),
            read("code=other", form, "code=a%2bb%3d"),
            read("", "application/json; charset=utf-8", r#"{"code":"a+b="}"#),
            read("", "text/plain", r#" {"code":"a+b=","state":null}"#),
        ] {
            let parameters = parameters.unwrap();
            assert_eq!(parameters.get("code"), Some("a+b="));
            assert_eq!(parameters.get("state"), None);
        }
    }

    #[test]
    fn what_is_neither_is_refused_or_says_nothing() {
        assert_eq!(read("", "application/json", "[1]").unwrap_err().status, 400);
        assert_eq!(read("", "application/json", r#"{"code":[1]}"#).unwrap_err().status, 400);
        assert!(read("&=&%%%", "x/y", "\u{0}\u{fffd}").unwrap().get("code").is_none());
    }
}
