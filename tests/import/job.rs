//! The job directory: what a later run may do with it.

use std::time::Duration;

use ictl::sandbox::{Options, Sandbox};
use serde_json::json;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::{Answer, Server, TestContext};

/// A world where an import of 40 rows was interrupted in its middle.
fn with_a_job_half_done() -> TestContext {
    let world = TestContext::new();
    world.file("people.csv", csv(40));
    let clock = world.clock.clone();
    let run = world.run_interrupted("contacts import $DIR/people.csv --json", |interrupter| {
        clock.at_reading(90, move || interrupter.ask());
    });
    run.exits(130);
    let done: u64 = of(&run).iter().sum();
    assert!((1..40).contains(&done), "{run:?}");
    world
}

#[test]
fn a_job_that_is_there_already_is_not_touched_unasked() {
    let world = with_a_job_half_done();
    let before = world.sandbox().requests();
    world.run("contacts import $DIR/people.csv").exits(2).says(&[
        "unfinished job",
        "--resume",
        "--restart",
    ]);
    assert_eq!(world.sandbox().requests(), before, "nothing was sent");
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    world.run("contacts import $DIR/people.csv").exits(2).says(&["a finished job"]);
    assert_each_exactly_once(&world, 40);
}

#[test]
fn the_interrupted_import_says_how_to_go_on() {
    let world = TestContext::new();
    world.file("people.csv", csv(40));
    let clock = world.clock.clone();
    let run =
        world.run_interrupted("contacts import $DIR/people.csv --concurrency 1", |interrupter| {
            clock.at_reading(60, move || interrupter.ask());
        });
    run.exits(130)
        .says(&["hint: go on with: ictl contacts import $DIR/people.csv --concurrency 1 --resume"]);
}

#[test]
fn resume_skips_rows_already_done_and_counts_over_all_runs() {
    let world = with_a_job_half_done();
    let already = world.api().contacts().len();
    let created_before = world.sandbox().requests()["POST /contacts"];
    let run = world.run("contacts import $DIR/people.csv --json --resume");
    run.succeeds();
    assert_eq!(of(&run), [40, 0, 0, 0, 0, 0]);
    assert_eq!(run.json()["requests"], 40);
    let sent = world.sandbox().requests()["POST /contacts"] - created_before;
    assert_eq!(sent, 40 - already as u64);
    assert_each_exactly_once(&world, 40);
}

#[test]
fn resume_begins_a_job_where_there_is_none() {
    let world = TestContext::new();
    world.file("people.csv", csv(3));
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    assert_each_exactly_once(&world, 3);
}

#[test]
fn resume_of_a_finished_job_prints_its_report_again_and_sends_no_write() {
    let world = TestContext::new();
    world.file("people.csv", "email,name\nada@example.com,Ada\n,Nobody\n");
    let first = world.run("contacts import $DIR/people.csv --json");
    first.exits(3);
    let writes = world.sandbox().requests()["POST /contacts"];
    let again = world.run("contacts import $DIR/people.csv --json --resume");
    again.exits(3);
    assert_eq!(again.json(), first.json());
    assert_eq!(world.sandbox().requests()["POST /contacts"], writes);
}

#[test]
fn resume_refuses_a_file_that_has_changed() {
    let world = with_a_job_half_done();
    world.file("people.csv", csv(41));
    world.run("contacts import $DIR/people.csv --resume").exits(1).says(&[
        "cannot be resumed",
        "the input has changed",
        "--restart",
    ]);
}

#[test]
fn resume_refuses_other_options_and_names_them() {
    let world = with_a_job_half_done();
    for (flags, name) in [
        ("--on-conflict skip", "on-conflict"),
        ("--on-archived skip", "on-archived"),
        ("--tag vip", "tag"),
        ("--blank null", "blank"),
        ("--limit 3", "limit"),
        ("--map name=-", "mapped in another way"),
    ] {
        world
            .run(&format!("contacts import $DIR/people.csv --resume {flags}"))
            .exits(1)
            .says(&["cannot be resumed", name]);
    }
    world.run("contacts import $DIR/people.csv --resume --concurrency 2 --rate 50%").succeeds();
}

#[test]
fn resume_refuses_another_workspace() {
    let mut world = with_a_job_half_done();
    let other = Options { seed: 99, ..Options::default() };
    let other = Sandbox::spawn(&other, world.clock.sibling()).unwrap();
    world.set_env("INTERCOM_API_BASE_URL", other.base_url());
    world.set_env("INTERCOM_TOKEN", other.token());
    world
        .run("contacts import $DIR/people.csv --resume")
        .exits(1)
        .says(&["cannot be resumed", "it was begun at"]);
    assert_eq!(other.requests().get("POST /contacts"), None);
}

#[test]
fn restart_moves_the_old_job_aside() {
    let world = with_a_job_half_done();
    world
        .run("contacts import $DIR/people.csv --restart")
        .succeeds()
        .says(&["people.csv.ictl-import.1"]);
    world
        .run("contacts import $DIR/people.csv --restart")
        .succeeds()
        .says(&["people.csv.ictl-import.2"]);
    for number in 1..=2 {
        assert!(world.path(&format!("people.csv.ictl-import.{number}/journal.ndjson")).exists());
    }
    assert_each_exactly_once(&world, 40);
}

#[test]
fn resume_and_restart_together_are_a_mistake() {
    TestContext::new().run("contacts import x.csv --resume --restart").exits(2);
}

#[test]
fn a_journal_with_a_torn_end_is_read_up_to_it() {
    let world = with_a_job_half_done();
    let journal = world.path("people.csv.ictl-import/journal.ndjson");
    let bytes = std::fs::read(&journal).unwrap();
    std::fs::write(&journal, &bytes[..bytes.len() - 3]).unwrap();
    world.clock.pass(Duration::from_secs(60));
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    assert_each_exactly_once(&world, 40);
}

#[test]
fn a_directory_that_holds_something_else_is_left_alone() {
    let world = TestContext::new();
    world.file("rows.csv", "email\na@b.example\n");
    std::fs::create_dir(world.path("mine")).unwrap();
    world.file("mine/report.json", "mine");
    world.run("contacts import $DIR/rows.csv --job $DIR/mine").exits(2);
    world.run("contacts import $DIR/rows.csv --job $DIR/mine --restart").exits(2);
    assert_eq!(world.read("mine/report.json"), "mine");
    world.run("contacts import $DIR/nowhere.csv --job $DIR/mine").exits(2);
    assert_eq!(world.read("mine/report.json"), "mine");
}

#[test]
fn a_lead_that_was_refused_when_the_job_stopped_is_sent_when_it_goes_on() {
    let mut refused = false;
    let server = Server::answering(move |request| {
        if request.method == "GET" {
            return Answer::json(200, &json!({"app": {"id_code": "w1"}, "data": []}));
        }
        if !std::mem::replace(&mut refused, true) {
            return Answer::refusal(401, "unauthorized", "Access Token Invalid");
        }
        Answer::json(200, &json!({"type": "contact", "id": "abc"}))
    });
    let world = TestContext::at(&server);
    world.file("leads.csv", "name\nAda\nBob\n");
    let line = "contacts import $DIR/leads.csv --role lead --job $DIR/job";
    world.run(line).exits(4).says(&["--resume"]);
    world.run(&format!("{line} --resume")).succeeds().says(&["2 created"]);
}
