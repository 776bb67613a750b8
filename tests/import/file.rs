//! The file itself: its forms, and what is wrong with it as a whole.

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::TestContext;

#[test]
fn every_form_of_the_same_rows_is_read() {
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(
            "email;name\nperson0001@example.com;\"Person\n1\"\n"
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    for (name, content) in [
        ("plain.csv", b"email,name\nperson0001@example.com,P\n".to_vec()),
        ("bom.csv", b"\xEF\xBB\xBFemail\tname\nperson0001@example.com\tP\n".to_vec()),
        ("utf16.csv", utf16),
        ("rows.ndjson", b"{\"email\":\"person0001@example.com\"}\n".to_vec()),
        ("rows.json", b"[{\"email\":\"person0001@example.com\"}]".to_vec()),
    ] {
        let world = TestContext::new();
        world.file(name, content);
        world.run(&format!("contacts import $DIR/{name}")).succeeds();
        assert_each_exactly_once(&world, 1);
    }
}

#[test]
fn an_encoding_can_be_named() {
    let world = TestContext::new();
    world.file("people.csv", b"email,name\nada@example.com,Andr\xE9\n");
    world.run("contacts import $DIR/people.csv --encoding windows-1252").succeeds();
    assert_eq!(world.api().contacts()[0]["name"], "André");
}

#[test]
fn what_is_wrong_with_the_whole_file_is_said_before_any_request() {
    for (what, content) in [
        ("bad encoding", b"email,name\nada@example.com,Andr\xE9\n".as_slice()),
        ("two columns of one name", b"email,email\na@example.com,b@example.com\n"),
        ("no header", b""),
        ("no key at all", b"name\nAda\n"),
    ] {
        let world = TestContext::new();
        world.file("people.csv", content);
        let run = world.run("contacts import $DIR/people.csv");
        assert_eq!(run.code, 1, "{what}: {run:?}");
        assert!(run.stderr.starts_with("error: "), "{what}: {}", run.stderr);
        assert_eq!(world.sandbox().requests().len(), 0, "{what}");
        assert!(!world.path("people.csv.ictl-import").exists(), "{what}");
    }
}

#[test]
fn a_missing_file_is_named() {
    let world = TestContext::new();
    world.run("contacts import $DIR/nowhere.csv").exits(1).says(&["nowhere.csv"]);
    assert!(!world.path("nowhere.csv.ictl-import").exists());
}

#[test]
fn of_rows_with_one_key_the_first_stands() {
    let world = TestContext::new();
    world.file(
        "people.csv",
        "email,external_id,name\nada@example.com,1,First\nADA@example.com,2,Second\nx@example.com,1,Third\n",
    );
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [1, 0, 0, 0, 2, 0]);
    assert_eq!(run.json()["reasons"]["duplicate_key"], 2);
    assert_eq!(world.api().contacts()[0]["name"], "First");
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    assert!(
        rejects.contains("line 3") && rejects.contains("row 1 has the same email"),
        "{rejects}"
    );
}

#[test]
fn a_row_of_the_wrong_width_is_rejected_and_the_rest_imported() {
    let world = TestContext::new();
    world.file("people.csv", "email,name\nada@example.com,Ada,more\nbob@example.com,Bob\n");
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [1, 0, 0, 0, 1, 0]);
    assert_eq!(run.json()["reasons"]["wrong_column_count"], 1);
}

#[test]
fn stdin_is_kept_in_the_job_and_can_be_resumed() {
    let world = TestContext::new();
    let line = "contacts import - --job $DIR/job --json";
    let run = world.pipe(csv(20)).run(line);
    run.succeeds().says(&["job directory: $DIR/job"]);
    assert_eq!(of(&run), [20, 0, 0, 0, 0, 0]);
    let again = world.run(&format!("{line} --resume"));
    again.succeeds();
    assert_eq!(of(&again), [20, 0, 0, 0, 0, 0]);
    assert_each_exactly_once(&world, 20);
}

#[test]
fn nothing_but_a_terminal_on_stdin_is_a_mistake() {
    let world = TestContext::new().on_a_terminal();
    world.run("contacts import - --job $DIR/job").exits(2).says(&["stdin"]);
}

#[test]
fn a_limit_stops_after_so_many_rows() {
    let world = TestContext::new();
    world.file("people.csv", csv(20));
    let run = world.run("contacts import $DIR/people.csv --limit 7 --json");
    run.succeeds();
    assert_eq!(run.json()["rows"], 7);
    assert_each_exactly_once(&world, 7);
}

#[test]
fn hostile_names_reach_the_terminal_escaped() {
    let world = TestContext::new().on_a_terminal();
    world.file("people.csv", "email,\"\u{1b}[31mred\",age\nada@example.com,x,1\n");
    let run = world.run("contacts import $DIR/people.csv --ignore-unknown --color never");
    run.succeeds().never_shows("\u{1b}[31m");
}

#[test]
fn an_empty_pipe_is_called_one_and_leaves_nothing_behind() {
    let world = TestContext::new();
    let run = world.pipe("").run("contacts import - --job $DIR/job");
    run.exits(1).says(&["nothing came in through stdin", "in front of the pipe"]);
    assert!(!run.stderr.contains("job/input"), "{run:?}");
    assert!(!world.path("job").exists());
    let run = world.pipe(b"email,name\njo@x.com,\xff\n").run("contacts import - --job $DIR/job");
    run.exits(1).says(&["stdin: ", "line 2"]);
}
