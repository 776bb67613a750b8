//! `/conversations`: start, read, list, search, update and delete them.
//!
//! What is said and done inside one lies in the files beside this one. Tickets are conversations,
//! too, and are listed here with the others.

pub mod attributes;
mod custom;
mod edit;
pub mod manage;
mod merge;
pub mod message;
pub mod part_view;
pub mod participants;
pub mod redact;
pub mod reply;
pub mod tags;
pub mod view;

use serde_json::{Value, json};

pub use edit::{Edit, find, show, wake};

use crate::sandbox::call::{Answer, Body, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::numbered_pages::PageNumber;
use crate::sandbox::paging::Pages;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::resources::contacts::contact;
use crate::sandbox::resources::message_html::paragraphs;
use crate::sandbox::search::{self, ConversationField, Field, Page};
use crate::sandbox::store::change::Change;
use crate::sandbox::store::conversation::{Author, Conversation, Deleted, Source, Thread};
use view::Look;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/conversations", list),
    Route::post("/conversations", create),
    Route::post("/conversations/search", search),
    Route::get("/conversations/deleted", list_deleted).since(2, 16),
    Route::get("/conversations/{id}", get),
    Route::put("/conversations/{id}", update),
    Route::delete("/conversations/{id}", delete).since(2, 14),
    Route::post("/conversations/{id}/merge", merge::merge).since(2, 16),
    Route::get("/conversations/{id}/handling_events", list_handling_events).since(2, 15),
    Route::get("/conversations/{id}/side_conversations", list_side_conversations).since(2, 16),
];

/// The most ids on a page of deleted conversations, and how many there are without asking
/// (source: the API description).
const MAX_DELETED_PER_PAGE: u64 = 60;
const DELETED_PER_PAGE: u64 = 20;

/// Page size of side conversations (source: the API description).
const SIDE_CONVERSATIONS_PER_PAGE: u64 = 25;

fn get(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let number = find(call, &id)?.conversation.number;
    show(call, number)
}

fn list(call: &mut Call) -> Reply {
    wake(call);
    let ask = call.page(ConversationField::PER_PAGE)?;
    let page = search::list::<ConversationField>(call.store, &ask, &mut call.memory.searches);
    answer(call.version, page)
}

fn search(call: &mut Call) -> Reply {
    wake(call);
    let today = call.today();
    let recent = &mut call.memory.searches;
    let page = search::search::<ConversationField>(call.store, &call.body.0, today, recent)?;
    answer(call.version, page)
}

fn answer(version: crate::sandbox::version::Version, page: Page<search::Case>) -> Reply {
    let items = page
        .items
        .iter()
        .map(|case| view::item(case.thread, Look { store: case.store, version, plain: false }));
    Answer::json(&List {
        r#type: "conversation.list",
        conversations: items.collect(),
        total_count: page.total,
        pages: page.pages,
    })
}

#[derive(serde::Serialize)]
struct List {
    r#type: &'static str,
    conversations: Vec<Value>,
    total_count: usize,
    pages: Pages,
}

/// Starts a conversation in the name of a contact. The answer is the message, which names it.
fn create(call: &mut Call) -> Reply {
    let from = match call.body.object("from")? {
        Given::Value(from) => Body(from.clone()),
        _ => return Err(Refusal::missing("from not specified").field("from")),
    };
    match from.text("type")? {
        Given::Value("user" | "lead" | "contact") => {}
        _ => return Err(Refusal::invalid("from.type must be user, lead or contact").field("from")),
    }
    let id = from.id("id")?.value().unwrap_or_default();
    let from = contact(call.store, &id)?.id;
    let Given::Value(body) = call.body.text("body")? else {
        return Err(Refusal::missing("body not specified").field("body"));
    };
    let said = body.to_owned();
    let at = call.body.integer("created_at")?.value().unwrap_or(call.now);
    let table = call.store.conversations();
    let source = Source {
        subject: call.body.text("subject")?.value().map(Into::into),
        attachments: message::attachments(&call.body)?,
        ..Source::new(table.next_part(), Author::Contact(from), paragraphs(&said))
    };
    let mut own = Conversation::new(table.next_number(), source, from, at);
    own.waiting_since = Some(at);
    let answer = json!({
        "type": "user_message",
        "id": own.source.number.to_string(),
        "created_at": at,
        "body": said,
        "message_type": "inapp",
        "conversation_id": own.number.to_string(),
    });
    let thread = Thread { conversation: own, parts: Vec::new() };
    call.store.commit(Change::Conversation(Box::new(thread)));
    Answer::json(&answer)
}

