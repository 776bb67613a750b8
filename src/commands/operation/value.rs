//! One value of a flag, checked and converted by the kind that the table gives it.

use jiff::{Timestamp, Zoned, civil};
use serde_json::{Number, Value};

use crate::api::operations::Kind;
use crate::duration::parse_duration;
use crate::error::{Error, Result};

/// Converts the text of a flag. `flag` names it in errors; what has no zone of its own has that of
/// `now`.
pub fn convert(text: &str, kind: &Kind, flag: &str, now: &Zoned) -> Result<Value> {
    let wrong = |what: &str| {
        Error::usage(format!("--{flag} {text:?} is not {what}"))
            .hint("--input FILE sends a body without any check")
    };
    match kind {
        Kind::String | Kind::Enum(_) => Ok(Value::from(text)),
        Kind::Date => match text.parse::<civil::Date>() {
            Ok(_) => Ok(Value::from(text)),
            Err(_) => Err(wrong("a day such as 2026-01-31")),
        },
        Kind::DateTime => date_time(text, now)
            .ok_or_else(|| wrong("a time such as 2026-01-31T12:00:00Z, or 3d for three days ago")),
        Kind::Integer => whole_number(text).ok_or_else(|| wrong("a whole number")),
        Kind::Boolean => text.parse::<bool>().map(Value::from).map_err(|_| wrong("true or false")),
        Kind::Timestamp => timestamp(text, now).map(Value::from).ok_or_else(|| {
            wrong(
                "a time: 2026-01-31, an ISO date and time, UNIX seconds, or 3d for three days ago",
            )
        }),
        Kind::Array(item) => array(text, kind, item, flag, now),
        Kind::Object(_) => match serde_json::from_str(text) {
            Ok(object @ Value::Object(_)) => fitting(object, kind, flag),
            _ => Err(wrong("a JSON object")),
        },
        Kind::OneOf(kinds) => kinds
            .iter()
            .filter(|kind| !matches!(kind, Kind::String))
            .find_map(|kind| convert(text, kind, flag, now).ok())
            .or_else(|| kinds.contains(&Kind::String).then(|| Value::from(text)))
            .ok_or_else(|| wrong("a value that this field takes")),
        Kind::Any => Ok(crate::commands::body::typed(text)),
    }
}

/// One item, or a whole JSON array.
fn array(text: &str, kind: &Kind, item: &Kind, flag: &str, now: &Zoned) -> Result<Value> {
    match serde_json::from_str(text) {
        Ok(array @ Value::Array(_)) => fitting(array, kind, flag),
        _ => Ok(Value::Array(vec![convert(text, item, flag, now)?])),
    }
}

fn fitting(value: Value, kind: &Kind, flag: &str) -> Result<Value> {
    match fault(&value, kind, flag) {
        None => Ok(value),
        Some(fault) => {
            Err(Error::usage(format!("--{fault}"))
                .hint("--input FILE sends a body without any check"))
        }
    }
}

/// What is wrong with a value, in words that begin with its dotted name; `None` when nothing is.
/// Null clears a field, so it is never wrong.
pub fn fault(value: &Value, kind: &Kind, name: &str) -> Option<String> {
    let unless = |fits: bool, what: &str| (!fits).then(|| format!("{name} takes {what}"));
    match (kind, value) {
        (Kind::Any, _) | (_, Value::Null) => None,
        (Kind::String, _) => unless(value.is_string(), "text"),
        (Kind::Date, _) => unless(value.is_string(), "a day such as \"2026-01-31\""),
        (Kind::DateTime, _) => unless(value.is_string(), "a time in ISO 8601"),
        (Kind::Integer, _) => unless(value.is_i64() || value.is_u64(), "a whole number"),
        (Kind::Timestamp, _) => unless(value.is_i64() || value.is_u64(), "UNIX seconds"),
        (Kind::Boolean, _) => unless(value.is_boolean(), "true or false"),
        (Kind::Enum(words), _) => {
            let fits = value.as_str().is_some_and(|word| words.contains(&word));
            unless(fits, &format!("one of {}", words.join(", ")))
        }
        (Kind::Array(item), Value::Array(items)) => {
            let mut numbered = items.iter().enumerate();
            numbered.find_map(|(at, value)| fault(value, item, &format!("{name}[{at}]")))
        }
        (Kind::Object(properties), Value::Object(object)) => {
            properties.iter().find_map(|property| {
                let name = format!("{name}.{}", property.name);
                match object.get(property.name) {
                    Some(value) => fault(value, &property.kind, &name),
                    None => property.required.then(|| format!("{name} is missing")),
                }
            })
        }
        (Kind::Array(_), _) => unless(false, "a JSON array"),
        (Kind::Object(_), _) => unless(false, "a JSON object"),
        (Kind::OneOf(kinds), _) => {
            let fits = kinds.iter().any(|kind| fault(value, kind, name).is_none());
            unless(fits, "another kind of value")
        }
    }
}

