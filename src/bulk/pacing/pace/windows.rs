//! Which window does an answer speak of, and what does it tell of where that window begins and ends?

use super::{Pace, Ticket, USUAL_LENGTH};
use crate::api::rate_limit::RateLimit;
use crate::bulk::pacing::boundary::Boundary;
use crate::bulk::pacing::window::{Kin, Window};

/// A window that is said to end later than this, in seconds, is none that can be paced by.
const LONGEST_WINDOW: f64 = 120.0;

/// Resets are whole seconds, so two of them tell a length to this, in seconds; and a window whose
/// reset was rounded down is over so long after it at the latest.
const ROUNDING: f64 = 1.0;

/// A refusal so long after a window's end, in seconds, shows that it was not the end.
const LATE: f64 = 0.03;

/// A window that begins more than this, in seconds, before its length would have it was not begun by
/// a request.
const REGULAR: f64 = 0.02;

impl Pace {
    /// Takes the rate headers of an answer.
    pub(super) fn observe(&mut self, rate: RateLimit, ticket: Ticket, limited: bool, now: f64) {
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
        let next = self.following(&old, ticket);
        let begins = self.boundary(&old, &next, ticket);
        let old_end = if old.presumed { old.ends - self.length } else { old.ends };
        let at_its_end = (begins.estimate(ROUNDING) - old_end).abs() <= 2.0 * ROUNDING;
        let regular = (apart - self.length).abs() <= ROUNDING;
        if !(idle || old.sure && regular) {
            let usual = (apart - USUAL_LENGTH).abs() <= ROUNDING;
            self.length = if usual { USUAL_LENGTH } else { apart };
        }
        let mut new = Window {
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
            ..next
        };
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

    /// The window behind this one, as far as it is known before its first answer is read: presumed
    /// already, or begun by that answer's request.
    fn following(&self, old: &Window, ticket: Ticket) -> Window {
        if old.presumed {
            return *old;
        }
        let mut new = old.presume_next(ticket.sequence, ticket.sent, self.length);
        // What left after this request has no answer yet.
        new.in_flight = self.in_flight.min(self.next_sequence - 1 - ticket.sequence);
        new
    }

    /// From when on requests count in the window that this request was answered in.
    fn boundary(&mut self, old: &Window, new: &Window, ticket: Ticket) -> Boundary {
        let even = self.even(old);
        let expected = new.begins.filter(|_| old.sure).map(|begins| begins.next(0.0));
        // One that was overtaken on its way says no more than that the window has begun.
        let overtaken = ticket.sent <= old.last_sent;
        let by = if overtaken { old.last_sent + even } else { ticket.sent };
        let expected = expected.filter(|_| self.is_regular(old.last_sent, by, even));
        Boundary::between(old.last_sent, by, expected)
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
}
