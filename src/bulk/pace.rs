//! Spreads requests over the rate limit's windows: as many as the headers allow, evenly, and none
//! that would be refused. Pure: times and headers go in, the moment of the next request comes out.
//!
//! Intercom counts in windows (docs: Rate Limiting) that every program of the workspace shares, so
//! the headers are the only truth. A window's budget is its allowance, less what this job has sent
//! in it, less what the headers show others to have used. One request stays in reserve: when the
//! window should be over it is sent to find out, which costs no refusal if the window is not.

use std::time::Duration;

use super::rate::Rate;
use super::server_clock::ServerClock;
use crate::api::rate_limit::{RateLimit, Timing};

/// Requests of a window that are kept back to ask whether the next window has begun.
const RESERVE: u64 = 1;

/// So long after the expected end of a window, in seconds, the next one is asked for. It covers the
/// coarseness of timers, not of clocks.
const GRACE: f64 = 0.01;

/// When asking found the old window still open, it is taken to last this much longer, in seconds.
/// The reset is given in whole seconds, so a server that rounds down is a second late at most, and
/// so is a local clock that `Date` could not prove wrong.
const STILL_OPEN: f64 = 1.0;

/// A window that is said to end later than this, in seconds, is none that can be paced by:
/// Intercom's last 10 seconds, others' perhaps a minute.
const LONGEST_WINDOW: f64 = 120.0;

/// A timer that fires late may be made up for by sending closer together, but not by more than
/// this, in seconds: a longer standstill must not end in a burst.
const CATCH_UP: f64 = 0.01;

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

/// What is known of the server's current window.
#[derive(Debug, Clone, Copy)]
struct Window {
    limit: u64,
    /// The server's name for the window: when it ends, in its UNIX seconds.
    reset: i64,
    /// The steady second at which it should be over.
    ends: f64,
    /// The job's first request in it, by sequence number.
    first: u64,
    /// The most that others are known to have used of it.
    others: u64,
}

/// One request under way, as its sender must hand it back with the answer.
#[derive(Debug, Clone, Copy)]
pub struct Ticket {
    sequence: u64,
    sent: f64,
    asks: bool,
}

