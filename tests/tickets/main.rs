//! `ictl tickets` by hand, as transcripts against a sandbox with types, states and attributes.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod create;
mod search;
mod verbs;

use serde_json::Value;
use support::TestContext;

/// A demo workspace with a new problem report of Ann's.
pub fn reported() -> (TestContext, Value) {
    let world = TestContext::demo();
    world.api().contact(&serde_json::json!({"email": "ann@new.example", "name": "Ann Lee"}));
    let line = "tickets create --type 'problem report' --contact ann@new.example \
                --title 'Login fails' --description 'Since Monday' -a severity=high";
    let run = world.run(line);
    let ticket = run.succeeds().lines().remove(0);
    (world, ticket)
}

/// The id that the API wants.
pub fn id(ticket: &Value) -> &str {
    ticket["id"].as_str().unwrap()
}

/// The ticket as it is now.
pub fn read(world: &TestContext, ticket: &Value) -> Value {
    world.api().get(&format!("/tickets/{}", id(ticket)))
}
