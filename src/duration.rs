//! Durations as people write them on a command line: `30` (seconds), `30s`, `2m`, `12h`, `3d`, `1w`.

use std::time::Duration;

use crate::error::{Error, Result};

/// Units by their letters, in seconds; the longer spellings come first where one begins another.
const UNITS: [(&str, f64); 6] =
    [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3600.0), ("d", 86_400.0), ("w", 604_800.0)];

/// Reads a duration; a bare number is seconds, and fractions are fine.
pub fn parse_duration(text: &str) -> Result<Duration> {
    let text = text.trim();
    let unit = UNITS.iter().find_map(|(name, seconds)| Some((text.strip_suffix(name)?, *seconds)));
    let (number, seconds) = unit.unwrap_or((text, 1.0));
    let plain = number.starts_with(|c: char| c.is_ascii_digit());
    let value = number.trim_end().parse::<f64>().ok().filter(|_| plain);
    value.and_then(|value| Duration::try_from_secs_f64(value * seconds).ok()).ok_or_else(|| {
        Error::usage(format!("{text:?} is not a duration"))
            .hint("durations look like 30 (seconds), 500ms, 30s, 2m, 12h or 3d")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_seconds_and_letters_are_units() {
        for (text, seconds) in [
            ("30", 30.0),
            ("30s", 30.0),
            ("2m", 120.0),
            ("3d", 259_200.0),
            ("50ms", 0.05),
            ("1.5h", 5400.0),
        ] {
            assert_eq!(parse_duration(text).unwrap(), Duration::from_secs_f64(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_refused() {
        for text in ["", "s", "-5s", "inf", "NaN", "5 parsecs", "1e400s"] {
            assert!(parse_duration(text).is_err(), "{text}");
        }
    }
}
