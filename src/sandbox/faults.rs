//! Which requests go wrong, and how? Faults asked for with `--fault KIND=P[:DURATION][,…]`.
//!
//! Drawing is a pure function of a random number, so that one seed gives one history.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use crate::error::Error;
use crate::likeness::nearest;

/// Every kind, in the order of the help text.
const KINDS: [(&str, FaultKind); 12] = [
    ("500", FaultKind::ServerError),
    ("502", FaultKind::BadGateway),
    ("503", FaultKind::Unavailable),
    ("429", FaultKind::TooManyRequests),
    ("close-before", FaultKind::CloseBefore),
    ("close-after", FaultKind::CloseAfter),
    ("500-after", FaultKind::ServerErrorAfter),
    ("truncate", FaultKind::Truncate),
    ("malformed", FaultKind::Malformed),
    ("slow", FaultKind::Slow),
    ("hang", FaultKind::Hang),
    ("drip", FaultKind::Drip),
];

/// How long `slow` and `drip` take when no duration is given.
const DEFAULT_DELAY: Duration = Duration::from_secs(1);

/// A way in which a request goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// `500`, nothing was done.
    ServerError,
    /// `502` with a gateway's HTML page, nothing was done.
    BadGateway,
    /// `503`, nothing was done.
    Unavailable,
    /// `429` without any rate headers, nothing was done.
    TooManyRequests,
    /// The connection is closed before the request took effect.
    CloseBefore,
    /// The connection is closed, without an answer, after the request took effect.
    CloseAfter,
    /// The request took effect, the answer is a `500`.
    ServerErrorAfter,
    /// The request took effect, half of the answer arrives, then the connection is closed.
    Truncate,
    /// The request took effect, the answer is a `200` with broken JSON.
    Malformed,
    /// The request took effect, the answer comes late.
    Slow,
    /// The request took effect, the answer never comes (or after the duration given).
    Hang,
    /// The request took effect, the answer's body comes byte by byte.
    Drip,
}

/// One fault that struck a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fault {
    /// What goes wrong.
    pub kind: FaultKind,
    /// How long it lasts; `None` for kinds without a duration and for `hang` without an end.
    pub duration: Option<Duration>,
}

/// Faults and their probabilities; empty means that nothing goes wrong.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Faults(Vec<(f64, Fault)>);

impl Faults {
    /// The fault for a random number in 0..1, if any.
    pub(super) fn strike(&self, mut random: f64) -> Option<Fault> {
        for (probability, fault) in &self.0 {
            if random < *probability {
                return Some(*fault);
            }
            random -= probability;
        }
        None
    }

    /// No fault was asked for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = KINDS.iter().find(|(_, kind)| kind == self).map_or("", |(name, _)| *name);
        f.write_str(name)
    }
}

impl FromStr for Faults {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let faults = text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(one)
            .collect::<Result<Vec<_>, _>>()?;
        let total: f64 = faults.iter().map(|(probability, _)| probability).sum();
        // Tolerates the rounding of sums such as 0.7 + 0.2 + 0.1.
        if total > 1.0 + 1e-9 {
            return Err(Error::usage(format!("the probabilities in `{text}` add up to {total}"))
                .hint("a request meets at most one fault: together they may reach 1 (100%)"));
        }
        Ok(Faults(faults))
    }
}

fn one(text: &str) -> Result<(f64, Fault), Error> {
    let shape = "write KIND=P[:DURATION], such as `503=0.05` or `slow=10%:2s`";
    let (name, rest) = text
        .split_once('=')
        .ok_or_else(|| Error::usage(format!("`{text}` is not a fault")).hint(shape))?;
    let kind = KINDS.iter().find(|(known, _)| *known == name.trim()).map(|(_, kind)| *kind);
    let Some(kind) = kind else {
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        let near = nearest(name, names.iter().copied());
        let near = near.map_or(String::new(), |near| format!("did you mean {near}? "));
        return Err(Error::usage(format!("there is no fault `{name}`"))
            .hint(format!("{near}The kinds are {}", names.join(", "))));
    };
    let (chance, length) = match rest.split_once(':') {
        Some((chance, length)) => (chance, Some(length)),
        None => (rest, None),
    };
    let chance = probability(chance).ok_or_else(|| {
        Error::usage(format!("`{chance}` in `{text}` is not a probability"))
            .hint("write a number from 0 to 1, such as 0.05, or a percentage, such as 5%")
    })?;
    let takes_time = matches!(kind, FaultKind::Slow | FaultKind::Hang | FaultKind::Drip);
    let duration = match length {
        None if matches!(kind, FaultKind::Slow | FaultKind::Drip) => Some(DEFAULT_DELAY),
        None => None,
        Some(_) if !takes_time => {
            return Err(Error::usage(format!("`{name}` takes no duration"))
                .hint("only slow, hang and drip last a while"));
        }
        Some(length) => Some(duration(length).ok_or_else(|| {
            Error::usage(format!("`{length}` in `{text}` is not a duration"))
                .hint("write it as `500ms`, `2s` or `1m`")
        })?),
    };
    Ok((chance, Fault { kind, duration }))
}

fn probability(text: &str) -> Option<f64> {
    let text = text.trim();
    let number: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    (0.0..=1.0).contains(&number).then_some(number)
}

/// `30` means seconds, as in every duration on the command line.
fn duration(text: &str) -> Option<Duration> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let number: f64 = text[..end].parse().ok()?;
    let seconds = match text[end..].trim() {
        "ms" => number / 1000.0,
        "" | "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return None,
    };
    Duration::try_from_secs_f64(seconds).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Faults, Error> {
        text.parse()
    }

    #[test]
    fn several_faults_strike_with_the_probabilities_asked_for() {
        let faults = parse("500=0.1, close-after=20%,slow=0.3:250ms").unwrap();
        assert_eq!(faults.strike(0.05).unwrap().kind, FaultKind::ServerError);
        assert_eq!(faults.strike(0.1).unwrap().kind, FaultKind::CloseAfter);
        let slow = faults.strike(0.59).unwrap();
        assert_eq!((slow.kind, slow.duration), (FaultKind::Slow, Some(Duration::from_millis(250))));
        assert_eq!(faults.strike(0.61), None);
    }

    #[test]
    fn every_kind_can_be_named() {
        for (name, kind) in KINDS {
            assert_eq!(parse(&format!("{name}=1")).unwrap().strike(0.99).unwrap().kind, kind);
            assert_eq!(kind.to_string(), name);
        }
    }

    #[test]
    fn slow_lasts_a_second_and_hang_for_ever_unless_told() {
        let lasts = |text| parse(text).unwrap().strike(0.0).unwrap().duration;
        assert_eq!(lasts("slow=1"), Some(DEFAULT_DELAY));
        assert_eq!(lasts("hang=1"), None);
        assert_eq!(lasts("hang=1:2"), Some(Duration::from_secs(2)));
    }

    #[test]
    fn what_cannot_be_understood_is_explained() {
        for (text, hint) in [
            ("500", "KIND=P"),
            ("504=1", "close-before"),
            ("500=2", "from 0 to 1"),
            ("500=x", "from 0 to 1"),
            ("500=1:2s", "only slow"),
            ("slow=1:soon", "500ms"),
            ("500=0.7,502=0.7", "at most one"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.hint_text().unwrap().contains(hint), "{text}: {error:?}");
        }
    }

    #[test]
    fn a_mistyped_fault_is_guessed() {
        let error = "close-aftr=1%".parse::<Faults>().unwrap_err();
        assert!(error.hint_text().unwrap().starts_with("did you mean close-after?"), "{error:?}");
    }
}
