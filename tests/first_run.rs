//! The first command without a login, where nobody can be asked: it says three ways to go on.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use support::TestContext;

#[test]
fn a_script_reads_how_to_log_in_and_the_same_command_in_a_sandbox() {
    let world = TestContext::bare();
    let run = world.run("contacts search 'email ~ \"@example.com\"' --limit 3");
    run.exits(4).prints("").says(&[
        "not logged in",
        "`ictl auth login`",
        "INTERCOM_TOKEN",
        "ictl --sandbox contacts search 'email ~ \"@example.com\"' --limit 3",
    ]);
    world.run("--sandbox contacts search 'email ~ \"@example.com\"' --limit 3").succeeds();
}

#[test]
fn a_long_command_line_is_not_repeated() {
    let run = TestContext::bare().run(&format!("contacts get {}", "x".repeat(300)));
    run.exits(4).says(&["without an account: --sandbox"]).never_shows("xxx");
}

#[test]
fn a_pipe_is_not_greeted() {
    TestContext::bare().run("").succeeds().never_shows("New here?");
}
