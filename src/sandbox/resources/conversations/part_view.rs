//! A part of a conversation as the API shows it, its author, and its attachments.

use serde_json::{Value, json};

use super::view::Look;
use crate::sandbox::store::Store;
use crate::sandbox::store::conversation::{Assignee, Attachment, Author, Part};
use crate::sandbox::store::workspace::admin;

/// What made the parts that came through the API.
pub const APP_PACKAGE_CODE: &str = "sandbox-app";

/// The id of the bot, which is Intercom itself.
const BOT: u32 = 991_267_400;

/// The part.
pub fn view(part: &Part, look: Look) -> Value {
    let extras = part.extras();
    let mut metadata = json!({});
    if !extras.quick_replies.is_empty() {
        let options = extras.quick_replies.iter();
        let options: Vec<Value> =
            options.map(|own| json!({"text": own.text, "uuid": own.uuid})).collect();
        metadata["quick_reply_options"] = options.into();
    }
    if let Some(uuid) = &extras.chosen {
        metadata["quick_reply_uuid"] = uuid.as_str().into();
    }
    let mut shown = json!({
        "type": "conversation_part",
        "id": part.number.to_string(),
        "part_type": part.kind.as_str(),
        "body": part.body.as_deref().map(|body| look.body(body)),
        "created_at": part.created_at,
        "updated_at": extras.redacted_at.unwrap_or(part.created_at),
        "notified_at": part.created_at,
        "author": author(part.author, look.store),
        "attachments": attachments(&extras.attachments),
        "external_id": null,
        "redacted": extras.redacted_at.is_some(),
        "metadata": metadata,
        "state": part.state.as_str(),
        "tags": [],
        "app_package_code": part.by_api.then_some(APP_PACKAGE_CODE),
    });
    if let Some(to) = part.assigned_to {
        shown["assigned_to"] = assignee(to);
    }
    shown
}

/// Whom something went to.
pub fn assignee(to: Assignee) -> Value {
    match to {
        Assignee::Admin(number) => json!({"type": "admin", "id": number.to_string()}),
        Assignee::Team(number) => json!({"type": "team", "id": number.to_string()}),
        Assignee::Nobody => json!({"type": "nobody_admin", "id": null}),
    }
}

/// Who wrote something. An unknown email is left out: the schema has no null for it.
pub fn author(author: Author, store: &Store) -> Value {
    let (kind, id, name, email) = match author {
        Author::Admin(number) => {
            let id = number.to_string();
            let known = admin(&id);
            let name = known.map(|known| known.name.to_owned());
            ("admin", id, name, known.map(|known| known.email.to_owned()))
        }
        Author::Bot => {
            let email = format!("operator+{}@sandbox.example", store.code());
            ("bot", BOT.to_string(), Some("Operator".to_owned()), Some(email))
        }
        Author::Contact(id) => match store.contacts().follow(id) {
            Some(contact) => (
                contact.role.as_str(),
                contact.id.to_string(),
                contact.name.as_deref().map(str::to_owned),
                contact.email.as_deref().map(str::to_owned),
            ),
            None => ("user", id.to_string(), None, None),
        },
    };
    let mut shown = json!({"type": kind, "id": id, "name": name});
    if let Some(email) = email {
        shown["email"] = email.into();
    }
    shown
}

/// The files that came along.
pub fn attachments(attachments: &[Attachment]) -> Vec<Value> {
    let shown = attachments.iter().map(|own| {
        json!({
            "type": "upload",
            "name": own.name,
            "url": own.url,
            "content_type": own.content_type,
            "filesize": own.filesize,
        })
    });
    shown.collect()
}
