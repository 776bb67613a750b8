//! How fast does a number grow? Measured over the last while, so that a rate follows what happens now
//! and not what happened an hour ago. Time comes from the caller.

use std::collections::VecDeque;
use std::time::Duration;

/// Samples are at least this far apart.
const SAMPLE_EVERY: Duration = Duration::from_secs(1);

/// A number that grows, over the last while.
#[derive(Debug)]
pub struct Meter {
    window: Duration,
    samples: VecDeque<(Duration, u64)>,
}

impl Meter {
    /// A meter that looks back this far.
    pub fn over(window: Duration) -> Self {
        Meter { window, samples: VecDeque::new() }
    }

    /// The number has this value now. The first sample sets what growth is counted from.
    pub fn sample(&mut self, now: Duration, value: u64) {
        // The last sample is always now; older ones are at least `SAMPLE_EVERY` apart.
        if let [.., (before, _), _] = self.samples.make_contiguous()
            && now.saturating_sub(*before) < SAMPLE_EVERY
        {
            self.samples.pop_back();
        }
        self.samples.push_back((now, value));
        while self.samples.len() > 2
            && self.samples.front().is_some_and(|(at, _)| now.saturating_sub(*at) > self.window)
        {
            self.samples.pop_front();
        }
    }

    /// By how much it grows in a second, once there is something to measure.
    pub fn per_second(&self) -> Option<f64> {
        let (since, from) = self.samples.front()?;
        let (now, to) = self.samples.back()?;
        let seconds = now.saturating_sub(*since).as_secs_f64();
        (seconds >= SAMPLE_EVERY.as_secs_f64()).then(|| to.saturating_sub(*from) as f64 / seconds)
    }
}
