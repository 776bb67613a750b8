//! One window of the server's rate limit: what is known of it, and what may still be sent in it.
//! Pure.
//!
//! What an answer says was true when the server counted its request. Everything that has left since
//! and has no answer yet may count as well, so that much is taken off. That is exact where answers
//! come in order, and careful where they do not.

use std::cmp::Ordering;

use super::boundary::Boundary;
use super::rate::Rate;
use crate::api::rate_limit::RateLimit;

/// This share of a window's allowance stays unused where its end is known, at least half a request:
/// so early or late the end may be without a refusal. 0.3 % of ten seconds are 30 ms.
const SPARE: f64 = 0.003;

/// The least that stays unused.
const LEAST_SPARE: f64 = 0.5;

/// The same where the job may have a share only: what counts later than it was sent must not make it
/// more, and no refusal would tell.
const SPARE_OF_A_SHARE: f64 = 0.007;

/// So much longer than an answer takes, in seconds, requests may go on where a window is expected to
/// end, until the answers tell.
const GRACE: f64 = 0.03;

/// A boundary that is known this well, in seconds, is known well enough.
const TOLERANCE: f64 = 0.025;

/// What an answer may say of a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kin {
    /// It is of this window.
    Same,
    /// It is of a later one.
    Later,
    /// It is of an earlier one.
    Earlier,
}

/// A window, as the headers and the job's own requests show it. Moments are steady seconds.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    /// The requests that it allows.
    pub(super) limit: u64,
    /// The server's name for it: when it ends, in its UNIX seconds. Before the first answer of a
    /// window, the name of the one before.
    pub(super) reset: i64,
    /// The window must have begun, but no answer has said so yet.
    pub(super) presumed: bool,
    /// From this request on, by sequence number, the job's requests are charged to it.
    pub(super) first: u64,
    /// The job's requests that are charged to it and have no answer yet.
    pub(super) in_flight: u64,
    /// The job's requests that it was seen to count.
    pub(super) counted: u64,
    /// The least that was seen to remain of it.
    pub(super) least: u64,
    /// The same of the window before.
    pub(super) least_before: u64,
    /// The most that others were seen to have used of it.
    pub(super) others: u64,
    /// The latest request, by sequence number, that an answer came to.
    pub(super) newest: u64,
    /// The latest moment at which a request left that it counted.
    pub(super) last_sent: f64,
    /// Where it began, if that was seen.
    pub(super) begins: Option<Boundary>,
    /// When it should be over for a request that is sent.
    pub(super) ends: f64,
    /// Its end was worked out from a boundary that was seen, not from clocks.
    pub(super) sure: bool,
    /// How often it was found open after its end.
    pub(super) still_open: u32,
    /// When the first answer of it came.
    pub(super) seen: f64,
}

impl Window {
    /// The window of an answer, `ends` being a guess.
    pub(super) fn guessed(rate: RateLimit, first: u64, sent: f64, now: f64, ends: f64) -> Self {
        Window {
            limit: rate.limit,
            reset: rate.reset,
            presumed: false,
            first,
            in_flight: 0,
            counted: 0,
            least: rate.remaining,
            least_before: rate.remaining,
            others: 0,
            newest: first,
            last_sent: sent,
            begins: None,
            ends,
            sure: false,
            still_open: 0,
            seen: now,
        }
    }

    /// The window that must follow, before any answer of it came.
    pub(super) fn presume_next(&self, first: u64, sent: f64, length: f64) -> Self {
        let skipped = ((sent - self.ends) / length).max(0.0).floor();
        let expected = self.begins.map(|begins| begins.next(length * (1.0 + skipped)));
        Window {
            presumed: true,
            first,
            in_flight: 0,
            counted: 0,
            least: self.limit,
            least_before: self.least,
            others: 0,
            // Taken for a boundary seen at the moment it is expected, until the answers tell.
            begins: expected.map(|(from, to)| Boundary::between(from, to, expected)),
            ends: self.ends + length * (1.0 + skipped),
            // Windows need not be regular where nobody sends anything.
            sure: skipped < 1.0,
            seen: sent,
            ..*self
        }
    }

    pub(super) fn is_over(&self, now: f64) -> bool {
        now >= self.ends
    }

    /// Which window an answer speaks of.
    pub(super) fn kin(&self, rate: RateLimit) -> Kin {
        let known = if self.presumed { self.least_before } else { self.least };
        // A reset that is worked out anew for every answer may be rounded differently each time.
        let rounded = (rate.reset - self.reset).abs() <= 1 && rate.remaining <= known;
        match rate.reset.cmp(&self.reset) {
            Ordering::Equal => Kin::Same,
            _ if rounded => Kin::Same,
            Ordering::Greater => Kin::Later,
            Ordering::Less => Kin::Earlier,
        }
    }

    /// Takes note of an answer of this window. Returns how many requests of others it newly shows.
    pub(super) fn saw(&mut self, rate: RateLimit, sequence: u64, sent: f64, refused: bool) -> u64 {
        if rate.limit != self.limit && sequence >= self.newest {
            self.limit = rate.limit;
            self.least = rate.remaining;
        }
        self.least = self.least.min(rate.remaining);
        self.newest = self.newest.max(sequence);
        self.counted += u64::from(!refused);
        self.last_sent = self.last_sent.max(sent);
        if let Some(begins) = &mut self.begins {
            begins.was_after(sent);
        }
        let used = self.limit.saturating_sub(self.least);
        let others = used.saturating_sub(self.counted + self.in_flight);
        let more = others.saturating_sub(self.others);
        self.others = self.others.max(others);
        more
    }

    /// What the job may have of it in all.
    pub(super) fn allowed(&self, rate: Option<Rate>) -> u64 {
        match rate {
            Some(Rate::Share(share)) => share_of(self.limit, share),
            _ => self.limit,
        }
    }

    /// What may be sent now.
    pub(super) fn free(&self, rate: Option<Rate>) -> u64 {
        let shared = self.least.saturating_sub(self.in_flight);
        let own = self.allowed(rate).saturating_sub(self.counted + self.in_flight);
        if let Some(Rate::Share(_)) = rate { shared.min(own) } else { shared }
    }

    /// How many requests should be left when it ends: where the end is known, a few for its
    /// inaccuracy, and otherwise so many that the stream need not stop to find out.
    pub(super) fn spare(&self, rate: Option<Rate>, latency: f64, even: f64) -> f64 {
        if self.sure {
            let share = if let Some(Rate::Share(_)) = rate { SPARE_OF_A_SHARE } else { SPARE };
            (self.allowed(rate) as f64 * share).max(LEAST_SPARE)
        } else {
            1.0 + LEAST_SPARE + (latency + GRACE) / even
        }
    }

    /// The same where what was seen since tells more of where it began.
    pub(super) fn ends_if_sure(&mut self, length: f64, even: f64) {
        if self.sure {
            self.ends_after(length, even);
        }
    }

    /// Works out when it ends, from where it began.
    pub(super) fn ends_after(&mut self, length: f64, even: f64) {
        if let Some(begins) = self.begins {
            self.ends = begins.estimate(TOLERANCE.max(even / 2.0)) + length;
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "allowances are small positive numbers, and a share rounds down"
)]
fn share_of(limit: u64, share: f64) -> u64 {
    (limit as f64 * share + 1e-9) as u64
}
