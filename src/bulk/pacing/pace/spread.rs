//! When is the next request due? What may still be sent in a window, spread over the time that
//! remains of it.

use super::Pace;
use crate::bulk::pacing::rate::Rate;
use crate::bulk::pacing::window::Window;

/// What was missed is made up for at up to this multiple of the even pace.
const HASTE: f64 = 2.0;

/// The same in the last second of a window: what is missed there has no later moment.
const LAST_HASTE: f64 = 4.0;

/// How long a window's last haste lasts, in seconds.
const LAST: f64 = 1.0;

/// The same in a window whose end is a guess.
const CAREFUL_HASTE: f64 = 1.25;

/// A job that shares the limit leaves others what they used before, but at the beginning of a window
/// it claims at least this share of what is left: where all do so, all get the same. In its second
/// half it claims less and less, because a program that does not give way would be refused in its end.
const FAIR_SHARE: f64 = 0.6;

/// `--rate N/min` is undercut by this share, so that timers and connections that are late at one
/// time and early at another cannot make it one too many.
const UNDERCUT: f64 = 0.005;

/// How far a boundary may be missed where latency is unsteady, in mean deviations of it.
const UNSTEADINESS: f64 = 0.5;

impl Pace {
    /// Seconds from one request to the next where a whole window is spread evenly.
    pub(super) fn even(&self, window: &Window) -> f64 {
        self.length / window.allowed(self.rate).max(1) as f64
    }

    /// Sets when the next request is due: what is left, spread over the time that is left.
    pub(super) fn plan_next(&mut self, now: f64) {
        let mut due = self.slot;
        if let Some(Rate::PerMinute(count)) = self.rate {
            due += 60.0 * (1.0 + UNDERCUT) / count as f64;
        }
        if let Some(window) = self.window {
            due = due.max(self.spread(&window, now));
        }
        self.next_due = due;
    }

    fn spread(&self, window: &Window, now: f64) -> f64 {
        let even = self.even(window);
        if window.is_over(now) {
            return self.slot + even;
        }
        let others = self.others.rate(now);
        let spare = window.spare(self.rate, self.latency, even)
            + others * self.latency
            + UNSTEADINESS * self.deviation / even;
        let budget = window.free(self.rate) as f64 - spare;
        if budget < 1.0 {
            // The part of a request that is left falls into the next window.
            let part = if window.sure { 1.0 - budget.max(0.0) } else { 0.0 };
            return window.ends + part * even;
        }
        let left = window.ends - self.slot;
        if left <= 0.0 {
            return window.ends;
        }
        let whole = budget / left;
        let haste = match window.sure {
            true if left < LAST => LAST_HASTE,
            true => HASTE,
            false => CAREFUL_HASTE,
        };
        let claim = FAIR_SHARE * (2.0 * left / self.length).min(1.0);
        let pace = (whole - others).max(whole * claim).min(haste / even);
        self.slot + 1.0 / pace
    }
}
