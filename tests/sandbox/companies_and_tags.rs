//! What contacts belong to and carry: companies, tags, notes, attributes; and the admins.

use std::time::Duration;

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::api::Api;

#[tokio::test]
async fn a_tag_is_made_once_renamed_and_deleted_from_everyone() {
    let api = Api::empty();
    let tag = api.post("/tags", json!({"name": "VIP"})).await.ok();
    assert_eq!(tag["users"], json!([]));
    let id = tag["id"].as_str().unwrap();
    assert_eq!(api.post("/tags", json!({"name": "vip"})).await.id(), id);
    let renamed = api.post("/tags", json!({"id": id, "name": "Gold"})).await.ok();
    assert_eq!((&renamed["id"], &renamed["name"]), (&json!(id), &json!("Gold")));
    let ann = api.contact("ann@example.com").await;
    let applied = api.post(&format!("/contacts/{ann}/tags"), json!({"id": id})).await.ok();
    assert_eq!(applied["applied_by"]["type"], "admin");
    let shown = api.get(&format!("/contacts/{ann}")).await.ok();
    assert_eq!(
        shown["tags"]["data"],
        json!([{"id": id, "type": "tag", "url": format!("/tags/{id}")}])
    );
    assert_eq!(api.get(&format!("/contacts/{ann}/tags")).await.ok()["data"], json!([applied]));
    let deleted = api.delete(&format!("/tags/{id}")).await;
    assert_eq!((deleted.status, deleted.body), (200, Value::Null));
    assert_eq!(api.get(&format!("/contacts/{ann}")).await.ok()["tags"]["total_count"], 0);
    assert_eq!(api.get(&format!("/tags/{id}")).await.refused(), (404, "not_found"));
}

#[tokio::test]
async fn a_tag_must_exist_before_it_is_attached() {
    let api = Api::empty();
    let ann = api.contact("ann@example.com").await;
    let path = format!("/contacts/{ann}/tags");
    let missing = api.post(&path, json!({"id": "123"})).await;
    assert_eq!((missing.refused(), missing.message()), ((404, "not_found"), "Resource Not Found"));
    let nobody = api.post("/contacts/nope/tags", json!({"id": "123"})).await;
    assert_eq!((nobody.refused(), nobody.message()), ((404, "not_found"), "User Not Found"));
    assert_eq!(api.post("/tags", json!({"test": "x"})).await.message(), "invalid tag parameters");
}

#[tokio::test]
async fn users_and_companies_are_tagged_in_bulk_or_not_at_all() {
    let api = Api::empty();
    let ann = api.contact("ann@example.com").await;
    api.post("/companies", json!({"company_id": "c1"})).await.ok();
    let nobody = json!({"name": "New", "users": [{"id": ann}, {"id": "nope"}]});
    assert_eq!(api.post("/tags", nobody).await.status, 404);
    assert_eq!(api.get("/tags").await.ok()["data"], json!([]));
    let users = api.post("/tags", json!({"name": "New", "users": [{"id": ann}]})).await.ok();
    assert_eq!(users["users"], json!([{"id": ann, "tagged": true}]));
    let body = json!({"name": "New", "companies": [{"company_id": "c1"}]});
    assert_eq!(api.post("/tags", body).await.ok()["companies"][0]["tagged"], true);
    let company = api.get("/companies?company_id=c1").await.ok();
    assert_eq!(company["tags"]["tags"][0]["name"], "New");
}

#[tokio::test]
async fn notes_are_html_newest_first_with_their_author() {
    let api = Api::empty();
    let ann = api.contact("ann@example.com").await;
    let path = format!("/contacts/{ann}/notes");
    let first = api.post(&path, json!({"body": "a < b"})).await.ok();
    assert_eq!((&first["body"], &first["contact"]["id"]), (&json!("<p>a &lt; b</p>"), &json!(ann)));
    let second = api.post(&path, json!({"body": "<p>x</p>", "admin_id": "991267461"})).await.ok();
    assert_eq!(second["author"]["name"], "Jonas Weber");
    let list = api.get(&path).await.ok();
    assert_eq!(list["data"], json!([second, first]));
    let id = first["id"].as_str().unwrap();
    assert_eq!(api.get(&format!("/notes/{id}")).await.ok(), first);
    assert_eq!(api.get("/notes/99").await.refused(), (404, "not_found"));
    let stranger = api.post(&path, json!({"body": "x", "admin_id": "1"})).await;
    assert_eq!(stranger.message(), "Resource Not Found");
    assert_eq!(api.post(&path, json!({})).await.status, 400);
}

