//! An outage that lasts longer than any patience: half an hour, in a second, by a clock that is
//! stepped. What real processes cannot show in a test's time.

use std::time::Duration;

use fastrand::Rng;
use ictl::sandbox::{Faults, Running};

use crate::books::Books;
use crate::day::Policy;
use crate::judge::Evidence;
use crate::people::People;
use crate::support::TestContext;

/// Every answer fails, each way in its turn.
const DOWN: [&str; 5] = ["503=1", "close-before=1", "502=1", "500-after=1", "close-after=1"];

const POLICY: Policy =
    Policy { json: false, on_conflict: "update", on_archived: "unarchive", tag: true };

const LINE: &str = "contacts import $DIR/people.csv --json --on-archived unarchive --tag vip \
                    --concurrency 4 --job $DIR/job";

/// Lets every answer fail once so many more requests have come.
fn go_down(sandbox: &Running, after: u64, fault: &str) {
    let count = || sandbox.requests().values().sum::<u64>();
    let from = count();
    while count() < from + after {
        std::thread::sleep(Duration::from_millis(1));
    }
    sandbox.set_faults(fault.parse().unwrap());
}

#[test]
fn an_outage_longer_than_five_minutes_stops_the_job_and_loses_nothing() {
    for fault in DOWN {
        let people = People::mixed(80, &mut Rng::with_seed(5));
        let world = TestContext::new();
        world.api().attribute("seats", "integer");
        let earlier = people.precede(&world.api());
        world.file("people.csv", people.file(false));
        let run = std::thread::scope(|scope| {
            // The questions before the first row are over by then, and some rows are done.
            scope.spawn(|| go_down(world.sandbox(), 30, fault));
            world.run(LINE)
        });
        run.exits(5).says(&["nothing succeeded for 5 minutes", "--resume"]);
        world.sandbox().set_faults(Faults::default());
        world.clock.pass(Duration::from_secs(1800));
        let run = world.run(&format!("{LINE} --resume"));
        let books = Books::read(&world.path("job"));
        let evidence = Evidence {
            people: &people,
            policy: POLICY,
            earlier: &earlier,
            books: &books,
            passed: None,
            api: &world.api(),
        };
        assert_eq!(evidence.faults(), Vec::<String>::new(), "{fault}: {run:?}");
    }
}
