//! The rate limit: filled, and never overrun.

use ictl::sandbox::PerMinute;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::TestContext;

#[test]
fn a_thousand_a_minute_are_used_up_without_a_refusal() {
    let rows = 700;
    let world = TestContext::new();
    world.sandbox().set_rate_limit(Some(PerMinute::new(1000)));
    world.file("people.csv", csv(rows));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.succeeds();
    assert_eq!(of(&run)[0], rows as u64);
    assert_eq!(run.json()["rate_limited"], 0, "{run:?}");
    assert_eq!(world.sandbox().rate_limited(), 0);
    // 700 rows at 166 in 10 seconds take four windows and a part.
    let elapsed = run.json()["elapsed_s"].as_f64().unwrap();
    assert!((30.0..52.0).contains(&elapsed), "{elapsed} s");
    world.sandbox().set_rate_limit(None);
    assert_each_exactly_once(&world, rows);
}

#[test]
fn a_rate_of_the_users_own_is_kept() {
    let world = TestContext::new();
    world.file("people.csv", csv(200));
    let run = world.run("contacts import $DIR/people.csv --json --rate 600/min");
    run.succeeds();
    let elapsed = run.json()["elapsed_s"].as_f64().unwrap();
    assert!((15.0..30.0).contains(&elapsed), "{elapsed} s for 200 rows at ten a second");
}

#[test]
fn what_others_use_of_the_budget_is_left_to_them() {
    let world = TestContext::new();
    world.sandbox().set_rate_limit(Some(PerMinute::new(600)));
    let api = world.api();
    for _ in 0..60 {
        api.get("/me");
    }
    world.file("people.csv", csv(60));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.succeeds();
    assert_eq!(run.json()["rate_limited"], 0, "{run:?}");
}
