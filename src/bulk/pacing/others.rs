//! How fast others use up the limit that a job shares with them. Pure.

/// How long it remembers, in seconds: a good part of Intercom's windows of ten (docs: Rate
/// Limiting), so that what others did in one window is expected in the next.
const MEMORY: f64 = 3.0;

/// What is forgotten almost wholly is nothing.
const NOTHING: f64 = 0.01;

/// The recent use of others.
#[derive(Debug, Default)]
pub(super) struct Others {
    weight: f64,
    at: f64,
}

impl Others {
    /// So many requests of others were noticed just now.
    pub(super) fn used(&mut self, count: u64, now: f64) {
        self.weight = self.remembered(now) + count as f64;
        self.at = now;
    }

    /// Requests per second.
    pub(super) fn rate(&self, now: f64) -> f64 {
        let rate = self.remembered(now) / MEMORY;
        if rate < NOTHING { 0.0 } else { rate }
    }

    fn remembered(&self, now: f64) -> f64 {
        self.weight * (-(now - self.at).max(0.0) / MEMORY).exp()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_steady_use_is_seen_as_its_rate_and_forgotten_when_it_ends() {
        let mut others = Others::default();
        for tenth in 0..200 {
            others.used(5, f64::from(tenth) / 10.0);
        }
        assert!((others.rate(20.0) - 50.0).abs() < 3.0, "{}", others.rate(20.0));
        assert!(others.rate(30.0) < 2.0);
        assert!(others.rate(60.0) <= 0.0);
    }
}
