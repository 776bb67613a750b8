//! The workspace changes while it is exported, answers get lost, and searches lag.

use serde_json::json;

use crate::support::{Api, TestContext};
use crate::within::{contacts_of, ids, requests};
use ictl::sandbox::Options;

const MANY: u64 = 1500;

/// Does something to the workspace when the running command reads the clock for that time.
fn meanwhile(world: &TestContext, reading: u64, change: impl FnOnce(&Api) + Send + 'static) {
    let (base_url, token) =
        (world.sandbox().base_url().to_owned(), world.sandbox().token().to_owned());
    world.clock.at_reading(reading, move || {
        let changed = std::thread::spawn(move || change(&Api::new(&base_url, &token)));
        changed.join().unwrap();
    });
}

#[test]
fn contacts_that_change_meanwhile_come_out_once() {
    for reading in [20, 40, 80] {
        let world = TestContext::with_contacts(MANY);
        let before = contacts_of(&world);
        let touched = before.clone();
        meanwhile(&world, reading, move |api| {
            for id in touched.iter().step_by(40) {
                api.expect("PUT", &format!("/contacts/{id}"), Some(&json!({"name": "New"})));
            }
            for number in 0..30 {
                api.contact(&json!({"email": format!("new{number}@example.com")}));
            }
        });
        let run = world.run("contacts export");
        assert!(!world.clock.disarm(), "it changed: {run:?}");
        let exported = ids(&run.succeeds().lines());
        let mut once = exported.clone();
        once.dedup();
        assert_eq!(exported, once, "none is there twice");
        assert!(before.iter().all(|id| exported.binary_search(id).is_ok()), "none is missing");
        let after = contacts_of(&world);
        assert!(exported.iter().all(|id| after.binary_search(id).is_ok()), "none is invented");
    }
}

#[test]
fn what_searches_do_not_show_yet_is_exported() {
    let world = TestContext::with_contacts(600);
    for number in 0..5 {
        world.api().contact(&json!({"email": format!("new{number}@example.com")}));
    }
    let run = world.run("contacts export");
    assert_eq!(ids(&run.succeeds().lines()), contacts_of(&world));
}

#[test]
fn faults_change_nothing_but_the_time() {
    let faults = "503=3%,close-before=1%,truncate=1%,malformed=1%,429=1%".parse().unwrap();
    let options = Options { contacts: MANY, faults, seed: 7, ..Options::default() };
    let world = TestContext::with(&options);
    let run = world.run("contacts export");
    let exported = ids(&run.succeeds().lines());
    assert_eq!(exported.len() as u64, MANY);
    let mut once = exported.clone();
    once.dedup();
    assert_eq!(exported, once);
}

#[test]
fn a_rate_limit_is_kept_to() {
    let rate_limit = Some("600/min".parse().unwrap());
    let world = TestContext::with(&Options { contacts: MANY, rate_limit, ..Options::default() });
    let run = world.run("contacts export --job $DIR/job");
    assert_eq!(run.succeeds().lines().len() as u64, MANY);
    let report: serde_json::Value = serde_json::from_str(&world.read("job/report.json")).unwrap();
    assert_eq!(report["rate_limited"], 0, "{report}");
    assert_eq!(report["requests"], requests(&run));
}

#[test]
fn a_refused_token_ends_the_export_with_4() {
    let world = TestContext::with_contacts(10).env("INTERCOM_TOKEN", "tok-of-nobody");
    world.run("contacts export").exits(4);
}
