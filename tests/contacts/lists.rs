//! Lists and searches: the forms of output, and where they stop.

use crate::support::TestContext;

#[test]
fn a_pipe_gets_one_object_a_line() {
    let world = TestContext::with_contacts(5);
    let run = world.run("contacts list --limit 3");
    run.succeeds();
    assert_eq!(run.lines().len(), 3);
    assert_eq!(run.stderr, "");
}
