//! What is said, and by whom? The body of a reply, the same for conversations and tickets.
//!
//! docs: Reply to a conversation, Reply to a ticket.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

use super::edit::Edit;
use crate::sandbox::call::{Body, Given};
use crate::sandbox::object_id::ObjectId;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::contacts::contact;
use crate::sandbox::resources::message_html::{html, paragraphs};
use crate::sandbox::store::Store;
use crate::sandbox::store::contact::Contact;
use crate::sandbox::store::contacts::Found;
use crate::sandbox::store::conversation::{
    Attachment, Author, Html, Part, PartKind, QuickReply, State,
};
use crate::sandbox::store::workspace::{Admin, admin};

/// Attachments of one message (source: the API description).
const MAX_ATTACHMENTS: usize = 10;

/// A message that was checked.
#[derive(Debug)]
pub struct Message {
    /// A comment, a note or a quick reply.
    pub kind: PartKind,
    pub author: Author,
    body: Option<Html>,
    attachments: Vec<Attachment>,
    quick_replies: Vec<QuickReply>,
    created_at: Option<i64>,
}

/// The admin who acts.
pub fn acting_admin(body: &Body) -> Result<Admin, Refusal> {
    let Given::Value(id) = body.id("admin_id")? else {
        return Err(Refusal::missing("admin_id not specified").field("admin_id"));
    };
    admin(&id).ok_or_else(|| Refusal::new(404, "admin_not_found", "Admin not found"))
}

/// Everyone whom `intercom_user_id`, `user_id` or `email` names; an email can name several.
pub fn named_contacts<'a>(body: &Body, store: &'a Store) -> Result<Vec<&'a Contact>, Refusal> {
    if let Given::Value(id) = body.id("intercom_user_id")? {
        return Ok(vec![contact(store, &id)?]);
    }
    if let Given::Value(id) = body.id("user_id")? {
        return match store.contacts().find_external(&id) {
            Found::Contact(contact) if !contact.archived => Ok(vec![contact]),
            _ => Err(Refusal::no_contact()),
        };
    }
    match body.text("email")? {
        Given::Value(email) => {
            let found = store.contacts().with_email(email).filter(|contact| !contact.archived);
            Ok(found.collect())
        }
        _ => Err(Refusal::missing("intercom_user_id, user_id or email must be specified")),
    }
}

impl Message {
    /// Reads a reply to a conversation with these participants.
    pub fn read(body: &Body, participants: &[ObjectId], store: &Store) -> Result<Self, Refusal> {
        let by_admin = match body.text("type")? {
            Given::Value("admin") => true,
            Given::Value("user") => false,
            Given::Value(_) => {
                return Err(Refusal::invalid("type must be admin or user").field("type"));
            }
            _ => return Err(Refusal::missing("type not specified").field("type")),
        };
        let author = if by_admin {
            Author::Admin(acting_admin(body)?.number)
        } else {
            participant(body, participants, store)?
        };
        let mut message = Message {
            kind: kind(body, by_admin)?,
            author,
            body: None,
            attachments: attachments(body)?,
            quick_replies: quick_replies(body)?,
            created_at: body.integer("created_at")?.value(),
        };
        message.body = body.text("body")?.value().map(|own| said(own, by_admin).into());
        message.check()?;
        Ok(message)
    }

    fn check(&self) -> Result<(), Refusal> {
        let missing =
            |field: &str| Err(Refusal::missing(format!("{field} not specified")).field(field));
        match self.kind {
            PartKind::QuickReply if self.quick_replies.is_empty() => missing("reply_options"),
            PartKind::QuickReply => Ok(()),
            _ if self.body.is_none() && self.attachments.is_empty() => missing("body"),
            _ => Ok(()),
        }
    }

    /// Adds the message to the conversation. A contact's reply opens what was closed or snoozed
    /// (source: the API description's example); a teammate's does not.
    pub fn add_to(self, edit: &mut Edit) -> &mut Part {
        let mut kind = self.kind;
        let own = &mut edit.conversation;
        match self.author {
            Author::Contact(_) => {
                if own.state != State::Open {
                    own.enter(State::Open, None);
                    kind = PartKind::Open;
                }
                own.read = false;
            }
            _ if kind != PartKind::Note => own.waiting_since = None,
            _ => {}
        }
        let from_contact = matches!(self.author, Author::Contact(_));
        let part = edit.add(kind, self.author);
        part.created_at = self.created_at.unwrap_or(part.created_at);
        part.body = self.body;
        if !self.attachments.is_empty() {
            part.extras_mut().attachments = self.attachments;
        }
        if from_contact {
            if let Some(choice) = self.quick_replies.into_iter().next() {
                part.body.get_or_insert_with(|| paragraphs(&choice.text).into());
                part.extras_mut().chosen = Some(choice.uuid);
            }
        } else if !self.quick_replies.is_empty() {
            part.extras_mut().quick_replies = self.quick_replies;
        }
        let at = part.created_at;
        if from_contact {
            edit.conversation.waiting_since.get_or_insert(at);
        }
        edit.last_part()
    }
}

