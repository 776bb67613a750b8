//! What can be reported on? The datasets, and what a conversation has to say for each attribute.
//!
//! The real list depends on the workspace. Here it is the conversations, with those attributes whose
//! ids are published (docs 2.17: Enqueue a new reporting data export job, and examples of its users).

use serde_json::{Value, json};

use crate::sandbox::store::conversation::{Source, Thread};

/// The only dataset.
pub const CONVERSATION: &str = "conversation";

/// An attribute of the dataset.
pub struct Attribute {
    /// The last part of the qualified id, and the head of the column.
    pub id: &'static str,
    /// What the id belongs to.
    prefix: &'static str,
    name: &'static str,
    value: fn(&Thread) -> String,
}

const ATTRIBUTES: [Attribute; 6] = [
    Attribute {
        id: "conversation_id",
        prefix: "standard",
        name: "Conversation ID",
        value: |thread| thread.conversation.number.to_string(),
    },
    Attribute {
        id: "conversation_started_at",
        prefix: "timestamp",
        name: "Conversation started at",
        value: |thread| thread.conversation.created_at.to_string(),
    },
    Attribute {
        id: "channel",
        prefix: "standard",
        name: "Channel",
        value: |thread| channel(&thread.conversation.source).to_owned(),
    },
    Attribute {
        id: "current_conversation_state",
        prefix: "standard",
        name: "Current conversation state",
        value: |thread| thread.conversation.state.as_str().to_owned(),
    },
    Attribute {
        id: "currently_assigned_teammate_id",
        prefix: "teammate",
        name: "Teammate currently assigned",
        value: |thread| optional(thread.conversation.admin),
    },
    Attribute {
        id: "currently_assigned_team_id",
        prefix: "team",
        name: "Team currently assigned",
        value: |thread| optional(thread.conversation.team),
    },
];

impl Attribute {
    /// The attribute that an id names, qualified or not. Versions up to 2.16 show plain ids in their
    /// example and ask for qualified ones in their text.
    pub fn named(id: &str) -> Option<&'static Attribute> {
        ATTRIBUTES.iter().find(|own| own.id == id || own.qualified() == id)
    }

    /// What a conversation has here.
    pub fn of(&self, thread: &Thread) -> String {
        (self.value)(thread)
    }

    fn qualified(&self) -> String {
        format!("{}.{}", self.prefix, self.id)
    }
}

/// The list of datasets.
pub fn list() -> Value {
    let attributes: Vec<Value> = ATTRIBUTES
        .iter()
        .map(|own| json!({"id": own.id, "qualified_id": own.qualified(), "name": own.name}))
        .collect();
    json!({
        "type": "list",
        "data": [{
            "id": CONVERSATION,
            "name": "Conversation",
            "description": "Conversation-level details: status, channel, assignee.",
            "default_time_attribute_id": "conversation_started_at",
            "attributes": attributes,
        }],
    })
}

fn channel(source: &Source) -> &'static str {
    if source.by_email { "email" } else { "conversation" }
}

fn optional(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}
