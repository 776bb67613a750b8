//! `/articles`: write, read, list, search and delete what customers read.

use serde_json::{Value, json};

use super::article_input;
use super::article_search;
use super::help_center;
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::help_center::Article;

/// What this file answers.
pub const ROUTES: &[Route] = &[
    Route::get("/articles", list),
    Route::post("/articles", create),
    Route::get("/articles/search", search),
    Route::get("/articles/{article_id}", get),
    Route::put("/articles/{article_id}", update),
    Route::delete("/articles/{article_id}", delete),
];

/// Page size of the list (source: the API description's example).
const PER_PAGE: u64 = 25;

/// Page size of a search (source: the API description's example).
const SEARCH_PER_PAGE: u64 = 10;

fn article<'a>(call: &'a Call) -> Result<&'a Article, Refusal> {
    let number: u32 = call.param(0).parse().map_err(|_| Refusal::not_found())?;
    call.store.help_center().articles.get(&number).ok_or_else(Refusal::not_found)
}

/// An article as lists show it.
fn view(article: &Article, store: &Store) -> Value {
    let parents: Vec<u32> = article.collection.into_iter().collect();
    let mut shown = json!({
        "id": article.number.to_string(),
        "type": "article",
        "workspace_id": store.code(),
        "parent_ids": parents,
        "tags": {"type": "tag.list", "tags": []},
        "title": article.title,
        "description": article.description.as_deref().unwrap_or_default(),
        "body": article.body.as_deref().unwrap_or_default(),
        "body_markdown": article.markdown,
        "author_id": article.author,
        "state": if article.published { "published" } else { "draft" },
        "has_unpublished_changes": false,
        "created_at": article.created_at,
        "updated_at": article.updated_at,
        "url": article.published.then(|| url(article, store)),
        "default_locale": help_center::LOCALE,
    });
    if !article.translations.is_empty() {
        shown["translated_content"] = translations(article);
    }
    shown
}

fn full_view(article: &Article, store: &Store) -> Value {
    let mut shown = view(article, store);
    shown["statistics"] = json!({
        "type": "article_statistics",
        "views": 0,
        "conversations": 0,
        "reactions": 0,
        "happy_reaction_percentage": 0,
        "neutral_reaction_percentage": 0,
        "sad_reaction_percentage": 0,
    });
    shown
}

fn translations(article: &Article) -> Value {
    let mut all = json!({"type": "article_translated_content"});
    for (locale, content) in &article.translations {
        let mut content = content.clone();
        content["type"] = "article_content".into();
        all[locale] = content;
    }
    all
}

/// Only published articles have an address: number and title.
fn url(article: &Article, store: &Store) -> String {
    let words = article.title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.map(str::to_lowercase).collect::<Vec<_>>().join("-");
    format!(
        "{}/{}/articles/{}-{slug}",
        help_center::url(store),
        help_center::LOCALE,
        article.number
    )
}

/// The last updated comes first (source: the API description).
fn list(call: &mut Call) -> Reply {
    let page = call.page_number(PER_PAGE)?;
    let mut articles: Vec<&Article> = call.store.help_center().articles.values().collect();
    articles.sort_by_key(|article| std::cmp::Reverse((article.updated_at, article.number)));
    let data: Vec<Value> =
        page.of(&articles).iter().map(|article| view(article, call.store)).collect();
    Answer::json(&json!({
        "type": "list",
        "pages": page.pages(articles.len()),
        "total_count": articles.len(),
        "data": data,
    }))
}

fn get(call: &mut Call) -> Reply {
    Answer::json(&full_view(article(call)?, call.store))
}

fn create(call: &mut Call) -> Reply {
    let article = article_input::create(&call.body, call.store, call.now)?;
    save(call, article)
}

fn update(call: &mut Call) -> Reply {
    let mut article = article(call)?.clone();
    article_input::update(&mut article, &call.body, call.store)?;
    article.updated_at = call.now.max(article.created_at);
    save(call, article)
}

fn save(call: &mut Call, article: Article) -> Reply {
    let answer = Answer::json(&full_view(&article, call.store));
    call.store.commit(Change::Article(Box::new(article)));
    answer
}

fn delete(call: &mut Call) -> Reply {
    let number = article(call)?.number;
    call.store.commit(Change::ArticleDeleted(number));
    Answer::json(&json!({"id": number.to_string(), "object": "article", "deleted": true}))
}

fn search(call: &mut Call) -> Reply {
    let page = call.page_number(SEARCH_PER_PAGE)?;
    let published = match call.query("state") {
        None | Some("" | "all") => None,
        Some("published") => Some(true),
        Some("draft") => Some(false),
        Some(_) => {
            let message = "state must be published, draft or all";
            return Err(Refusal::invalid(message).field("state"));
        }
    };
    let phrase = call.query("phrase").unwrap_or_default();
    let known = call.query("help_center_id").is_none_or(help_center::is_ours);
    let found: Vec<&Article> = call
        .store
        .help_center()
        .articles
        .values()
        .rev()
        .filter(|article| known && published.is_none_or(|wanted| article.published == wanted))
        .filter(|article| article_search::matches(article, phrase))
        .collect();
    let shown = page.of(&found);
    let articles: Vec<Value> = shown.iter().map(|article| view(article, call.store)).collect();
    let highlights: Vec<Value> = if call.flag("highlight") {
        shown.iter().map(|article| article_search::highlights(article, phrase)).collect()
    } else {
        Vec::new()
    };
    Answer::json(&json!({
        "type": "list",
        "total_count": found.len(),
        "data": {"articles": articles, "highlights": highlights},
        "pages": page.pages(found.len()),
    }))
}
