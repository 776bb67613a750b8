//! A secret on its way to a store or out of one. It has no `Display`, and its `Debug` shows a
//! placeholder.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::api::Token;
use crate::hex::hex;

/// How many bytes of the digest make a fingerprint: enough to tell two tokens apart.
const FINGERPRINT_BYTES: usize = 8;

/// A token or a client secret.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret as the user gave it, without surrounding white space.
    pub fn new(text: &str) -> Self {
        Secret(text.trim().to_owned())
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The secret itself. Named so that its callers stand out.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As a token to ask the API with.
    pub fn to_token(&self) -> Token {
        Token::new(&self.0)
    }

    /// Tells it apart from another one without telling it: a part of its SHA-256. Tokens have far
    /// too many random bits for anybody to search for one that fits.
    pub fn fingerprint(&self) -> String {
        let digest = Sha256::digest(self.0.as_bytes());
        hex(&digest[..FINGERPRINT_BYTES])
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_not_shown_by_accident() {
        let secret = Secret::new(" s3cret\n");
        assert_eq!(format!("{secret:?}"), "Secret([redacted])");
        assert_eq!(secret.reveal(), "s3cret");
        assert!(!secret.fingerprint().contains("s3cret"));
        assert_ne!(secret.fingerprint(), Secret::new("other").fingerprint());
    }
}
