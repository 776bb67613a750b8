//! A moment that lies ahead, as people say it: `tomorrow 9am`, `2d`, `monday`, `2026-12-01`.
//!
//! Apart from the moments of other flags, which look back: there a duration means that long ago.
//! Pure: now and the zone are arguments.

use jiff::civil::{Date, DateTime, Time, Weekday, time};
use jiff::{Span, Timestamp, Zoned};

use crate::error::{Error, Result};

/// When a day begins for those who name a day in words, but no time.
const MORNING: Time = time(9, 0, 0, 0);

/// When an evening does.
const EVENING: Time = time(18, 0, 0, 0);

const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Reads a moment; what is not ahead of `now` is refused. The moment is in `now`'s zone.
pub fn parse(text: &str, now: &Zoned) -> Result<Zoned> {
    let found = read(&text.trim().to_lowercase(), now).ok_or_else(|| {
        Error::usage(format!("{text:?} is not a moment")).hint(
            "write tomorrow, 'tomorrow 9am', 'monday 14:30', 2d, 3h, 2026-12-01, '2026-12-01 9:30' \
             or 2026-12-01T09:30:00Z",
        )
    })?;
    if found.timestamp() <= now.timestamp() {
        return Err(Error::usage(format!("{} is in the past", in_words(&found)))
            .hint("name a moment that lies ahead; 2d is in two days"));
    }
    Ok(found)
}

/// A moment for people: `Tue 2026-12-01 09:00 (Europe/Dublin)`.
pub fn in_words(moment: &Zoned) -> String {
    let zone = moment
        .time_zone()
        .iana_name()
        .map_or_else(|| moment.strftime("UTC%:z").to_string(), str::to_owned);
    format!("{} ({zone})", moment.strftime("%a %Y-%m-%d %H:%M"))
}

fn read(text: &str, now: &Zoned) -> Option<Zoned> {
    if let Some(found) = instant(text, now) {
        return Some(found);
    }
    if let Some(length) = length(text.strip_prefix("in ").unwrap_or(text)) {
        return now.checked_add(length).ok();
    }
    let words = text.replace(',', " ");
    let words: Vec<&str> =
        words.split_whitespace().filter(|word| !matches!(*word, "at" | "on" | "next")).collect();
    let (day, rest) = match words.split_first() {
        Some((first, rest)) => match day(first, now) {
            Some(day) => (Some(day), rest),
            None => (None, words.as_slice()),
        },
        None => return None,
    };
    let time = if rest.is_empty() { None } else { Some(clock(&rest.concat())?) };
    let at = |date: Date, time: Time| date.to_datetime(time).to_zoned(now.time_zone().clone()).ok();
    match (day, time) {
        (Some((date, usual)), time) => at(date, time.unwrap_or(usual)),
        (None, Some(time)) => {
            let today = at(now.date(), time)?;
            if today.timestamp() > now.timestamp() {
                Some(today)
            } else {
                at(now.date().tomorrow().ok()?, time)
            }
        }
        (None, None) => None,
    }
}

/// ISO 8601, with a zone or local; a date alone is its first moment, as everywhere. UNIX seconds.
fn instant(text: &str, now: &Zoned) -> Option<Zoned> {
    /// Shorter numbers are no moments of this age: they are lengths of time.
    const SECONDS_DIGITS: usize = 10;
    let upper = text.to_uppercase();
    let zone = now.time_zone().clone();
    if text.len() >= SECONDS_DIGITS && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Timestamp::from_second(text.parse().ok()?).ok()?.to_zoned(zone));
    }
    if let Ok(instant) = upper.parse::<Timestamp>() {
        return Some(instant.to_zoned(zone));
    }
    if !text.starts_with(|c: char| c.is_ascii_digit()) || !text.contains('-') {
        return None;
    }
    upper.parse::<DateTime>().ok()?.to_zoned(zone).ok()
}

/// `2d`, `3h`, `90m`, `1w`, `2 days`. Days are those of the calendar:
/// two days from nine o'clock it is nine o'clock.
fn length(text: &str) -> Option<Span> {
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let count: i64 = text[..end].parse().ok()?;
    let span = Span::new();
    match text[end..].trim() {
        "s" | "sec" | "second" | "seconds" => span.try_seconds(count).ok(),
        "m" | "min" | "minute" | "minutes" => span.try_minutes(count).ok(),
        "h" | "hour" | "hours" => span.try_hours(count).ok(),
        "d" | "day" | "days" => span.try_days(count).ok(),
        "w" | "week" | "weeks" => span.try_weeks(count).ok(),
        "month" | "months" => span.try_months(count).ok(),
        _ => None,
    }
}

/// A day in words or as a date, with the time that is usual for it.
fn day(word: &str, now: &Zoned) -> Option<(Date, Time)> {
    let today = now.date();
    let usual = match word {
        "today" => (today, MORNING),
        "tonight" => (today, EVENING),
        "tomorrow" => (today.tomorrow().ok()?, MORNING),
        "week" => (next(today, Weekday::Monday)?, MORNING),
        "month" => (today.last_of_month().tomorrow().ok()?, MORNING),
        _ => match DAYS.iter().find(|(name, _)| is_name(word, name)) {
            Some((_, weekday)) => (next(today, *weekday)?, MORNING),
            None => (word.parse().ok()?, Time::midnight()),
        },
    };
    Some(usual)
}

