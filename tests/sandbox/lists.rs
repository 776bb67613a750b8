//! Pages and searches over many contacts.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::time::Duration;

use ictl::sandbox::Options;
use jiff::Timestamp;
use jiff::tz::TimeZone;
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
async fn a_search_that_lags_finds_new_contacts_later_and_merged_ones_never() {
    let search_lag = Duration::from_secs(60);
    let api = Api::with(&Options { search_lag, ..Options::default() });
    let ann = api.contact("ann@example.com").await;
    let lead = json!({"role": "lead", "email": "ann@example.com"});
    let lead = api.post("/contacts", lead).await.id();
    let found = async |field: &str, value: &str| {
        let query = json!({"query": {"field": field, "operator": "=", "value": value}});
        ids(&api.post("/contacts/search", query).await.ok())
    };
    assert_eq!(ids(&api.get("/contacts").await.ok()).len(), 2, "lists do not lag");
    for (field, value) in [("email", "ann@example.com"), ("id", &ann), ("role", "user")] {
        assert!(found(field, value).await.is_empty(), "{field}");
    }
    api.clock.pass(search_lag);
    assert_eq!(found("role", "user").await, std::slice::from_ref(&ann));
    assert_eq!(found("email", "ann@example.com").await.len(), 2);
    api.post("/contacts/merge", json!({"from": lead, "into": ann})).await.ok();
    assert_eq!(found("email", "ann@example.com").await, [ann]);
    assert!(found("id", &lead).await.is_empty());
}

#[tokio::test]
async fn a_contact_that_changes_between_pages_is_missed_or_comes_twice() {
    let api = seeded(40);
    let query = json!({"field": "email", "operator": "~", "value": "example"});
    let mut body = json!({"query": query, "pagination": {"per_page": 20}});
    let everyone = ids(&api.get("/contacts?per_page=150").await.ok());
    let first = api.post("/contacts/search", body.clone()).await.ok();
    let seen = ids(&first);
    let unseen = everyone.iter().find(|id| !seen.contains(id)).unwrap();
    api.put(&format!("/contacts/{unseen}"), json!({"name": "Now at the top"})).await.ok();
    body["pagination"]["starting_after"] = first["pages"]["next"]["starting_after"].clone();
    let second = ids(&api.post("/contacts/search", body.clone()).await.ok());
    assert_eq!(second.len(), 19);
    assert!(!second.contains(unseen), "it is before the cursor now");

    body["sort"] = json!({"field": "updated_at", "order": "ascending"});
    body["pagination"] = json!({"per_page": 20});
    let first = api.post("/contacts/search", body.clone()).await.ok();
    let again = &ids(&first)[0];
    api.put(&format!("/contacts/{again}"), json!({"name": "Now at the end"})).await.ok();
    body["pagination"]["starting_after"] = first["pages"]["next"]["starting_after"].clone();
    body["pagination"]["per_page"] = json!(150);
    assert!(ids(&api.post("/contacts/search", body).await.ok()).contains(again));
}

#[tokio::test]
async fn days_are_those_of_the_workspace() {
    let time_zone = TimeZone::get("America/New_York").unwrap();
    let options = Options { contacts: 1000, time_zone: time_zone.clone(), ..Options::default() };
    let api = Api::with(&options);
    assert_eq!(api.get("/me").await.ok()["app"]["timezone"], "America/New_York");
    let list = api.get("/contacts?per_page=150").await.ok();
    let created = |contact: &Value| contact["created_at"].as_i64().unwrap();
    let day =
        |second: i64| Timestamp::from_second(second).unwrap().to_zoned(time_zone.clone()).date();
    let second = created(&list["data"][70]);
    let all = list["data"].as_array().unwrap();
    for (operator, fits) in [("=", Ordering::Equal), (">", Ordering::Greater)] {
        let filter = json!({"field": "created_at", "operator": operator, "value": second});
        let body = json!({"query": {"operator": "AND", "value": [filter]}});
        let page = api.post("/contacts/search", body).await.ok();
        let expected = all.iter().filter(|one| day(created(one)).cmp(&day(second)) == fits).count();
        assert_eq!(page["total_count"], expected, "{operator}");
    }
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
