//! From when until when? The two moments of an export, with the day that people mean by a date.
//!
//! Apart because of the trap in it: a date is a whole day to people and one moment to the API, and
//! whose day it is depends on the time zone.

use clap::Args;
use jiff::{Timestamp, ToSpan, Zoned, civil};

use crate::commands::operation::timestamp;
use crate::context::Context;
use crate::error::{Error, Result};

/// The flags.
#[derive(Debug, Args)]
pub struct RangeArgs {
    /// From here on: 30d (ago), 2026-06-01, 2026-06-01T12:00Z or UNIX seconds
    ///
    /// A date or time without a zone is local; --time-zone names another zone, such as the
    /// workspace's, in which Intercom's own reports count days.
    #[arg(long, value_name = "TIME")]
    since: String,

    /// Up to here; a date means to the end of that day, and without it up to now
    #[arg(long, value_name = "TIME", default_value = "now", hide_default_value = true)]
    until: String,
}

/// Two moments in UNIX seconds, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub since: i64,
    pub until: i64,
}

impl RangeArgs {
    /// A day is named, so that it matters whose day it is.
    pub fn names_days(&self) -> bool {
        [&self.since, &self.until].iter().any(|text| is_date(text))
    }

    /// Reads the flags.
    pub fn read(&self, cx: &Context) -> Result<Range> {
        read(&self.since, &self.until, &cx.now())
    }
}

impl Range {
    /// For people, in UTC, which is what the API counts in.
    pub fn in_words(self) -> String {
        let shown = |second| {
            Timestamp::from_second(second)
                .map_or_else(|_| second.to_string(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
        };
        format!("{} to {} UTC", shown(self.since), shown(self.until))
    }
}

fn read(since: &str, until: &str, now: &Zoned) -> Result<Range> {
    let moment = |flag: &str, text: &str| {
        timestamp(text, now).ok_or_else(|| {
            Error::usage(format!("--{flag} {text:?} is not a time")).hint(
                "write 30d for thirty days ago, 2026-06-01, 2026-06-01T12:00Z or UNIX seconds",
            )
        })
    };
    let since = moment("since", since)?;
    let until = match until {
        "now" => now.timestamp().as_second(),
        text => match end_of_day(text, now) {
            Some(end) => end,
            None => moment("until", text)?,
        },
    };
    if since > until {
        return Err(Error::usage("--since is later than --until"));
    }
    Ok(Range { since, until })
}

/// The last second of a day that is given by its date alone.
fn end_of_day(text: &str, now: &Zoned) -> Option<i64> {
    let date: civil::Date = text.parse().ok().filter(|_| is_date(text))?;
    let next = date.checked_add(1.day()).ok()?.to_zoned(now.time_zone().clone()).ok()?;
    Some(next.timestamp().as_second() - 1)
}

/// A date without a time.
fn is_date(text: &str) -> bool {
    const DATE: usize = "2026-06-30".len();
    text.len() == DATE && text.parse::<civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    fn now(zone: &str) -> Zoned {
        let now: Timestamp = "2026-07-10T12:00:00Z".parse().unwrap();
        now.to_zoned(TimeZone::get(zone).unwrap())
    }

    #[test]
    fn a_date_at_the_end_means_the_whole_day() {
        let range = read("2026-06-01", "2026-06-30", &now("UTC")).unwrap();
        assert_eq!(range.in_words(), "2026-06-01 00:00 to 2026-06-30 23:59 UTC");
        let range = read("2026-06-01", "2026-06-30T00:00:00Z", &now("UTC")).unwrap();
        assert_eq!(range.in_words(), "2026-06-01 00:00 to 2026-06-30 00:00 UTC");
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let range = read("2026-06-01", "2026-06-30", &now("America/New_York")).unwrap();
        assert_eq!(range.in_words(), "2026-06-01 04:00 to 2026-07-01 03:59 UTC");
    }

    #[test]
    fn it_ends_now_unless_it_is_told_otherwise() {
        let range = read("7d", "now", &now("UTC")).unwrap();
        assert_eq!(range.in_words(), "2026-07-03 12:00 to 2026-07-10 12:00 UTC");
        assert!(read("2026-08-01", "now", &now("UTC")).is_err());
        assert!(read("soon", "now", &now("UTC")).is_err());
    }
}
