//! Many days at once, and which of them ended badly.

use std::io::Write as _;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Days that are played at the same time. Most of a day is waiting.
const AT_ONCE: usize = 6;

/// How many days the long part has unless told.
const DAYS: u64 = 300;

/// The seeds that the environment asks for: `ICTL_CHAOS_RUNS` of them, from `ICTL_CHAOS_SEED` on. A
/// seed alone is one day.
#[expect(
    clippy::disallowed_methods,
    reason = "a test's own switches are read from its environment"
)]
pub fn asked_for() -> Range<u64> {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().unwrap());
    let (seed, runs) = (number("ICTL_CHAOS_SEED"), number("ICTL_CHAOS_RUNS"));
    let first = seed.unwrap_or(1);
    first..first + runs.unwrap_or(if seed.is_some() { 1 } else { DAYS })
}

/// Plays the day of each seed in a directory of its own, which stays when the day ends badly.
#[track_caller]
pub fn each(seeds: Range<u64>, play: impl Fn(u64, &Path) -> Result<(), String> + Sync) {
    let (next, bad) = (AtomicU64::new(seeds.start), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::SeqCst);
                    if seed >= seeds.end {
                        return;
                    }
                    if let Err(why) = one(seed, &play) {
                        // At once, not when all days are over.
                        let _ = writeln!(std::io::stderr(), "{why}");
                        bad.lock().unwrap().push(seed);
                    }
                }
            });
        }
    });
    let bad = bad.into_inner().unwrap();
    let repeat = "repeat one with: ICTL_CHAOS_SEED=N cargo test --test chaos -- --ignored";
    assert!(
        bad.is_empty(),
        "{} of {} days ended badly: {bad:?}; {repeat}",
        bad.len(),
        seeds.count()
    );
}

fn one(seed: u64, play: impl Fn(u64, &Path) -> Result<(), String>) -> Result<(), String> {
    let home = tempfile::tempdir().unwrap();
    let played = catch_unwind(AssertUnwindSafe(|| play(seed, home.path())));
    let why = match played {
        Ok(Ok(())) => return Ok(()),
        Ok(Err(why)) => why,
        Err(panic) => {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("it panicked").to_owned()
        }
    };
    let kept = home.keep();
    Err(format!("--- seed {seed}, files in {}\n{why}", kept.display()))
}
