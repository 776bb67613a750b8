//! What comes through stdin is looked through before anything is written.

use serde_json::json;

use crate::inbox::{CLOSE, parts, piped, with_conversations};

#[test]
fn an_object_of_another_kind_stops_everything_before_the_first_write() {
    let (world, ids) = with_conversations(1);
    let ticket = json!({"type": "ticket", "id": "5"});
    let run = world.pipe(format!("{}\n{ticket}\n", ids[0])).run(&format!("{CLOSE} --job $DIR/job"));
    run.exits(1).says(&["line 2", "this is a ticket, not a conversation"]).prints("");
    assert!(parts(&world, &ids[0], "close").is_empty());
    assert!(!world.path("job").exists(), "nothing is left behind");
}

#[test]
fn what_is_no_id_stops_everything_before_the_first_write() {
    let (world, ids) = with_conversations(1);
    let run = world.pipe(format!("{}\nno id at all\n", ids[0])).run(CLOSE);
    run.exits(1).says(&["line 2", "is not an id"]);
    assert!(parts(&world, &ids[0], "close").is_empty());
}

#[test]
fn a_json_array_is_a_stream_too() {
    let (world, ids) = with_conversations(2);
    let array = json!([{"id": ids[0]}, {"id": ids[1]}]);
    world.pipe(array.to_string()).run(&format!("{CLOSE} --job $DIR/job")).succeeds();
    assert_eq!(parts(&world, &ids[1], "close").len(), 1);
}

#[test]
fn stdin_gives_the_ids_and_nothing_else() {
    let (world, ids) = with_conversations(1);
    let line =
        "conversations reply - --body-file - --message-type comment --type admin --admin-id 1";
    world.pipe(piped(&ids)).run(line).exits(2).says(&["stdin gives the ids"]);
    let line = "contacts tags delete - -";
    world.pipe(piped(&ids)).run(line).exits(2).says(&["cannot both come from stdin"]);
}

#[test]
fn a_dry_run_counts_and_shows_the_first_request() {
    let (world, ids) = with_conversations(3);
    let run = world.pipe(piped(&ids)).run(&format!("{CLOSE} --dry-run"));
    run.succeeds().says(&["would be run on 3 conversations"]);
    assert_eq!(run.json()["method"], "POST");
    assert!(run.json()["url"].as_str().unwrap().contains(&ids[0]));
    assert!(parts(&world, &ids[0], "close").is_empty());
}

#[test]
fn a_verb_that_takes_away_asks_with_workspace_verb_and_count() {
    let (world, ids) = with_conversations(2);
    let line = "conversations delete - --job $DIR/job";
    let run = world.pipe(piped(&ids)).run(line);
    run.exits(2).says(&["Run `conversations delete` on 2 conversations in the workspace", "--yes"]);
    assert!(!world.path("job").exists(), "nothing is left behind");
    world.pipe(piped(&ids)).run(&format!("{line} --yes")).succeeds();
    assert_eq!(world.api().send("GET", &format!("/conversations/{}", ids[0]), None).0, 404);
}
