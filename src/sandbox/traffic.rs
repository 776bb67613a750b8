//! Who may pass, and what happens to them? The rate windows, the faults and the counters that
//! every request meets before the workspace does.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::faults::{Fault, Faults};
use super::options::Options;
use super::random::Random;
use super::rate_limit::{Allowance, PerMinute, RateWindow};

/// Shared by all connections.
#[derive(Debug)]
pub struct Traffic(Mutex<State>);

#[derive(Debug)]
struct State {
    rate_limit: Option<PerMinute>,
    window: RateWindow,
    faults: Faults,
    ids: Random,
    luck: Random,
    /// By route, then by method.
    requests: BTreeMap<&'static str, BTreeMap<String, u64>>,
    rate_limited: u64,
    struck: u64,
}

impl Traffic {
    /// Traffic as the options want it.
    pub fn new(options: &Options) -> Self {
        Traffic(Mutex::new(State {
            rate_limit: options.rate_limit,
            window: RateWindow::default(),
            faults: options.faults.clone(),
            // Two streams, so that one more request id does not change which requests fail.
            ids: Random::new(options.seed ^ 0x1d5),
            luck: Random::new(options.seed ^ 0x10c),
            requests: BTreeMap::new(),
            rate_limited: 0,
            struck: 0,
        }))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // The counters are plain numbers: true also after a panic elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a request to `route` and gives it an id.
    pub fn arrive(&self, method: &str, route: &'static str) -> String {
        let mut state = self.state();
        let by_method = state.requests.entry(route).or_default();
        match by_method.get_mut(method) {
            Some(count) => *count += 1,
            None => {
                by_method.insert(method.to_owned(), 1);
            }
        }
        state.ids.uuid()
    }

    /// The fault that strikes the next request.
    pub fn fault(&self) -> Option<Fault> {
        let mut state = self.state();
        if state.faults.is_empty() {
            return None;
        }
        let random = state.luck.fraction();
        let fault = state.faults.strike(random);
        state.struck += u64::from(fault.is_some());
        fault
    }

    /// Takes one call from the present window; `None` without a limit.
    pub fn take(&self, now: i64) -> Option<Allowance> {
        let mut state = self.state();
        let allowance = state.rate_limit.map(|rate| state.window.take(rate, now))?;
        state.rate_limited += u64::from(allowance.exceeded);
        Some(allowance)
    }

    /// Requests so far, by `METHOD path` with the path's parameters as in `/contacts/{id}`.
    pub fn requests(&self) -> BTreeMap<String, u64> {
        let state = self.state();
        let counts = state.requests.iter().flat_map(|(route, by_method)| {
            by_method.iter().map(move |(method, count)| (format!("{method} {route}"), *count))
        });
        counts.collect()
    }

    /// How many requests were one too many for their window.
    pub fn rate_limited(&self) -> u64 {
        self.state().rate_limited
    }

    /// How many requests met a fault.
    pub fn struck(&self) -> u64 {
        self.state().struck
    }

    /// From now on, this limit.
    pub fn set_rate_limit(&self, rate: Option<PerMinute>) {
        self.state().rate_limit = rate;
    }

    /// From now on, these faults.
    pub fn set_faults(&self, faults: Faults) {
        self.state().faults = faults;
    }
}
