//! What an answer says about the rate limit, and how long a refused request has to wait.
//!
//! Pure: headers and the time are values. How a bulk job spreads its requests over a window is
//! `bulk::pace`'s business.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// The shortest wait after a 429, whatever the headers say.
pub const MIN_WAIT_AFTER_429: Duration = Duration::from_secs(1);

/// The longest wait a single command accepts before it gives up and says when to try again.
/// Intercom's windows last 10 s (docs: Rate Limiting); a minute leaves room for other limits.
pub const MAX_WAIT_AFTER_429: Duration = Duration::from_secs(60);

/// The state of the current window (docs: Rate Limiting). Only authenticated answers carry it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests allowed in the current window of 10 seconds, not per minute.
    pub limit: u64,
    /// Requests left in it, counting every program that shares the limit.
    pub remaining: u64,
    /// When it ends, in UNIX seconds by the server's clock.
    pub reset: i64,
}

/// The headers of an answer that speak of time and limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Timing {
    /// `X-RateLimit-Limit`, `-Remaining` and `-Reset`, where all three are there and readable.
    pub rate: Option<RateLimit>,
    /// `X-RateLimit-Reset` alone, in UNIX seconds; some answers carry no more.
    pub reset: Option<i64>,
    /// `Retry-After`.
    pub retry_after: Option<RetryAfter>,
    /// `Date`, in UNIX seconds by the server's clock.
    pub date: Option<i64>,
}

/// The two forms of `Retry-After` (RFC 9110, 10.2.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryAfter {
    /// After that long.
    Seconds(u64),
    /// At that moment, in UNIX seconds by the server's clock.
    At(i64),
}

impl Timing {
    /// Reads the headers through a look-up by lower-case name. What is unreadable is left out.
    pub fn from_headers<'a>(header: impl Fn(&str) -> Option<&'a str>) -> Self {
        let number = |name: &str| header(name)?.trim().parse::<i64>().ok();
        let count = |name: &str| number(name).and_then(|n| u64::try_from(n).ok());
        let reset = header("x-ratelimit-reset").and_then(unix_seconds);
        let rate = match (count("x-ratelimit-limit"), count("x-ratelimit-remaining"), reset) {
            (Some(limit), Some(remaining), Some(reset)) => {
                Some(RateLimit { limit, remaining, reset })
            }
            _ => None,
        };
        Timing {
            rate,
            reset,
            retry_after: header("retry-after").and_then(RetryAfter::parse),
            date: header("date").and_then(http_date),
        }
    }

    /// How long to wait after a 429: until the later of reset and `Retry-After`, at least
    /// [`MIN_WAIT_AFTER_429`]. `None` when the answer names no moment.
    ///
    /// Moments are compared with the server's own `Date` where it is given, so that a wrong local
    /// clock neither hurries nor stalls the wait; `now` stands in for it otherwise.
    pub fn wait_after_429(&self, now: Timestamp) -> Option<Duration> {
        let server_now = self.date.unwrap_or_else(|| now.as_second());
        let until = |moment: i64| {
            Duration::from_secs(u64::try_from(moment.saturating_sub(server_now)).unwrap_or(0))
        };
        let by_reset = self.reset.map(until);
        let by_retry_after = self.retry_after.map(|after| match after {
            RetryAfter::Seconds(seconds) => Duration::from_secs(seconds),
            RetryAfter::At(moment) => until(moment),
        });
        by_reset.max(by_retry_after).map(|wait| wait.max(MIN_WAIT_AFTER_429))
    }
}

impl RetryAfter {
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.parse() {
            Ok(seconds) => Some(RetryAfter::Seconds(seconds)),
            Err(_) => http_date(text).map(RetryAfter::At),
        }
    }
}

/// UNIX seconds; a fraction counts as a whole one, so that nobody comes too early.
fn unix_seconds(text: &str) -> Option<i64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = fraction.bytes().all(|digit| digit.is_ascii_digit());
    let begun = fraction.bytes().any(|digit| digit != b'0');
    whole.parse::<i64>().ok().filter(|_| digits)?.checked_add(i64::from(begun))
}

fn http_date(text: &str) -> Option<i64> {
    // "GMT" is RFC 9110's only zone, and an obsolete zone name of RFC 2822 that the parser knows.
    let zoned = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(zoned.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timing(headers: &[(&str, &'static str)]) -> Timing {
        Timing::from_headers(|name| headers.iter().find(|(n, _)| *n == name).map(|(_, v)| *v))
    }

    fn wait(headers: &[(&str, &'static str)], now: i64) -> Option<u64> {
        let now = Timestamp::from_second(now).unwrap();
        timing(headers).wait_after_429(now).map(|wait| wait.as_secs())
    }

    #[test]
    fn the_three_headers_describe_the_window() {
        let headers = [
            ("x-ratelimit-limit", "166"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1700000010"),
        ];
        let expected = RateLimit { limit: 166, remaining: 0, reset: 1_700_000_010 };
        assert_eq!(timing(&headers).rate, Some(expected));
        assert_eq!(timing(&headers[..2]).rate, None);
    }

    #[test]
    fn a_reset_with_a_fraction_is_rounded_up() {
        let reset = |text| timing(&[("x-ratelimit-reset", text)]).reset;
        assert_eq!(reset("1700000010.25"), Some(1_700_000_011));
        assert_eq!(reset("1700000010.000"), Some(1_700_000_010));
        assert_eq!(reset("1700000010.5x"), None);
    }

    #[test]
    fn a_429_waits_for_the_reset() {
        assert_eq!(wait(&[("x-ratelimit-reset", "1700000010")], 1_700_000_003), Some(7));
    }

    #[test]
    fn a_429_waits_at_least_a_second() {
        assert_eq!(wait(&[("x-ratelimit-reset", "1700000010")], 1_700_000_010), Some(1));
        assert_eq!(wait(&[("x-ratelimit-reset", "1700000010")], 1_700_009_999), Some(1));
        assert_eq!(wait(&[("retry-after", "0")], 1_700_000_000), Some(1));
    }

    #[test]
    fn a_429_waits_for_the_later_of_reset_and_retry_after() {
        let reset = ("x-ratelimit-reset", "1700000010");
        assert_eq!(wait(&[reset, ("retry-after", "3")], 1_700_000_000), Some(10));
        assert_eq!(wait(&[reset, ("retry-after", "30")], 1_700_000_000), Some(30));
    }

    #[test]
    fn retry_after_may_be_an_http_date() {
        let date = ("retry-after", "Tue, 14 Nov 2023 22:13:25 GMT");
        assert_eq!(wait(&[date], 1_700_000_000), Some(5));
    }

    #[test]
    fn the_servers_own_date_corrects_a_wrong_local_clock() {
        let headers =
            [("x-ratelimit-reset", "1700000010"), ("date", "Tue, 14 Nov 2023 22:13:26 GMT")];
        assert_eq!(wait(&headers, 1_600_000_000), Some(4));
    }

    #[test]
    fn without_usable_headers_no_moment_is_named() {
        assert_eq!(wait(&[], 1_700_000_000), None);
        assert_eq!(wait(&[("retry-after", "soon"), ("x-ratelimit-reset", "x")], 0), None);
    }
}
