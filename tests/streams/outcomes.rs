//! What is printed for each id, and what the exit code says of all.

use serde_json::json;

use crate::inbox::{CLOSE, parts, piped, sorted, with_conversations, with_outcome};

#[test]
fn every_id_gets_a_result_and_the_work_is_done() {
    let (world, ids) = with_conversations(5);
    let run = world.pipe(piped(&ids)).run(&format!("{CLOSE} --job $DIR/job"));
    run.succeeds().says(&["`conversations parts create` on 5 conversations", "5 done"]);
    assert_eq!(with_outcome(&run, "done"), sorted(&ids));
    let keys: Vec<String> = run.lines()[0].as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["id", "outcome", "status", "code", "message", "request_id"]);
    for id in &ids {
        assert_eq!(parts(&world, id, "close").len(), 1, "{id}");
    }
}

#[test]
fn a_piped_object_that_has_the_state_already_is_unchanged_and_costs_no_request() {
    let (world, ids) = with_conversations(2);
    let closed = json!({"type": "conversation", "id": ids[0], "state": "closed"});
    let open = json!({"type": "conversation", "id": ids[1], "state": "open"});
    let run = world.pipe(format!("{closed}\n{open}\n")).run(&format!("{CLOSE} --job $DIR/job"));
    run.succeeds().says(&["with 1 request", "1 done, 1 unchanged"]);
    assert_eq!(with_outcome(&run, "unchanged"), [ids[0].clone()]);
    assert!(parts(&world, &ids[0], "close").is_empty());
}

#[test]
fn an_id_that_comes_twice_is_done_once() {
    let (world, ids) = with_conversations(2);
    let twice = piped(&[ids[0].clone(), ids[1].clone(), ids[0].clone()]);
    let run = world.pipe(twice).run(&format!("{CLOSE} --job $DIR/job"));
    run.succeeds().says(&["1 of the ids had come before"]);
    assert_eq!(run.lines().len(), 2);
    assert_eq!(parts(&world, &ids[0], "close").len(), 1);
}

#[test]
fn what_is_rejected_is_named_and_can_be_piped_in_again() {
    let (world, ids) = with_conversations(1);
    let input = format!("{}\n99999999\n", ids[0]);
    let run = world.pipe(input).run(&format!("{CLOSE} --job $DIR/job"));
    run.exits(3).says(&["1 conversation rejected", "rejects.ndjson"]);
    let rejected = run.lines().into_iter().find(|line| line["outcome"] == "rejected").unwrap();
    assert_eq!((&rejected["id"], &rejected["status"]), (&json!("99999999"), &json!(404)));
    assert!(rejected["code"].is_string() && rejected["request_id"].is_string(), "{rejected}");
    let report: serde_json::Value = serde_json::from_str(&world.read("job/report.json")).unwrap();
    assert_eq!([&report["done"], &report["rejected"]], [&json!(1), &json!(1)]);

    let again = world.pipe(world.read("job/rejects.ndjson")).run(&format!("{CLOSE} --job $DIR/2"));
    assert_eq!(with_outcome(again.exits(3), "rejected"), ["99999999"]);
}

#[test]
fn on_a_terminal_the_results_are_a_table() {
    let (world, ids) = with_conversations(1);
    let world = world.on_a_terminal_with_piped_stdin();
    let run = world.pipe(piped(&ids)).run(&format!("{CLOSE} --job $DIR/job"));
    run.succeeds();
    assert!(run.stdout.contains("OUTCOME") && run.stdout.contains("done"), "{}", run.stdout);
}

#[test]
fn a_stream_without_ids_is_done_at_once() {
    let (world, _) = with_conversations(0);
    let run = world.pipe("").run(&format!("{CLOSE} --job $DIR/job"));
    run.succeeds().says(&["no ids came in"]).prints("");
    assert!(!world.path("job").exists(), "nothing is left behind");
}
