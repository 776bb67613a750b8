//! Spreads requests over the rate limit's windows: as many as the headers allow, evenly, and none
//! that would be refused. Pure: times and headers go in, the moment of the next request comes out.
//!
//! Intercom counts in windows (docs: Rate Limiting) that every program of the workspace shares, so
//! the headers are the only truth. What remains of a window, less what is under way, is spread over
//! the time that remains of it. Where a window ends is learned from the answers (see
//! `boundary.rs`), so that the stream of requests passes from one to the next without a
//! pause. The first end alone has to be found: the last few requests of that window are kept back
//! to go on with until an answer tells.
//!
//! What answers tell of windows is in `windows.rs`, when the next request is due in `spread.rs`.

mod spread;
mod windows;

use std::time::Duration;

use super::others::Others;
use super::rate::Rate;
use super::server_clock::ServerClock;
use super::window::Window;
use crate::api::rate_limit::Timing;

/// How long windows last, in seconds, until another length is seen (docs: Rate Limiting).
const USUAL_LENGTH: f64 = 10.0;

/// A timer that fires late, as on a busy machine, is made up for by sending closer together, but not
/// by more than this, in seconds: a longer standstill must not end in a burst.
const CATCH_UP: f64 = 0.1;

/// The same under `--rate N/min`, where closer together may be one too many.
const STRICT_CATCH_UP: f64 = 0.01;

/// So many answers without rate headers in a row, after the window's end, show that there is no
/// limit any more.
const BARE_ANSWERS: u32 = 16;

/// How quickly the typical latency follows.
const SMOOTHING: f64 = 0.1;

/// A moment as two clocks see it.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Steady time.
    pub steady: Duration,
    /// Wall time in UNIX seconds.
    pub wall: f64,
}

/// Whether a request may be sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Turn {
    /// At once.
    Now,
    /// Not before that steady time.
    At(Duration),
    /// Not before an answer came in.
    AfterAnswer,
}

/// One request under way, as its sender must hand it back with the answer.
#[derive(Debug, Clone, Copy)]
pub struct Ticket {
    pub(super) sequence: u64,
    sent: f64,
    asks: bool,
}

/// What came back to a request.
#[derive(Debug, Clone, Copy)]
pub struct Reply<'a> {
    /// The headers.
    pub timing: &'a Timing,
    /// It was a success, and so should carry the rate headers.
    pub done: bool,
    /// It was a 429.
    pub limited: bool,
}

/// The pacing of one job.
#[derive(Debug)]
pub struct Pace {
    rate: Option<Rate>,
    window: Option<Window>,
    /// How long windows last, in seconds.
    length: f64,
    server: ServerClock,
    others: Others,
    /// When the first request left that was seen to count in the current window.
    began: Option<f64>,
    /// Windows were seen to begin without a request: they follow a clock.
    follows_a_clock: bool,
    /// Nothing was answered yet, so nothing is known about limits.
    untried: bool,
    in_flight: u64,
    /// Requests under way that were sent after the guessed end of a window.
    asking: u64,
    /// Successes in a row without rate headers.
    bare: u32,
    next_sequence: u64,
    /// How long an answer typically takes, in seconds.
    latency: f64,
    /// How much that differs from one answer to the next, in seconds.
    deviation: f64,
    /// The steady second that the last request was due at.
    slot: f64,
    next_due: f64,
}

impl Pace {
    /// A pace that knows nothing of the server yet. `rate` is the user's own limit.
    pub fn new(rate: Option<Rate>, now: Now) -> Self {
        Pace {
            rate,
            window: None,
            length: USUAL_LENGTH,
            server: ServerClock::new(now.steady.as_secs_f64(), now.wall),
            others: Others::default(),
            began: None,
            follows_a_clock: false,
            untried: true,
            in_flight: 0,
            asking: 0,
            bare: 0,
            next_sequence: 0,
            latency: 0.0,
            deviation: 0.0,
            slot: f64::NEG_INFINITY,
            next_due: f64::NEG_INFINITY,
        }
    }

    /// The allowance of the current window, once an answer told it.
    pub fn window_limit(&self) -> Option<u64> {
        self.window.map(|window| window.limit)
    }

    /// True when the end of the current window is known, so that a refusal needs no pause of its
    /// own: nothing is sent before it.
    pub fn knows_the_end(&self) -> bool {
        self.window.is_some_and(|window| window.sure)
    }

    /// Whether a request may be sent now.
    pub fn turn(&self, now: Duration) -> Turn {
        let now = now.as_secs_f64();
        if now < self.next_due {
            return at(self.next_due);
        }
        let Some(window) = self.window else {
            let wait = self.untried && self.in_flight > 0;
            return if wait { Turn::AfterAnswer } else { Turn::Now };
        };
        let free = window.free(self.rate);
        match (window.is_over(now), window.sure) {
            (true, true) => Turn::Now,
            (true, false) if free > 1 || self.asking == 0 => Turn::Now,
            (true, false) => Turn::AfterAnswer,
            (false, _) if free > 0 => Turn::Now,
            (false, _) => at(window.ends),
        }
    }

    /// A request is being sent.
    pub fn sent(&mut self, now: Duration) -> Ticket {
        let now = now.as_secs_f64();
        let mut asks = false;
        if let Some(window) = &mut self.window {
            if window.is_over(now) && window.sure {
                *window = window.presume_next(self.next_sequence, now, self.length);
            }
            window.in_flight += 1;
            asks = window.is_over(now);
        }
        self.asking += u64::from(asks);
        let ticket = Ticket { sequence: self.next_sequence, sent: now, asks };
        self.next_sequence += 1;
        self.in_flight += 1;
        let catch_up = match self.rate {
            Some(Rate::PerMinute(_)) => STRICT_CATCH_UP,
            _ => CATCH_UP,
        };
        self.slot = self.next_due.max(now - catch_up);
        self.plan_next(now);
        ticket
    }

    /// What came back, or `None` when the request brought no answer.
    pub fn answered(&mut self, ticket: Ticket, now: Duration, reply: Option<&Reply<'_>>) {
        let now = now.as_secs_f64();
        self.in_flight = self.in_flight.saturating_sub(1);
        self.asking -= u64::from(ticket.asks);
        if let Some(window) = &mut self.window
            && ticket.sequence >= window.first
        {
            window.in_flight = window.in_flight.saturating_sub(1);
        }
        let Some(reply) = reply else { return };
        self.untried = false;
        let took = now - ticket.sent;
        let follow = if self.latency > 0.0 { SMOOTHING } else { 1.0 };
        self.deviation +=
            SMOOTHING * ((took - self.latency).abs() * (1.0 - follow) - self.deviation);
        self.latency += follow * (took - self.latency);
        if let Some(date) = reply.timing.date {
            self.server.saw_date(date, ticket.sent, now);
        }
        match reply.timing.rate {
            Some(rate) => {
                self.bare = 0;
                self.observe(rate, ticket, reply.limited, now);
            }
            None if reply.done => self.saw_no_limit(ticket),
            None => {}
        }
        self.plan_next(now);
    }

    /// Headers that stay away once their window is over mean that there is no limit any more.
    fn saw_no_limit(&mut self, ticket: Ticket) {
        let Some(window) = self.window else { return };
        let after_its_end = window.presumed && ticket.sequence >= window.first;
        self.bare += u32::from(after_its_end || ticket.asks);
        if self.bare >= BARE_ANSWERS {
            self.window = None;
            self.bare = 0;
            self.next_due = f64::NEG_INFINITY;
        }
    }
}

fn at(due: f64) -> Turn {
    Turn::At(Duration::from_secs_f64(due.max(0.0)))
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
