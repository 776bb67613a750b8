//! Bad days: with every kind of fault at a high rate, every row still ends exactly once.

use ictl::sandbox::Faults;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::TestContext;

const ROWS: usize = 200;

/// Imports under a fault and checks that the workspace, the report and the rejects agree.
#[track_caller]
fn survives(fault: &str, flags: &str) {
    let world = TestContext::new();
    world.file("people.csv", csv(ROWS));
    world.sandbox().set_faults(fault.parse::<Faults>().unwrap());
    let line = format!("contacts import $DIR/people.csv --json {flags}");
    let mut run = world.run(&line);
    // What is asked before the job begins may meet a streak of faults, which ends a run early.
    for _ in 0..10 {
        if run.code != 5 {
            break;
        }
        run = world.run(&format!("{line} --resume"));
    }
    run.succeeds();
    let [created, updated, unchanged, skipped, rejected, uncertain] = of(&run);
    assert_eq!(created + updated + unchanged, ROWS as u64, "{fault}: {run:?}");
    assert_eq!([skipped, rejected, uncertain], [0; 3], "{fault}: {run:?}");
    assert!(world.sandbox().faults_struck() > 20, "{fault} hardly struck");
    assert!(run.json()["retries"].as_u64().unwrap() > 0, "{fault}");
    world.sandbox().set_faults(Faults::default());
    assert_each_exactly_once(&world, ROWS);
}

#[test]
fn errors_before_the_effect() {
    for fault in ["500=25%", "502=25%", "503=25%"] {
        survives(fault, "");
    }
}

#[test]
fn refusals_for_the_rate_without_headers() {
    survives("429=25%", "");
}

#[test]
fn connections_that_close_before_the_effect() {
    survives("close-before=25%", "");
}

#[test]
fn connections_that_close_after_the_effect() {
    survives("close-after=25%", "");
}

#[test]
fn errors_after_the_effect() {
    survives("500-after=25%", "");
}

#[test]
fn answers_that_end_early() {
    survives("truncate=25%", "");
}

#[test]
fn answers_that_are_not_json() {
    survives("malformed=25%", "");
}

#[test]
fn answers_that_never_come() {
    survives("hang=20%", "--timeout 100ms --concurrency 64");
}

#[test]
fn everything_at_once() {
    survives(
        "500=4%,502=4%,503=4%,429=4%,close-before=4%,close-after=4%,500-after=4%,truncate=4%,malformed=4%",
        "",
    );
}

#[test]
fn slow_answers_are_answers() {
    let world = TestContext::new();
    world.file("people.csv", csv(ROWS));
    world.sandbox().set_faults("slow=20%:2s,drip=5%:1s".parse().unwrap());
    let run = world.run("contacts import $DIR/people.csv --json");
    run.succeeds();
    assert_eq!(of(&run), [ROWS as u64, 0, 0, 0, 0, 0]);
    assert_each_exactly_once(&world, ROWS);
}

#[test]
fn a_lead_whose_answer_was_lost_is_uncertain_and_not_sent_again() {
    for fault in ["close-after=20%", "500-after=20%", "close-before=20%", "500=20%", "truncate=20%"]
    {
        let world = TestContext::new();
        world.file("leads.csv", csv(ROWS));
        world.sandbox().set_faults(fault.parse().unwrap());
        let run = world.run("contacts import $DIR/leads.csv --json --role lead");
        if run.code == 5 {
            // The questions before the job met a streak of faults: nothing was sent.
            continue;
        }
        run.exits(3);
        let [created, .., rejected, uncertain] = of(&run);
        assert_eq!((created + uncertain, rejected), (ROWS as u64, 0), "{fault}: {run:?}");
        assert!(uncertain > 0, "{fault}");
        world.sandbox().set_faults(Faults::default());
        let mut emails = world.api().emails();
        let there = emails.len();
        emails.dedup();
        assert_eq!(emails.len(), there, "{fault}: a lead is there twice");
        assert!(there as u64 >= created, "{fault}");
        let file = world.read("leads.csv.ictl-import/uncertain.csv");
        assert_eq!(file.lines().count() as u64, uncertain + 1, "{fault}");
    }
}

#[test]
fn leads_that_were_certainly_not_made_are_sent_again() {
    let world = TestContext::new();
    world.file("leads.csv", csv(ROWS));
    world.sandbox().set_faults("429=25%".parse().unwrap());
    let run = world.run("contacts import $DIR/leads.csv --json --role lead");
    run.succeeds();
    assert_eq!(of(&run), [ROWS as u64, 0, 0, 0, 0, 0]);
    world.sandbox().set_faults(Faults::default());
    assert_each_exactly_once(&world, ROWS);
}
