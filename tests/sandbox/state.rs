//! A workspace that outlives its sandbox.

use std::path::Path;

use ictl::sandbox::{Options, Sandbox};
use serde_json::json;

use crate::api::{Api, NOW, send};

fn on(path: &Path) -> Api {
    Api::with(&Options { state: Some(path.to_owned()), contacts: 3, ..Options::default() })
}

#[tokio::test]
async fn everything_is_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = on(&path);
    let token = api.sandbox.token().to_owned();
    let ann = api.post("/contacts", json!({"email": "ann@example.com"})).await.id();
    let gone = api.post("/contacts", json!({"role": "lead"})).await.id();
    let company = api.post("/companies", json!({"company_id": "c1"})).await.id();
    api.post(&format!("/contacts/{ann}/companies"), json!({"id": company})).await.ok();
    let tag = api.post("/tags", json!({"name": "VIP", "users": [{"id": ann}]})).await.id();
    api.post(&format!("/contacts/{ann}/notes"), json!({"body": "Hi"})).await.ok();
    api.delete(&format!("/contacts/{gone}")).await.ok();
    let (me, contacts) = (api.get("/me").await.ok(), api.get("/contacts").await.ok());
    drop(api);

    for _ in 0..2 {
        let api = on(&path);
        assert_eq!(api.sandbox.token(), token);
        assert_eq!(api.get("/me").await.ok(), me);
        assert_eq!(api.get("/contacts").await.ok(), contacts);
        assert_eq!(api.get(&format!("/tags/{tag}")).await.ok()["name"], "VIP");
        let members = api.get(&format!("/companies/{company}/contacts")).await.ok();
        assert_eq!(members["data"][0]["id"], ann);
        assert_eq!(api.post("/contacts", json!({"email": "ann@example.com"})).await.status, 409);
        assert_eq!(api.get(&format!("/contacts/{gone}")).await.status, 404);
    }
}

#[tokio::test]
async fn a_change_is_in_the_file_before_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = on(&path);
    for number in 0..20 {
        let email = format!("{number}@example.com");
        api.post("/contacts", json!({"email": email})).await.ok();
        assert!(std::fs::read_to_string(&path).unwrap().contains(&email));
    }
}

#[tokio::test]
async fn the_help_center_events_choices_and_absences_survive() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = on(&path);
    let ann = api.post("/contacts", json!({"external_id": "a"})).await.id();
    let shelf = api.post("/help_center/collections", json!({"name": "Shelf"})).await.id();
    let article = json!({"title": "T", "author_id": 991_267_459, "parent_id": shelf});
    api.post("/articles", article).await.ok();
    for at in [NOW, NOW - 1] {
        let event = json!({"event_name": "x", "created_at": at, "user_id": "a"});
        assert_eq!(api.post("/events", event).await.status, 202);
    }
    let count = json!({"user_id": "a", "event_summaries":
        {"event_name": "x", "count": 9, "first": 1, "last": 2}});
    assert_eq!(api.post("/events/summaries", count).await.status, 200);
    let choice = json!({"id": 135, "consent_type": "opt_out"});
    api.post(&format!("/contacts/{ann}/subscriptions"), choice).await.ok();
    let away = json!({"away_mode_enabled": true, "away_mode_reassign": false});
    api.put("/admins/991267460/away", away).await.ok();
    let company = api.post("/companies", json!({"company_id": "c"})).await.id();
    let notes = format!("/companies/{company}/notes");
    api.post(&notes, json!({"body": "Hi"})).await.ok();
    let paths = [
        "/articles".to_owned(),
        "/help_center/collections".into(),
        "/events?type=user&user_id=a".into(),
        "/events?type=user&user_id=a&summary=true".into(),
        format!("/contacts/{ann}/subscriptions"),
        "/admins".into(),
        notes,
    ];
    let mut before = Vec::new();
    for path in &paths {
        before.push(api.get(path).await.ok());
    }
    drop(api);
    for _ in 0..2 {
        let api = on(&path);
        for (path, before) in paths.iter().zip(&before) {
            assert_eq!(api.get(path).await.ok(), *before, "{path}");
        }
    }
}

#[tokio::test]
async fn an_uninstalled_app_gets_a_new_token_at_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = on(&path);
    let old = api.sandbox.token().to_owned();
    api.post("/auth/uninstall", json!({})).await.ok();
    drop(api);
    let api = on(&path);
    assert_eq!(api.get("/me").await.status, 200);
    assert_eq!(send(api.bare("GET", "/me").bearer_auth(old)).await.status, 401);
}

#[tokio::test]
async fn a_second_sandbox_on_the_same_file_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sandbox.state");
    let api = on(&path);
    let options = Options { state: Some(path.clone()), ..Options::default() };
    let error = Sandbox::spawn(&options, api.clock.clone()).err().unwrap();
    assert!(error.message().contains("in use by another sandbox"), "{error}");
    api.post("/contacts", json!({"role": "lead"})).await.ok();
    drop(api);
    assert_eq!(on(&path).get("/contacts").await.ok()["total_count"], 4);
}
