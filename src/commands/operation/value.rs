//! One value of a flag, checked and converted by the kind that the table gives it.

use jiff::tz::TimeZone;
use jiff::{Timestamp, civil};
use serde_json::{Number, Value};

use crate::api::operations::Kind;
use crate::duration::parse_duration;
use crate::error::{Error, Result};

/// What a moment without a zone, or a time ago, is counted from.
pub struct Moment {
    /// Now.
    pub now: Timestamp,
    /// The zone of the command line.
    pub time_zone: TimeZone,
}

/// Converts the text of a flag. `flag` names it in errors.
pub fn convert(text: &str, kind: &Kind, flag: &str, moment: &Moment) -> Result<Value> {
    let wrong = |what: &str| {
        Error::usage(format!("--{flag} {text:?} is not {what}"))
            .hint("-F KEY=VALUE sends any other JSON as it is")
    };
    match kind {
        Kind::String | Kind::Date | Kind::DateTime | Kind::Enum(_) => Ok(Value::from(text)),
        Kind::Integer => whole_number(text).ok_or_else(|| wrong("a whole number")),
        Kind::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| wrong("true or false")),
        Kind::Timestamp => timestamp(text, moment).map(Value::from).ok_or_else(|| {
            wrong(
                "a time: 2026-01-31, an ISO date and time, UNIX seconds, or 3d for three days ago",
            )
        }),
        Kind::Array(item) => array(text, item, flag, moment),
        Kind::Object(_) => match serde_json::from_str(text) {
            Ok(object @ Value::Object(_)) => Ok(object),
            _ => Err(wrong("a JSON object")),
        },
        Kind::OneOf(kinds) => kinds
            .iter()
            .filter(|kind| !matches!(kind, Kind::String))
            .find_map(|kind| convert(text, kind, flag, moment).ok())
            .or_else(|| kinds.contains(&Kind::String).then(|| Value::from(text)))
            .ok_or_else(|| wrong("a value that this field takes")),
        Kind::Any => Ok(crate::commands::body::typed(text)),
    }
}

/// One item, or a whole JSON array.
fn array(text: &str, item: &Kind, flag: &str, moment: &Moment) -> Result<Value> {
    match serde_json::from_str(text) {
        Ok(array @ Value::Array(_)) => Ok(array),
        _ => Ok(Value::Array(vec![convert(text, item, flag, moment)?])),
    }
}

fn whole_number(text: &str) -> Option<Value> {
    let number: Number = serde_json::from_str(text).ok()?;
    (number.is_i64() || number.is_u64()).then_some(Value::Number(number))
}

/// A moment on the command line, in UNIX seconds: a date or time (local unless it names a zone),
/// UNIX seconds, or a duration, which means that long ago.
pub fn timestamp(text: &str, moment: &Moment) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    if let Ok(local) = text.parse::<civil::DateTime>() {
        return Some(local.to_zoned(moment.time_zone.clone()).ok()?.timestamp().as_second());
    }
    let ago = parse_duration(text).ok()?;
    moment.now.checked_sub(ago).ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment() -> Moment {
        Moment { now: Timestamp::from_second(1_000_000).unwrap(), time_zone: TimeZone::UTC }
    }

    fn converted(text: &str, kind: &Kind) -> Value {
        convert(text, kind, "flag", &moment()).unwrap()
    }

    #[test]
    fn values_follow_the_kind() {
        assert_eq!(converted("007", &Kind::String), "007");
        assert_eq!(converted("7", &Kind::Integer), 7);
        assert_eq!(converted("true", &Kind::Boolean), true);
        assert_eq!(converted("a", &Kind::Array(&Kind::String)), serde_json::json!(["a"]));
        assert_eq!(
            converted(r#"["a","b"]"#, &Kind::Array(&Kind::String)),
            serde_json::json!(["a", "b"])
        );
        assert_eq!(converted("12", &Kind::OneOf(&[Kind::String, Kind::Integer])), 12);
        assert_eq!(converted("x", &Kind::OneOf(&[Kind::String, Kind::Integer])), "x");
    }

    #[test]
    fn moments_are_dates_seconds_or_a_time_ago() {
        for (text, seconds) in [
            ("1970-01-02", 86_400),
            ("1970-01-02T00:00:00+01:00", 82_800),
            ("1500", 1500),
            ("1d", 1_000_000 - 86_400),
        ] {
            assert_eq!(converted(text, &Kind::Timestamp), seconds, "{text}");
        }
    }

    #[test]
    fn a_wrong_value_names_its_flag() {
        let error = convert("x", &Kind::Integer, "per-page", &moment()).unwrap_err();
        assert!(error.message().contains("--per-page"), "{error}");
    }
}
