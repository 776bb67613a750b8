//! How is a search cut into parts that share nothing and together are the whole? Pure.
//!
//! By the time of creation, which never changes: contacts by whole days, since their search knows
//! nothing finer (docs: "Searching for Timestamp Fields"), everything else by seconds. A day of
//! contacts that is still too large is cut by role, and then by the first digits of the id, which
//! are hexadecimal. Whether a cut was exact is proved by counting, not believed: see `frontier`.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// Parts that an export is cut into, roughly: enough to keep a rate limit of 10,000 a minute busy at
/// a second of latency.
const PARTS: u64 = 64;

/// Fewer records than this are never cut: the cut would cost more requests than it saves time.
const SMALLEST_PART: u64 = 300;

/// More records than this are cut, however many parts there are: a part that begins anew after a
/// crash or a bad cursor should not cost much.
const LARGEST_PART: u64 = 9_600;

/// Most parts that one part is cut into at a time.
const MOST_PIECES: u64 = 16;

/// Digits of a contact's id (docs: Contacts).
const ID_DIGITS: usize = 24;

/// How fine the search of a noun tells times apart.
#[derive(Debug, Clone)]
pub enum Grain {
    /// Whole days of the workspace's zone, where that is known, else of some zone. Times of a [`Part`]
    /// are then UTC midnights that stand for the days of the same date.
    Day(Option<TimeZone>),
    /// Seconds. `<` and `>` may include their value (docs: "Accepted Operators"), or not.
    Second,
}

/// A part of a search.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Part {
    /// Created at this time or later; `None` is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<i64>,
    /// Created before this time; `None` is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// Of this role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// With an id that begins so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

/// How many records a part may have before it is cut, in an export of so many.
pub fn part_size(total: u64) -> u64 {
    total.div_ceil(PARTS).clamp(SMALLEST_PART, LARGEST_PART)
}

impl Grain {
    /// The time of a part that a moment lies in.
    pub fn floor(&self, moment: i64) -> i64 {
        let Grain::Day(zone) = self else { return moment };
        let zone = zone.clone().unwrap_or(TimeZone::UTC);
        let date = Timestamp::from_second(moment).map(|at| at.to_zoned(zone).date());
        let midnight = date.and_then(|date| date.to_zoned(TimeZone::UTC));
        midnight.map_or(moment.div_euclid(DAY) * DAY, |at| at.timestamp().as_second())
    }

    /// The seconds of the shortest part: a day's or one.
    pub fn unit(&self) -> i64 {
        match self {
            Grain::Day(_) => DAY,
            Grain::Second => 1,
        }
    }

    /// How far the day that a filter means may lie from the one that is meant: no zone is a day ahead of
    /// UTC or behind it.
    pub fn slack(&self) -> i64 {
        match self {
            Grain::Day(None) => DAY,
            Grain::Day(Some(_)) | Grain::Second => 0,
        }
    }

    /// What stands for a time in a filter: the middle of its day, which is on that day wherever the
    /// day begins.
    fn value(&self, time: i64) -> i64 {
        let Grain::Day(zone) = self else { return time };
        let date = Timestamp::from_second(time).map(|at| at.to_zoned(TimeZone::UTC).date());
        let zone = zone.clone().unwrap_or(TimeZone::UTC);
        let noon = date.and_then(|date: Date| date.at(12, 0, 0, 0).to_zoned(zone));
        noon.map_or(time + DAY / 2, |at| at.timestamp().as_second())
    }
}

impl Part {
    /// The filters that choose it; never none, since a search needs one.
    pub fn filters(&self, grain: &Grain) -> Vec<Value> {
        let filter = |field: &str, operator: &str, value: Value| json!({"field": field, "operator": operator, "value": value});
        let mut filters = Vec::new();
        // `>` begins after the day of its value, or after its second.
        let after = self.from.map(|from| grain.value(from - grain.unit()));
        if after.is_some() || self.until.is_none() {
            filters.push(filter("created_at", ">", after.unwrap_or(0).into()));
        }
        if let Some(until) = self.until {
            filters.push(filter("created_at", "<", grain.value(until).into()));
        }
        if let Some(role) = &self.role {
            filters.push(filter("role", "=", role.as_str().into()));
        }
        if let Some(id) = &self.id {
            filters.push(filter("id", "^", id.as_str().into()));
        }
        filters
    }

    /// Whether a record is of this part. Where `<` and `>` include their value, a search finds a
    /// little more, which is the neighbor's; days are left to the search, since only it knows where
    /// they begin.
    pub fn holds(&self, created_at: Option<i64>, grain: &Grain) -> bool {
        let (Grain::Second, Some(at)) = (grain, created_at) else { return true };
        self.from.is_none_or(|from| at >= from) && self.until.is_none_or(|until| at < until)
    }

    /// Whether no search that keeps to the filters finds such a record, wherever its days begin.
    pub fn excludes(&self, id: &str, created_at: Option<i64>, grain: &Grain) -> bool {
        let slack = grain.unit();
        let is_outside = |at: i64| {
            self.from.is_some_and(|from| at < from - slack)
                || self.until.is_some_and(|until| at >= until + slack)
        };
        created_at.is_some_and(is_outside)
            || self.id.as_deref().is_some_and(|start| !id.starts_with(start))
    }

