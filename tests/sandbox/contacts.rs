//! One contact's life: created once, found again, changed, archived, merged, deleted.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::{Answer, Api, NOW, send};

async fn create(api: &Api, body: Value) -> Answer {
    api.post("/contacts", body).await
}

async fn attribute(api: &Api, name: &str, data_type: &str) {
    let body = json!({"name": name, "model": "contact", "data_type": data_type});
    api.post("/data_attributes", body).await.ok();
}

#[tokio::test]
async fn a_created_contact_comes_back_with_everything_it_was_given() {
    let api = Api::empty();
    attribute(&api, "plan", "string").await;
    let body = json!({
        "email": "ann@example.com", "external_id": "0007", "name": "Ann", "phone": "+353 1 555 0100",
        "signed_up_at": 1_700_000_000, "owner_id": "991267460", "custom_attributes": {"plan": "pro"},
        "avatar": "https://example.com/a.png", "email_verified": true,
    });
    let contact = create(&api, body).await.ok();
    assert_eq!(contact["role"], "user");
    assert_eq!(contact["external_id"], "0007");
    assert_eq!(contact["email_domain"], "example.com");
    assert_eq!(contact["avatar"]["image_url"], "https://example.com/a.png");
    assert_eq!(contact["owner_id"], "991267460");
    assert_eq!(contact["custom_attributes"], json!({"plan": "pro"}));
    assert_eq!((&contact["created_at"], &contact["browser"]), (&json!(NOW), &Value::Null));
    let id = contact["id"].as_str().unwrap();
    assert_eq!(id.len(), 24);
    assert_eq!(
        contact["tags"],
        json!({"type": "list", "data": [],
        "url": format!("/contacts/{id}/tags"), "total_count": 0, "has_more": false})
    );
    assert_eq!(api.get(&format!("/contacts/{id}")).await.ok(), contact);
    assert_eq!(api.get("/contacts/find_by_external_id/0007").await.ok(), contact);
}