/// A moment in ISO 8601; one that names no zone gets its own.
fn date_time(text: &str, now: &Zoned) -> Option<Value> {
    if text.parse::<Timestamp>().is_ok() {
        return Some(Value::from(text));
    }
    let moment = Timestamp::from_second(timestamp(text, now)?).ok()?;
    Some(Value::from(moment.to_string()))
}

fn whole_number(text: &str) -> Option<Value> {
    let number: Number = serde_json::from_str(text).ok()?;
    (number.is_i64() || number.is_u64()).then_some(Value::Number(number))
}

/// A moment on the command line, in UNIX seconds: a date or time (local unless it names a zone),
/// UNIX seconds, or a duration, which means that long ago.
pub fn timestamp(text: &str, now: &Zoned) -> Option<i64> {
    if let Ok(seconds) = text.parse::<i64>() {
        return Some(seconds);
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_second());
    }
    if let Ok(local) = text.parse::<civil::DateTime>() {
        return Some(local.to_zoned(now.time_zone().clone()).ok()?.timestamp().as_second());
    }
    let ago = parse_duration(text).ok()?;
    now.timestamp().checked_sub(ago).ok().map(Timestamp::as_second)
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;
    use crate::api::operations::Property;

    fn now() -> Zoned {
        Timestamp::from_second(1_000_000).unwrap().to_zoned(TimeZone::UTC)
    }

    fn converted(text: &str, kind: &Kind) -> Value {
        convert(text, kind, "flag", &now()).unwrap()
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
    fn what_is_inside_an_object_is_looked_at() {
        const FROM: Kind = Kind::Object(&[
            Property {
                name: "type",
                kind: Kind::Enum(&["admin"]),
                required: true,
                nullable: false,
            },
            Property { name: "id", kind: Kind::Integer, required: true, nullable: false },
        ]);
        let message = |text| convert(text, &FROM, "from", &now()).unwrap_err().to_string();
        assert_eq!(message(r#"{"type":"admin"}"#), "--from.id is missing");
        assert_eq!(message(r#"{"type":"bot","id":1}"#), "--from.type takes one of admin");
        assert_eq!(message(r#"{"type":"admin","id":"1"}"#), "--from.id takes a whole number");
        let list = convert(r#"[{"type":"admin"}]"#, &Kind::Array(&FROM), "from", &now());
        assert_eq!(list.unwrap_err().to_string(), "--from[0].id is missing");
        assert_eq!(fault(&Value::Null, &FROM, "from"), None);
    }

    #[test]
    fn days_and_iso_times_are_checked_and_get_a_zone() {
        assert_eq!(converted("2026-01-31", &Kind::Date), "2026-01-31");
        assert!(convert("2026-02-30", &Kind::Date, "day", &now()).is_err());
        assert_eq!(converted("2026-01-31T12:00", &Kind::DateTime), "2026-01-31T12:00:00Z");
        assert_eq!(
            converted("2026-01-31T12:00:00+02:00", &Kind::DateTime),
            "2026-01-31T12:00:00+02:00"
        );
    }

    #[test]
    fn a_wrong_value_names_its_flag() {
        let error = convert("x", &Kind::Integer, "per-page", &now()).unwrap_err();
        assert!(error.message().contains("--per-page"), "{error}");
    }
}
