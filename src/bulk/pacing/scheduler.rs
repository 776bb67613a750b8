//! When the next request of a job may leave, from everything that has a say: the rate limit, the
//! concurrency, and failures. Pure: no clock, no socket.

use std::time::Duration;

use super::level::Level;
use super::pace::{Now, Pace, Reply, Ticket, Turn};
use super::rate::Rate;
use crate::api::rate_limit::Timing;
use crate::api::retry::{Proof, pause};

/// A job without any success for so long stops, to be resumed later.
pub const GIVE_UP_AFTER: Duration = Duration::from_secs(5 * 60);

/// So many failures in a row are no accident any more: the whole job pauses. What was sent before a
/// failure was known, and fails as well, is no further one.
const FAILURES_BEFORE_PAUSE: u32 = 4;

/// So many rows may be open however low the level is: a few that wait long must not stop the rest.
const MIN_OPEN_ROWS: usize = 256;

/// What an answer means for the rows still to come.
#[derive(Debug, Clone, Copy)]
pub struct Observed<'a> {
    /// What it proves about its request.
    pub proof: Proof,
    /// It was an answer to a look that found nothing: neither a success of the job nor a failure of
    /// the API. A run that goes on after a crash may begin with hundreds of them.
    pub in_vain: bool,
    /// Its headers; `None` when no answer came.
    pub timing: Option<&'a Timing>,
    /// A 429's own wish.
    pub asked_wait: Option<Duration>,
}

/// The state of the decision.
#[derive(Debug)]
pub struct Scheduler {
    pace: Pace,
    level: Level,
    in_flight: usize,
    failures_in_row: u32,
    /// Requests from this number on left after the last failure that counted.
    first_since_failure: u64,
    next_sequence: u64,
    hold_until: Duration,
    last_success: Duration,
}

impl Scheduler {
    /// Begins a job. `concurrency` is `None` for `auto`.
    pub fn new(rate: Option<Rate>, concurrency: Option<usize>, now: Now) -> Self {
        Scheduler {
            pace: Pace::new(rate, now),
            level: concurrency.map_or_else(Level::auto, Level::fixed),
            in_flight: 0,
            failures_in_row: 0,
            first_since_failure: 0,
            next_sequence: 0,
            hold_until: Duration::ZERO,
            last_success: now.steady,
        }
    }

    /// Whether a request may leave now.
    pub fn turn(&self, now: Duration) -> Turn {
        if self.in_flight >= self.allowed() {
            return Turn::AfterAnswer;
        }
        match self.pace.turn(now) {
            Turn::AfterAnswer => Turn::AfterAnswer,
            Turn::At(due) => Turn::At(due.max(self.hold_until)),
            Turn::Now if now < self.hold_until => Turn::At(self.hold_until),
            Turn::Now => Turn::Now,
        }
    }

    /// Every failure in a row halves what may be under way, until a single request tries whether the
    /// server is back.
    fn allowed(&self) -> usize {
        if self.failures_in_row >= FAILURES_BEFORE_PAUSE {
            return 1;
        }
        (self.level.value() >> self.failures_in_row).max(1)
    }

    /// A request leaves.
    pub fn sent(&mut self, now: Duration) -> Ticket {
        self.in_flight += 1;
        let ticket = self.pace.sent(now);
        self.next_sequence = ticket.sequence + 1;
        ticket
    }

    /// A request ended. `jitter` is a random number from 0 to 1.
    pub fn answered(
        &mut self,
        ticket: Ticket,
        now: Duration,
        latency: Duration,
        observed: &Observed<'_>,
        jitter: f64,
    ) {
        let busy = self.in_flight * 2 > self.level.value();
        self.in_flight = self.in_flight.saturating_sub(1);
        let reply = observed.timing.map(|timing| Reply {
            timing,
            done: observed.proof == Proof::Done,
            limited: observed.proof == Proof::Limited,
        });
        self.pace.answered(ticket, now, reply.as_ref());
        if observed.in_vain {
            return;
        }
        match observed.proof {
            Proof::Done | Proof::Refused => {
                self.failures_in_row = 0;
                self.last_success = now;
                self.level.answered(now, latency, busy);
            }
            Proof::Limited if self.is_paced(observed) => self.wait_as_asked(now, observed),
            Proof::Limited | Proof::NotSent | Proof::Unclear => {
                self.failed(ticket, now, jitter);
                self.wait_as_asked(now, observed);
            }
        }
    }

    /// True of a 429 that says no more than that the window is used up, which the pace knows.
    fn is_paced(&mut self, observed: &Observed<'_>) -> bool {
        let told = observed.timing.is_some_and(|timing| timing.rate.is_some());
        if told {
            self.failures_in_row = self.failures_in_row.max(1);
        }
        told
    }

    fn failed(&mut self, ticket: Ticket, now: Duration, jitter: f64) {
        self.level.overloaded(now);
        if ticket.sequence < self.first_since_failure {
            return;
        }
        self.first_since_failure = self.next_sequence;
        self.failures_in_row = self.failures_in_row.saturating_add(1);
        let beyond = (self.failures_in_row + 1).saturating_sub(FAILURES_BEFORE_PAUSE);
        if beyond > 0 {
            self.hold_until = self.hold_until.max(now + pause(beyond, jitter));
        }
    }

