//! Articles and the collections they lie in.

use std::time::Duration;

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::api::Api;

const AUTHOR: u64 = 991_267_459;

async fn article(api: &Api, title: &str, state: &str) -> String {
    let body = json!({"title": title, "author_id": AUTHOR, "state": state, "body": "<p>Text</p>"});
    api.post("/articles", body).await.id()
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|own| own["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn an_article_needs_a_title_and_an_author_of_the_workspace() {
    let api = Api::empty();
    let refused = api.post("/articles", json!({"title": "Hi"})).await;
    assert_eq!(refused.refused(), (400, "parameter_not_found"));
    assert_eq!(
        refused.message(),
        "author_id must be in the main body or default locale translated_content object"
    );
    assert_eq!(api.post("/articles", json!({"author_id": AUTHOR})).await.status, 400);
    assert_eq!(api.post("/articles", json!({"title": "Hi", "author_id": 5})).await.status, 400);
}

#[tokio::test]
async fn articles_are_drafts_until_they_are_published() {
    let api = Api::empty();
    let id = article(&api, "Christmas is here!", "draft").await;
    let path = format!("/articles/{id}");
    assert_eq!(api.get(&path).await.ok()["url"], Value::Null);
    let published = api.put(&path, json!({"state": "published"})).await.ok();
    let url = published["url"].as_str().unwrap();
    assert!(url.ends_with(&format!("/en/articles/{id}-christmas-is-here")), "{url}");
    assert_eq!(published["body"], "<p>Text</p>");
    let deleted = api.delete(&path).await.ok();
    assert_eq!(deleted, json!({"id": id, "object": "article", "deleted": true}));
    assert_eq!(api.get(&path).await.refused(), (404, "not_found"));
}

#[tokio::test]
async fn markdown_is_kept_beside_the_text_made_from_it() {
    let api = Api::empty();
    let body = json!({"title": "T", "author_id": AUTHOR, "body_markdown": "One & two\n\nThree"});
    let shown = api.post("/articles", body).await.ok();
    assert_eq!(shown["body"], "<p>One &amp; two</p><p>Three</p>");
    assert_eq!(shown["body_markdown"], "One & two\n\nThree");
    let both = json!({"title": "T", "author_id": AUTHOR, "body": "x", "body_markdown": "x"});
    assert_eq!(api.post("/articles", both).await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn the_last_updated_article_comes_first_page_by_page() {
    let api = Api::empty();
    let first = article(&api, "One", "draft").await;
    article(&api, "Two", "draft").await;
    article(&api, "Three", "draft").await;
    api.clock.pass(Duration::from_secs(1));
    api.put(&format!("/articles/{first}"), json!({"title": "First"})).await.ok();
    let page = api.get("/articles?per_page=2").await.ok();
    assert_eq!(titles(&page["data"]), ["First", "Three"]);
    assert_eq!((&page["total_count"], &page["pages"]["total_pages"]), (&json!(3), &json!(2)));
    assert_eq!(titles(&api.get("/articles?per_page=2&page=2").await.ok()["data"]), ["Two"]);
}

#[tokio::test]
async fn a_search_finds_every_word_in_articles_of_one_state() {
    let api = Api::empty();
    article(&api, "Reset your password", "published").await;
    article(&api, "Choose a password", "draft").await;
    let found = api.get("/articles/search?phrase=PASSWORD%20reset&highlight=true").await.ok();
    assert_eq!(titles(&found["data"]["articles"]), ["Reset your password"]);
    let title = &found["data"]["highlights"][0]["highlighted_title"];
    assert_eq!(title[0], json!({"type": "highlight", "text": "Reset "}));
    let drafts = api.get("/articles/search?phrase=password&state=draft").await.ok();
    assert_eq!(titles(&drafts["data"]["articles"]), ["Choose a password"]);
    assert_eq!(api.get("/articles/search?state=new").await.status, 400);
}

#[tokio::test]
async fn collections_hold_articles_and_never_themselves() {
    let api = Api::empty();
    let create = |body| api.post("/help_center/collections", body);
    assert_eq!(create(json!({})).await.message(), "Name is a required parameter.");
    let outer = create(json!({"name": "Outer"})).await.id();
    let inner = create(json!({"name": "Inner", "parent_id": outer})).await.id();
    assert_eq!(
        api.get(&format!("/help_center/collections/{inner}")).await.ok()["parent_id"],
        outer
    );
    let path = format!("/help_center/collections/{outer}");
    let circle = api.put(&path, json!({"parent_id": inner})).await;
    assert_eq!(circle.refused(), (400, "parameter_invalid"));
    let body = json!({"title": "T", "author_id": AUTHOR, "parent_id": inner.parse::<u64>().unwrap(),
        "parent_type": "collection"});
    let article = api.post("/articles", body).await.ok();
    assert_eq!(article["parent_ids"], json!([inner.parse::<u64>().unwrap()]));
    api.delete(&format!("/help_center/collections/{inner}")).await.ok();
    let path = format!("/articles/{}", article["id"].as_str().unwrap());
    assert_eq!(api.get(&path).await.ok()["parent_ids"], json!([]));
}

#[tokio::test]
async fn translations_are_kept_by_locale() {
    let api = Api::empty();
    let id = article(&api, "Hello", "published").await;
    let body =
        json!({"translated_content": {"fr": {"title": "Bonjour"}, "de": {"title": "Hallo"}}});
    api.put(&format!("/articles/{id}"), body).await.ok();
    let body = json!({"translated_content": {"fr": {"body": "<p>Oui</p>"}, "de": null}});
    let shown = api.put(&format!("/articles/{id}"), body).await.ok();
    let french = json!({"title": "Bonjour", "body": "<p>Oui</p>", "type": "article_content"});
    assert_eq!(shown["translated_content"]["fr"], french);
    assert_eq!(shown["translated_content"]["de"], Value::Null);
}

#[tokio::test]
async fn the_demo_has_something_to_read() {
    let api = Api::with(&Options::demo());
    assert_eq!(api.get("/articles").await.ok()["total_count"], 5);
    let centers = api.get("/help_center/help_centers").await.ok();
    let id = centers["data"][0]["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/help_center/help_centers/{id}")).await.ok()["default"], true);
    assert_eq!(api.get("/help_center/help_centers/1").await.refused(), (404, "not_found"));
}
