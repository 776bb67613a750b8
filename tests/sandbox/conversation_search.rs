//! Searching conversations, and listing them.

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::api::{Api, NOW};

fn seeded(conversations: u64) -> Api {
    Api::with(&Options { conversations, ..Options::default() })
}

fn filter(field: &str, operator: &str, value: impl Into<Value>) -> Value {
    json!({"field": field, "operator": operator, "value": value.into()})
}

async fn found(api: &Api, query: Value) -> Vec<Value> {
    let mut all = Vec::new();
    let mut body = json!({"query": query, "pagination": {"per_page": 150}});
    loop {
        let page = api.post("/conversations/search", body.clone()).await.ok();
        all.extend(page["conversations"].as_array().unwrap().iter().cloned());
        match page["pages"]["next"]["starting_after"].as_str() {
            Some(cursor) => body["pagination"]["starting_after"] = cursor.into(),
            None => return all,
        }
    }
}

#[tokio::test]
async fn every_conversation_is_listed_once_the_last_active_first() {
    let api = seeded(330);
    let (mut seen, mut path) = (Vec::new(), "/conversations?per_page=150".to_owned());
    loop {
        let page = api.get(&path).await.ok();
        assert_eq!(page["total_count"], 330);
        seen.extend(page["conversations"].as_array().unwrap().iter().cloned());
        let Some(cursor) = page["pages"]["next"]["starting_after"].as_str() else { break };
        path = format!("/conversations?per_page=150&starting_after={cursor}");
    }
    let times: Vec<i64> = seen.iter().map(|own| own["updated_at"].as_i64().unwrap()).collect();
    assert!(times.is_sorted_by(|one, next| one >= next));
    let mut ids: Vec<&str> = seen.iter().map(|own| own["id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 330);
    assert_eq!(api.get("/conversations").await.ok()["pages"]["per_page"], 20);
}

#[tokio::test]
async fn fields_find_what_they_say() {
    let api = seeded(300);
    let old = NOW - 30 * 86_400;
    for (query, holds) in [
        (filter("state", "=", "open"), (|own| own["state"] == "open") as fn(&Value) -> bool),
        (filter("open", "=", false), |own| own["state"] == "closed"),
        (filter("team_assignee_id", "=", 5_017_683), |own| own["team_assignee_id"] == 5_017_683),
        (filter("admin_assignee_id", "=", "0"), |own| own["admin_assignee_id"] == 0),
        (filter("source.type", "=", "email"), |own| own["source"]["type"] == "email"),
        (filter("source.body", "=", "Charged"), |own| text(own).contains("charged")),
        (filter("source.author.type", "=", "lead"), |own| {
            own["source"]["author"]["type"] == "lead"
        }),
        (filter("priority", "IN", json!(["high", "urgent"])), |own| {
            own["priority"] == "high" || own["priority"] == "urgent"
        }),
        (filter("conversation_rating.score", ">", 4), |own| {
            own["conversation_rating"]["rating"].as_i64() >= Some(4)
        }),
        (filter("statistics.count_conversation_parts", "<", 2), |own| {
            own["statistics"]["count_conversation_parts"].as_i64() <= Some(2)
        }),
        (filter("updated_at", "<", old), |own| {
            own["updated_at"].as_i64() <= Some(NOW - 30 * 86_400)
        }),
        (filter("tag_ids", "=", Value::Null), |own| own["tags"]["tags"] == json!([])),
    ] {
        let all = found(&api, filter("id", "!=", "0")).await;
        let expected = all.iter().filter(|own| holds(own)).count();
        let matches = found(&api, query.clone()).await;
        assert!(expected > 0 && expected < 300, "{query}: {expected}");
        assert_eq!(matches.len(), expected, "{query}");
        assert!(matches.iter().all(holds), "{query}");
    }
}

fn text(own: &Value) -> String {
    own["source"]["body"].as_str().unwrap().to_lowercase()
}

#[tokio::test]
async fn people_and_tags_are_found_by_their_ids() {
    let api = seeded(60);
    let all = found(&api, filter("id", "!=", "0")).await;
    let tagged = all.iter().find(|own| own["tags"]["tags"][0].is_object()).unwrap();
    let tag = tagged["tags"]["tags"][0]["id"].clone();
    let contact = tagged["contacts"]["contacts"][0]["id"].clone();
    for query in [
        filter("tag_ids", "=", tag.clone()),
        filter("tag_ids", "IN", json!([tag])),
        filter("contact_ids", "=", contact),
        filter("source.id", "=", tagged["source"]["id"].clone()),
        filter("id", "=", tagged["id"].clone()),
    ] {
        let matches = found(&api, query.clone()).await;
        assert!(matches.contains(tagged), "{query}");
        assert!(matches.len() < 60, "{query}");
    }
    let helper = all.iter().find(|own| own["teammates"].is_object()).unwrap();
    let id = helper["teammates"]["teammates"][0]["id"].clone();
    assert!(found(&api, filter("teammate_ids", "=", id)).await.contains(helper));
}

#[tokio::test]
async fn words_of_the_first_message_are_found_one_by_one() {
    let api = Api::empty();
    let ann = api.post("/contacts", json!({"email": "ann@example.com"})).await.id();
    let body = json!({"from": {"type": "user", "id": ann}, "body": "I need support"});
    api.post("/conversations", body).await.ok();
    assert_eq!(found(&api, filter("source.body", "=", "support")).await.len(), 1);
    assert_eq!(found(&api, filter("source.body", "=", "need support")).await.len(), 0);
    assert_eq!(found(&api, filter("source.body", "~", "supp")).await.len(), 1);
}

#[tokio::test]
async fn what_conversations_cannot_be_searched_by_is_refused() {
    let api = Api::empty();
    let search =
        async |query: Value| api.post("/conversations/search", json!({"query": query})).await;
    for query in [
        filter("updated_at", "<=", NOW),
        filter("created_at", ">", "foobar"),
        filter("state", "=", "ajar"),
        filter("state", ">", "open"),
    ] {
        assert_eq!(search(query.clone()).await.refused(), (400, "parameter_invalid"), "{query}");
    }
    assert_eq!(search(filter("mood", "=", "x")).await.refused(), (400, "invalid_field"));
}
