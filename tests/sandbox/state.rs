//! A workspace that outlives its sandbox.

use std::path::Path;

use ictl::sandbox::Options;
use serde_json::json;

use crate::api::Api;

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
