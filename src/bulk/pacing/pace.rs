//! Spreads requests over the rate limit's windows: as many as the headers allow, evenly, and none
//! that would be refused. Pure: times and headers go in, the moment of the next request comes out.
//!
//! Intercom counts in windows (docs: Rate Limiting) that every program of the workspace shares, so
//! the headers are the only truth. What remains of a window, less what is under way, is spread over
//! the time that remains of it. Where a window ends is learned from the answers (see
//! `boundary.rs`), so that the stream of requests passes from one to the next without a
//! pause. The first end alone has to be found: the last few requests of that window are kept back
//! to go on with until an answer tells.

use std::time::Duration;

use super::boundary::Boundary;
use super::others::Others;
use super::rate::Rate;
use super::server_clock::ServerClock;
use super::window::{Kin, Window};
use crate::api::rate_limit::{RateLimit, Timing};

/// How long windows last, in seconds, until another length is seen (docs: Rate Limiting).
const USUAL_LENGTH: f64 = 10.0;

/// A window that is said to end later than this, in seconds, is none that can be paced by.
const LONGEST_WINDOW: f64 = 120.0;

/// Resets are whole seconds, so two of them tell a length to this, in seconds; and a window whose
/// reset was rounded down is over so long after it at the latest.
const ROUNDING: f64 = 1.0;

/// A refusal so long after a window's end, in seconds, shows that it was not the end.
const LATE: f64 = 0.03;

/// A timer that fires late, as on a busy machine, is made up for by sending closer together, but not
/// by more than this, in seconds: a longer standstill must not end in a burst.
const CATCH_UP: f64 = 0.1;

/// The same under `--rate N/min`, where closer together may be one too many.
const STRICT_CATCH_UP: f64 = 0.01;

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

/// So many answers without rate headers in a row, after the window's end, show that there is no
/// limit any more.
const BARE_ANSWERS: u32 = 16;

/// `--rate N/min` is undercut by this share, so that timers and connections that are late at one
/// time and early at another cannot make it one too many.
const UNDERCUT: f64 = 0.005;

/// A window that begins more than this, in seconds, before its length would have it was not begun by
/// a request.
const REGULAR: f64 = 0.02;

