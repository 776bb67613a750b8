//! How many requests are under way at once. Pure: latencies and failures go in.
//!
//! The level rises while answers come as fast as they do when little is under way. When they slow
//! down it is cut, and what happens then tells the reason: if answers are faster again, the server
//! had a queue, and the level stays low; if they are not, the server has become slower by itself,
//! and the level may rise again. The same look is taken now and then without a reason, because a
//! queue that was always there shows itself in no other way. Latencies are compared by the medians
//! of rounds, so that a few slow answers do not count. Overload cuts the level at once.

use std::time::Duration;

/// The level a job begins with.
const START: f64 = 8.0;

/// The most that `auto` rises to, which is also the most that may be asked for.
const MAX_AUTO: f64 = 512.0;

/// Below this latency, in seconds, more at once always pays: what takes time is the sending itself.
const FAST: f64 = 0.002;

/// The level is cut when answers take this many times what they take when little is under way.
const SLOW: f64 = 2.0;

/// Half of the level must bring answers this many times as fast to prove a queue.
const QUEUED: f64 = 1.4;

/// The least number of answers of a round: a median of fewer is left to chance.
const ROUND: usize = 16;

/// How quickly the usual latency follows when answers come faster.
const SMOOTHING: f64 = 0.2;

/// How often a look is taken without a reason: so seldom that it costs a hundredth of the speed.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// The same, in latencies.
const LOOK_EVERY_LATENCIES: f64 = 80.0;

/// Below this level a look would show little.
const LEAST_LOOK: f64 = 12.0;

/// A server that fails less often than this share is unreliable, not overloaded.
const UNRELIABLE: f64 = 0.04;

/// How quickly the share of failures follows.
const FAILURES_SMOOTHING: f64 = 1.0 / 64.0;

/// What is left of the level when the server is overloaded.
const AFTER_OVERLOAD: f64 = 0.7;

/// So long the level at which the server was overloaded is approached with care.
const OVERLOAD_REMEMBERED: Duration = Duration::from_secs(30);

/// The concurrency of a job.
#[derive(Debug, Clone)]
pub struct Level {
    value: f64,
    fixed: bool,
    /// Below this it doubles with every round, above it rises slowly.
    threshold: f64,
    /// What answers take when little is under way, in seconds.
    usual: f64,
    /// A typical latency of late, in seconds.
    latency: f64,
    /// The latencies of the round, of requests that left after it began.
    round: Vec<f64>,
    round_began: Duration,
    /// The level when the round began.
    begun_with: f64,
    look: Option<Look>,
    /// When to look next.
    look_due: Duration,
    /// The last look found a queue: the level does not rise until one finds none.
    queued: bool,
    /// The level stands still for a round, so that a look has something to compare with.
    still: bool,
    cut_at: Duration,
    /// The level that the server could not bear, and when.
    unbearable: Option<(f64, Duration)>,
    /// Something succeeded since the last cut.
    proven: bool,
    /// The share of failures since the last cut.
    failing: f64,
}

/// The level is lowered to see what that does to the latency.
#[derive(Debug, Clone, Copy)]
struct Look {
    level_before: f64,
    latency_before: f64,
    /// Without a reason, so that the level returns when nothing is found.
    routine: bool,
}

impl Level {
    /// A level that finds itself.
    pub fn auto() -> Self {
        Level {
            value: START,
            fixed: false,
            threshold: MAX_AUTO,
            usual: f64::INFINITY,
            latency: 0.0,
            round: Vec::new(),
            round_began: Duration::ZERO,
            begun_with: START,
            look: None,
            look_due: LOOK_EVERY,
            queued: false,
            still: false,
            cut_at: Duration::ZERO,
            unbearable: None,
            proven: false,
            failing: 0.0,
        }
    }

    /// A level that the user chose: it stays.
    pub fn fixed(count: usize) -> Self {
        Level { value: count as f64, fixed: true, ..Level::auto() }
    }

