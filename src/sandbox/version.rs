//! Which version of the API was asked for? Numbers are compared as pairs: 2.9 comes before 2.10.

use super::refusal::Refusal;

/// The version that serves a request without the header: the newest with a published description.
pub const DEFAULT: Version = Version::new(2, 16);

/// A version of the API; `Preview` comes after all numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    major: u8,
    minor: u8,
}

const PREVIEW: Version = Version::new(u8::MAX, 0);

impl Version {
    /// `Version::new(2, 14)` is version 2.14.
    pub const fn new(major: u8, minor: u8) -> Self {
        Version { major, minor }
    }

    /// Reads the `Intercom-Version` header. Accepted: 1.0-1.4, 2.0-2.16, `Preview`, and its older
    /// name `Unstable` (source: the API description).
    pub fn from_header(text: &str) -> Result<Self, Refusal> {
        if text.eq_ignore_ascii_case("preview") || text.eq_ignore_ascii_case("unstable") {
            return Ok(PREVIEW);
        }
        text.split_once('.')
            .and_then(|(major, minor)| Some(Version::new(number(major)?, number(minor)?)))
            .filter(|version| match version.major {
                1 => version.minor <= 4,
                2 => version.minor <= DEFAULT.minor,
                _ => false,
            })
            .ok_or_else(|| invalid("The requested version could not be found"))
    }

    /// Refuses operations that came later than this version.
    pub fn require(self, since: Version) -> Result<(), Refusal> {
        if self < since {
            return Err(invalid("Requested resource is not available in current API version."));
        }
        Ok(())
    }

    /// Refuses operations that later versions do not have any more.
    pub fn require_until(self, last: Version) -> Result<(), Refusal> {
        if self > last {
            return Err(invalid("Requested resource is not available in current API version."));
        }
        Ok(())
    }

    /// As the answer's `Intercom-Version` header says it.
    pub fn header(self) -> String {
        if self == PREVIEW { "Preview".into() } else { format!("{}.{}", self.major, self.minor) }
    }
}

fn number(text: &str) -> Option<u8> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok())?
}

fn invalid(message: &str) -> Refusal {
    Refusal::new(400, "intercom_version_invalid", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_number_pairs() {
        let (nine, eleven) = (Version::new(2, 9), Version::new(2, 11));
        assert!(nine < eleven);
        assert!(nine.require(eleven).is_err());
        assert!(PREVIEW.require(DEFAULT).is_ok());
    }

    #[test]
    fn unknown_versions_are_refused() {
        for text in ["2.17", "1.5", "3.0", "latest", "2", "2.+1", ""] {
            assert_eq!(Version::from_header(text).unwrap_err().code, "intercom_version_invalid");
        }
        for text in ["1.4", "2.0", "2.16", "Preview"] {
            assert_eq!(Version::from_header(text).unwrap().header(), text);
        }
    }
}
