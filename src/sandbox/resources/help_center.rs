//! `/help_center`: the one Help Center of the sandbox, and the collections in it.

use serde_json::{Map, Value, json};

use super::article_input;
use crate::sandbox::call::{Answer, Call, Given, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::help_center::Collection;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/help_center/help_centers", list_help_centers),
    Route::get("/help_center/help_centers/{help_center_id}", get_help_center),
    Route::get("/help_center/collections", list),
    Route::post("/help_center/collections", create),
    Route::get("/help_center/collections/{collection_id}", get),
    Route::put("/help_center/collections/{collection_id}", update),
    Route::delete("/help_center/collections/{collection_id}", delete),
];

/// The locale that titles and names are in.
pub const LOCALE: &str = "en";

/// The id of the Help Center.
const HELP_CENTER: u32 = 79;

/// Page size of the collections (source: the API description's example).
const PER_PAGE: u64 = 20;

/// Where articles would be read.
pub fn url(store: &Store) -> String {
    format!("https://help.sandbox.example/{}", store.code())
}

/// The id is the one of the Help Center.
pub fn is_ours(id: &str) -> bool {
    id.parse() == Ok(HELP_CENTER)
}

fn view_help_center(store: &Store) -> Value {
    json!({
        "id": HELP_CENTER.to_string(),
        "workspace_id": store.code(),
        "created_at": store.created_at(),
        "updated_at": store.created_at(),
        "identifier": store.code(),
        "website_turned_on": true,
        "display_name": "Sandbox Help Center",
        "url": url(store),
        "custom_domain": null,
        "default": true,
        "locales": [LOCALE],
    })
}

fn list_help_centers(call: &mut Call) -> Reply {
    Answer::json(&json!({"type": "list", "data": [view_help_center(call.store)]}))
}

fn get_help_center(call: &mut Call) -> Reply {
    if !is_ours(call.param(0)) {
        return Err(Refusal::not_found());
    }
    Answer::json(&view_help_center(call.store))
}

fn collection<'a>(call: &'a Call) -> Result<&'a Collection, Refusal> {
    let number: u32 = call.param(0).parse().map_err(|_| Refusal::not_found())?;
    call.store.help_center().collections.get(&number).ok_or_else(Refusal::not_found)
}

fn view(collection: &Collection, store: &Store) -> Value {
    let order = store.help_center().collections.range(..collection.number).count() + 1;
    let mut shown = json!({
        "id": collection.number.to_string(),
        "workspace_id": store.code(),
        "name": collection.name,
        "url": format!("{}/collection-{}", url(store), collection.number),
        "order": order,
        "created_at": collection.created_at,
        "updated_at": collection.updated_at,
        "description": collection.description.as_deref().unwrap_or_default(),
        "icon": "book-bookmark",
        "parent_id": collection.parent.map(|parent| parent.to_string()),
        "help_center_id": HELP_CENTER,
        "default_locale": LOCALE,
    });
    if !collection.translations.is_empty() {
        let mut all = json!({"type": "group_translated_content"});
        for (locale, content) in &collection.translations {
            let mut content = content.clone();
            content["type"] = "group_content".into();
            all[locale] = content;
        }
        shown["translated_content"] = all;
    }
    shown
}

/// The last updated comes first (source: the API description).
fn list(call: &mut Call) -> Reply {
    let page = call.page_number(PER_PAGE)?;
    let mut all: Vec<&Collection> = call.store.help_center().collections.values().collect();
    all.sort_by_key(|own| std::cmp::Reverse((own.updated_at, own.number)));
    let data: Vec<Value> = page.of(&all).iter().map(|own| view(own, call.store)).collect();
    Answer::json(&json!({
        "type": "list",
        "data": data,
        "total_count": all.len(),
        "pages": page.pages(all.len()),
    }))
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&view(collection(call)?, call.store))
}

fn create(call: &mut Call) -> Reply {
    if !matches!(call.body.text("name")?, Given::Value(_)) {
        return Err(Refusal::missing("Name is a required parameter."));
    }
    if let Given::Value(id) = call.body.id("help_center_id")?
        && !is_ours(&id)
    {
        return Err(Refusal::not_found());
    }
    let collection = Collection {
        number: call.store.next_number(),
        name: String::new(),
        description: None,
        parent: None,
        translations: Map::new(),
        created_at: call.now,
        updated_at: call.now,
    };
    save(call, collection)
}

fn update(call: &mut Call) -> Reply {
    let mut collection = collection(call)?.clone();
    collection.updated_at = call.now.max(collection.created_at);
    save(call, collection)
}

/// Writes the request's fields into the collection.
fn save(call: &mut Call, mut collection: Collection) -> Reply {
    if let Given::Value(name) = call.body.text("name")? {
        name.clone_into(&mut collection.name);
    }
    call.body.text("description")?.map(str::to_owned).put(&mut collection.description);
    let parent = article_input::collection(&call.body, "parent_id", call.store)?;
    if let Given::Value(parent) = parent
        && call.store.help_center().is_within(parent, collection.number)
    {
        let message = "A collection cannot lie in itself";
        return Err(Refusal::invalid(message).field("parent_id"));
    }
    parent.put(&mut collection.parent);
    article_input::translations(&call.body, &mut collection.translations)?;
    let number = collection.number;
    call.store.commit(Change::Collection(collection));
    let kept = call.store.help_center().collections.get(&number).ok_or_else(Refusal::not_found)?;
    Answer::json(&view(kept, call.store))
}

/// The articles stay, in no collection.
fn delete(call: &mut Call) -> Reply {
    let number = collection(call)?.number;
    call.store.commit(Change::CollectionDeleted(number));
    Answer::json(&json!({"id": number.to_string(), "object": "collection", "deleted": true}))
}
