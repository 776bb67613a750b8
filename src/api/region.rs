//! Where Intercom keeps a workspace, and the hosts that belong to it.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A data region (docs: REST APIs).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Region {
    /// United States, and the host that routes to any region.
    #[default]
    Us,
    /// Europe.
    Eu,
    /// Australia.
    Au,
}

impl Region {
    /// All of them.
    pub const ALL: [Region; 3] = [Region::Us, Region::Eu, Region::Au];

    /// The address of the region's web application, where people authorize apps (docs: Setting up
    /// OAuth; Australia's by analogy).
    pub fn app_base_url(self) -> &'static str {
        match self {
            Region::Us => "https://app.intercom.com",
            Region::Eu => "https://app.eu.intercom.com",
            Region::Au => "https://app.au.intercom.com",
        }
    }

    /// The base URL of the region's REST API.
    pub fn api_base_url(self) -> &'static str {
        match self {
            Region::Us => "https://api.intercom.io",
            Region::Eu => "https://api.eu.intercom.io",
            Region::Au => "https://api.au.intercom.io",
        }
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Region::Us => "us",
            Region::Eu => "eu",
            Region::Au => "au",
        })
    }
}

impl FromStr for Region {
    type Err = Error;

    /// Reads `us`, `eu`, `au` in any case, and the long names that `GET /me` has been seen to give.
    fn from_str(text: &str) -> Result<Self> {
        match text.to_ascii_lowercase().as_str() {
            "us" | "usa" | "united states" => Ok(Region::Us),
            "eu" | "europe" => Ok(Region::Eu),
            "au" | "australia" => Ok(Region::Au),
            _ => Err(Error::usage(format!("{text:?} is not a region"))
                .hint("the regions are us, eu and au")),
        }
    }
}
