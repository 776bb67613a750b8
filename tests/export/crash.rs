//! The export is stopped at every step it takes, at once and without any good-bye, and gone on with:
//! the same records come out, each once.

use crate::support::{TestContext, killed};
use crate::within::{contacts_of, ids, lines_of};
use ictl::sandbox::Options;

/// The clock is read several times a request, so every request is met at several of its steps.
const STRIDE: usize = 41;

/// Goes on with the line wherever it was killed; `check` gets what is there then.
fn killed_everywhere(make: impl Fn() -> TestContext, line: &str, check: impl Fn(&TestContext)) {
    killed::killed_everywhere(make, line, STRIDE, 50, |world, run| {
        if run.code != 0 {
            run.exits(130).says(&["--resume"]);
            world.run(&format!("{line} --resume")).succeeds();
        }
        check(world);
    });
}

#[test]
fn contacts_are_exported_once_wherever_the_export_died() {
    let make = || TestContext::with_contacts(900);
    let line = "contacts export --output-file $DIR/contacts.ndjson --job $DIR/job --concurrency 3";
    killed_everywhere(make, line, |world| {
        assert_eq!(ids(&lines_of(world, "contacts.ndjson")), contacts_of(world));
    });
}

#[test]
fn threads_are_exported_once_wherever_the_export_died() {
    let make = || TestContext::with(&Options { conversations: 40, ..Options::default() });
    let line = "conversations export --parts --output-file $DIR/c.ndjson --job $DIR/job";
    killed_everywhere(make, line, |world| {
        let threads = lines_of(world, "c.ndjson");
        let listed = world.run("conversations list").lines();
        assert_eq!(ids(&threads), ids(&listed));
        assert!(threads.iter().all(|thread| thread["conversation_parts"].is_object()));
    });
}

#[test]
fn another_query_does_not_go_on_with_the_job() {
    let world = TestContext::with_contacts(900);
    world.run_killed("contacts export --job $DIR/job", 60).exits(130);
    world.run("contacts export 'role = user' --job $DIR/job --resume").exits(1).says(&["query"]);
    world.run("contacts export --job $DIR/job").exits(2).says(&["--resume", "--restart"]);
    let run = world.run("contacts export --job $DIR/job --restart");
    assert_eq!(ids(&run.succeeds().lines()), contacts_of(&world));
}

#[test]
fn a_job_that_has_finished_says_so() {
    let world = TestContext::with_contacts(10);
    let line = "contacts export --output-file $DIR/c.ndjson --job $DIR/job --resume";
    world.run(line).succeeds();
    world.run(line).succeeds().says(&["finished already"]);
    assert!(!world.path("job/records.ndjson").exists());
}
