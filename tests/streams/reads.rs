//! Reading verbs with `-`: each object is printed.

use serde_json::json;

use crate::inbox::piped;
use crate::support::TestContext;

#[test]
fn a_read_prints_every_object() {
    let world = TestContext::new();
    let emails = ["a@x.com", "b@x.com"];
    let ids = emails.map(|email| world.api().contact(&json!({"email": email})));
    let run = world.pipe(piped(&ids)).run("contacts get - --jq .email");
    run.succeeds();
    let mut lines: Vec<&str> = run.stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, emails);
}

#[test]
fn an_object_that_is_not_there_is_named_and_the_others_are_printed() {
    let world = TestContext::new();
    let id = world.api().contact(&json!({"email": "a@x.com"}));
    let run = world.pipe(format!("{id}\nnobody\n")).run("contacts get -");
    run.exits(3).says(&["nobody: "]);
    assert_eq!(run.lines().len(), 1);
}
