//! Conversations to act on, and what must hold for them afterwards.

use std::fmt::Write as _;

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::support::{Run, TestContext};

/// The words that close conversations in silence. `--yes` is not part of them.
pub const CLOSE: &str =
    "conversations parts create - --message-type close --type admin --admin-id 991267459";

/// The words that reply to conversations.
pub const REPLY: &str =
    "conversations reply - 'We are on it' --message-type comment --type admin --admin-id";

/// A world with so many conversations of one contact, whose ids come with it.
pub fn with_conversations(count: usize) -> (TestContext, Vec<String>) {
    let world = TestContext::with(&Options { seed: 7, ..Options::default() });
    let contact = world.api().contact(&json!({"email": "jo@example.com"}));
    let ids = (1..=count).map(|number| begin(&world, &contact, number)).collect();
    (world, ids)
}

fn begin(world: &TestContext, contact: &str, number: usize) -> String {
    let body =
        json!({"from": {"type": "user", "id": contact}, "body": format!("Question {number}")});
    let answer = world.api().post("/conversations", &body);
    answer["conversation_id"].as_str().unwrap().to_owned()
}

/// Ids as a pipe brings them.
pub fn piped(ids: &[String]) -> String {
    ids.iter().fold(String::new(), |mut text, id| {
        let _ = writeln!(text, "{id}");
        text
    })
}

/// The id of the token's own admin.
pub fn admin(world: &TestContext) -> String {
    world.api().get("/me")["id"].as_str().unwrap().to_owned()
}

/// The parts of a conversation that are of this type.
pub fn parts(world: &TestContext, id: &str, part_type: &str) -> Vec<Value> {
    let conversation = world.api().get(&format!("/conversations/{id}"));
    let parts = conversation["conversation_parts"]["conversation_parts"].as_array().unwrap();
    parts.iter().filter(|part| part["part_type"] == part_type).cloned().collect()
}

/// The ids of a run's results, sorted, that have this outcome.
pub fn with_outcome(run: &Run, outcome: &str) -> Vec<String> {
    let of = |line: &Value| line["outcome"] == outcome;
    let lines = run.lines().into_iter().filter(of);
    let mut ids: Vec<String> = lines.map(|line| line["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// The ids, sorted as those of a run are.
pub fn sorted(ids: &[String]) -> Vec<String> {
    let mut ids = ids.to_vec();
    ids.sort();
    ids
}
