//! Dates as people write them, as UNIX seconds; what two people would read differently is
//! refused.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// From here on a number of seconds is a number of milliseconds (year 5138 otherwise).
const FIRST_MILLISECONDS: i64 = 100_000_000_000;

/// Numbers that spreadsheets give to the days from 1950 to 2099, counted from the end of 1899.
const SPREADSHEET_DAYS: std::ops::Range<i64> = 18_264..73_051;

const ADVICE: &str = "write it as 2026-01-31, 2026-01-31T09:30:00Z or UNIX seconds";

/// UNIX seconds of a date or a date and time. One without a zone is in `zone`.
pub(super) fn seconds(text: &str, zone: &TimeZone) -> Result<i64, String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return unix_seconds(text);
    }
    if let Some(moment) = iso_moment(text, zone) {
        return Ok(moment.as_second());
    }
    if let Ok(moment) = jiff::fmt::rfc2822::parse(text) {
        return Ok(moment.timestamp().as_second());
    }
    Err(ambiguity(text).unwrap_or_else(|| format!("is not a date; {ADVICE}")))
}

/// Whether this is a date that [`seconds`] takes and that could not be a number.
pub(super) fn is_iso_date(text: &str) -> bool {
    text.contains('-') && iso_moment(text, &TimeZone::UTC).is_some()
}

fn unix_seconds(text: &str) -> Result<i64, String> {
    let number: i64 = text.parse().map_err(|_| format!("is not a date; {ADVICE}"))?;
    let year = text.len() == 4 && (1900..2200).contains(&number);
    let compact = text.len() == 8 && (19_000_000..22_000_000).contains(&number);
    if year || compact {
        return Err(format!("could be a date or UNIX seconds; {ADVICE}"));
    }
    if SPREADSHEET_DAYS.contains(&number) {
        return Err(format!("could be a spreadsheet's number of a day or UNIX seconds; {ADVICE}"));
    }
    if number.abs() >= FIRST_MILLISECONDS {
        return Err("looks like milliseconds; the API takes UNIX seconds".to_owned());
    }
    Ok(number)
}

fn iso_moment(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    // `2026-01-31 09:30:00 UTC` and `… +02:00`, as databases print them.
    let joined = match text.rsplit_once(' ') {
        Some((start, "UTC" | "GMT" | "Z")) => format!("{}Z", start.trim_end()),
        Some((start, offset)) if offset.starts_with(['+', '-']) => format!("{start}{offset}"),
        _ => text.to_owned(),
    };
    if let Ok(moment) = joined.parse::<Timestamp>() {
        return Some(moment);
    }
    let local: DateTime = joined.parse().ok()?;
    local.to_zoned(zone.clone()).ok().map(|zoned| zoned.timestamp())
}

/// Advice for numbers between slashes, points or dashes whose order is anyone's guess.
fn ambiguity(text: &str) -> Option<String> {
    let date = text.split([' ', 'T']).next()?;
    let parts: Vec<i16> =
        date.split(['/', '.', '-']).map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let [a, b, c] = *parts.as_slice() else { return None };
    let reading = |year: i16, month: i16, day: i16| {
        let year = if (0..100).contains(&year) { year + 2000 } else { year };
        Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
    };
    // The year comes last, or, where it has two digits only, perhaps first.
    let year_first = (c < 100).then(|| reading(a, b, c)).flatten();
    let mut readings = vec![];
    for found in [reading(c, b, a), reading(c, a, b), year_first].into_iter().flatten() {
        if !readings.contains(&found) {
            readings.push(found);
        }
    }
    match readings.as_slice() {
        [] => None,
        [only] => Some(format!("is not an ISO date; write {only}")),
        several => {
            let several: Vec<String> = several.iter().map(ToString::to_string).collect();
            Some(format!("could be {}; write the one you mean", several.join(" or ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Result<i64, String> {
        seconds(text, &TimeZone::UTC)
    }

    #[test]
    fn iso_dates_become_unix_seconds() {
        assert_eq!(utc("2026-01-31"), Ok(1_769_817_600));
        for same in [
            "2026-01-31T10:00:00Z",
            "2026-01-31 10:00",
            "2026-01-31T12:00:00+02:00",
            "2026-01-31 12:00:00 +02:00",
            "2026-01-31 10:00:00 UTC",
            "2026-01-31T10:00:00.250Z",
            "Sat, 31 Jan 2026 10:00:00 +0000",
            "1769853600",
        ] {
            assert_eq!(utc(same), Ok(1_769_853_600), "{same}");
        }
    }

    #[test]
    fn a_time_zone_counts_for_dates_without_one() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(seconds("2026-01-31T12:00:00", &zone), utc("2026-01-31T10:00:00"));
        assert_eq!(seconds("2026-01-31T10:00:00Z", &zone), utc("2026-01-31T10:00:00"));
    }

    #[test]
    fn ambiguous_dates_are_refused_with_both_readings() {
        assert_eq!(
            utc("03/04/2025").unwrap_err(),
            "could be 2025-04-03 or 2025-03-04; write the one you mean"
        );
        assert_eq!(utc("31.01.2026 10:00").unwrap_err(), "is not an ISO date; write 2026-01-31");
        assert_eq!(
            utc("31.01.26").unwrap_err(),
            "could be 2026-01-31 or 2031-01-26; write the one you mean"
        );
        assert_eq!(
            utc("25-01-02").unwrap_err(),
            "could be 2002-01-25 or 2025-01-02; write the one you mean"
        );
        assert!(utc("45000").unwrap_err().contains("a spreadsheet's number of a day"));
        assert!(utc("20260131").unwrap_err().contains("could be a date or UNIX seconds"));
        assert!(utc("2026").is_err());
        assert!(utc("1769853600000").unwrap_err().contains("milliseconds"));
        for bad in ["0000-00-00", "2026-02-30", "yesterday", "12:30", "-", "99999999999999999999"] {
            assert!(utc(bad).unwrap_err().contains("write it as 2026-01-31"), "{bad}");
        }
    }
}
