//! How are moments and durations written for people? Tables and cards show local time to the
//! minute; the data forms never come here, they keep what the API gave.

use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde_json::Value;

/// A moment from the API as local time, `2026-01-31 09:05`.
///
/// Intercom gives UNIX seconds, in some places ISO 8601 text. `None` for everything else.
pub(super) fn local(value: &Value, zone: &TimeZone) -> Option<String> {
    let moment = match value {
        Value::Number(seconds) => Timestamp::from_second(seconds.as_i64()?).ok()?,
        Value::String(text) => text.parse::<Timestamp>().ok()?,
        _ => return None,
    };
    Some(minutes(&moment.to_zoned(zone.clone())))
}

fn minutes(moment: &Zoned) -> String {
    moment.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Whether a field of this name holds a moment (docs: the API's date fields end in `_at`,
/// but for two fields of conversations).
pub(super) fn is_date_field(name: &str) -> bool {
    name.ends_with("_at") || matches!(name, "waiting_since" | "snoozed_until")
}

/// A duration as people say it, with its two largest units: `45s`, `3m 20s`, `2h 5m`, `3d 4h`.
pub fn human_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match () {
        () if days > 0 => format!("{days}d {}h", hours % 24),
        () if hours > 0 => format!("{hours}h {}m", minutes % 60),
        () if minutes > 0 => format!("{minutes}m {}s", seconds % 60),
        () => format!("{seconds}s"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn dates_print_in_the_given_zone() {
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(local(&json!(1_767_225_600), &zone).unwrap(), "2026-01-01 02:00");
        assert_eq!(local(&json!("2026-01-01T00:00:00Z"), &zone).unwrap(), "2026-01-01 02:00");
    }

    #[test]
    fn what_is_no_moment_stays_what_it_is() {
        for value in [json!("soon"), json!(null), json!(i64::MAX), json!(1.5)] {
            assert_eq!(local(&value, &TimeZone::UTC), None, "{value}");
        }
    }

    #[test]
    fn durations_show_two_units() {
        let shown = [45, 200, 7_500, 273_600].map(|s| human_duration(Duration::from_secs(s)));
        assert_eq!(shown, ["45s", "3m 20s", "2h 5m", "3d 4h"]);
    }
}
