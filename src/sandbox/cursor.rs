//! Where does the next page start? `starting_after` cursors in Intercom's form.
//!
//! A cursor is base64 of `[sort value, tie, page]` and holds everything needed to go on: the
//! server keeps nothing between pages, so items that change meanwhile can repeat or be missed,
//! as they can at Intercom (docs: Pagination).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::refusal::Refusal;

/// The last item of a page, and the number of the page that follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    /// The value that the list is sorted by (times in milliseconds).
    pub key: Value,
    /// Decides between items with the same value.
    pub tie: u32,
    /// Number of the page that starts here.
    pub page: u64,
}

impl Cursor {
    /// As it stands in `pages.next.starting_after`.
    pub fn encode(&self) -> String {
        STANDARD.encode(serde_json::json!([self.key, self.tie, self.page]).to_string())
    }

    /// Reads what a client sent back.
    pub fn decode(text: &str) -> Result<Self, Refusal> {
        let parse = || {
            let bytes = STANDARD.decode(text).ok()?;
            let (key, tie, page): (Value, u32, u64) = serde_json::from_slice(&bytes).ok()?;
            (page > 0).then_some(Cursor { key, tie, page })
        };
        parse().ok_or_else(|| {
            Refusal::new(
                400,
                "client_error",
                "Invalid starting_after param. Please try again using a starting_after value \
                 from a paginated response",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_has_the_form_of_the_documented_one() {
        let cursor = Cursor { key: 1_707_930_081_000_u64.into(), tie: 131, page: 2 };
        assert_eq!(cursor.encode(), "WzE3MDc5MzAwODEwMDAsMTMxLDJd");
        assert_eq!(Cursor::decode("WzE3MDc5MzAwODEwMDAsMTMxLDJd").unwrap(), cursor);
    }

    #[test]
    fn other_texts_are_refused_as_a_client_error() {
        for text in ["nope", "", "WzFd", "W251bGwsMSwwXQ=="] {
            assert_eq!(Cursor::decode(text).unwrap_err().code, "client_error", "{text}");
        }
    }
}