/// How far a boundary may be missed where latency is unsteady, in mean deviations of it.
const UNSTEADINESS: f64 = 0.5;

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

    fn observe(&mut self, rate: RateLimit, ticket: Ticket, limited: bool, now: f64) {
        let Some(mut window) = self.window else {
            return self.begin(rate, ticket, limited, now);
        };
        match window.kin(rate) {
            Kin::Later => return self.enter(rate, ticket, limited, now),
            Kin::Same if window.presumed => {
                self.saw_the_one_before(&mut window, rate, ticket, limited);
            }
            Kin::Same => {
                let more = window.saw(rate, ticket.sequence, ticket.sent, limited);
                if more > 0 {
                    self.others.used(more, now);
                }
                if !window.sure {
                    self.guess_again(&mut window, rate, ticket, now);
                }
                window.ends_if_sure(self.length, self.even(&window));
            }
            // Nothing that was sent after an answer of this window can count in an earlier one.
            Kin::Earlier if ticket.sent > window.seen && !window.presumed => {
                return self.begin(rate, ticket, limited, now);
            }
            Kin::Earlier => {
                if let Some(begins) = &mut window.begins {
                    begins.was_before(ticket.sent);
                }
                window.ends_if_sure(self.length, self.even(&window));
            }
        }
        self.window = Some(window);
    }

    /// The first answer that speaks of a limit, or the first after everything has changed.
    fn begin(&mut self, rate: RateLimit, ticket: Ticket, limited: bool, now: f64) {
        let Some(ends) = self.guess(rate, now) else { return };
        self.length = USUAL_LENGTH.max(ends - now);
        self.began = None;
        let mut window = Window::guessed(rate, ticket.sequence, ticket.sent, now, ends);
        window.in_flight = self.in_flight;
        window.counted = u64::from(!limited);
        self.window = Some(window);
    }

    /// When the window of an answer ends, by the clocks. Without a `Date`, and with a wall clock
    /// that cannot be right, it is taken to have just begun.
    fn guess(&self, rate: RateLimit, now: f64) -> Option<f64> {
        let ends = self.server.steady(rate.reset);
        let left = ends - now;
        if (-ROUNDING..=LONGEST_WINDOW).contains(&left) {
            Some(ends)
        } else if left > LONGEST_WINDOW && self.server.is_dated() {
            None
        } else {
            Some(now + USUAL_LENGTH)
        }
    }

    /// Better knowledge of a window's guessed end: the clocks, or that it was found open after it.
    fn guess_again(&self, window: &mut Window, rate: RateLimit, ticket: Ticket, now: f64) {
        if ticket.asks && ticket.sent >= window.ends {
            window.still_open += 1;
            window.ends = match window.still_open {
                1 => ticket.sent + ROUNDING,
                _ => (window.seen + USUAL_LENGTH).max(ticket.sent + 2.0 * ROUNDING),
            };
        } else if window.still_open == 0
            && !window.is_over(now)
            && let Some(ends) = self.guess(rate, now)
            && ends - now < self.length + ROUNDING
            && self.server.is_dated()
        {
            window.ends = ends;
        }
    }

    /// An answer of the window before came after the next had to begin.
    fn saw_the_one_before(
        &self,
        window: &mut Window,
        rate: RateLimit,
        ticket: Ticket,
        limited: bool,
    ) {
        window.least_before = window.least_before.min(rate.remaining);
        window.last_sent = window.last_sent.max(ticket.sent);
        let began = window.ends - self.length;
        let late = ticket.sent - began;
        if late <= if limited { LATE } else { ROUNDING / 2.0 } {
            return;
        }
        // It did not: the window before is still open, for a moment or nobody knows how long.
        let moment = late < ROUNDING / 2.0 && window.still_open == 0;
        window.presumed = false;
        window.sure = moment;
        window.least = rate.remaining;
        window.in_flight = self.in_flight;
        window.still_open += 1;
        window.begins = None;
        window.ends = ticket.sent + if moment { 3.0 * LATE } else { ROUNDING };
    }

    /// An answer of a window that follows.
    fn enter(&mut self, rate: RateLimit, ticket: Ticket, limited: bool, now: f64) {
        let Some(old) = self.window else { return };
        let apart = (rate.reset - old.reset) as f64;
        if apart > LONGEST_WINDOW {
            return self.begin(rate, ticket, limited, now);
        }
        let idle = ticket.sent - old.last_sent >= self.length;
        let mut new = if old.presumed {
            old
        } else {
            let mut new = old.presume_next(ticket.sequence, ticket.sent, self.length);
            // What left after this request has no answer yet.
            new.in_flight = self.in_flight.min(self.next_sequence - 1 - ticket.sequence);
            new
        };
        let expected = new.begins.filter(|_| old.sure).map(|begins| begins.next(0.0));
        // One that was overtaken on its way says no more than that the window has begun.
        let overtaken = ticket.sent <= old.last_sent;
        let by = if overtaken { old.last_sent + self.even(&old) } else { ticket.sent };
        let expected = expected.filter(|_| self.is_regular(old.last_sent, by, self.even(&old)));
        let begins = Boundary::between(old.last_sent, by, expected);
        let regular = (apart - self.length).abs() <= ROUNDING;
        let old_end = if old.presumed { old.ends - self.length } else { old.ends };
        let at_its_end = (begins.estimate(ROUNDING) - old_end).abs() <= 2.0 * ROUNDING;
        new = Window {
            limit: rate.limit,
            reset: rate.reset,
            presumed: false,
            least: rate.remaining,
            begins: Some(begins),
            last_sent: ticket.sent,
            seen: now,
            newest: ticket.sequence,
            sure: !idle,
            still_open: 0,
            ..new
        };
        if !(idle || old.sure && regular) {
            let usual = (apart - USUAL_LENGTH).abs() <= ROUNDING;
            self.length = if usual { USUAL_LENGTH } else { apart };
        }
        if idle || (old.sure && !at_its_end) {
            // Not the boundary that was to be expected: only the difference of the resets is sure.
            new.begins = None;
            new.sure = false;
            new.ends = if old.sure {
                old_end + apart
            } else {
                self.guess(rate, now).unwrap_or(now + self.length)
            };
        } else {
            new.ends_after(self.length, self.even(&new));
        }
        new.saw(rate, ticket.sequence, ticket.sent, limited);
        self.window = Some(new);
    }

    /// Whether a window that began between two requests began when it was expected to. Where it takes
    /// a request to begin one, it began with the second; as long as windows were not seen to begin
    /// before their first request, a wide gap is taken for that.
    fn is_regular(&mut self, last: f64, first: f64, even: f64) -> bool {
        let margin = REGULAR + 2.0 * self.deviation;
        if let Some(began) = self.began.replace(first) {
            self.follows_a_clock |= first < began + self.length - margin;
        }
        self.follows_a_clock || first - last <= margin + 2.0 * even
    }

    /// Seconds from one request to the next where a whole window is spread evenly.
    fn even(&self, window: &Window) -> f64 {
        self.length / window.allowed(self.rate).max(1) as f64
    }

    /// Sets when the next request is due: what is left, spread over the time that is left.
    fn plan_next(&mut self, now: f64) {
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

fn at(due: f64) -> Turn {
    Turn::At(Duration::from_secs_f64(due.max(0.0)))
}

#[cfg(test)]
#[path = "pace_tests.rs"]
mod tests;
