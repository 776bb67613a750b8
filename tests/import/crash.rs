//! The job is stopped at every step it takes, at once and without any good-bye, and gone on with:
//! no row is lost, none is there twice.

use serde_json::{Value, json};

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::{Run, TestContext, killed};

/// The clock is read several times a row, so every row is met at several of its steps.
const STRIDE: usize = 3;

fn killed_everywhere(
    make: impl Fn() -> TestContext,
    line: &str,
    check: impl Fn(&TestContext, &Run),
) {
    killed::killed_everywhere(make, line, STRIDE, 20, check);
}

fn people() -> TestContext {
    let world = TestContext::new();
    world.file("people.csv", csv(5));
    world
}

#[test]
fn users_are_there_once_wherever_the_import_died() {
    let line = "contacts import $DIR/people.csv --json --concurrency 3";
    killed_everywhere(people, line, |world, _| {
        let run = world.run(&format!("{line} --resume"));
        run.succeeds();
        let [created, updated, unchanged, skipped, rejected, uncertain] = of(&run);
        assert_eq!(created + unchanged, 5, "{run:?}");
        assert_eq!([updated, skipped, rejected, uncertain], [0; 4], "{run:?}");
        assert_each_exactly_once(world, 5);
    });
}

#[test]
fn rows_with_two_steps_get_both_wherever_the_import_died() {
    let line = "contacts import $DIR/people.csv --json --tag vip --concurrency 2";
    let make = || {
        let world = TestContext::new();
        world.file("people.csv", csv(3));
        world
    };
    killed_everywhere(make, line, |world, _| {
        world.run(&format!("{line} --resume")).succeeds();
        assert_each_exactly_once(world, 3);
        for contact in world.api().contacts() {
            assert_eq!(contact["tags"]["total_count"], 1, "{contact}");
        }
    });
}

#[test]
fn a_lead_is_never_sent_twice_wherever_the_import_died() {
    let line = "contacts import $DIR/leads.csv --json --role lead --concurrency 3";
    let make = || {
        let world = TestContext::new();
        world.file("leads.csv", csv(4));
        world
    };
    killed_everywhere(make, line, |world, _| {
        let run = world.run(&format!("{line} --resume"));
        let [created, updated, unchanged, skipped, rejected, uncertain] = of(&run);
        assert_eq!([updated, unchanged, skipped, rejected], [0; 4], "{run:?}");
        assert_eq!(created + uncertain, 4, "{run:?}");
        run.exits(if uncertain == 0 { 0 } else { 3 });
        let mut emails = world.api().emails();
        let there = emails.len() as u64;
        emails.dedup();
        assert_eq!(emails.len() as u64, there, "a lead is there twice: {run:?}");
        assert!((created..=4).contains(&there), "{there} leads: {run:?}");
    });
}

#[test]
fn rejects_stand_in_their_file_once_wherever_the_import_died() {
    let make = || {
        let world = TestContext::new();
        let mut file = csv(3);
        file.push_str(",Nobody\nnonsense,x,y\n,Nobody again\n");
        world.file("people.csv", file);
        world
    };
    let line = "contacts import $DIR/people.csv --json";
    killed_everywhere(make, line, |world, _| {
        let run = world.run(&format!("{line} --resume"));
        run.exits(3);
        assert_eq!(run.json()["rejected"], 3, "{run:?}");
        let rejects = world.read("people.csv.ictl-import/rejects.csv");
        let rows: Vec<&str> = rejects.lines().collect();
        assert_eq!(rows.len(), 4, "{rejects}");
        assert_each_exactly_once(world, 3);
    });
}

#[test]
fn existing_contacts_are_updated_once_wherever_the_import_died() {
    let make = || {
        let world = TestContext::new();
        for number in 1..=2 {
            world.api().contact(&json!({"email": crate::people::email(number), "name": "Old"}));
        }
        world.file("people.csv", csv(3));
        world
    };
    let line = "contacts import $DIR/people.csv --json --concurrency 2";
    killed_everywhere(make, line, |world, _| {
        world.run(&format!("{line} --resume")).succeeds();
        assert_each_exactly_once(world, 3);
        let old = |contact: &Value| contact["name"] == "Old";
        assert!(!world.api().contacts().iter().any(old));
    });
}
