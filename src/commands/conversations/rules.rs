//! `ictl conversations run-assignment-rules ID`: an operation that goes away, and says so.

use clap::{ArgMatches, Command};
use jiff::civil::{Date, date};

use crate::bulk::actions::{ObjectKind, Plan, Step, Trace};
use crate::commands::acting::{act, takes_ids};
use crate::commands::operation::columns_of;
use crate::commands::verb::Verb;
use crate::context::Context;
use crate::error::Result;

/// The last day on which Intercom has the operation (description 2.11).
const LAST_DAY: Date = date(2026, 12, 31);

const VERB: Verb = Verb {
    words: "conversations run-assignment-rules",
    operation: "POST /conversations/{id}/run_assignment_rules",
    summary: "Run the assignment rules on a conversation",
    details: "Exists until 31 December 2026, in version 2.11 only, as which it is sent. It never \
              worked with Workflows, and it reopens a closed conversation. What stays is \
              `conversations assign`.",
    fields: &[],
    examples: &["ictl conversations run-assignment-rules 100001"],
};

pub fn refine(command: Command) -> Command {
    takes_ids(VERB.refine(command))
}

/// Runs the rules.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let today = cx.now().date();
    cx.ui.note(if today <= LAST_DAY {
        "Intercom removes this on 31 December 2026; `conversations assign` stays"
    } else {
        "Intercom removed this on 31 December 2026; use `conversations assign`"
    });
    let step = Step::once(VERB.about()?, Trace::Nowhere);
    let plan = Plan::new(VERB.words, ObjectKind::CONVERSATION).step(step);
    act(plan, VERB.id(matches), matches, columns_of(VERB.row()?), cx).await
}
