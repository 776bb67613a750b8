//! The pace against a simulated server: every kind of window, clock, header and company.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "counts of a simulation are small"
)]

use super::*;
use crate::api::rate_limit::RateLimit;
use crate::bulk::pacing::simulation::{Client, Job, Latency, Model, Rounding, Simulation, Windows};

/// Allowances of a window, and latencies in seconds.
const CASES: [(u64, f64); 3] = [(1666, 0.05), (166, 0.05), (167, 0.02)];

const SEEDS: std::ops::Range<u64> = 0..2;

fn job() -> Client {
    Job::client(None, None, 0.0, 0.0)
}

/// The smallest share of its allowance that a full window saw used.
fn least_used(simulation: &Simulation) -> f64 {
    let shares = simulation.full().iter().map(|window| window.used() as f64 / window.limit as f64);
    shares.fold(f64::INFINITY, f64::min)
}

/// The largest difference of a tenth of a full window from an even share, in requests.
fn unevenness(simulation: &Simulation) -> f64 {
    let mut worst = 0.0_f64;
    for window in simulation.full() {
        let even = window.used() as f64 / 10.0;
        for count in window.by_tenth {
            worst = worst.max((count as f64 - even).abs());
        }
    }
    worst
}

/// One request of a window may stay unused, and one percent.
fn nearly_all(limit: u64) -> f64 {
    (1.0 - 1.0 / limit as f64).min(0.99)
}

/// Every kind of window, of clock, and of moment at which a request counts.
fn every_kind_of_server() -> Vec<(Model, f64)> {
    let mut kinds = Vec::new();
    for windows in [Windows::Aligned(0.0), Windows::Aligned(0.37), Windows::FromFirst] {
        for rounding in [Rounding::Up, Rounding::Down] {
            for (date, skew) in [(true, 0.0), (true, 7200.0), (false, 0.0), (false, 0.3)] {
                for counts_at in [0.0, 0.5, 1.0] {
                    let kind = Model { windows, rounding, date, counts_at, ..Model::default() };
                    kinds.push((kind, skew));
                }
            }
        }
    }
    kinds
}

#[test]
fn every_kind_of_window_is_filled_evenly_and_without_a_refusal() {
    for (kind, skew) in every_kind_of_server() {
        for (limit, latency) in CASES {
            let latency = Latency::Always(latency);
            let model = Model { limit: Some(limit), latency, ..kind.clone() };
            let case = format!("{model:?} {skew}");
            let seconds = if limit > 1000 { 45.0 } else { 75.0 };
            let clients = vec![Job::client(None, None, skew, 0.0)];
            let run = Simulation::new(1, model, clients).run(seconds);
            assert_eq!(run.refused, 0, "{case}");
            let (used, uneven) = (least_used(&run), unevenness(&run));
            assert!(used >= nearly_all(limit) - 1e-9, "{case}: {used}");
            assert!(uneven <= 1.5 + 0.03 * limit as f64 / 10.0, "{case}: {uneven}");
        }
    }
}

fn limited(limit: u64, latency: Latency) -> Model {
    Model { limit: Some(limit), latency, ..Model::default() }
}

#[test]
fn jitter_and_heavy_tails_cost_little() {
    for seed in SEEDS {
        for counts_at in [0.0, 0.5, 1.0] {
            for (latency, wanted) in [
                (Latency::Between(0.03, 0.07), 0.985),
                (Latency::Between(0.02, 0.2), 0.97),
                (Latency::Tail(0.05, 0.05, 0.5), 0.97),
                (Latency::Exponential(0.02, 0.05), 0.97),
                (Latency::Always(0.3), 0.94),
            ] {
                for limit in [166, 1666] {
                    let model = Model { counts_at, ..limited(limit, latency) };
                    let run = Simulation::new(seed, model, vec![job()]).run(75.0);
                    let used = least_used(&run) + 1.0 / limit as f64;
                    let case = format!("{seed} {latency:?} counts at {counts_at} {limit}");
                    // Where latency is wild, one in a thousand may come at a wrong moment.
                    let wild = u64::from(wanted < 0.98);
                    assert!(run.refused <= wild, "{case}: {}", run.refused);
                    assert!(used >= wanted, "{case}: {used}");
                }
            }
        }
    }
}

