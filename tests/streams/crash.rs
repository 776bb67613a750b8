//! The job is stopped at every step it takes, at once and without any good-bye, and gone on with:
//! every id has one result, and nothing is done twice.

use crate::inbox::{CLOSE, REPLY, admin, parts, piped, sorted, with_conversations, with_outcome};
use crate::support::{Run, TestContext};

/// The clock is read several times an id, so every id is met at several of its steps.
const STRIDE: usize = 5;

/// Runs a line in new worlds, killed at its first reading of the clock, then a later one, and so on
/// until it ends by itself; `check` gets what the resumed run did.
fn killed_everywhere(
    line: impl Fn(&TestContext) -> String,
    check: impl Fn(&TestContext, &[String], &Run),
) {
    for reading in (1..).step_by(STRIDE) {
        let (world, ids) = with_conversations(3);
        let line = line(&world);
        world.pipe(piped(&ids));
        let run = world.run_killed(&line, reading);
        let resumed = world.pipe(piped(&ids)).run(&format!("{line} --resume"));
        check(&world, &ids, &resumed);
        if run.code != 130 {
            assert!(reading > 10, "it was hardly interrupted at all: {run:?}");
            return;
        }
        let says_how = ["--resume", "run it again"].iter().any(|how| run.stderr.contains(how));
        assert!(says_how, "{run:?}");
    }
}

#[test]
fn conversations_are_closed_once_wherever_the_job_died() {
    let line = |_: &TestContext| format!("{CLOSE} --job $DIR/job --concurrency 2");
    killed_everywhere(line, |world, ids, run| {
        run.succeeds();
        let ended = [with_outcome(run, "done"), with_outcome(run, "unchanged")].concat();
        assert_eq!(sorted(&ended), sorted(ids), "{run:?}");
        for id in ids {
            assert_eq!(parts(world, id, "close").len(), 1, "{id}: {run:?}");
        }
    });
}

#[test]
fn replies_are_never_sent_twice_wherever_the_job_died() {
    let line = |world: &TestContext| format!("{REPLY} {} --job $DIR/job", admin(world));
    killed_everywhere(line, |world, ids, run| {
        let (done, uncertain) = (with_outcome(run, "done"), with_outcome(run, "uncertain"));
        run.exits(if uncertain.is_empty() { 0 } else { 3 });
        assert_eq!(sorted(&[done.clone(), uncertain].concat()), sorted(ids), "{run:?}");
        for id in ids {
            let replies = parts(world, id, "comment").len();
            assert_eq!(replies, usize::from(done.contains(id)), "{id}: {run:?}");
        }
    });
}
