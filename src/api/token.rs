//! A secret in memory. It can be sent, and cannot be shown by accident.

use std::fmt;

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