#[test]
fn a_busy_machine_whose_timers_are_late_uses_the_limit_all_the_same() {
    for limit in [166, 1666] {
        let model = Model { late: 0.08, ..limited(limit, Latency::Between(0.05, 0.3)) };
        let run = Simulation::new(1, model, vec![job()]).run(75.0);
        assert!(run.refused <= 1, "{limit}: {}", run.refused);
        assert!(least_used(&run) >= 0.95, "{limit}: {}", least_used(&run));
    }
}

#[test]
fn a_machine_that_stands_still_at_a_windows_begin_is_no_reason_for_a_refusal() {
    for windows in [Windows::Aligned(0.0), Windows::FromFirst] {
        for limit in [167, 1666] {
            for (stalls, wanted) in [(0.2, 0.98), (0.4, 0.95)] {
                let model = Model { windows, stalls, ..limited(limit, Latency::Always(0.05)) };
                let run = Simulation::new(1, model, vec![job()]).run(165.0);
                let case = format!("{windows:?} {limit} {stalls}");
                assert_eq!(run.refused, 0, "{case}");
                assert!(least_used(&run) >= wanted, "{case}: {}", least_used(&run));
            }
        }
    }
}

#[test]
fn answers_without_headers_do_not_confuse_it() {
    for seed in SEEDS {
        for limit in [166, 1666] {
            let model = Model { errors: 0.02, ..limited(limit, Latency::Always(0.05)) };
            let run = Simulation::new(seed, model, vec![job()]).run(75.0);
            assert_eq!(run.refused, 0, "{limit}");
            assert!(least_used(&run) >= 0.97, "{limit}: {}", least_used(&run));
        }
    }
}

/// Accepted requests of a client in all full windows.
fn share(simulation: &Simulation, client: usize) -> f64 {
    let windows = simulation.full().iter();
    let (mine, all) = windows.fold((0, 0), |(mine, all), window| {
        (mine + window.by_client.get(&client).copied().unwrap_or_default(), all + window.used())
    });
    mine as f64 / all as f64
}

fn accepted(simulation: &Simulation) -> u64 {
    simulation.full().iter().map(crate::bulk::pacing::simulation::Full::used).sum()
}

#[test]
fn two_jobs_share_a_limit_evenly_whenever_the_second_begins() {
    for seed in SEEDS {
        for limit in [166, 1666] {
            for (begins, skew) in [(0.0, 0.0), (0.013, 0.0), (4.0, 3600.0), (13.7, -2.0)] {
                let clients = vec![job(), Job::client(None, None, skew, begins)];
                let latency = Latency::Between(0.04, 0.06);
                let run = Simulation::new(seed, limited(limit, latency), clients).run(125.0);
                let case = format!("{seed} {limit} {begins} {skew}");
                let refused = run.refused as f64 / accepted(&run) as f64;
                assert!(refused < 0.005, "{case}: {} refused", run.refused);
                assert!(least_used(&run) >= 0.95, "{case}: {}", least_used(&run));
                let late: f64 = share(&run, 1);
                assert!((0.3..0.7).contains(&late), "{case}: {late}");
            }
        }
    }
}

#[test]
fn three_jobs_share_a_limit() {
    for seed in SEEDS {
        let clients =
            vec![job(), Job::client(None, None, 0.0, 2.0), Job::client(None, None, 0.0, 7.0)];
        let run = Simulation::new(seed, limited(1666, Latency::Always(0.05)), clients).run(125.0);
        assert!((run.refused as f64) < 0.005 * accepted(&run) as f64, "{}", run.refused);
        assert!(least_used(&run) >= 0.95, "{}", least_used(&run));
        for client in 0..3 {
            assert!(share(&run, client) > 0.2, "{client}: {}", share(&run, client));
        }
    }
}

#[test]
fn a_program_that_takes_its_part_is_let_and_the_rest_is_used() {
    for seed in SEEDS {
        for (other, part) in [
            (Client::Steady(50.0), 0.3),
            (Client::Steady(100.0), 0.6),
            (Client::Burst(500), 0.3),
            (Client::Burst(1000), 0.6),
        ] {
            let clients = vec![job(), other];
            let model = limited(1666, Latency::Always(0.05));
            let run = Simulation::new(seed, model, clients).run(125.0);
            let case = format!("{seed} {part}");
            assert!(
                (run.refused as f64) < 0.005 * accepted(&run) as f64,
                "{case}: {}",
                run.refused
            );
            assert!(least_used(&run) >= 0.95, "{case}: {}", least_used(&run));
            assert!((share(&run, 1) - part).abs() < 0.02, "{case}: {}", share(&run, 1));
        }
    }
}