    /// A 429 that knows the window's end speaks for every request, and so does `Retry-After`; one
    /// without either may be about its own. Where the pace knows the end itself, nobody need wait
    /// longer.
    fn wait_as_asked(&mut self, now: Duration, observed: &Observed<'_>) {
        let Some(wait) = observed.asked_wait.filter(|_| observed.proof == Proof::Limited) else {
            return;
        };
        let told = observed.timing.is_some_and(|timing| timing.retry_after.is_some());
        if told || !self.pace.knows_the_end() {
            self.hold_until = self.hold_until.max(now + wait.min(GIVE_UP_AFTER));
        }
    }

    /// True when nothing has succeeded for so long that the job had better stop.
    pub fn is_hopeless(&self, now: Duration) -> bool {
        self.failures_in_row > 0 && now.saturating_sub(self.last_success) >= GIVE_UP_AFTER
    }

    /// Requests under way.
    pub fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// How many rows may have been begun and not ended, waiting ones included: what bounds memory.
    pub fn open_rows(&self) -> usize {
        (self.level.value() * 4).max(MIN_OPEN_ROWS)
    }

    /// The current window's allowance, once an answer told it.
    pub fn window_limit(&self) -> Option<u64> {
        self.pace.window_limit()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT_ONCE: Duration = Duration::ZERO;

    fn scheduler() -> Scheduler {
        Scheduler::new(None, Some(8), Now { steady: AT_ONCE, wall: 0.0 })
    }

    fn observed(proof: Proof, asked_wait: Option<Duration>) -> Observed<'static> {
        static NO_HEADERS: Timing =
            Timing { rate: None, reset: None, retry_after: None, date: None };
        Observed { proof, in_vain: false, timing: Some(&NO_HEADERS), asked_wait }
    }

    fn end(scheduler: &mut Scheduler, at: Duration, proof: Proof) {
        let ticket = scheduler.sent(at);
        scheduler.answered(ticket, at, Duration::from_millis(1), &observed(proof, None), 0.5);
    }

    #[test]
    fn as_many_are_under_way_as_the_level_allows() {
        let mut scheduler = scheduler();
        end(&mut scheduler, AT_ONCE, Proof::Done);
        for _ in 0..8 {
            assert_eq!(scheduler.turn(AT_ONCE), Turn::Now);
            scheduler.sent(AT_ONCE);
        }
        assert_eq!(scheduler.turn(AT_ONCE), Turn::AfterAnswer);
    }

    #[test]
    fn a_single_failure_holds_nobody_else_up() {
        let mut scheduler = scheduler();
        end(&mut scheduler, AT_ONCE, Proof::Unclear);
        assert_eq!(scheduler.turn(AT_ONCE), Turn::Now);
    }

    #[test]
    fn failures_in_a_row_pause_the_job_and_one_request_tries_again() {
        let mut scheduler = scheduler();
        for _ in 0..FAILURES_BEFORE_PAUSE {
            end(&mut scheduler, AT_ONCE, Proof::NotSent);
        }
        let Turn::At(due) = scheduler.turn(AT_ONCE) else { panic!("it should pause") };
        assert_eq!(scheduler.turn(due), Turn::Now);
        scheduler.sent(due);
        assert_eq!(scheduler.turn(due), Turn::AfterAnswer);
    }

    #[test]
    fn looks_that_find_nothing_hold_nobody_up() {
        let mut scheduler = scheduler();
        end(&mut scheduler, AT_ONCE, Proof::Done);
        for _ in 0..100 {
            let ticket = scheduler.sent(AT_ONCE);
            let in_vain = Observed { in_vain: true, ..observed(Proof::Unclear, None) };
            scheduler.answered(ticket, AT_ONCE, AT_ONCE, &in_vain, 0.5);
        }
        assert_eq!(scheduler.turn(AT_ONCE), Turn::Now);
    }

    #[test]
    fn a_429_that_names_a_moment_holds_everybody() {
        let mut scheduler = scheduler();
        let ticket = scheduler.sent(AT_ONCE);
        let limited = observed(Proof::Limited, Some(Duration::from_secs(7)));
        scheduler.answered(ticket, AT_ONCE, AT_ONCE, &limited, 0.0);
        assert_eq!(scheduler.turn(AT_ONCE), Turn::At(Duration::from_secs(7)));
    }

    #[test]
    fn five_minutes_without_success_are_hopeless() {
        let mut scheduler = scheduler();
        end(&mut scheduler, Duration::from_secs(1), Proof::Done);
        assert!(!scheduler.is_hopeless(Duration::from_secs(600)), "nothing failed, it was idle");
        end(&mut scheduler, Duration::from_secs(600), Proof::Unclear);
        assert!(scheduler.is_hopeless(Duration::from_secs(600)));
        end(&mut scheduler, Duration::from_secs(601), Proof::Refused);
        assert!(!scheduler.is_hopeless(Duration::from_secs(601)));
    }
}
