//! `ictl conversations` by hand, as transcripts: begin a conversation in a sandbox, run a line, look
//! at what it prints and what became of the conversation.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod lost;
mod messages;
mod names;
mod people;
mod redact;
mod thread;
mod verbs;
mod whole_bodies;

use serde_json::{Value, json};
use support::TestContext;

/// A demo workspace in which Ann has begun a conversation; its id.
pub fn begun() -> (TestContext, String) {
    let world = TestContext::demo();
    let id = begin(&world, "ann@new.example", "I cannot log in");
    (world, id)
}

/// A contact begins a conversation.
pub fn begin(world: &TestContext, email: &str, body: &str) -> String {
    let api = world.api();
    let contact = api.contact(&json!({"email": email, "name": "Ann Lee"}));
    let from = json!({"type": "user", "id": contact});
    let message = api.post("/conversations", &json!({"from": from, "body": body}));
    message["conversation_id"].as_str().unwrap().to_owned()
}

/// The conversation as the API gives it.
pub fn read(world: &TestContext, id: &str) -> Value {
    world.api().get(&format!("/conversations/{id}"))
}

/// The last part of a conversation.
pub fn last_part(world: &TestContext, id: &str) -> Value {
    let conversation = read(world, id);
    let parts = conversation["conversation_parts"]["conversation_parts"].as_array().unwrap();
    parts.last().unwrap().clone()
}
