//! What did Intercom, or somebody in its place, send along with the browser? A query string goes
//! in; a code or a refusal comes out, with the `state` that says whose it is. Nothing here trusts
//! it: comparing the `state` is the caller's first step.

use std::fmt;

use reqwest::Url;

/// A code that can be exchanged for a token, once. It is a secret until then.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Takes a code as it was decoded from an address, or typed.
    pub fn new(text: &str) -> Self {
        Code(text.to_owned())
    }

    /// The code itself, to be exchanged. Named so that its callers stand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code([redacted])")
    }
}

/// What the user decided on Intercom's page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Approved.
    Code(Code),
    /// Refused, or Intercom did: OAuth's `error`, and its description where there is one.
    /// (What Intercom sends is not documented; this is the form of the OAuth standard.)
    Denied(String),
}

/// A callback as it claims to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callback {
    /// Says for which authorization it is; not yet compared.
    pub state: String,
    /// What was decided.
    pub decision: Decision,
}

impl Callback {
    /// Reads a query string, without its question mark. `None` when it is no callback: without a
    /// `state`, without an answer, with two of either.
    pub fn parse(query: &str) -> Option<Self> {
        let pairs = Pairs::of(query)?;
        let state = pairs.only("state")?;
        let (code, error) = (pairs.only("code"), pairs.only("error"));
        let decision = match (code, error) {
            (Some(code), None) if !pairs.has("error") => Decision::Code(Code(code)),
            (None, Some(error)) if !pairs.has("code") => {
                let description = pairs.only("error_description");
                Decision::Denied(match description {
                    Some(text) => format!("{text} ({error})"),
                    None => error,
                })
            }
            _ => return None,
        };
        Some(Callback { state, decision })
    }
}

/// The decoded parameters of a query.
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn of(query: &str) -> Option<Self> {
        let mut url = Url::parse("http://localhost/").ok()?;
        url.set_query(Some(query));
        Some(Pairs(url.query_pairs().map(|(k, v)| (k.into_owned(), v.into_owned())).collect()))
    }

    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// The value of a parameter that is there exactly once and is not empty.
    fn only(&self, name: &str) -> Option<String> {
        let mut values = self.0.iter().filter(|(known, _)| known == name);
        match (values.next(), values.next()) {
            (Some((_, value)), None) if !value.is_empty() => Some(value.clone()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(query: &str) -> Option<String> {
        match Callback::parse(query)?.decision {
            Decision::Code(code) => Some(code.reveal().to_owned()),
            Decision::Denied(_) => None,
        }
    }

    #[test]
    fn a_code_keeps_the_equals_sign_at_its_end_however_it_is_written() {
        assert_eq!(code("code=abc=&state=s").as_deref(), Some("abc="));
        assert_eq!(code("state=s&code=abc%3D%3D").as_deref(), Some("abc=="));
        assert_eq!(code("code=a%2Bb%2F&state=s").as_deref(), Some("a+b/"));
    }

    #[test]
    fn a_refusal_keeps_its_reason() {
        let denied = |text: &str| Decision::Denied(text.to_owned());
        let parse = |query| Callback::parse(query).unwrap().decision;
        assert_eq!(parse("error=access_denied&state=s"), denied("access_denied"));
        assert_eq!(
            parse("error=access_denied&error_description=Not+now&state=s"),
            denied("Not now (access_denied)")
        );
    }

    #[test]
    fn what_is_no_callback_is_none() {
        for query in [
            "",
            "code=abc",
            "state=s",
            "state=&code=abc",
            "state=s&code=",
            "state=s&state=s&code=abc",
            "state=s&code=abc&code=def",
            "state=s&code=abc&error=access_denied",
            "state=s&code=abc&code=&error=access_denied",
            "error=access_denied",
            "%ff=%ff&&&=",
        ] {
            assert_eq!(Callback::parse(query), None, "{query}");
        }
    }

    #[test]
    fn a_code_does_not_show_itself() {
        assert!(!format!("{:?}", Callback::parse("code=abcdef&state=s")).contains("abcdef"));
    }
}
