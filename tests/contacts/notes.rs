//! Text bodies: behind the id, with a flag, or from a file.

use crate::support::TestContext;

fn ada(world: &TestContext) -> String {
    world.api().contact(&serde_json::json!({"email": "ada@example.com"}))
}

#[test]
fn a_note_is_taken_behind_the_id_with_a_flag_from_a_file_or_from_stdin() {
    let world = TestContext::new();
    let id = ada(&world);
    world.file("note.txt", "from a file");
    for (given, expected) in [
        ("'behind the id'", "behind the id"),
        ("--body 'with a flag'", "with a flag"),
        ("--body-file $DIR/note.txt", "from a file"),
        ("--body-file -", "from stdin"),
    ] {
        world.pipe("from stdin");
        let note = world.run(&format!("contacts notes create {id} {given}")).succeeds().json();
        assert!(note["body"].as_str().unwrap().contains(expected), "{note}");
    }
}

#[test]
fn a_text_is_given_in_one_way_only() {
    let world = TestContext::new();
    let id = ada(&world);
    world.run(&format!("contacts notes create {id} twice --body twice")).exits(2);
    world.run(&format!("contacts notes create {id}")).exits(2).says(&["--body"]);
}

#[test]
fn who_leaves_a_note_goes_by_email_too() {
    let world = TestContext::new();
    let id = ada(&world);
    let note = world.run(&format!("contacts note {id} Hello --admin amina@sandbox.example"));
    assert_eq!(note.succeeds().json()["author"]["id"], "991267460");
}