/// The name of a day, or its first three letters.
fn is_name(word: &str, name: &str) -> bool {
    word.len() >= 3 && name.starts_with(word)
}

/// The next such day after today.
fn next(today: Date, weekday: Weekday) -> Option<Date> {
    today.nth_weekday(1, weekday).ok()
}

/// `9am`, `9:30`, `5:30pm`, `17:00`, `noon`, `midnight`.
fn clock(text: &str) -> Option<Time> {
    match text {
        "noon" => return Some(time(12, 0, 0, 0)),
        "midnight" => return Some(Time::midnight()),
        "morning" => return Some(MORNING),
        "evening" => return Some(EVENING),
        _ => {}
    }
    let (text, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(text), _) => (text, Some(0)),
        (_, Some(text)) => (text, Some(12)),
        _ => (text, None),
    };
    let (hour, minute) = match text.split_once(':') {
        Some((hour, minute)) if minute.len() == 2 => (hour, minute.parse().ok()?),
        Some(_) => return None,
        // A bare number may be anything but an hour.
        None => (text, half.map(|_| 0)?),
    };
    let hour: i8 = hour.parse().ok()?;
    let hour = match half {
        Some(half) if (1..=12).contains(&hour) => hour % 12 + half,
        Some(_) => return None,
        None => hour,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A Thursday.
    fn now() -> Zoned {
        "2026-01-15T12:00:00[Europe/Dublin]".parse().unwrap()
    }

    fn shown(text: &str) -> String {
        in_words(&parse(text, &now()).unwrap())
    }

    #[test]
    fn days_in_words_begin_in_the_morning() {
        assert_eq!(shown("tomorrow"), "Fri 2026-01-16 09:00 (Europe/Dublin)");
        assert_eq!(shown("Monday"), "Mon 2026-01-19 09:00 (Europe/Dublin)");
        assert_eq!(shown("thu"), "Thu 2026-01-22 09:00 (Europe/Dublin)");
        assert_eq!(shown("next week"), "Mon 2026-01-19 09:00 (Europe/Dublin)");
        assert_eq!(shown("tonight"), "Thu 2026-01-15 18:00 (Europe/Dublin)");
    }

    #[test]
    fn a_time_goes_with_a_day_or_with_the_next_day_that_has_it_ahead() {
        assert_eq!(shown("tomorrow 9am"), "Fri 2026-01-16 09:00 (Europe/Dublin)");
        assert_eq!(shown("tomorrow at 5:30 pm"), "Fri 2026-01-16 17:30 (Europe/Dublin)");
        assert_eq!(shown("monday 14:30"), "Mon 2026-01-19 14:30 (Europe/Dublin)");
        assert_eq!(shown("17:00"), "Thu 2026-01-15 17:00 (Europe/Dublin)");
        assert_eq!(shown("9am"), "Fri 2026-01-16 09:00 (Europe/Dublin)");
        assert_eq!(shown("12am"), "Fri 2026-01-16 00:00 (Europe/Dublin)");
        assert_eq!(shown("2026-12-01 9:30am"), "Tue 2026-12-01 09:30 (Europe/Dublin)");
    }

    #[test]
    fn a_duration_lies_ahead_and_days_are_those_of_the_calendar() {
        assert_eq!(shown("3h"), "Thu 2026-01-15 15:00 (Europe/Dublin)");
        assert_eq!(shown("in 2 days"), "Sat 2026-01-17 12:00 (Europe/Dublin)");
        let before: Zoned = "2026-03-28T09:00:00[Europe/Dublin]".parse().unwrap();
        let found = parse("1d", &before).unwrap();
        assert_eq!(in_words(&found), "Sun 2026-03-29 09:00 (Europe/Dublin)");
    }

    #[test]
    fn dates_and_instants_are_local_unless_they_name_a_zone() {
        assert_eq!(shown("2026-12-01"), "Tue 2026-12-01 00:00 (Europe/Dublin)");
        assert_eq!(shown("2026-07-01T09:30"), "Wed 2026-07-01 09:30 (Europe/Dublin)");
        assert_eq!(shown("2026-07-01T09:30:00Z"), "Wed 2026-07-01 10:30 (Europe/Dublin)");
        assert_eq!(shown("1796083200"), "Tue 2026-12-01 00:00 (Europe/Dublin)");
    }

    #[test]
    fn what_lies_behind_or_is_no_moment_is_refused() {
        for text in ["2026-01-14", "today 9am", "today", "0d", "2020-01-01T00:00:00Z"] {
            let error = parse(text, &now()).unwrap_err();
            assert!(error.message().contains("is in the past"), "{text}: {error}");
        }
        for text in ["", "soon", "9", "tomorrow 25:00", "13pm", "2026-02-30", "tomorrow soon"] {
            let error = parse(text, &now()).unwrap_err();
            assert!(error.message().contains("is not a moment"), "{text}: {error}");
        }
    }
}
