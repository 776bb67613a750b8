//! How many requests are under way at once. Pure: latencies and failures go in.
//!
//! The level follows latency: while answers come as fast as they do when little is under way, more
//! are sent; when they slow down, the server is busy and fewer are. Overload halves it. The idea is
//! that of TCP's delay-based congestion control, applied to requests.

use std::time::Duration;

/// The level a job begins with.
const START: f64 = 4.0;

/// The most that `auto` rises to: ten times what Intercom's usual limit of 1,666 requests per 10 s
/// (docs: Rate Limiting) takes at a latency of 150 ms.
const MAX_AUTO: f64 = 256.0;

/// Below this latency, in seconds, more at once always pays: what takes time is the sending itself.
const FAST: f64 = 0.002;

/// Answers may take this many times the least latency before the level stops rising.
const TOLERANCE: f64 = 2.0;

/// How quickly the smoothed latency follows.
const SMOOTHING: f64 = 0.1;

/// The concurrency of a job.
#[derive(Debug, Clone)]
pub struct Level {
    value: f64,
    fixed: bool,
    /// Nothing has slowed down yet: the level doubles with every round of answers.
    starting: bool,
    least_latency: f64,
    latency: f64,
    halved_at: Duration,
}

impl Level {
    /// A level that finds itself.
    pub fn auto() -> Self {
        Level {
            value: START,
            fixed: false,
            starting: true,
            least_latency: f64::INFINITY,
            latency: 0.0,
            halved_at: Duration::ZERO,
        }
    }

    /// A level that the user chose: it stays.
    pub fn fixed(count: usize) -> Self {
        Level { value: usize_to_f64(count), fixed: true, ..Level::auto() }
    }

    /// How many may be under way, at least one.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 1 and MAX"
    )]
    pub fn value(&self) -> usize {
        self.value.max(1.0) as usize
    }

    /// A typical latency in seconds; zero before the first answer.
    pub fn latency(&self) -> f64 {
        self.latency
    }

    /// An answer came that shows the server at work. `busy` says that the level was nearly used
    /// up: only then does the latency say anything about it.
    pub fn answered(&mut self, latency: Duration, busy: bool) {
        let latency = latency.as_secs_f64();
        self.least_latency = self.least_latency.min(latency);
        self.latency = if self.latency == 0.0 {
            latency
        } else {
            self.latency + SMOOTHING * (latency - self.latency)
        };
        if self.fixed || !busy {
            return;
        }
        let relaxed = self.least_latency.max(FAST) * TOLERANCE;
        let gradient = (relaxed / self.latency).clamp(0.5, 1.0);
        self.starting &= gradient >= 1.0;
        if self.value < START + 1.0 && gradient < 1.0 {
            // Fewer at once do not help, so it is not our requests that slow the server down.
            self.least_latency = self.latency;
        }
        let growth = if self.starting { self.value } else { self.value.sqrt() };
        let target = self.value * gradient + growth;
        self.value =
            (self.value + (target - self.value) / self.value.max(4.0)).clamp(1.0, MAX_AUTO);
    }

    /// The server is overloaded or gone. What failed together halves the level once.
    pub fn overloaded(&mut self, now: Duration) {
        if self.fixed {
            return;
        }
        let calm = Duration::from_secs_f64((2.0 * self.latency).max(0.1));
        if now.saturating_sub(self.halved_at) >= calm {
            self.value = (self.value / 2.0).max(1.0);
            self.halved_at = now;
            self.starting = false;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a number of connections is small")]
fn usize_to_f64(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that works on `width` requests at once, each for `work` seconds.
    fn settle(level: &mut Level, width: f64, work: f64, answers: usize) {
        for _ in 0..answers {
            let queue = (usize_to_f64(level.value()) / width).max(1.0);
            level.answered(Duration::from_secs_f64(work * queue), true);
        }
    }

    #[test]
    fn the_level_rises_while_latency_does_not() {
        let mut level = Level::auto();
        settle(&mut level, 10_000.0, 0.1, 2_000);
        assert!(level.value() >= 200, "{}", level.value());
    }

    #[test]
    fn the_level_settles_where_the_server_is_busy() {
        let mut level = Level::auto();
        settle(&mut level, 16.0, 0.1, 5_000);
        assert!((16..=64).contains(&level.value()), "{}", level.value());
    }

    #[test]
    fn overload_halves_once_and_the_level_comes_back() {
        let at = Duration::from_millis;
        let mut level = Level::auto();
        settle(&mut level, 10_000.0, 0.1, 2_000);
        let before = level.value();
        level.overloaded(at(60_000));
        level.overloaded(at(60_010));
        assert_eq!(level.value(), before / 2);
        settle(&mut level, 10_000.0, 0.1, 2_000);
        assert!(level.value() >= before * 9 / 10);
    }

    #[test]
    fn a_server_that_became_slower_for_good_is_not_taken_for_overloaded() {
        let mut level = Level::auto();
        settle(&mut level, 10_000.0, 0.05, 2_000);
        settle(&mut level, 10_000.0, 0.5, 6_000);
        assert!(level.value() >= 200, "{}", level.value());
    }

    #[test]
    fn an_idle_level_does_not_rise() {
        let mut level = Level::auto();
        for _ in 0..1000 {
            level.answered(Duration::from_millis(100), false);
        }
        assert_eq!(level.value(), 4);
    }
}
