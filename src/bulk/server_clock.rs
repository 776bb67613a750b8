//! Where the server's UNIX seconds lie on our steady clock. Pure.
//!
//! Every answer narrows it: a window that was open when a request was sent ends later, one that was
//! over when an answer came ended earlier. The wall clock is the first guess; `Date` corrects a
//! wall clock that is plainly wrong.

/// The difference between two clocks, learned from answers. All times are in seconds.
#[derive(Debug)]
pub(super) struct ServerClock {
    /// Steady time minus server time, before any window said better.
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
        seconds(server) + self.guess.min(self.at_most).max(self.at_least)
    }

    /// `Date` is cut to whole seconds, so the server's time lay within the second after it. A
    /// guess that fits is better than a date's middle and stays.
    pub(super) fn saw_date(&mut self, date: i64, sent: f64, received: f64) {
        let earliest = sent - seconds(date) - 1.0;
        let latest = received - seconds(date);
        if self.guess < earliest - 1.0 || self.guess > latest + 1.0 {
            self.guess = f64::midpoint(earliest, latest);
        }
    }

    /// The window that ends at `reset` was open after this moment.
    pub(super) fn window_was_open(&mut self, reset: i64, sent: f64) {
        self.at_least = self.at_least.max(sent - seconds(reset));
        if self.at_least > self.at_most {
            self.at_most = f64::INFINITY;
        }
    }

    /// The window that ends at `reset` was over before this moment.
    pub(super) fn window_was_over(&mut self, reset: i64, received: f64) {
        self.at_most = self.at_most.min(received - seconds(reset));
        if self.at_least > self.at_most {
            self.at_least = f64::NEG_INFINITY;
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "UNIX seconds are far below 2^52")]
fn seconds(server: i64) -> f64 {
    server as f64
}