#[test]
fn a_share_is_kept_in_every_window_and_used_up() {
    for seed in SEEDS {
        for (limit, percent) in [(1666, 0.8), (166, 0.5), (1000, 0.1)] {
            for latency in [Latency::Always(0.05), Latency::Tail(0.05, 0.05, 0.5)] {
                let clients = vec![Job::client(Some(Rate::Share(percent)), None, 0.0, 0.0)];
                let run = Simulation::new(seed, limited(limit, latency), clients).run(75.0);
                let promised = limit as f64 * percent;
                for window in run.full() {
                    let used = window.used() as f64;
                    assert!(used <= promised, "{limit} {percent}: {used}");
                    assert!(used >= promised * 0.97 - 2.0, "{limit} {percent}: {used}");
                }
            }
        }
    }
}

#[test]
fn a_share_is_kept_on_a_busy_machine() {
    for seed in 0..4 {
        let model = Model {
            windows: Windows::FromFirst,
            rounding: Rounding::Down,
            stalls: 0.1,
            late: 0.08,
            same_machine: true,
            ..limited(1666, Latency::Between(0.04, 0.06))
        };
        let clients = vec![Job::client(Some(Rate::Share(0.8)), None, 0.0, 0.0)];
        let run = Simulation::new(seed, model, clients).run(105.0);
        for window in run.full() {
            assert!((1310..=1332).contains(&window.used()), "{seed}: {}", window.used());
        }
    }
}

#[test]
fn a_share_is_the_jobs_own_and_the_rest_is_for_others() {
    let clients = vec![Job::client(Some(Rate::Share(0.8)), None, 0.0, 0.0), Client::Steady(30.0)];
    let run = Simulation::new(1, limited(1666, Latency::Always(0.05)), clients).run(75.0);
    assert!(share(&run, 0) > 0.78, "{}", share(&run, 0));
    assert_eq!(run.refused, 0);
}

#[test]
fn a_number_per_minute_is_kept_with_and_without_a_limit() {
    for limit in [None, Some(1666)] {
        for count in [600_u64, 6000, 60] {
            let rate = Some(Rate::PerMinute(count));
            let model = Model { limit, latency: Latency::Between(0.04, 0.06), ..Model::default() };
            let clients = vec![Job::client(rate, None, 0.0, 0.0)];
            let run = Simulation::new(3, model, clients).run(70.0);
            for ten in run.by_second[..60].windows(10) {
                let used: u64 = ten.iter().sum();
                assert!(used <= count / 6, "{count} {limit:?}: {used}");
                assert!(used as f64 >= count as f64 / 6.0 * 0.985 - 1.0, "{count}: {used}");
            }
        }
    }
}

#[test]
fn a_limit_changed_in_mid_flight_is_followed_within_a_window() {
    for seed in SEEDS {
        for at in [21.0, 26.3, 28.9] {
            for (from, to) in [(1666, 166), (166, 1666), (1666, 833), (500, 4166)] {
                let run = Simulation::new(seed, limited(from, Latency::Always(0.05)), vec![job()])
                    .change(at, move |model| model.limit = Some(to))
                    .run(75.0);
                let case = format!("{from} to {to} at {at}");
                // A window that already saw more than the new limit refuses what is under way.
                assert!(run.refused <= 12, "{case}: {}", run.refused);
                let after: Vec<_> = run.full().iter().filter(|w| w.begins > at).collect();
                assert!(after.len() >= 3, "{case}");
                for window in after {
                    assert!(
                        window.used() + 2 >= to || window.used() as f64 >= 0.99 * to as f64,
                        "{case}: {}",
                        window.used()
                    );
                }
            }
        }
    }
}