    /// Cuts it, where it has `total` records, the oldest created at `oldest` and none after `newest`.
    /// `None` where there is no way to.
    pub fn cut(
        &self,
        grain: &Grain,
        total: u64,
        size: u64,
        (oldest, newest): (i64, i64),
    ) -> Option<Vec<Part>> {
        let unit = grain.unit();
        let first = self.from.unwrap_or(i64::MIN).max(grain.floor(oldest));
        let end = self.until.unwrap_or_else(|| grain.floor(newest) + unit);
        let units = end.saturating_sub(first) / unit;
        if self.role.is_none() && units >= 2 {
            let pieces = total.div_ceil(size.max(1)).clamp(2, MOST_PIECES);
            return Some(self.by_time(first, units, unit, i64::try_from(pieces).ok()?));
        }
        match grain {
            Grain::Day(_) => self.by_kind(),
            Grain::Second => None,
        }
    }

    fn by_time(&self, first: i64, units: i64, unit: i64, pieces: i64) -> Vec<Part> {
        let pieces = pieces.min(units);
        let bound = |piece: i64| first + units * piece / pieces * unit;
        let part = |piece: i64| Part {
            from: if piece == 0 { self.from } else { Some(bound(piece)) },
            until: if piece + 1 == pieces { self.until } else { Some(bound(piece + 1)) },
            ..self.clone()
        };
        (0..pieces).map(part).collect()
    }

    fn by_kind(&self) -> Option<Vec<Part>> {
        if self.role.is_none() {
            let of = |role: &str| Part { role: Some(role.to_owned()), ..self.clone() };
            return Some(vec![of("user"), of("lead")]);
        }
        let known = self.id.as_deref().unwrap_or_default();
        (known.len() < ID_DIGITS).then(|| {
            let longer = |digit| Part { id: Some(format!("{known}{digit:x}")), ..self.clone() };
            (0..16).map(longer).collect()
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: i64 = 1_790_000_000;

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).unwrap()
    }

    /// Whether a search by whole days, as documented, finds what was created then.
    pub(in crate::bulk::export) fn finds(filters: &[Value], at: i64, zone: &TimeZone) -> bool {
        let day =
            |second: i64| Timestamp::from_second(second).unwrap().to_zoned(zone.clone()).date();
        filters.iter().all(|filter| {
            let value = filter["value"].as_i64().unwrap();
            match filter["operator"].as_str().unwrap() {
                ">" => day(at) > day(value),
                _ => day(at) < day(value),
            }
        })
    }

    proptest! {
        #[test]
        fn every_moment_is_in_exactly_one_part_wherever_days_begin(
            at in 1_600_000_000_i64..NOW,
            name in proptest::sample::select(vec![
                "UTC", "America/Los_Angeles", "Pacific/Auckland", "Asia/Kathmandu", "Pacific/Apia",
                "Pacific/Norfolk", "America/Sao_Paulo",
            ]),
            total in 400_u64..1_000_000,
        ) {
            let grain = Grain::Day(Some(zone(name)));
            let parts = Part::default().cut(&grain, total, 300, (1_600_000_000, NOW)).unwrap();
            let finer = parts.iter().flat_map(|part| {
                part.cut(&grain, total, 300, (1_600_000_000, NOW)).unwrap_or(vec![part.clone()])
            });
            let finer: Vec<Part> = finer.filter(|part| part.role.is_none()).collect();
            for parts in [parts, finer] {
                let found =
                    parts.iter().filter(|part| finds(&part.filters(&grain), at, &zone(name)));
                prop_assert_eq!(found.count(), 1);
            }
        }

        #[test]
        fn parts_by_seconds_share_nothing_whatever_the_operators_include(
            at in 1_600_000_000_i64..NOW,
            total in 400_u64..1_000_000,
        ) {
            let parts =
                Part::default().cut(&Grain::Second, total, 300, (1_600_000_000, NOW)).unwrap();
            let own: Vec<&Part> =
                parts.iter().filter(|part| part.holds(Some(at), &Grain::Second)).collect();
            prop_assert_eq!(own.len(), 1);
            for filter in own[0].filters(&Grain::Second) {
                let value = filter["value"].as_i64().unwrap();
                let is_inside = if filter["operator"] == ">" { at > value } else { at < value };
                prop_assert!(is_inside);
            }
        }
    }

    #[test]
    fn a_small_export_is_not_cut_and_a_large_one_into_many_parts() {
        assert_eq!(part_size(200), SMALLEST_PART);
        assert_eq!(part_size(200_000), 3_125);
        assert_eq!(part_size(100_000_000), LARGEST_PART);
    }

    #[test]
    fn the_ends_of_the_whole_stay_open() {
        let parts = Part::default().cut(&Grain::Second, 1000, 300, (0, NOW)).unwrap();
        assert_eq!(parts.len(), 4);
        assert_eq!((parts[0].from, parts[3].until), (None, None));
    }

    #[test]
    fn a_day_is_cut_by_role_and_then_by_the_digits_of_ids() {
        let grain = Grain::Day(Some(TimeZone::UTC));
        let day = Part { from: Some(DAY), until: Some(2 * DAY), ..Part::default() };
        let roles = day.cut(&grain, 10_000, 300, (DAY, NOW)).unwrap();
        assert_eq!(roles.len(), 2);
        let digits = roles[0].cut(&grain, 10_000, 300, (DAY, NOW)).unwrap();
        assert_eq!(digits.len(), 16);
        let finer = digits[10].cut(&grain, 10_000, 300, (DAY, NOW)).unwrap();
        assert_eq!(finer[15].id.as_deref(), Some("af"));
        assert_eq!(finer[15].filters(&grain).len(), 4);
    }

    #[test]
    fn a_second_cannot_be_cut() {
        let second = Part { from: Some(5), until: Some(6), ..Part::default() };
        assert_eq!(second.cut(&Grain::Second, 10_000, 300, (5, 5)), None);
    }
}
