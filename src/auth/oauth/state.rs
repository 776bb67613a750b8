//! How does a login recognize its own callback? By a random value that only the browser it was
//! handed to can bring back. Whoever cannot name it gets nowhere, so it is compared in a time
//! that does not tell how much of it was right.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use subtle::ConstantTimeEq;

use crate::error::{Error, Result};

/// 256 bits: nobody guesses it, however many requests they send.
const BYTES: usize = 32;

/// The `state` parameter of one authorization.
#[derive(Debug, Clone)]
pub struct State(String);

impl State {
    /// A new one, from the system's random numbers.
    pub fn random() -> Result<Self> {
        let mut bytes = [0; BYTES];
        getrandom::fill(&mut bytes).map_err(|cause| {
            Error::failed(format!("the system gives no random numbers: {cause}"))
        })?;
        Ok(State(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// As it goes into the address; nothing in it needs encoding.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this came back.
    pub fn matches(&self, given: &str) -> bool {
        self.0.as_bytes().ct_eq(given.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_new_every_time_and_matches_itself_alone() {
        let (one, other) = (State::random().unwrap(), State::random().unwrap());
        assert_eq!(one.as_str().len(), 43, "32 bytes of base64");
        assert!(one.matches(one.as_str()));
        assert!(!one.matches(other.as_str()));
        assert!(!one.matches(""));
        assert!(!one.matches(&one.as_str()[..42]));
        assert!(!one.matches(&format!("{}x", one.as_str())));
    }
}