#[tokio::test]
async fn a_company_is_created_or_updated_by_its_company_id() {
    let api = Api::empty();
    let body = json!({"company_id": "c1", "name": "Acme", "plan": "Pro", "monthly_spend": 9.9});
    let company = api.post("/companies", body).await.ok();
    assert_eq!((&company["plan"]["name"], &company["monthly_spend"]), (&json!("Pro"), &json!(9)));
    let again = api.post("/companies", json!({"company_id": "c1", "size": 5})).await.ok();
    assert_eq!(
        (&again["id"], &again["name"], &again["size"]),
        (&company["id"], &json!("Acme"), &json!(5))
    );
    let id = company["id"].as_str().unwrap();
    let put =
        api.put(&format!("/companies/{id}"), json!({"website": "https://a.example"})).await.ok();
    assert_eq!(put["website"], "https://a.example");
    assert_eq!(api.get("/companies?name=Acme").await.id(), id);
    let bad = api.post("/companies", json!({"test": "invalid"})).await;
    assert_eq!((bad.refused(), bad.message()), ((400, "bad_request"), "bad 'test' parameter"));
    assert_eq!(api.get("/companies/nope").await.refused(), (404, "company_not_found"));
}

#[tokio::test]
async fn companies_are_listed_only_while_they_have_contacts() {
    let api = Api::empty();
    let company = api.post("/companies", json!({"company_id": "c1"})).await.id();
    let ann = api.contact("ann@example.com").await;
    assert_eq!(api.post("/companies/list", json!({})).await.ok()["total_count"], 0);
    let path = format!("/contacts/{ann}/companies");
    assert_eq!(api.post(&path, json!({"id": company})).await.ok()["user_count"], 1);
    assert_eq!(api.post("/companies/list", json!({})).await.ok()["total_count"], 1);
    assert_eq!(api.get(&path).await.ok()["companies"][0]["id"], company);
    let members = api.get(&format!("/companies/{company}/contacts")).await.ok();
    assert_eq!(members["data"][0]["id"], ann);
    let left = api.delete(&format!("{path}/{company}")).await.ok();
    assert_eq!(left["user_count"], 0);
    assert_eq!(api.delete(&format!("{path}/{company}")).await.status, 404);
    api.post(&path, json!({"id": company})).await.ok();
    assert_eq!(api.delete(&format!("/companies/{company}")).await.ok()["deleted"], true);
    assert_eq!(api.get(&format!("/contacts/{ann}")).await.ok()["companies"]["total_count"], 0);
    let unsaid = api.post(&path, json!({})).await;
    assert_eq!(
        (unsaid.refused(), unsaid.message()),
        ((400, "parameter_not_found"), "company not specified")
    );
}

#[tokio::test]
async fn one_scroll_goes_over_all_companies() {
    let api = Api::empty();
    let ann = api.contact("ann@example.com").await;
    for number in 0..120 {
        let id = api.post("/companies", json!({"company_id": number.to_string()})).await.id();
        api.post(&format!("/contacts/{ann}/companies"), json!({"id": id})).await.ok();
    }
    let first = api.get("/companies/scroll").await.ok();
    assert_eq!(api.get("/companies/scroll").await.refused(), (400, "scroll_exists"));
    let path =
        format!("/companies/scroll?scroll_param={}", first["scroll_param"].as_str().unwrap());
    let count = |page: &Value| page["data"].as_array().unwrap().len();
    let second = api.get(&path).await.ok();
    let third = api.get(&path).await.ok();
    assert_eq!((count(&first), count(&second), count(&third)), (100, 20, 0));
    assert_eq!(api.get(&path).await.status, 404);
    api.get("/companies/scroll").await.ok();
    api.clock.pass(Duration::from_secs(61));
    api.get("/companies/scroll").await.ok();
    let contact = api.get(&format!("/contacts/{ann}")).await.ok();
    assert_eq!(contact["companies"]["data"].as_array().unwrap().len(), 10);
    assert_eq!(
        (&contact["companies"]["total_count"], &contact["companies"]["has_more"]),
        (&json!(120), &json!(true))
    );
}

