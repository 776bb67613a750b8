//! From when until when? `--since` and `--until` mean the same moments wherever they stand.
//!
//! Apart because of the trap in it: a date is a whole day to people and one moment to the API, and
//! whose day it is depends on the time zone.

use jiff::{ToSpan, Zoned, civil};

use super::operation::timestamp;
use crate::error::{Error, Result};

/// The moment of `--since`, in UNIX seconds: it is included. A date without a time is the beginning of
/// a day of `now`'s zone; a duration is counted from `now`.
pub fn since(text: &str, now: &Zoned) -> Result<i64> {
    moment("since", text, now)
}

/// The moment of `--until`; of a date its last second.
pub fn until(text: &str, now: &Zoned) -> Result<i64> {
    match end_of_day(text, now) {
        Some(end) => Ok(end),
        None => moment("until", text, now),
    }
}

/// The first second that `--until` leaves out: the moment itself, so that the next export can begin
/// with it, and of a date the first second of the next day.
pub fn before(text: &str, now: &Zoned) -> Result<i64> {
    match end_of_day(text, now) {
        Some(end) => Ok(end + 1),
        None => moment("until", text, now),
    }
}

/// Refuses what ends before it begins.
pub fn in_order(since: i64, until: i64) -> Result<()> {
    if since > until {
        return Err(Error::usage("--since is later than --until"));
    }
    Ok(())
}

/// A date without a time.
pub fn is_date(text: &str) -> bool {
    const DATE: usize = "2026-06-30".len();
    text.len() == DATE && text.parse::<civil::Date>().is_ok()
}

fn moment(flag: &str, text: &str, now: &Zoned) -> Result<i64> {
    if text == "now" {
        return Ok(now.timestamp().as_second());
    }
    timestamp(text, now).ok_or_else(|| {
        Error::usage(format!("--{flag} {text:?} is not a time"))
            .hint("write 30d for thirty days ago, 2026-06-01, 2026-06-01T12:00Z or UNIX seconds")
    })
}

/// The last second of a day that is given by its date alone.
fn end_of_day(text: &str, now: &Zoned) -> Option<i64> {
    let date: civil::Date = text.parse().ok().filter(|_| is_date(text))?;
    let next = date.checked_add(1.day()).ok()?.to_zoned(now.time_zone().clone()).ok()?;
    Some(next.timestamp().as_second() - 1)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    use super::*;

    fn now(zone: &str) -> Zoned {
        let now: Timestamp = "2026-07-10T12:00:00Z".parse().unwrap();
        now.to_zoned(TimeZone::get(zone).unwrap())
    }

    /// The flags read in a zone, in UTC.
    fn shown(from: &str, to: &str, zone: &str) -> String {
        let now = now(zone);
        let utc = |second| Timestamp::from_second(second).unwrap();
        format!("{} to {}", utc(since(from, &now).unwrap()), utc(until(to, &now).unwrap()))
    }

    #[test]
    fn a_date_at_the_end_means_the_whole_day() {
        assert_eq!(
            shown("2026-06-01", "2026-06-30", "UTC"),
            "2026-06-01T00:00:00Z to 2026-06-30T23:59:59Z"
        );
        assert_eq!(
            shown("2026-06-01", "2026-06-30T00:00:00Z", "UTC"),
            "2026-06-01T00:00:00Z to 2026-06-30T00:00:00Z"
        );
    }

    #[test]
    fn what_is_before_a_date_includes_its_day_and_a_moment_not_itself() {
        let now = now("UTC");
        assert_eq!(before("2026-06-30", &now).unwrap(), since("2026-07-01", &now).unwrap());
        assert_eq!(before("1767225600", &now).unwrap(), 1_767_225_600);
    }

    #[test]
    fn days_are_those_of_the_zone() {
        assert_eq!(
            shown("2026-06-01", "2026-06-30", "America/New_York"),
            "2026-06-01T04:00:00Z to 2026-07-01T03:59:59Z"
        );
    }

    #[test]
    fn durations_are_counted_from_now() {
        assert_eq!(shown("7d", "1d", "UTC"), "2026-07-03T12:00:00Z to 2026-07-09T12:00:00Z");
        assert_eq!(shown("7d", "now", "UTC"), "2026-07-03T12:00:00Z to 2026-07-10T12:00:00Z");
    }

    #[test]
    fn what_is_no_time_or_ends_before_it_begins_is_refused() {
        assert!(since("soon", &now("UTC")).is_err());
        assert!(until("2026-02-30", &now("UTC")).is_err());
        assert!(in_order(2, 1).is_err());
        assert!(in_order(1, 1).is_ok());
    }
}
