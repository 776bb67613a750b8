//! The 24 hexadecimal digits that name contacts and companies.
//!
//! As in Intercom, an id begins with the second of its creation. The last eight digits are the
//! object's place in its table, so that no index from ids to places is needed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hex;

/// An id such as `6762f0dd1bb69f9f2193bb83`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ObjectId {
    seconds: u32,
    workspace: u32,
    place: u32,
}

impl ObjectId {
    /// The id of the object at `place`, made at `now` (UNIX seconds) in this workspace.
    pub fn new(now: i64, workspace: u32, place: u32) -> Self {
        ObjectId { seconds: u32::try_from(now).unwrap_or(0), workspace, place }
    }

    /// Where the object is in its table.
    pub fn place(self) -> u32 {
        self.place
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut digits = [0; 24];
        for (part, digits) in
            [self.seconds, self.workspace, self.place].into_iter().zip(digits.chunks_exact_mut(8))
        {
            hex::write(part.into(), digits);
        }
        f.pad(str::from_utf8(&digits).unwrap_or_default())
    }
}

/// The text is not an id.
#[derive(Debug)]
pub struct NotAnId;

impl FromStr for ObjectId {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        if text.len() != 24 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotAnId);
        }
        let part = |from: usize| u32::from_str_radix(&text[from..from + 8], 16);
        match (part(0), part(8), part(16)) {
            (Ok(seconds), Ok(workspace), Ok(place)) => Ok(ObjectId { seconds, workspace, place }),
            _ => Err(NotAnId),
        }
    }
}

impl Serialize for ObjectId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|NotAnId| serde::de::Error::custom("not an object id"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_the_way_to_text_and_back() {
        let id = ObjectId::new(1_734_537_437, 0xdead_beef, 41);
        assert_eq!(id.to_string(), "6762f0dddeadbeef00000029");
        assert_eq!(id.to_string().parse::<ObjectId>().unwrap(), id);
        assert_eq!(id.place(), 41);
    }

    #[test]
    fn other_texts_are_not_ids() {
        for text in [
            "",
            "nope",
            "6762f0dddeadbeef0000002",
            "6762f0dddeadbeef0000002z",
            "é62f0dddeadbeef00000029",
        ] {
            assert!(text.parse::<ObjectId>().is_err(), "{text}");
        }
    }
}