#[test]
fn windows_of_another_length_are_followed() {
    for (from, to) in [(10.0, 60.0), (60.0, 10.0), (10.0, 5.0), (1.0, 10.0)] {
        let limit_of = |length: f64| Some((length * 100.0) as u64);
        let model = Model { length: from, limit: limit_of(from), ..Model::default() };
        let run = Simulation::new(2, model, vec![job()])
            .change(83.0, move |model| (model.length, model.limit) = (to, limit_of(to)))
            .run(320.0);
        assert!(run.refused <= 50, "{from} to {to}: {}", run.refused);
        let (before, after): (Vec<_>, Vec<_>) =
            run.full().iter().partition(|window| window.begins + from <= 83.0);
        // The window that was open then has two lengths, and the one after it begins anywhere.
        for window in before.iter().skip(1).chain(after.iter().skip(2)) {
            let used = window.used() as f64 / window.limit as f64;
            assert!(used >= 0.95, "{from} to {to}: {used} {window:?}");
        }
    }
}

#[test]
fn a_limit_that_is_lifted_is_noticed_and_one_that_comes_back_as_well() {
    let run = Simulation::new(1, limited(166, Latency::Always(0.05)), vec![job()])
        .change(24.0, |model| model.limit = None)
        .change(60.0, |model| model.limit = Some(1666))
        .run(110.0);
    assert!(run.by_second[40] > 1000, "{:?}", run.by_second);
    let last = run.full().last().unwrap();
    assert!(last.used() >= 1650, "{last:?}");
    // What was under way when the window that nobody expected was used up.
    assert!(run.refused <= run.in_flight[59] as u64, "{} {}", run.refused, run.in_flight[59]);
}

#[test]
fn a_refusal_with_retry_after_is_respected_without_losing_the_window() {
    let clients = vec![job(), Client::Burst(900), Job::client(None, None, 0.0, 3.0)];
    let model = Model { retry_after: true, ..limited(1666, Latency::Between(0.02, 0.09)) };
    let run = Simulation::new(5, model, clients).run(95.0);
    assert!(least_used(&run) >= 0.95, "{}", least_used(&run));
    assert!((run.refused as f64) < 0.005 * accepted(&run) as f64, "{}", run.refused);
}

#[test]
fn a_local_clock_that_is_wrong_by_seconds_costs_at_most_the_first_window() {
    for skew in [-9.0, -4.0, -1.5, 1.5, 4.0, 9.0, 86_400.0] {
        for windows in [Windows::Aligned(0.0), Windows::FromFirst] {
            let model = Model { date: false, windows, ..limited(1666, Latency::Always(0.05)) };
            let clients = vec![Job::client(None, None, skew, 0.0)];
            let run = Simulation::new(1, model, clients).run(75.0);
            assert!(run.refused <= 1, "{skew} {windows:?}: {}", run.refused);
            assert!(least_used(&run) >= 0.98, "{skew} {windows:?}: {}", least_used(&run));
        }
    }
}

const WALL: f64 = 1_700_000_003.4;

#[test]
fn nothing_is_held_back_where_no_limit_is_told() {
    let mut pace = Pace::new(None, Now { steady: Duration::ZERO, wall: WALL });
    let timing = Timing::default();
    let reply = Reply { timing: &timing, done: true, limited: false };
    let first = pace.sent(Duration::ZERO);
    assert_eq!(pace.turn(Duration::ZERO), Turn::AfterAnswer, "the first answer may tell a limit");
    pace.answered(first, Duration::from_millis(1), Some(&reply));
    for _ in 0..1000 {
        assert_eq!(pace.turn(Duration::from_millis(2)), Turn::Now);
        pace.sent(Duration::from_millis(2));
    }
}

#[test]
fn headers_that_never_change_do_not_stop_the_job() {
    let rate = RateLimit { limit: 166, remaining: 100, reset: 1_600_000_000 };
    let timing = Timing { rate: Some(rate), ..Timing::default() };
    let reply = Reply { timing: &timing, done: true, limited: false };
    let mut pace = Pace::new(None, Now { steady: Duration::ZERO, wall: WALL });
    let mut sent = 0;
    for millisecond in 0..30_000 {
        let now = Duration::from_millis(millisecond);
        while pace.turn(now) == Turn::Now {
            let ticket = pace.sent(now);
            pace.answered(ticket, now, Some(&reply));
            sent += 1;
        }
    }
    assert!(sent > 300, "{sent}");
}
