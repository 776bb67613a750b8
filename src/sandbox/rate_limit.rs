//! How many calls are left? Intercom's 10-second windows, as a pure function of the time.
//!
//! docs: Rate Limiting. The allowance per minute is cut into windows aligned to multiples of
//! ten seconds; `X-RateLimit-Limit` is the allowance of the window, `X-RateLimit-Reset` the UNIX
//! second when it ends.

use std::fmt;
use std::str::FromStr;

use crate::error::Error;

/// Length of a window (docs: Rate Limiting).
const WINDOW_SECONDS: i64 = 10;

/// Windows in a minute.
const WINDOWS_PER_MINUTE: u32 = 6;

/// An allowance of calls per minute, written `10000/min`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PerMinute(u32);

impl PerMinute {
    /// That many calls per minute; at least one call per window is always allowed.
    pub fn new(calls: u32) -> Self {
        PerMinute(calls)
    }

    /// The allowance of one 10-second window: 1666 for 10000/min, 166 for 1000/min.
    pub fn per_window(self) -> u32 {
        (self.0 / WINDOWS_PER_MINUTE).max(1)
    }
}

impl fmt::Display for PerMinute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/min", self.0)
    }
}

impl FromStr for PerMinute {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let number = text
            .strip_suffix("/min")
            .or_else(|| text.strip_suffix("/minute"))
            .or_else(|| text.strip_suffix("/m"))
            .unwrap_or(text);
        match number.trim().replace([',', '_'], "").parse() {
            Ok(calls) if calls > 0 => Ok(PerMinute(calls)),
            _ => Err(Error::usage(format!("`{text}` is not a rate limit"))
                .hint("write calls per minute, such as `10000/min`")),
        }
    }
}

/// What a window says about one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Calls per window.
    pub limit: u32,
    /// Calls left in this window after this one.
    pub remaining: u32,
    /// UNIX second when the window ends.
    pub reset: i64,
    /// This call is one too many.
    pub exceeded: bool,
}

/// The present window and what was used of it.
#[derive(Debug, Default)]
pub struct RateWindow {
    started: i64,
    used: u32,
}

impl RateWindow {
    /// Counts a call made at `now` (UNIX seconds).
    pub fn take(&mut self, rate: PerMinute, now: i64) -> Allowance {
        let started = now - now.rem_euclid(WINDOW_SECONDS);
        if started != self.started {
            *self = RateWindow { started, used: 0 };
        }
        let limit = rate.per_window();
        let exceeded = self.used >= limit;
        if !exceeded {
            self.used += 1;
        }
        let remaining = limit.saturating_sub(self.used);
        Allowance { limit, remaining, reset: started + WINDOW_SECONDS, exceeded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_allows_a_sixth_of_the_minute_rounded_down() {
        assert_eq!("10000/min".parse::<PerMinute>().unwrap().per_window(), 1666);
        assert_eq!("1000/min".parse::<PerMinute>().unwrap().per_window(), 166);
        assert_eq!("1/min".parse::<PerMinute>().unwrap().per_window(), 1);
    }

    #[test]
    fn windows_are_aligned_to_multiples_of_ten_seconds() {
        let mut window = RateWindow::default();
        let rate = PerMinute::new(12);
        let first = window.take(rate, 1_700_000_007);
        assert_eq!((first.limit, first.remaining, first.reset), (2, 1, 1_700_000_010));
        assert_eq!(window.take(rate, 1_700_000_009).remaining, 0);
        assert!(window.take(rate, 1_700_000_009).exceeded);
        let next = window.take(rate, 1_700_000_010);
        assert_eq!((next.remaining, next.reset, next.exceeded), (1, 1_700_000_020, false));
    }

    #[test]
    fn a_limit_that_is_no_number_is_explained() {
        for text in ["", "fast", "0/min", "-3", "10/s"] {
            let error = text.parse::<PerMinute>().unwrap_err();
            assert!(error.hint_text().unwrap().contains("10000/min"), "{text}");
        }
    }
}
