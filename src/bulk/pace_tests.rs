//! The pace against a simulated server: windows, latency and clocks as numbers, no sleeping.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "counts and times of a simulation are small"
)]

use std::collections::BTreeMap;

use super::*;

const WALL: f64 = 1_700_000_003.4;

/// A server that counts in windows of ten seconds.
struct Server {
    limit: u64,
    used: BTreeMap<i64, u64>,
    refused: u64,
    /// How the end of a window is rounded in the header.
    header_shift: i64,
    /// Where the windows really begin, in seconds after the full ten.
    phase: f64,
}

impl Server {
    fn new(limit: u64) -> Self {
        Server { limit, used: BTreeMap::new(), refused: 0, header_shift: 0, phase: 0.0 }
    }

    fn answer(&mut self, at: f64) -> Timing {
        let window = ((at - self.phase) / 10.0).floor() as i64;
        let used = self.used.entry(window).or_default();
        if *used >= self.limit {
            self.refused += 1;
        } else {
            *used += 1;
        }
        let reset = (window + 1) * 10 + self.header_shift;
        let rate =
            RateLimit { limit: self.limit, remaining: self.limit.saturating_sub(*used), reset };
        Timing { rate: Some(rate), ..Timing::default() }
    }

    /// The share of its allowance that the least used full window saw.
    fn least_used(&self) -> f64 {
        let full: Vec<u64> = self.used.values().copied().collect();
        let inner = &full[1..full.len() - 1];
        *inner.iter().min().unwrap() as f64 / self.limit as f64
    }
}

struct Job {
    pace: Pace,
    latency: f64,
    under_way: Vec<(f64, Ticket, Timing)>,
    /// The job's wall clock minus the server's.
    skew: f64,
    sent: Vec<f64>,
}

impl Job {
    fn new(rate: Option<Rate>, latency: f64, skew: f64) -> Self {
        let now = Now { steady: Duration::ZERO, wall: WALL + skew };
        Job { pace: Pace::new(rate, now), latency, under_way: Vec::new(), skew, sent: Vec::new() }
    }

    /// Lives through one millisecond.
    fn step(&mut self, steady: f64, server: &mut Server) {
        let now = Duration::from_secs_f64(steady);
        let (back, out) =
            std::mem::take(&mut self.under_way).into_iter().partition(|c| c.0 <= steady);
        self.under_way = out;
        let back: Vec<_> = back;
        for (_, ticket, timing) in back {
            self.pace.answered(ticket, now, Some(&timing));
        }
        while self.pace.turn(now) == Turn::Now {
            let ticket = self.pace.sent(now);
            let mut timing = server.answer(WALL + steady + self.latency / 2.0);
            if self.skew.abs() > 1.0 {
                timing.date = Some((WALL + steady + self.latency / 2.0).floor() as i64);
            }
            self.under_way.push((steady + self.latency, ticket, timing));
            self.sent.push(steady);
        }
    }
}

fn run(seconds: u32, jobs: &mut [Job], server: &mut Server) {
    for millisecond in 0..seconds * 1000 {
        for job in jobs.iter_mut() {
            job.step(f64::from(millisecond) / 1000.0, server);
        }
    }
}

fn alone(server: &mut Server, latency: f64, skew: f64) -> Vec<f64> {
    let mut jobs = [Job::new(None, latency, skew)];
    run(60, &mut jobs, server);
    std::mem::take(&mut jobs[0].sent)
}

#[test]
fn windows_are_filled_without_a_refusal() {
    for (limit, latency) in [(166, 0.001), (166, 0.05), (1666, 0.05), (1666, 0.5), (166, 2.0)] {
        let mut server = Server::new(limit);
        alone(&mut server, latency, 0.0);
        assert_eq!(server.refused, 0, "{limit} at {latency} s");
        let used = server.least_used();
        let wanted = if latency > 1.0 { 0.9 } else { 0.99 };
        // One request of a window asks for the next one, and one may fall to rounding.
        let wanted = wanted - 2.0 / limit as f64;
        assert!(used >= wanted, "{limit} at {latency} s: {used}");
    }
}

#[test]
fn requests_are_spread_evenly_inside_a_window() {
    let mut server = Server::new(1666);
    let sent = alone(&mut server, 0.05, 0.0);
    for second in 10..50 {
        let count = sent
            .iter()
            .filter(|at| (f64::from(second)..f64::from(second + 1)).contains(*at))
            .count();
        assert!((140..200).contains(&count), "second {second}: {count}");
    }
}

