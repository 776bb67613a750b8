//! Whether and when a request is sent again. Pure: what happened goes in, a decision comes out.

use std::time::Duration;

use super::rate_limit::MAX_WAIT_AFTER_429;

/// How often a single command sends one request.
pub const MAX_ATTEMPTS: u32 = 5;

/// How often it sends a request that is answered 500: once more, as Intercom's documentation
/// advises (docs: HTTP Responses), since a 500 tends to be about the request itself.
pub const MAX_ATTEMPTS_ON_500: u32 = 2;

/// The first pause; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause that no header asked for.
const LONGEST_PAUSE: Duration = Duration::from_secs(10);

/// Whether sending a request twice can do harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// A second time changes nothing more: reads, and writes that state a result.
    Safe,
    /// A second time could double something: it is sent again only when it is certain that the
    /// first had no effect, because it was refused or never left.
    Refused,
}

/// What one attempt proves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// It was done: a 2xx with a readable body.
    Done,
    /// It was refused for what it says: a 4xx or a redirect. The same request would be again.
    Refused,
    /// It was refused for its rate: a 429. Nothing was done.
    Limited,
    /// It never reached the server: no connection. Nothing was done.
    NotSent,
    /// It reached the server or may have, and no usable answer came back: 5xx, 408, a broken
    /// connection, a time-out, an unreadable body.
    Unclear,
}

impl Proof {
    /// What a status proves. That a 2xx's body can be read is the caller's to check.
    pub fn of_status(status: u16) -> Self {
        match status {
            200..=299 => Proof::Done,
            429 => Proof::Limited,
            // Intercom lists 408 among the answers of a server that gave up (docs: Error Codes),
            // so it does not prove that nothing happened.
            // A 501 says that the server has no such thing: it did nothing, and never will.
            408 | 500 | 502..=599 => Proof::Unclear,
            _ => Proof::Refused,
        }
    }
}

/// One attempt that failed, as far as the decision needs it.
#[derive(Debug, Clone, Copy)]
pub struct Attempt {
    /// Which attempt it was, counted from 1.
    pub number: u32,
    /// What it proves.
    pub proof: Proof,
    /// The HTTP status, when there was an answer.
    pub status: Option<u16>,
    /// How long a 429 asked to wait.
    pub asked_wait: Option<Duration>,
    /// A 429 that counts jobs instead of requests: waiting a window does not help.
    pub pending_jobs: bool,
}

/// What to do after an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Send it again after that long.
    Again(Duration),
    /// Tell the user.
    Stop,
}

/// Decides what follows a failed attempt. `jitter` is a random number from 0 to 1 that keeps
/// programs which failed together from coming back together.
pub fn decide(attempt: &Attempt, repeat: Repeat, jitter: f64) -> Decision {
    if attempt.number >= max_attempts(attempt.status) {
        return Decision::Stop;
    }
    match attempt.proof {
        Proof::Done | Proof::Refused => Decision::Stop,
        Proof::Limited if attempt.pending_jobs => Decision::Stop,
        Proof::Limited => match attempt.asked_wait {
            Some(wait) if wait > MAX_WAIT_AFTER_429 => Decision::Stop,
            // The jitter comes on top: the window must be over, whatever the others do.
            Some(wait) => Decision::Again(wait + Duration::from_millis(250).mul_f64(jitter)),
            None => Decision::Again(Duration::from_secs(1) + pause(attempt.number, jitter)),
        },
        Proof::Unclear if repeat == Repeat::Refused => Decision::Stop,
        Proof::NotSent | Proof::Unclear => Decision::Again(pause(attempt.number, jitter)),
    }
}

/// The pause before the next attempt where no header names one: doubling, from half to all of it.
pub fn pause(attempt: u32, jitter: f64) -> Duration {
    let doubled = FIRST_PAUSE * 2u32.saturating_pow(attempt.saturating_sub(1).min(16));
    doubled.min(LONGEST_PAUSE).mul_f64(0.5 + jitter / 2.0)
}

fn max_attempts(status: Option<u16>) -> u32 {
    if status == Some(500) { MAX_ATTEMPTS_ON_500 } else { MAX_ATTEMPTS }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attempt(number: u32, status: u16) -> Attempt {
        Attempt {
            number,
            proof: Proof::of_status(status),
            status: Some(status),
            asked_wait: None,
            pending_jobs: false,
        }
    }

    fn broken(number: u32, proof: Proof) -> Attempt {
        Attempt { number, proof, status: None, asked_wait: None, pending_jobs: false }
    }

    fn goes_on(attempt: &Attempt, repeat: Repeat) -> bool {
        matches!(decide(attempt, repeat, 0.5), Decision::Again(_))
    }

    #[test]
    fn reads_are_repeated_after_408_5xx_and_broken_connections() {
        for status in [408, 500, 502, 503, 504] {
            assert!(goes_on(&attempt(1, status), Repeat::Safe), "{status}");
        }
        assert!(goes_on(&broken(1, Proof::Unclear), Repeat::Safe));
        assert!(goes_on(&broken(1, Proof::NotSent), Repeat::Safe));
    }

    #[test]
    fn writes_that_could_double_are_repeated_only_when_nothing_can_have_happened() {
        for status in [408, 500, 502, 503, 504] {
            assert!(!goes_on(&attempt(1, status), Repeat::Refused), "{status}");
        }
        assert!(!goes_on(&broken(1, Proof::Unclear), Repeat::Refused));
        assert!(goes_on(&broken(1, Proof::NotSent), Repeat::Refused));
        assert!(goes_on(&attempt(1, 429), Repeat::Refused));
    }

    #[test]
    fn refusals_are_final() {
        for status in [302, 400, 401, 402, 403, 404, 409, 410, 422, 501] {
            assert!(!goes_on(&attempt(1, status), Repeat::Safe), "{status}");
        }
    }

    #[test]
    fn a_request_is_sent_five_times_and_twice_on_500() {
        assert!(goes_on(&attempt(4, 503), Repeat::Safe));
        assert!(!goes_on(&attempt(5, 503), Repeat::Safe));
        assert!(goes_on(&attempt(1, 500), Repeat::Safe));
        assert!(!goes_on(&attempt(2, 500), Repeat::Safe));
        assert!(!goes_on(&attempt(5, 429), Repeat::Safe));
    }

    #[test]
    fn a_429_waits_as_long_as_it_asks() {
        let asked = Attempt { asked_wait: Some(Duration::from_secs(7)), ..attempt(1, 429) };
        assert_eq!(decide(&asked, Repeat::Safe, 0.0), Decision::Again(Duration::from_secs(7)));
        let too_long = Attempt { asked_wait: Some(Duration::from_secs(3600)), ..attempt(1, 429) };
        assert_eq!(decide(&too_long, Repeat::Safe, 0.0), Decision::Stop);
    }

    #[test]
    fn a_429_without_headers_waits_at_least_a_second() {
        let Decision::Again(wait) = decide(&attempt(1, 429), Repeat::Safe, 0.0) else { panic!() };
        assert!(wait >= Duration::from_secs(1));
    }

    #[test]
    fn a_429_about_pending_jobs_is_not_repeated() {
        let jobs = Attempt { pending_jobs: true, ..attempt(1, 429) };
        assert_eq!(decide(&jobs, Repeat::Safe, 0.0), Decision::Stop);
    }

    #[test]
    fn pauses_grow_and_stay_bounded() {
        assert!(pause(2, 0.5) > pause(1, 0.5));
        assert_eq!(pause(u32::MAX, 1.0), LONGEST_PAUSE);
    }
}
