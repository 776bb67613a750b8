//! `contacts import status`: a look at a job that changes nothing.

use serde_json::json;

use crate::people::{csv, of, outcomes};
use crate::support::TestContext;

const STATUS: &str = "contacts import status $DIR/people.csv.ictl-import";

#[test]
fn a_finished_job_says_what_its_report_says() {
    let world = TestContext::new();
    world.file("people.csv", "email\na@x.com\nnobody\nb@x.com\n");
    let import = world.run("contacts import $DIR/people.csv --json");
    import.exits(3);
    let run = world.run(&format!("{STATUS} --json"));
    let status = run.succeeds().json();
    assert_eq!((&status["state"], &status["rows_done"]), (&json!("finished"), &json!(3)));
    assert_eq!(status["report"], "$DIR/people.csv.ictl-import/report.json");
    assert_eq!(status["resume"], json!(null));
    assert_eq!(outcomes(&status), of(&import));
    let report = import.json();
    for key in report.as_object().unwrap().keys().filter(|key| *key != "dry_run") {
        assert_eq!(status[key], report[key], "{key}");
    }
}

#[test]
fn a_stopped_job_says_how_to_go_on_and_needs_no_token() {
    let world = TestContext::new();
    world.file("people.csv", csv(40));
    let clock = world.clock.clone();
    world
        .run_interrupted("contacts import $DIR/people.csv --concurrency 2", |interrupter| {
            clock.at_reading(90, move || interrupter.ask());
        })
        .exits(130);
    let world = world.without_env("INTERCOM_TOKEN").without_env("INTERCOM_API_BASE_URL");
    let run = world.run(&format!("{STATUS} --jq .state"));
    run.succeeds()
        .prints("stopped\n")
        .says(&["hint: go on with: ictl contacts import $DIR/people.csv --concurrency 2 --resume"]);
    let status = world.run(STATUS).lines().remove(0);
    let done = status["rows_done"].as_u64().unwrap();
    assert!((1..40).contains(&done) && status["rows"] == 40, "{status}");
    assert_eq!(status["finished"], false);
    assert_eq!(status["report"], "$DIR/people.csv.ictl-import/report.json");
}

#[test]
fn jobs_of_other_commands_are_understood() {
    let world = TestContext::new();
    world.pipe("63a\n").run("contacts tag - vip --job $DIR/tagging").exits(3);
    let run = world.run("contacts import status $DIR/tagging --json");
    let status = run.succeeds().json();
    assert_eq!((&status["command"], &status["rejected"]), (&json!("contacts tag"), &json!(1)));
    assert_eq!(status["done"], 0);
    assert!(status["files"][0].as_str().unwrap().ends_with("rejects.ndjson"));
}

#[test]
fn an_export_has_records_and_no_rows() {
    let world = TestContext::new();
    world.api().contact(&json!({"email": "a@x.com"}));
    world.run("contacts export --output-file $DIR/all.ndjson --job $DIR/exporting").succeeds();
    let run = world.run("contacts import status $DIR/exporting --json");
    let status = run.succeeds().json();
    assert_eq!((&status["state"], &status["records"]), (&json!("finished"), &json!(1)));
    assert_eq!((&status["rows"], &status["rows_done"]), (&json!(null), &json!(null)));
    assert_eq!(status.get("done"), None);
}

#[test]
fn on_a_terminal_it_is_a_card() {
    let world = TestContext::new().on_a_terminal();
    world.file("people.csv", csv(2));
    world.run("contacts import $DIR/people.csv").succeeds();
    let run = world.run(STATUS);
    run.succeeds();
    let mut lines = run.stdout.lines();
    let state = lines.find(|line| line.contains("state\u{1b}[0m ")).unwrap_or_default();
    assert!(state.ends_with(" finished"), "{}", run.stdout);
}

#[test]
fn a_directory_without_a_job_is_named() {
    let world = TestContext::new();
    world.run("contacts import status $DIR/none").exits(1).says(&["$DIR/none holds no job"]);
    world.run("contacts import status").exits(2).says(&["DIR"]);
}
