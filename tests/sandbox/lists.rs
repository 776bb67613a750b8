//! Pages and searches over many contacts.

use std::collections::BTreeSet;

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::api::Api;

fn seeded(contacts: u64) -> Api {
    Api::with(&Options { contacts, ..Options::default() })
}

fn ids(page: &Value) -> Vec<String> {
    let data = page["data"].as_array().unwrap();
    data.iter().map(|contact| contact["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_list_shows_every_contact_once_newest_first() {
    let api = seeded(130);
    let (mut seen, mut path) = (Vec::new(), "/contacts?per_page=60".to_owned());
    loop {
        let page = api.get(&path).await.ok();
        assert_eq!((&page["total_count"], &page["pages"]["total_pages"]), (&json!(130), &json!(3)));
        seen.extend(ids(&page));
        match page["pages"]["next"]["starting_after"].as_str() {
            Some(cursor) => path = format!("/contacts?per_page=60&starting_after={cursor}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 130);
    assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 130);
    assert!(seen.is_sorted_by(|one, other| one > other));
    assert_eq!(api.sandbox.requests()["GET /contacts"], 3);
}

#[tokio::test]
async fn fifty_contacts_come_unless_another_number_is_asked_for() {
    let api = seeded(60);
    assert_eq!(ids(&api.get("/contacts").await.ok()).len(), 50);
    for per_page in ["0", "151", "x"] {
        let answer = api.get(&format!("/contacts?per_page={per_page}")).await;
        assert_eq!(answer.refused(), (400, "parameter_invalid"));
    }
    let bad = api.get("/contacts?starting_after=nope").await;
    assert_eq!(bad.refused(), (400, "client_error"));
}

#[tokio::test]
async fn a_search_is_paged_in_the_body() {
    let api = seeded(100);
    let query = json!({"field": "role", "operator": "=", "value": "user"});
    let mut body = json!({"query": query, "pagination": {"per_page": 30},
        "sort": {"field": "email", "order": "ascending"}});
    let mut emails = Vec::new();
    loop {
        let page = api.post("/contacts/search", body.clone()).await.ok();
        let data = page["data"].as_array().unwrap();
        emails.extend(data.iter().map(|contact| contact["email"].as_str().unwrap().to_owned()));
        match &page["pages"]["next"] {
            Value::Null => {
                assert_eq!(page["total_count"], emails.len());
                break;
            }
            next => body["pagination"]["starting_after"] = next["starting_after"].clone(),
        }
    }
    assert!(emails.len() > 60 && emails.is_sorted(), "{}", emails.len());
}

#[tokio::test]
async fn searches_do_not_find_archived_contacts() {
    let api = Api::empty();
    let id = api.post("/contacts", json!({"email": "ann@example.com"})).await.id();
    let query = json!({"query": {"field": "email", "operator": "=", "value": "ANN@example.com"}});
    assert_eq!(
        ids(&api.post("/contacts/search", query.clone()).await.ok()),
        std::slice::from_ref(&id)
    );
    api.post(&format!("/contacts/{id}/archive"), json!({})).await.ok();
    let page = api.post("/contacts/search", query).await.ok();
    assert_eq!((&page["total_count"], &page["data"]), (&json!(0), &json!([])));
}

#[tokio::test]
async fn a_search_that_cannot_be_understood_says_why() {
    let api = Api::empty();
    for (body, code) in [
        (json!({}), "parameter_not_found"),
        (json!({"query": {"field": "shoe", "operator": "=", "value": 1}}), "invalid_field"),
        (
            json!({"query": {"field": "created_at", "operator": ">=", "value": 1}}),
            "parameter_invalid",
        ),
        (
            json!({"query": {"field": "name", "operator": "=", "value": "x"},
            "sort": {"field": "name", "order": "desc"}}),
            "invalid_sort_order",
        ),
        (
            json!({"query": {"field": "name", "operator": "=", "value": "x"},
            "pagination": {"starting_after": "nope"}}),
            "client_error",
        ),
    ] {
        assert_eq!(api.post("/contacts/search", body).await.refused(), (400, code));
    }
}

#[tokio::test]
async fn seeds_are_repeatable() {
    let list = |seed| async move {
        let options = Options { contacts: 5, seed, ..Options::default() };
        Api::with(&options).get("/contacts").await.ok()
    };
    assert_eq!(list(4).await, list(4).await);
    assert_ne!(list(4).await, list(5).await);
}

#[tokio::test]
async fn the_demo_workspace_has_a_little_of_everything() {
    let api = Api::with(&Options::demo());
    assert_eq!(api.get("/contacts").await.ok()["total_count"], 36);
    assert_eq!(api.get("/tags").await.ok()["data"].as_array().unwrap().len(), 8);
    assert_eq!(api.get("/conversations").await.ok()["total_count"], 33);
    let attributes = api.get("/data_attributes?model=contact").await.ok();
    let custom: Vec<&str> = attributes["data"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|attribute| attribute["custom"] == true)
        .map(|attribute| attribute["name"].as_str().unwrap())
        .collect();
    assert_eq!(custom, ["plan", "seats", "trial", "renewal_date", "monthly_spend"]);
}