#[tokio::test]
async fn a_user_needs_an_email_or_external_id_and_a_lead_needs_nothing() {
    let api = Api::empty();
    for body in [json!({}), json!({"name": "Ann"}), json!({"role": "user"}), json!({"email": ""})] {
        assert_eq!(
            create(&api, body.clone()).await.refused(),
            (400, "parameter_not_found"),
            "{body}"
        );
    }
    create(&api, json!({"role": "lead"})).await.ok();
    create(&api, json!({"external_id": "x"})).await.ok();
    assert_eq!(create(&api, json!({"role": "boss"})).await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn a_second_user_with_the_same_email_or_external_id_is_a_conflict() {
    let api = Api::empty();
    let id = create(&api, json!({"email": "Ann@example.com", "external_id": "a"})).await.id();
    let exact = format!("A contact matching those details already exists with id={id}");
    for body in [json!({"email": "ann@example.com"}), json!({"external_id": "a"})] {
        let answer = create(&api, body).await;
        assert_eq!(answer.refused(), (409, "conflict"));
        assert_eq!(answer.message(), exact);
    }
    let other = create(&api, json!({"email": "bob@example.com"})).await.id();
    let update = api.put(&format!("/contacts/{other}"), json!({"email": "ann@example.com"})).await;
    assert_eq!((update.status, update.message()), (409, exact.as_str()));
}

#[tokio::test]
async fn an_archived_contact_still_holds_its_email_until_it_is_deleted() {
    let api = Api::empty();
    let id = create(&api, json!({"email": "ann@example.com"})).await.id();
    let archived = api.post(&format!("/contacts/{id}/archive"), json!({})).await.ok();
    assert_eq!(
        archived,
        json!({"type": "contact", "id": id, "external_id": null, "archived": true})
    );
    let answer = create(&api, json!({"email": "ann@example.com"})).await;
    let exact = format!("An archived contact matching those details already exists with id={id}");
    assert_eq!((answer.status, answer.message()), (409, exact.as_str()));
    assert_eq!(api.get(&format!("/contacts/{id}")).await.status, 404);
    let back = api.post(&format!("/contacts/{id}/unarchive"), json!({})).await.ok();
    assert_eq!(back["archived"], false);
    assert_eq!(api.get(&format!("/contacts/{id}")).await.ok()["email"], "ann@example.com");
    let deleted = api.delete(&format!("/contacts/{id}")).await.ok();
    assert_eq!(deleted["deleted"], true);
    create(&api, json!({"email": "ann@example.com"})).await.ok();
}

#[tokio::test]
async fn leads_are_exempt_from_uniqueness() {
    let api = Api::empty();
    for role in ["user", "lead", "lead"] {
        create(&api, json!({"email": "ann@example.com", "role": role})).await.ok();
    }
    assert_eq!(api.get("/contacts").await.ok()["total_count"], 3);
}

#[tokio::test]
async fn an_update_changes_what_it_names_and_merges_custom_attributes() {
    let api = Api::empty();
    attribute(&api, "plan", "string").await;
    attribute(&api, "seats", "integer").await;
    let body = json!({"email": "ann@example.com", "name": "Ann", "phone": "1",
        "custom_attributes": {"plan": "pro", "seats": 3}});
    let id = create(&api, body).await.id();
    api.clock.pass(Duration::from_secs(60));
    let body = json!({"name": "Anna", "phone": null, "custom_attributes": {"seats": 4}});
    let contact = api.put(&format!("/contacts/{id}"), body).await.ok();
    assert_eq!(contact["name"], "Anna");
    assert_eq!(contact["phone"], Value::Null);
    assert_eq!(contact["email"], "ann@example.com");
    assert_eq!(contact["custom_attributes"], json!({"plan": "pro", "seats": 4}));
    assert_eq!((&contact["created_at"], &contact["updated_at"]), (&json!(NOW), &json!(NOW + 60)));
}

#[tokio::test]
async fn wrong_values_are_refused_with_their_field() {
    let api = Api::empty();
    attribute(&api, "seats", "integer").await;
    for (field, value) in [
        ("email", json!(5)),
        ("signed_up_at", json!("yesterday")),
        ("unsubscribed_from_emails", json!("no")),
        ("owner_id", json!("1")),
        ("custom_attributes.seats", json!({"seats": "three"})),
        ("custom_attributes.shoe_size", json!({"shoe_size": 44})),
    ] {
        let mut body = json!({"external_id": "x"});
        body[field.split('.').next().unwrap()] = value;
        let answer = create(&api, body).await;
        assert_eq!(answer.refused(), (400, "parameter_invalid"), "{field}");
        assert_eq!(answer.body["errors"][0]["field"], field);
    }
    let verified = create(&api, json!({"external_id": "x", "email_verified": true})).await;
    assert_eq!(verified.body["errors"][0]["field"], "email_verified");
    let owner = create(&api, json!({"external_id": "x", "owner_id": "1"})).await;
    assert_eq!(owner.message(), "The owner specified is not a member of the workspace");
    assert_eq!(api.get("/contacts").await.ok()["total_count"], 0);
}

#[tokio::test]
async fn the_owner_is_a_number_before_version_2_16() {
    let api = Api::empty();
    let id = create(&api, json!({"email": "a@example.com", "owner_id": 991_267_460})).await.id();
    let old = api.request("GET", &format!("/contacts/{id}")).header("Intercom-Version", "2.15");
    assert_eq!(send(old).await.ok()["owner_id"], 991_267_460);
}

#[tokio::test]
async fn external_ids_find_users_only() {
    let api = Api::empty();
    create(&api, json!({"role": "lead", "external_id": "lead/1"})).await.ok();
    assert_eq!(api.get("/contacts/find_by_external_id/lead%2F1").await.status, 404);
    let id = create(&api, json!({"external_id": "user/1"})).await.id();
    assert_eq!(api.get("/contacts/find_by_external_id/user%2F1").await.id(), id);
}

#[tokio::test]
async fn a_merged_lead_is_gone_and_leads_to_the_user() {
    let api = Api::empty();
    let user = create(&api, json!({"email": "ann@example.com"})).await.id();
    let lead =
        json!({"role": "lead", "email": "ann@example.com", "name": "Ann", "external_id": "l"});
    let lead = create(&api, lead).await.id();
    api.post(&format!("/contacts/{lead}/notes"), json!({"body": "Hi"})).await.ok();
    let merged = api.post("/contacts/merge", json!({"from": lead, "into": user})).await.ok();
    assert_eq!((&merged["id"], &merged["name"]), (&json!(user), &json!("Ann")));
    assert_eq!(merged["notes"]["total_count"], 1);
    for path in [format!("/contacts/{lead}"), "/contacts/find_by_external_id/l".to_owned()] {
        let gone = api.get(&path).await;
        assert_eq!(gone.refused(), (410, "contact_merged"));
        let link = format!("</contacts/{user}>; rel=\"canonical\"");
        assert_eq!(gone.header("link"), Some(link.as_str()));
    }
    let history = api.get(&format!("/contacts/{user}/merge_history")).await.ok();
    assert_eq!(history["data"][0]["source_contact_id"], lead);
    let shown = api.get(&format!("/contacts/{user}?include_merge_history=true")).await.ok();
    assert_eq!(shown["merge_history"], history["data"]);
    assert_eq!(api.get("/contacts").await.ok()["total_count"], 1);
}

#[tokio::test]
async fn only_a_lead_that_doubles_a_user_is_merged_unasked() {
    let api = Api::empty();
    let user = create(&api, json!({"email": "ann@example.com"})).await.id();
    let lead = create(&api, json!({"role": "lead", "email": "bob@example.com"})).await.id();
    let strangers = api.post("/contacts/merge", json!({"from": lead, "into": user})).await;
    assert_eq!(strangers.refused(), (400, "invalid_merge"));
    let backwards = api.post("/contacts/merge", json!({"from": user, "into": lead})).await;
    assert_eq!(backwards.refused(), (400, "invalid_merge"));
    let body = json!({"from": lead, "into": user, "skip_duplicate_validation": true});
    api.post("/contacts/merge", body).await.ok();
}

#[tokio::test]
async fn a_blocked_contact_cannot_be_restored() {
    let api = Api::empty();
    let id = create(&api, json!({"email": "spam@example.com"})).await.id();
    assert_eq!(api.post(&format!("/contacts/{id}/block"), json!({})).await.ok()["blocked"], true);
    let answer = api.post(&format!("/contacts/{id}/unarchive"), json!({})).await;
    assert_eq!(answer.code(), "not_restorable");
}