#[test]
fn a_wrong_local_clock_does_no_harm() {
    for skew in [-3600.0, -0.7, 0.7, 3600.0] {
        let mut server = Server::new(166);
        alone(&mut server, 0.05, skew);
        assert_eq!(server.refused, 0, "{skew}");
        assert!(server.least_used() >= 0.95, "{skew}: {}", server.least_used());
    }
}

#[test]
fn a_reset_that_is_rounded_to_seconds_costs_at_most_a_refusal() {
    for (phase, header_shift) in [(0.6, 0), (0.4, 1)] {
        let mut server = Server { header_shift, phase, ..Server::new(166) };
        alone(&mut server, 0.05, 0.0);
        assert!(server.refused <= 1, "{phase}: {}", server.refused);
        assert!(server.least_used() >= 0.9, "{phase}: {}", server.least_used());
    }
}

#[test]
fn two_jobs_share_one_limit() {
    let mut server = Server::new(1666);
    let mut jobs = [Job::new(None, 0.05, 0.0), Job::new(None, 0.08, 0.0)];
    run(60, &mut jobs, &mut server);
    let total = jobs[0].sent.len() + jobs[1].sent.len();
    assert!(server.refused as f64 / (total as f64) < 0.005, "{} of {total}", server.refused);
    assert!(server.least_used() >= 0.95, "{}", server.least_used());
    for job in jobs {
        assert!(job.sent.len() * 4 > total, "{} of {total}", job.sent.len());
    }
}

#[test]
fn a_share_leaves_the_rest_of_every_window_to_others() {
    let mut server = Server::new(1000);
    let mut jobs = [Job::new(Some(Rate::Share(0.8)), 0.05, 0.0)];
    run(60, &mut jobs, &mut server);
    assert!(server.used.values().all(|used| *used <= 800), "{:?}", server.used);
    assert!(server.least_used() >= 0.78);
}

#[test]
fn a_number_per_minute_holds_without_any_headers() {
    let mut pace =
        Pace::new(Some(Rate::PerMinute(600)), Now { steady: Duration::ZERO, wall: WALL });
    let mut sent = 0;
    for millisecond in 0..10_000 {
        let now = Duration::from_millis(millisecond);
        while pace.turn(now) == Turn::Now {
            let ticket = pace.sent(now);
            pace.answered(ticket, now, Some(&Timing::default()));
            sent += 1;
        }
    }
    assert!((98..=101).contains(&sent), "{sent}");
}

#[test]
fn a_limit_changed_in_mid_flight_is_followed() {
    let mut server = Server::new(1666);
    let mut jobs = [Job::new(None, 0.05, 0.0)];
    for millisecond in 0..60_000 {
        if millisecond == 20_000 {
            server.limit = 500;
        }
        jobs[0].step(f64::from(millisecond) / 1000.0, &mut server);
    }
    let last = *server.used.values().rev().nth(1).unwrap();
    assert!((495..=500).contains(&last), "{last}");
}

#[test]
fn nothing_is_held_back_where_no_limit_is_told() {
    let mut pace = Pace::new(None, Now { steady: Duration::ZERO, wall: WALL });
    let first = pace.sent(Duration::ZERO);
    assert_eq!(pace.turn(Duration::ZERO), Turn::AfterAnswer, "the first answer may tell a limit");
    pace.answered(first, Duration::from_millis(1), Some(&Timing::default()));
    for _ in 0..1000 {
        assert_eq!(pace.turn(Duration::from_millis(2)), Turn::Now);
        pace.sent(Duration::from_millis(2));
    }
}

#[test]
fn headers_that_never_change_do_not_stop_the_job() {
    let rate = RateLimit { limit: 166, remaining: 100, reset: 1_600_000_000 };
    let timing = Timing { rate: Some(rate), ..Timing::default() };
    let mut pace = Pace::new(None, Now { steady: Duration::ZERO, wall: WALL });
    let mut sent = 0;
    for millisecond in 0..10_000 {
        let now = Duration::from_millis(millisecond);
        while pace.turn(now) == Turn::Now {
            let ticket = pace.sent(now);
            pace.answered(ticket, now, Some(&timing));
            sent += 1;
        }
    }
    assert!(sent > 500, "{sent}");
}
