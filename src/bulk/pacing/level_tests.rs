//! The level against a simulated server: one without a queue, one with few workers, one that
//! becomes slower, one that is overloaded, and latencies of every kind.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "seconds of a simulation are small"
)]

use crate::bulk::pacing::simulation::{Client, Job, Latency, Model, Simulation};

const SEEDS: std::ops::Range<u64> = 0..2;

fn run(seed: u64, model: Model, concurrency: Option<usize>, seconds: f64) -> Simulation {
    let clients: Vec<Client> = vec![Job::client(None, concurrency, 0.0, 0.0)];
    Simulation::new(seed, model, clients).run(seconds)
}

fn done(simulation: &Simulation) -> u64 {
    simulation.by_second.iter().sum()
}

/// What the level reaches of the best fixed one, which is the highest where too many only wait.
fn compared_with_the_best(seed: u64, model: &Model, seconds: f64) -> f64 {
    let best = done(&run(seed, model.clone(), Some(512), seconds));
    done(&run(seed, model.clone(), None, seconds)) as f64 / best as f64
}

fn slow(latency: Latency) -> Model {
    Model { latency, ..Model::default() }
}

#[test]
fn without_a_queue_the_level_reaches_nine_tenths_of_the_best_in_ten_seconds() {
    let share = compared_with_the_best(1, &slow(Latency::Always(0.1)), 10.0);
    assert!(share >= 0.9, "{share}");
}

#[test]
fn latencies_of_every_kind_do_not_bring_it_down() {
    for seed in SEEDS {
        for latency in [
            Latency::Between(0.01, 0.19),
            Latency::Tail(0.1, 0.05, 1.0),
            Latency::Tail(0.1, 0.3, 0.4),
            Latency::Exponential(0.01, 0.1),
        ] {
            let share = compared_with_the_best(seed, &slow(latency), 20.0);
            assert!(share >= 0.85, "{seed} {latency:?}: {share}");
        }
    }
}

#[test]
fn few_workers_are_kept_busy_and_hardly_more() {
    for seed in SEEDS {
        for (workers, work) in [(1, 0.005), (4, 0.05), (16, 0.1), (64, 0.1)] {
            for latency in [Latency::Always(work), Latency::Between(work * 0.5, work * 1.5)] {
                let model = Model { workers, ..slow(latency) };
                let case = format!("{seed} {workers} {latency:?}");
                let share = compared_with_the_best(seed, &model, 30.0);
                assert!(share >= 0.9, "{case}: {share}");
                let run = run(seed, model, None, 60.0);
                let late = run.in_flight[40..].iter().max().unwrap();
                assert!(*late <= (workers * 6).max(64), "{case}: {late}");
            }
        }
    }
}

#[test]
fn a_server_that_loses_workers_is_relieved_and_used_again_when_they_return() {
    for seed in SEEDS {
        let model = Model { workers: 128, ..slow(Latency::Between(0.08, 0.12)) };
        let clients = vec![Job::client(None, None, 0.0, 0.0)];
        let run = Simulation::new(seed, model, clients)
            .change(20.0, |model| model.workers = 8)
            .change(200.0, |model| model.workers = 128)
            .run(260.0);
        let crowded = run.in_flight[100..195].iter().max().unwrap();
        assert!(*crowded <= 48, "{seed}: {crowded} {:?}", run.in_flight);
        let back: u64 = run.by_second[225..255].iter().sum::<u64>() / 30;
        assert!(back > 1100, "{seed}: {back} {:?}", run.by_second);
    }
}

#[test]
fn answers_that_become_slow_make_it_back_off_and_it_comes_back() {
    for seed in SEEDS {
        let clients = vec![Job::client(None, None, 0.0, 0.0)];
        let run = Simulation::new(seed, slow(Latency::Always(0.1)), clients)
            .change(15.0, |model| model.latency = Latency::Always(1.0))
            .change(35.0, |model| model.latency = Latency::Always(0.1))
            .run(60.0);
        let least = run.in_flight[17..30].iter().min().unwrap();
        assert!(*least <= run.in_flight[12] / 2, "{least} {:?}", run.in_flight);
        assert!(run.by_second[50] * 10 >= run.by_second[13] * 9, "{:?}", run.by_second);
    }
}

#[test]
fn an_outage_of_minutes_stops_it_and_it_comes_back_within_seconds() {
    for seconds in [3.0, 30.0, 240.0] {
        let clients = vec![Job::client(None, None, 0.0, 0.0)];
        let run = Simulation::new(1, slow(Latency::Always(0.1)), clients)
            .change(15.0, |model| model.down = true)
            .change(15.0 + seconds, |model| model.down = false)
            .run(60.0 + seconds);
        assert!(run.overloads < 2500, "{}", run.overloads);
        let back = run.by_second[(15.0 + seconds + 20.0) as usize];
        assert!(back * 10 >= run.by_second[13] * 9, "{seconds}: {:?}", run.by_second);
    }
}

#[test]
fn a_server_that_refuses_what_it_cannot_bear_is_used_well_all_the_same() {
    for seed in SEEDS {
        for bears in [8, 32, 200] {
            let model = Model { bears, ..slow(Latency::Between(0.09, 0.11)) };
            let run = run(seed, model, None, 60.0);
            let possible = bears as f64 / 0.1 * 60.0;
            let share = done(&run) as f64 / possible;
            assert!(share >= 0.7, "{seed} {bears}: {share}");
            let refused = run.overloads as f64 / done(&run) as f64;
            assert!(refused < 0.15, "{seed} {bears}: {refused}");
        }
    }
}

#[test]
fn a_fixed_level_stays() {
    let model = Model { bears: 10, ..slow(Latency::Always(0.1)) };
    let run = run(1, model, Some(9), 20.0);
    assert_eq!((run.overloads, run.in_flight.iter().max()), (0, Some(&9)));
}
