//! A secret in memory. It can be sent, and cannot be shown by accident.

use std::fmt;

/// What is shorter guards nothing, and stands in the middle of ordinary words.
const SHORTEST: usize = 8;

/// An access token. It has no `Display`, and its `Debug` shows a placeholder.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// Takes a token as the user or the environment gave it, without surrounding white space.
    pub fn new(secret: &str) -> Self {
        Token(secret.trim().to_owned())
    }

    /// True when there is nothing to send.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A text without the token in it. What is no text stays as it is.
    pub fn redact(&self, bytes: Vec<u8>) -> Vec<u8> {
        if self.0.len() < SHORTEST {
            return bytes;
        }
        match String::from_utf8(bytes) {
            Ok(text) => text.replace(&self.0, "[redacted]").into_bytes(),
            Err(no_text) => no_text.into_bytes(),
        }
    }

    /// The value of the `Authorization` header. Named so that its callers stand out.
    pub fn reveal_as_bearer(&self) -> String {
        format!("Bearer {}", self.0)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token([redacted])")
    }
}
