//! The user's own limit on a job's pace: `--rate`.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, Result};

/// A limit below the API's own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rate {
    /// This share of every window's allowance, between 0 and 1; the rest is left to others.
    Share(f64),
    /// So many requests a minute at most.
    PerMinute(u64),
}

impl FromStr for Rate {
    type Err = Error;

    /// Reads `80%` and `600/min`.
    fn from_str(text: &str) -> Result<Self> {
        let share = text.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
        if let Some(percent) = share
            && percent > 0.0
            && percent <= 100.0
        {
            return Ok(Rate::Share(percent / 100.0));
        }
        let per_minute = text.strip_suffix("/min").and_then(|count| count.trim().parse().ok());
        match per_minute {
            Some(count) if count > 0 => Ok(Rate::PerMinute(count)),
            _ => Err(Error::usage(format!("{text:?} is not a rate"))
                .hint("a rate is a share of the limit, such as 80%, or a number such as 600/min")),
        }
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rate::Share(share) => write!(f, "{}%", share * 100.0),
            Rate::PerMinute(count) => write!(f, "{count}/min"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_and_numbers_are_rates() {
        assert_eq!("80%".parse::<Rate>().unwrap(), Rate::Share(0.8));
        assert_eq!("600/min".parse::<Rate>().unwrap(), Rate::PerMinute(600));
        assert_eq!(Rate::Share(0.8).to_string(), "80%");
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "0%", "101%", "-5%", "0/min", "80", "10/s", "NaN%"] {
            assert!(text.parse::<Rate>().is_err(), "{text}");
        }
    }
}
