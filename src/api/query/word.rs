//! What does a bare word of a query look like: a date, a duration, a number, true or false?

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::Moment;
use crate::duration::parse_duration;

/// What a date in a query means: a day, or an instant.
#[derive(Clone, Copy)]
pub(super) enum Point {
    Day(Date),
    Moment(Timestamp),
}

impl Point {
    /// The day in which it lies.
    pub(super) fn to_day(self, zone: TimeZone) -> Point {
        match self {
            Point::Day(day) => Point::Day(day),
            Point::Moment(moment) => Point::Day(moment.to_zoned(zone).date()),
        }
    }

    /// Reads a date: ISO 8601, UNIX seconds, or a duration, which is that long ago.
    pub(super) fn read(text: &str, moment: &Moment) -> Option<Point> {
        if let Some(ago) = duration(text) {
            return moment.now.checked_sub(ago).ok().map(Point::Moment);
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Timestamp::from_second(text.parse().ok()?).ok().map(Point::Moment);
        }
        if let Ok(moment) = text.parse::<Timestamp>() {
            return Some(Point::Moment(moment));
        }
        if text.len() == "2026-01-31".len() {
            return text.parse().ok().map(Point::Day);
        }
        let local: DateTime = text.parse().ok()?;
        local.to_zoned(moment.zone.clone()).ok().map(|zoned| Point::Moment(zoned.timestamp()))
    }
}

/// Whether an unquoted word looks like a date or a moment, but not like a plain number.
pub(super) fn is_dated(text: &str) -> bool {
    text.contains('-')
        && text.starts_with(|c: char| c.is_ascii_digit())
        && (text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok())
}

/// A length of time with its unit: `30s`, `2m`, `3h`, `4d`, `5w`. A bare number is none here.
pub(super) fn duration(text: &str) -> Option<SignedDuration> {
    let has_unit = text.ends_with(|c: char| c.is_ascii_alphabetic());
    let length = parse_duration(text).ok().filter(|_| has_unit)?;
    SignedDuration::try_from(length).ok()
}

/// A number, unless it is written as a code is: with a leading zero or plus.
pub(super) fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let coded = digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
    if coded || !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(whole) = text.parse::<i64>() {
        return Some(whole.into());
    }
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let float = text.parse::<f64>().ok().filter(|_| plain && digits.contains('.'));
    float.and_then(serde_json::Number::from_f64).map(Value::Number)
}

pub(super) fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}