/// The pacing of one job.
#[derive(Debug)]
pub struct Pace {
    rate: Option<Rate>,
    window: Option<Window>,
    server: ServerClock,
    /// Nothing was answered yet, so nothing is known about limits.
    untried: bool,
    in_flight: u64,
    /// A request is under way that asks whether the next window has begun.
    asking: bool,
    next_sequence: u64,
    /// The least time an answer took, in seconds: so much before a window's end a request must
    /// leave to be counted in it for certain.
    lead: f64,
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
            server: ServerClock::new(now.steady.as_secs_f64(), now.wall),
            untried: true,
            in_flight: 0,
            asking: false,
            next_sequence: 0,
            lead: f64::INFINITY,
            slot: f64::NEG_INFINITY,
            next_due: f64::NEG_INFINITY,
        }
    }

    /// The allowance of the current window, once an answer told it.
    pub fn window_limit(&self) -> Option<u64> {
        self.window.map(|window| window.limit)
    }

    /// Whether a request may be sent now.
    pub fn turn(&self, now: Duration) -> Turn {
        let now = now.as_secs_f64();
        let wait_for_answer = match self.window {
            None => self.untried && self.in_flight > 0,
            Some(window) => is_over(window, now) && self.asking,
        };
        if wait_for_answer {
            return Turn::AfterAnswer;
        }
        let mut due = self.next_due;
        if let Some(window) = self.window
            && !is_over(window, now)
            && self.budget(window) == 0
        {
            due = due.max(window.ends + GRACE);
        }
        if now < due { Turn::At(Duration::from_secs_f64(due.max(0.0))) } else { Turn::Now }
    }

    /// A request is being sent.
    pub fn sent(&mut self, now: Duration) -> Ticket {
        let now = now.as_secs_f64();
        let asks = self.window.is_some_and(|window| is_over(window, now));
        self.asking |= asks;
        let ticket = Ticket { sequence: self.next_sequence, sent: now, asks };
        self.next_sequence += 1;
        self.in_flight += 1;
        self.slot = self.next_due.max(now - CATCH_UP);
        self.plan_next(now);
        ticket
    }

    /// The answer's headers, or `None` when the request brought no answer.
    pub fn answered(&mut self, ticket: Ticket, now: Duration, timing: Option<&Timing>) {
        let now = now.as_secs_f64();
        self.in_flight = self.in_flight.saturating_sub(1);
        if ticket.asks {
            self.asking = false;
        }
        let Some(timing) = timing else { return };
        self.untried = false;
        self.lead = self.lead.min(now - ticket.sent);
        if let Some(date) = timing.date {
            self.server.saw_date(date, ticket.sent, now);
        }
        if let Some(rate) = timing.rate {
            self.observe(rate, ticket, now);
        }
        self.plan_next(now);
    }

    fn observe(&mut self, rate: RateLimit, ticket: Ticket, now: f64) {
        if self.server.steady(rate.reset) - now > LONGEST_WINDOW {
            return;
        }
        let used = rate.limit.saturating_sub(rate.remaining);
        match self.window {
            // An answer of an earlier window that was overtaken on its way.
            Some(known) if rate.reset < known.reset => {}
            Some(known) if rate.reset == known.reset && !ticket.asks => {
                let ours = (ticket.sequence + 1).saturating_sub(known.first);
                let others = known.others.max(used.saturating_sub(ours));
                self.server.window_was_open(rate.reset, ticket.sent);
                let ends = self.server.steady(rate.reset).max(known.ends.min(now));
                self.window = Some(Window { limit: rate.limit, others, ends, ..known });
            }
            known => self.enter(rate, used, ticket, now, known),
        }
    }

    /// Takes the answer as the first one of a window, counting afresh from it.
    fn enter(&mut self, rate: RateLimit, used: u64, ticket: Ticket, now: f64, old: Option<Window>) {
        let still_open = old.is_some_and(|old| old.reset == rate.reset);
        if let Some(old) = old
            && !still_open
        {
            self.server.window_was_over(old.reset, now);
        }
        self.server.window_was_open(rate.reset, ticket.sent);
        let expected = self.server.steady(rate.reset);
        self.window = Some(Window {
            limit: rate.limit,
            reset: rate.reset,
            ends: if still_open { expected.max(now + STILL_OPEN) } else { expected },
            first: ticket.sequence,
            others: used.saturating_sub(1),
        });
    }

    /// What may still be sent in this window.
    fn budget(&self, window: Window) -> u64 {
        let allowed = match self.rate {
            Some(Rate::Share(share)) => share_of(window.limit, share),
            _ => window.limit,
        };
        let ours = self.next_sequence.saturating_sub(window.first);
        allowed.saturating_sub(ours + window.others + RESERVE)
    }

    /// Sets when the next request is due: what is left, spread over the time that is left.
    fn plan_next(&mut self, now: f64) {
        let mut spacing: f64 = match self.rate {
            Some(Rate::PerMinute(count)) => 60.0 / float(count),
            _ => 0.0,
        };
        if let Some(window) = self.window
            && !is_over(window, now)
        {
            let left = (window.ends - self.lead - self.slot.max(now - CATCH_UP)).max(0.0);
            spacing = spacing.max(left / float(self.budget(window).max(1)));
        }
        self.next_due = self.slot + spacing;
    }
}

fn is_over(window: Window, now: f64) -> bool {
    now >= window.ends + GRACE
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "allowances are small positive numbers, and a share rounds down"
)]
fn share_of(limit: u64, share: f64) -> u64 {
    (float(limit) * share) as u64
}

#[expect(clippy::cast_precision_loss, reason = "allowances are far below 2^52")]
fn float(count: u64) -> f64 {
    count as f64
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
