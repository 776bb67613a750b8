//! How long answers took of late: a histogram that forgets, so that a median costs nothing until
//! somebody looks. Recording is a few instructions, since it happens with every answer.

use std::time::Duration;

/// Steps that each doubling of the latency is divided into: a value is known to an eighth.
const STEPS: usize = 8;

/// Doublings from one microsecond on: more than an hour, far beyond any time limit.
const DOUBLINGS: usize = 32;

/// When so many answers are remembered, each counts half as much from then on: what is shown is the
/// last few seconds of a fast job.
const REMEMBERED: u32 = 1024;

/// The latencies of the last few hundred answers.
#[derive(Debug, Clone)]
pub struct Latencies {
    counts: [u32; STEPS * DOUBLINGS],
    total: u32,
}

impl Default for Latencies {
    fn default() -> Self {
        Latencies { counts: [0; STEPS * DOUBLINGS], total: 0 }
    }
}

impl Latencies {
    /// An answer took so long.
    pub fn record(&mut self, latency: Duration) {
        self.counts[slot(latency)] += 1;
        self.total += 1;
        if self.total >= REMEMBERED {
            self.total = 0;
            for count in &mut self.counts {
                *count /= 2;
                self.total += *count;
            }
        }
    }

    /// The latency that this share of the answers did not exceed, such as 0.5 for the median; `None`
    /// before the first answer.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let wanted = (f64::from(self.total) * share).ceil().max(1.0);
        let mut seen = 0;
        let slot = self.counts.iter().position(|count| {
            seen += count;
            f64::from(seen) >= wanted
        })?;
        Some(middle(slot))
    }
}

/// The place of a latency: its highest bit, and the three bits behind that.
fn slot(latency: Duration) -> usize {
    let micros = usize::try_from(latency.as_micros()).unwrap_or(usize::MAX).max(1);
    let doubling = micros.ilog2() as usize;
    let step = (micros << 3 >> doubling) & (STEPS - 1);
    (doubling * STEPS + step).min(STEPS * DOUBLINGS - 1)
}

/// The middle of what falls into a place.
fn middle(slot: usize) -> Duration {
    let (doubling, step) = (slot / STEPS, slot % STEPS);
    let sixteenths = 1u64 << doubling;
    Duration::from_nanos(sixteenths * 1000 * (2 * (STEPS + step) as u64 + 1) / 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(milliseconds: impl IntoIterator<Item = u64>) -> Latencies {
        let mut latencies = Latencies::default();
        milliseconds.into_iter().for_each(|ms| latencies.record(Duration::from_millis(ms)));
        latencies
    }

    /// Whether the two are as near to each other as the histogram is fine.
    fn near(found: Option<Duration>, milliseconds: u64) -> bool {
        let wanted = Duration::from_millis(milliseconds).as_secs_f64();
        found.is_some_and(|found| (found.as_secs_f64() / wanted - 1.0).abs() < 0.1)
    }

    #[test]
    fn median_and_tail_are_told_apart() {
        let latencies = of((0..900).map(|n| if n % 10 == 0 { 800 } else { 50 }));
        assert!(near(latencies.quantile(0.5), 50), "{:?}", latencies.quantile(0.5));
        assert!(near(latencies.quantile(0.95), 800), "{:?}", latencies.quantile(0.95));
    }

    #[test]
    fn every_latency_is_known_to_a_tenth_and_none_is_out_of_reach() {
        for ms in [1, 2, 3, 7, 50, 333, 1000, 30_000, 600_000] {
            assert!(near(of([ms]).quantile(0.5), ms), "{ms}: {:?}", of([ms]).quantile(0.5));
        }
        let mut latencies = Latencies::default();
        latencies.record(Duration::ZERO);
        latencies.record(Duration::MAX);
        assert!(latencies.quantile(1.0) > latencies.quantile(0.5));
    }

    #[test]
    fn what_was_long_ago_is_forgotten() {
        let latencies = of((0..20_000).map(|n| if n < 10_000 { 1000 } else { 10 }));
        assert!(near(latencies.quantile(0.95), 10), "{:?}", latencies.quantile(0.95));
    }

    #[test]
    fn before_the_first_answer_there_is_none() {
        assert_eq!(Latencies::default().quantile(0.5), None);
    }
}