fn update(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let mut edit = Edit::of(call, &id)?;
    let own = &mut edit.conversation;
    if let Some(read) = call.body.flag("read")?.value() {
        own.read = read;
    }
    call.body.text("title")?.map(Into::into).put(&mut own.title);
    match call.body.id("company_id")? {
        Given::Value(id) => {
            let company = call.store.companies().find(&id).ok_or_else(Refusal::no_company)?;
            own.company = Some(company.id.place());
        }
        Given::Null => own.company = None,
        Given::Absent => {}
    }
    custom::write(&call.body, call.store, &mut own.custom)?;
    edit.save(call)
}

fn delete(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    let number = find(call, &id)?.conversation.number;
    let retained = match call.query("retain_metrics") {
        None | Some("" | "true") => true,
        Some("false") => false,
        Some(_) => {
            let message = "retain_metrics must be true or false";
            return Err(Refusal::invalid(message).field("retain_metrics"));
        }
    };
    remove(call, number, retained);
    Answer::json(&json!({"id": number.to_string(), "object": "conversation", "deleted": true}))
}

/// Deletes a conversation or ticket for good.
pub fn remove(call: &mut Call, number: u32, metrics_retained: bool) {
    let table = call.store.conversations();
    let (next_part, next_ticket) = (table.next_part(), table.next_ticket());
    let deleted = Deleted { number, at: call.now, metrics_retained, next_part, next_ticket };
    call.store.commit(Change::ConversationDeleted(deleted));
}

/// The last deleted come first, unless `order=asc`. The next page is told by its address.
fn list_deleted(call: &mut Call) -> Reply {
    let number = |name: &str, default: u64| match call.query(name) {
        None | Some("") => Ok(default),
        Some(text) => text
            .parse()
            .map_err(|_| Refusal::invalid(format!("{name} must be a positive number")).field(name)),
    };
    let page =
        PageNumber { page: number("page", 1)?, per_page: number("per_page", DELETED_PER_PAGE)? }
            .within(1..=MAX_DELETED_PER_PAGE)?;
    let mut deleted = call.store.conversations().deleted().to_vec();
    let order = if call.query("order") == Some("asc") { "asc" } else { "desc" };
    if order == "desc" {
        deleted.reverse();
    }
    let shown: Vec<Value> = page.of(&deleted).iter().map(deleted_view).collect();
    let mut pages = page.pages(deleted.len());
    if pages["total_pages"].as_u64() > Some(page.page) {
        let next = format!(
            "{}/conversations/deleted?per_page={}&order={order}&page={}",
            call.base_url,
            page.per_page,
            page.page + 1
        );
        pages["next"] = next.into();
    }
    Answer::json(&json!({
        "type": "conversations.list",
        "total_count": deleted.len(),
        "pages": pages,
        "conversations": shown,
    }))
}

fn deleted_view(deleted: &Deleted) -> Value {
    json!({
        "type": "conversation",
        "id": deleted.number.to_string(),
        "metrics_retained": deleted.metrics_retained,
        "deleted_at": deleted.at,
    })
}

/// Teammates pause and resume in the inbox only, which is not there.
fn list_handling_events(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    find(call, &id)?;
    Answer::json(&json!({"handling_events": []}))
}

/// Side conversations are begun in the inbox only, which is not there.
fn list_side_conversations(call: &mut Call) -> Reply {
    let id = call.param(0).to_owned();
    find(call, &id)?;
    let page = call.page_number(SIDE_CONVERSATIONS_PER_PAGE)?;
    Answer::json(&json!({
        "type": "side_conversation.list",
        "side_conversations": [],
        "total_count": 0,
        "pages": page.pages(0),
    }))
}