    /// How many may be under way, at least one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and a few hundred"
    )]
    pub fn value(&self) -> usize {
        self.value.max(1.0) as usize
    }

    /// An answer came that shows the server at work. `busy` says that the level was nearly used
    /// up: only then does the latency say anything about it.
    pub fn answered(&mut self, now: Duration, latency: Duration, busy: bool) {
        self.proven = true;
        self.failing -= FAILURES_SMOOTHING * self.failing;
        if self.fixed || !busy {
            return;
        }
        if self.look.is_none() && !self.queued && !self.still {
            self.value = (self.value + self.growth(now)).min(MAX_AUTO);
        }
        if now.saturating_sub(latency) >= self.round_began {
            self.round.push(latency.as_secs_f64());
        }
        if self.round.len() >= self.answers_of_a_round() {
            self.end_round(now);
        }
    }

    fn answers_of_a_round(&self) -> usize {
        let rising = self.value < self.threshold;
        (if rising { self.value() / 2 } else { self.value() }).max(ROUND)
    }

    /// What one answer adds to the level.
    fn growth(&self, now: Duration) -> f64 {
        if self.value < self.threshold {
            // What is new must be measured before more is dared.
            return if self.value < 2.0 * self.begun_with { 1.0 } else { 0.0 };
        }
        let slowly = 1.0 / self.value.sqrt();
        match self.unbearable {
            Some((level, at))
                if self.value > level * AFTER_OVERLOAD.sqrt()
                    && now.saturating_sub(at) < OVERLOAD_REMEMBERED =>
            {
                slowly / 8.0
            }
            _ => slowly,
        }
    }

    fn end_round(&mut self, now: Duration) {
        self.latency = median(&mut self.round);
        match self.look.take() {
            Some(look) => self.judge(look, now),
            None => self.compare(now),
        }
        self.begin_round(now);
    }

    fn begin_round(&mut self, now: Duration) {
        self.round.clear();
        self.round_began = now;
        self.begun_with = self.value;
    }

    /// Compares a round with what is usual.
    fn compare(&mut self, now: Duration) {
        if self.usual.is_infinite() {
            self.usual = self.latency;
        } else if self.latency < self.usual {
            self.usual += SMOOTHING * (self.latency - self.usual);
        }
        self.queued &= self.value >= LEAST_LOOK;
        let slowdown = self.latency / self.usual.max(FAST);
        let slow = slowdown > SLOW;
        let due = self.latency > FAST && now >= self.look_due && self.value >= LEAST_LOOK;
        // The latency of a level that was still rising says nothing about it.
        let stood = std::mem::replace(&mut self.still, slow || due) || self.queued;
        if stood && slow {
            self.lower((1.0 / slowdown).max(0.25), false);
        } else if stood && due {
            self.lower(0.5, true);
        }
    }

    fn lower(&mut self, factor: f64, routine: bool) {
        self.still = false;
        self.look = Some(Look { level_before: self.value, latency_before: self.latency, routine });
        self.value = (self.value * factor).max(1.0);
        self.threshold = self.threshold.min(self.value);
    }

    /// What a look has shown.
    fn judge(&mut self, look: Look, now: Duration) {
        self.usual = self.latency;
        let speedup = look.latency_before / self.latency.max(FAST);
        self.queued = speedup >= QUEUED;
        if self.queued {
            // What is left of the queue is found by looking again.
            self.look_due = now;
            self.value = self.value.max(look.level_before / speedup * QUEUED.sqrt());
            return;
        }
        let latencies = Duration::from_secs_f64(LOOK_EVERY_LATENCIES * self.latency);
        self.look_due = now + LOOK_EVERY.max(latencies);
        if look.routine {
            self.value = look.level_before;
        }
    }

    /// The server is overloaded or gone. What failed together counts once.
    pub fn overloaded(&mut self, now: Duration) {
        self.failing += FAILURES_SMOOTHING * (1.0 - self.failing);
        let calm = Duration::from_secs_f64((2.0 * self.latency).max(0.1));
        let at_rest = now.saturating_sub(self.cut_at) < calm;
        if self.fixed || at_rest || self.failing < UNRELIABLE {
            return;
        }
        self.failing = 0.0;
        let rising = self.value < self.threshold;
        let before = self.look.take().map_or(self.value, |look| look.level_before.min(self.value));
        self.value = (before * if rising { 0.5 } else { AFTER_OVERLOAD }).max(1.0);
        if self.proven {
            // What an outage does to the level after this says nothing about what can be borne.
            self.threshold = self.value;
            self.unbearable = Some((before, now));
        }
        self.proven = false;
        self.cut_at = now;
        self.begin_round(now);
    }
}

fn median(latencies: &mut [f64]) -> f64 {
    let middle = latencies.len() / 2;
    *latencies.select_nth_unstable_by(middle, f64::total_cmp).1
}

#[cfg(test)]
#[path = "level_tests.rs"]
mod tests;