#[tokio::test]
async fn a_scroll_cannot_go_on_after_an_error() {
    let faults = "500=0.5".parse().unwrap();
    let api = Api::with(&Options { companies: 3000, faults, ..Options::default() });
    let until = async |path: &str, wanted: fn(u16) -> bool| loop {
        let answer = api.get(path).await;
        if wanted(answer.status) {
            break answer;
        }
    };
    let begun = until("/companies/scroll", |status| status == 200).await.ok();
    let param = begun["scroll_param"].as_str().unwrap();
    let path = format!("/companies/scroll?scroll_param={param}");
    until(&path, |status| status == 500).await;
    let after = until(&path, |status| status != 500).await;
    assert_eq!(after.refused(), (404, "not_found"));
}

#[tokio::test]
async fn page_lists_of_companies_end_at_ten_thousand() {
    let api = Api::with(&Options { companies: 10_100, ..Options::default() });
    let last = api.post("/companies/list?per_page=100&page=100", json!({})).await.ok();
    assert_eq!(
        (last["data"].as_array().unwrap().len(), &last["total_count"]),
        (100, &json!(10_100))
    );
    let beyond = api.post("/companies/list?per_page=100&page=101", json!({})).await;
    assert_eq!(beyond.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn attributes_are_created_checked_and_archived() {
    let api = Api::empty();
    let body = json!({"name": "The One Ring", "model": "company", "data_type": "string"});
    let ring = api.post("/data_attributes", body.clone()).await.ok();
    assert_eq!(ring["full_name"], "custom_attributes.The One Ring");
    assert_eq!(ring["messenger_writable"], false);
    let twice = json!({"name": "The One Ring", "model": "contact", "data_type": "integer"});
    let exact = "You already have 'The One Ring' in your company data. To save this as new people data, use a different name.";
    assert_eq!(api.post("/data_attributes", twice).await.message(), exact);
    for (name, model, data_type) in [
        ("!nv@l!d", "company", "string"),
        ("x", "thing", "string"),
        ("x", "company", "mithril"),
        ("x", "contact", "options"),
    ] {
        let body = json!({"name": name, "model": model, "data_type": data_type});
        assert_eq!(api.post("/data_attributes", body).await.refused(), (400, "parameter_invalid"));
    }
    let options = json!({"name": "tier", "model": "contact", "data_type": "options",
        "options": [{"value": "a"}, {"value": "b"}]});
    let tier = api.post("/data_attributes", options).await.ok();
    assert_eq!((&tier["data_type"], &tier["options"]), (&json!("string"), &json!(["a", "b"])));
    let path = format!("/data_attributes/{}", tier["id"]);
    assert_eq!(api.put(&path, json!({"archived": true})).await.ok()["archived"], true);
    let listed = |query: &'static str| async {
        let list = api.get(query).await.ok();
        list["data"].as_array().unwrap().iter().any(|attribute| attribute["name"] == "tier")
    };
    assert!(!listed("/data_attributes?model=contact").await);
    assert!(listed("/data_attributes?model=contact&include_archived=true").await);
    assert_eq!(
        api.put("/data_attributes/999", json!({})).await.refused(),
        (404, "field_not_found")
    );
    assert_eq!(
        api.get("/data_attributes?model=conversation").await.refused(),
        (422, "parameter_invalid")
    );
}

#[tokio::test]
async fn admins_are_listed_and_found() {
    let api = Api::empty();
    let admins = api.get("/admins").await.ok();
    assert_eq!(admins["type"], "admin.list");
    let id = admins["admins"][0]["id"].as_str().unwrap();
    assert_eq!(api.get("/me").await.id(), id);
    assert_eq!(api.get(&format!("/admins/{id}")).await.id(), id);
    assert_eq!(api.get("/admins/1").await.refused(), (404, "admin_not_found"));
}
