//! A job that dies at every step it takes: each world is stopped at a later reading of the clock, at
//! once and without any good-bye.

use super::{Run, TestContext};

/// Runs a line in new worlds, killed at the clock's first reading, then `stride` readings later, and so
/// on until it ends by itself; `check` sees every world after that. The line must have been met at
/// more than `least` readings, or it was hardly interrupted at all.
pub fn killed_everywhere(
    make: impl Fn() -> TestContext,
    line: &str,
    stride: usize,
    least: u64,
    check: impl Fn(&TestContext, &Run),
) {
    for reading in (1..).step_by(stride) {
        let world = make();
        let run = world.run_killed(line, reading);
        let ended = run.code != 130 && !run.stderr.contains("interrupted");
        check(&world, &run);
        if ended {
            assert!(reading > least, "it was hardly interrupted at all: {run:?}");
            return;
        }
    }
}
