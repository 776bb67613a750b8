//! Where the server's UNIX seconds lie on our steady clock, before any window's end was seen. Pure.
//!
//! The wall clock is the first guess. `Date` is cut to whole seconds, but many answers together
//! narrow it down to about the time that one takes.

/// The difference between two clocks: steady time minus server time. All times are in seconds.
#[derive(Debug)]
pub(super) struct ServerClock {
    guess: f64,
    at_least: f64,
    at_most: f64,
}

impl ServerClock {
    /// Takes the wall clock for the server's.
    pub(super) fn new(steady: f64, wall: f64) -> Self {
        ServerClock { guess: steady - wall, at_least: f64::NEG_INFINITY, at_most: f64::INFINITY }
    }

    /// The steady time of a moment of the server's.
    pub(super) fn steady(&self, server: i64) -> f64 {
        let known = self.at_least..=self.at_most;
        let fits = known.contains(&self.guess);
        let offset = if fits { self.guess } else { f64::midpoint(self.at_least, self.at_most) };
        seconds(server) + offset
    }

    /// True when the server said what time it is.
    pub(super) fn is_dated(&self) -> bool {
        self.at_most.is_finite()
    }

    /// The server wrote this `Date` between two moments of ours.
    pub(super) fn saw_date(&mut self, date: i64, sent: f64, received: f64) {
        let (at_least, at_most) = (sent - seconds(date) - 1.0, received - seconds(date));
        self.at_least = self.at_least.max(at_least);
        self.at_most = self.at_most.min(at_most);
        if self.at_least > self.at_most {
            // One of the clocks was set, or several servers disagree.
            (self.at_least, self.at_most) = (at_least, at_most);
        }
    }
}

fn seconds(server: i64) -> f64 {
    server as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wall_clock_that_fits_the_date_is_believed() {
        let mut clock = ServerClock::new(100.0, 5000.4);
        clock.saw_date(5000, 99.9, 100.0);
        assert!((clock.steady(5010) - 109.6).abs() < 1e-6);
    }

    #[test]
    fn dates_correct_a_wrong_wall_clock_and_narrow_it_down() {
        let mut clock = ServerClock::new(100.0, 8000.0);
        for tenth in 0..30 {
            let received = 100.0 + f64::from(tenth) / 10.0;
            // The server's clock reads 5000.25 at our 100.
            let date = 5000.25 + f64::from(tenth) / 10.0 - 0.025;
            #[expect(clippy::cast_possible_truncation, reason = "small")]
            clock.saw_date(date.floor() as i64, received - 0.05, received);
        }
        assert!((clock.steady(5010) - 109.75).abs() < 0.1, "{}", clock.steady(5010));
    }
}
