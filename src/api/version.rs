//! The API version a request asks for. Versions are pairs of numbers, never decimals: 2.9 < 2.10.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A value of the `Intercom-Version` header (docs: Update your API version).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ApiVersion {
    /// A numbered version, such as 2.16.
    Numbered(u16, u16),
    /// The version in which new things appear first; newer than every number.
    Preview,
    /// The older name of Preview, still accepted.
    Unstable,
}

impl ApiVersion {
    /// What ictl asks for when nobody says otherwise: the newest published description.
    pub const DEFAULT: ApiVersion = ApiVersion::Numbered(2, 16);
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ApiVersion::Numbered(major, minor) => write!(f, "{major}.{minor}"),
            ApiVersion::Preview => f.write_str("Preview"),
            ApiVersion::Unstable => f.write_str("Unstable"),
        }
    }
}

impl FromStr for ApiVersion {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.eq_ignore_ascii_case("preview") {
            return Ok(ApiVersion::Preview);
        }
        if text.eq_ignore_ascii_case("unstable") {
            return Ok(ApiVersion::Unstable);
        }
        let pair = text.split_once('.').and_then(|(major, minor)| {
            Some(ApiVersion::Numbered(major.parse().ok()?, minor.parse().ok()?))
        });
        pair.ok_or_else(|| {
            Error::usage(format!("{text:?} is not an API version"))
                .hint("versions look like 2.16; the newest is called Preview")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> ApiVersion {
        text.parse().unwrap()
    }

    #[test]
    fn versions_compare_as_pairs_of_numbers() {
        assert!(version("2.9") < version("2.10"));
        assert!(version("2.16") < version("preview"));
        assert_eq!(version("2.16").to_string(), "2.16");
    }

    #[test]
    fn what_is_no_version_is_refused() {
        for text in ["", "2", "2.x", "latest", "2.16.1"] {
            assert!(text.parse::<ApiVersion>().is_err(), "{text}");
        }
    }
}
