//! Which installations have begun and not ended? Each has a `state` of its own, which ends one of
//! them once; so any number of people can install at the same time, and nobody ends what another
//! began.

use std::collections::VecDeque;
use std::time::Duration;

use super::state::State;
use crate::error::Result;

/// So many may be open. A page on the internet is opened by robots, too.
pub const MOST_OPEN: usize = 100;

/// How long one stays open: time to log in at Intercom, read what the app asks for, and decide.
pub const OPEN_FOR: Duration = Duration::from_secs(600);

/// The open installations, the oldest first.
#[derive(Debug, Default)]
pub struct Installs {
    open: VecDeque<(State, Duration)>,
}

impl Installs {
    /// Begins one at this reading of the clock; `None` when as many are open as may.
    pub fn begin(&mut self, now: Duration) -> Result<Option<State>> {
        self.expire(now);
        if self.open.len() >= MOST_OPEN {
            return Ok(None);
        }
        let state = State::random()?;
        self.open.push_back((state.clone(), now));
        Ok(Some(state))
    }

    /// Ends the one with this `state`. False when there is none: never was, took too long, or has
    /// ended before.
    pub fn end(&mut self, state: &str, now: Duration) -> bool {
        self.expire(now);
        let before = self.open.len();
        // Each is compared, so that the time tells nothing.
        self.open.retain(|(known, _)| !known.matches(state));
        self.open.len() < before
    }

    fn expire(&mut self, now: Duration) {
        let over = |began: &Duration| now.saturating_sub(*began) >= OPEN_FOR;
        while self.open.front().is_some_and(|(_, began)| over(began)) {
            self.open.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(installs: &mut Installs, second: u64) -> Option<State> {
        installs.begin(Duration::from_secs(second)).unwrap()
    }

    #[test]
    fn each_installation_ends_by_its_own_state_and_once() {
        let mut installs = Installs::default();
        let (one, other) = (begin(&mut installs, 0).unwrap(), begin(&mut installs, 0).unwrap());
        let now = Duration::from_secs(1);
        assert!(!installs.end("", now));
        assert!(!installs.end("guessed", now));
        assert!(installs.end(other.as_str(), now));
        assert!(!installs.end(other.as_str(), now), "once");
        assert!(installs.end(one.as_str(), now));
    }

    #[test]
    fn ten_minutes_are_enough() {
        let mut installs = Installs::default();
        let (one, other) = (begin(&mut installs, 0).unwrap(), begin(&mut installs, 1).unwrap());
        assert!(!installs.end(one.as_str(), Duration::from_secs(600)));
        assert!(installs.end(other.as_str(), Duration::from_secs(600)));
    }

    #[test]
    fn a_crowd_is_turned_away_until_there_is_room() {
        let mut installs = Installs::default();
        let first = begin(&mut installs, 0).unwrap();
        for _ in 1..MOST_OPEN {
            assert!(begin(&mut installs, 10).is_some());
        }
        assert!(begin(&mut installs, 10).is_none());
        assert!(installs.end(first.as_str(), Duration::from_secs(10)), "the first is not harmed");
        assert!(begin(&mut installs, 10).is_some());
        assert!(begin(&mut installs, 10).is_none());
        assert!(begin(&mut installs, 611).is_some());
    }
}