/// Contacts write plain text.
fn said(body: &str, by_admin: bool) -> String {
    if by_admin { html(body) } else { paragraphs(body) }
}

fn kind(body: &Body, by_admin: bool) -> Result<PartKind, Refusal> {
    match (body.text("message_type")?, by_admin) {
        (Given::Value("comment"), _) => Ok(PartKind::Comment),
        (Given::Value("quick_reply"), _) => Ok(PartKind::QuickReply),
        (Given::Value("note"), true) => Ok(PartKind::Note),
        (Given::Value(other), _) => {
            let message = format!("message_type '{other}' is not valid here");
            Err(Refusal::invalid(message).field("message_type"))
        }
        _ => Err(Refusal::missing("message_type not specified").field("message_type")),
    }
}

/// The contact who is named, if it takes part.
fn participant(body: &Body, participants: &[ObjectId], store: &Store) -> Result<Author, Refusal> {
    let inside = |contact: &&&Contact| {
        let own = participants.iter().filter_map(|id| store.contacts().follow(*id));
        own.into_iter().any(|other| other.id == contact.id)
    };
    let named = named_contacts(body, store)?;
    named
        .iter()
        .find(inside)
        .map(|contact| Author::Contact(contact.id))
        .ok_or_else(Refusal::no_contact)
}

/// `attachment_files`, or else `attachment_urls`: both together are not sent.
pub fn attachments(body: &Body) -> Result<Vec<Attachment>, Refusal> {
    let files = list(body, "attachment_files")?;
    if !files.is_empty() {
        return files.iter().map(file).collect();
    }
    let links = list(body, "attachment_urls")?;
    links.iter().map(|url| link(url.as_str().unwrap_or_default())).collect()
}

fn list<'a>(body: &'a Body, name: &str) -> Result<&'a [Value], Refusal> {
    match body.any(name) {
        Given::Value(Value::Array(list)) if list.len() > MAX_ATTACHMENTS => {
            let message = format!("{name} can have {MAX_ATTACHMENTS} items at most");
            Err(Refusal::invalid(message).field(name))
        }
        Given::Value(Value::Array(list)) => Ok(list),
        Given::Value(_) => Err(Refusal::invalid(format!("{name} must be an array")).field(name)),
        _ => Ok(&[]),
    }
}

fn file(value: &Value) -> Result<Attachment, Refusal> {
    let text = |name: &str| value[name].as_str();
    let wrong = |message: &str| Refusal::invalid(message).field("attachment_files");
    let (Some(name), Some(content_type), Some(data)) =
        (text("name"), text("content_type"), text("data"))
    else {
        return Err(wrong("attachment_files need content_type, name and data"));
    };
    let data = STANDARD.decode(data).map_err(|_| wrong("data must be base64"))?;
    Ok(Attachment {
        name: name.to_owned(),
        url: format!("https://downloads.sandbox.example/{:08x}/{name}", crc32fast::hash(&data)),
        content_type: content_type.to_owned(),
        filesize: u64::try_from(data.len()).unwrap_or(u64::MAX),
    })
}

fn link(url: &str) -> Result<Attachment, Refusal> {
    if !(url.starts_with("https://") || url.starts_with("http://")) {
        let message = "attachment_urls must be http or https addresses";
        return Err(Refusal::invalid(message).field("attachment_urls"));
    }
    let path = url.split(['?', '#']).next().unwrap_or(url);
    let name = path.rsplit('/').next().filter(|name| !name.is_empty()).unwrap_or("attachment");
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    let content_type = match ending.as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        _ => "image/png",
    };
    Ok(Attachment {
        name: name.to_owned(),
        url: url.to_owned(),
        content_type: content_type.to_owned(),
        filesize: 0,
    })
}

fn quick_replies(body: &Body) -> Result<Vec<QuickReply>, Refusal> {
    let option = |option: &Map<String, Value>| {
        let text = |name: &str| option.get(name).and_then(Value::as_str).map(str::to_owned);
        Some(QuickReply { text: text("text")?, uuid: text("uuid")? })
    };
    let wrong = || Refusal::invalid("reply_options need text and uuid").field("reply_options");
    match body.any("reply_options") {
        Given::Value(Value::Array(list)) => {
            list.iter().map(|own| own.as_object().and_then(option).ok_or_else(wrong)).collect()
        }
        Given::Value(_) => Err(wrong()),
        _ => Ok(Vec::new()),
    }
}
