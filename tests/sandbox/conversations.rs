//! Conversations: what is said and done in them, and what the rules are.

use serde_json::{Value, json};

use crate::api::{Api, NOW};

const ROBIN: &str = "991267459";

/// The path of a new conversation, and the id of its contact.
async fn begun(api: &Api) -> (String, String) {
    let ann = api.contact("ann@example.com").await;
    let body = json!({"from": {"type": "user", "id": ann}, "body": "Hello <there>"});
    let message = api.post("/conversations", body).await.ok();
    assert_eq!(
        (&message["type"], &message["message_type"]),
        (&json!("user_message"), &json!("inapp"))
    );
    (format!("/conversations/{}", message["conversation_id"].as_str().unwrap()), ann)
}

async fn manage(api: &Api, path: &str, mut body: Value) -> Value {
    body["admin_id"] = ROBIN.into();
    api.post(&format!("{path}/parts"), body).await.ok()
}

async fn say(api: &Api, path: &str, kind: &str, text: &str) -> Value {
    let body = json!({"message_type": kind, "type": "admin", "admin_id": ROBIN, "body": text});
    api.post(&format!("{path}/reply"), body).await.ok()
}

async fn contact_says(api: &Api, path: &str, contact: &str, text: &str) -> Value {
    let body = json!({"message_type": "comment", "type": "user", "intercom_user_id": contact,
        "body": text});
    api.post(&format!("{path}/reply"), body).await.ok()
}

fn last_part(conversation: &Value) -> &Value {
    conversation["conversation_parts"]["conversation_parts"].as_array().unwrap().last().unwrap()
}

#[tokio::test]
async fn a_contact_starts_a_conversation_in_plain_text() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    let own = api.get(&path).await.ok();
    assert_eq!(own["source"]["body"], "<p>Hello &lt;there&gt;</p>");
    assert_eq!(own["source"]["author"]["id"], json!(ann));
    assert_eq!((&own["admin_assignee_id"], &own["state"]), (&json!(0), &json!("open")));
    assert_eq!((&own["waiting_since"], &own["open"]), (&own["created_at"], &json!(true)));
    let plain = api.get(&format!("{path}?display_as=plaintext")).await.ok();
    assert_eq!(plain["source"]["body"], "Hello <there>");
}

#[tokio::test]
async fn a_conversation_is_closed_reopened_and_closed_again() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    let closed =
        manage(&api, &path, json!({"message_type": "close", "type": "admin", "body": "Bye"}));
    let closed = closed.await;
    assert_eq!((&closed["state"], &closed["open"]), (&json!("closed"), &json!(false)));
    let part = last_part(&closed);
    assert_eq!((&part["part_type"], &part["body"]), (&json!("close"), &json!("<p>Bye</p>")));
    assert_eq!(part["author"]["name"], "Robin Shaw");
    assert_eq!(part["app_package_code"], "sandbox-app");
    let note = say(&api, &path, "note", "For us").await;
    assert_eq!(note["state"], "closed", "a note leaves it closed");
    let again = contact_says(&api, &path, &ann, "One more thing").await;
    assert_eq!(
        (&again["state"], &last_part(&again)["part_type"]),
        (&json!("open"), &json!("open"))
    );
    manage(&api, &path, json!({"message_type": "close", "type": "admin"})).await;
    let twice = manage(&api, &path, json!({"message_type": "close", "type": "admin"})).await;
    assert_eq!(twice["statistics"]["count_conversation_parts"], 5);
    assert_eq!(manage(&api, &path, json!({"message_type": "open"})).await["state"], "open");
}

#[tokio::test]
async fn a_snoozed_conversation_wakes_when_its_time_has_come() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let until = NOW + 3600;
    let snoozed = json!({"message_type": "snoozed", "snoozed_until": until});
    let snoozed = manage(&api, &path, snoozed).await;
    assert_eq!((&snoozed["state"], &snoozed["snoozed_until"]), (&json!("snoozed"), &json!(until)));
    assert_eq!(snoozed["open"], true);
    api.clock.pass(std::time::Duration::from_secs(3600));
    let awake = api.get(&path).await.ok();
    assert_eq!((&awake["state"], &awake["snoozed_until"]), (&json!("open"), &Value::Null));
    assert_eq!(last_part(&awake)["part_type"], "timer_unsnooze");
    assert_eq!(awake["updated_at"], until);
    let past = json!({"message_type": "snoozed", "admin_id": ROBIN, "snoozed_until": NOW - 1});
    assert_eq!(api.post(&format!("{path}/parts"), past).await.status, 400);
}

#[tokio::test]
async fn an_admin_and_a_team_are_assigned_and_taken_away_one_by_one() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let assign = |kind: &'static str, id: &'static str| {
        manage(&api, &path, json!({"message_type": "assignment", "type": kind, "assignee_id": id}))
    };
    assign("admin", "991267460").await;
    let both = assign("team", "5017683").await;
    assert_eq!(both["admin_assignee_id"], 991_267_460);
    assert_eq!(both["team_assignee_id"], 5_017_683);
    assert_eq!(last_part(&both)["assigned_to"], json!({"type": "team", "id": "5017683"}));
    let one = assign("admin", "0").await;
    assert_eq!(
        (&one["admin_assignee_id"], &one["team_assignee_id"]),
        (&json!(0), &json!(5_017_683))
    );
    manage(&api, &path, json!({"message_type": "close", "type": "admin"})).await;
    let reopened = assign("admin", "991267459").await;
    assert_eq!(last_part(&reopened)["part_type"], "assign_and_reopen");
    assert_eq!(reopened["state"], "open");
    let nobody = json!({"message_type": "assignment", "type": "admin", "admin_id": ROBIN,
        "assignee_id": "1"});
    let refused = api.post(&format!("{path}/parts"), nobody).await;
    assert_eq!(refused.refused(), (404, "assignee_not_found"));
}

#[tokio::test]
async fn a_contact_waits_from_the_first_unanswered_word() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    assert_eq!(say(&api, &path, "note", "Hm").await["waiting_since"], NOW);
    assert_eq!(say(&api, &path, "comment", "Hi").await["waiting_since"], Value::Null);
    api.clock.pass(std::time::Duration::from_secs(60));
    contact_says(&api, &path, &ann, "Well").await;
    api.clock.pass(std::time::Duration::from_secs(60));
    let own = contact_says(&api, &path, &ann, "Hello?").await;
    assert_eq!(own["waiting_since"], NOW + 60);
    assert_eq!(own["updated_at"], NOW + 120);
}

#[tokio::test]
async fn a_reply_to_the_last_conversation_needs_no_id() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    let own = contact_says(&api, "/conversations/last", &ann, "Me again").await;
    assert_eq!(format!("/conversations/{}", own["id"].as_str().unwrap()), path);
    let bob = api.contact("bob@example.com").await;
    let body = json!({"message_type": "comment", "type": "user", "intercom_user_id": bob,
        "body": "Hi"});
    let nothing = api.post("/conversations/last/reply", body.clone()).await;
    assert_eq!(nothing.refused(), (404, "not_found"));
    let stranger = api.post(&format!("{path}/reply"), body).await;
    assert_eq!(stranger.message(), "User Not Found");
}

#[tokio::test]
async fn attachments_come_by_address_or_as_files_ten_at_most() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let reply = async |field: &str, value: Value| {
        let mut body = json!({"message_type": "comment", "type": "admin", "admin_id": ROBIN});
        body[field] = value;
        api.post(&format!("/conversations/{}/reply", path.rsplit('/').next().unwrap()), body).await
    };
    let by_address =
        reply("attachment_urls", json!(["https://example.com/a/cat.jpg?x=1"])).await.ok();
    let attachment = &last_part(&by_address)["attachments"][0];
    assert_eq!(
        (&attachment["name"], &attachment["content_type"]),
        (&json!("cat.jpg"), &json!("image/jpeg"))
    );
    let file = json!({"content_type": "text/plain", "name": "a.txt", "data": "aGVsbG8="});
    let as_file = reply("attachment_files", json!([file])).await.ok();
    assert_eq!(last_part(&as_file)["attachments"][0]["filesize"], 5);
    let eleven = vec!["https://example.com/a.png"; 11];
    assert_eq!(reply("attachment_urls", json!(eleven)).await.status, 400);
    assert_eq!(reply("attachment_urls", json!([])).await.refused(), (400, "parameter_not_found"));
}

#[tokio::test]
async fn tags_come_and_go_in_the_name_of_an_admin() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let tag = api.post("/tags", json!({"name": "VIP"})).await.id();
    let tags = format!("{path}/tags");
    let nameless = api.post(&tags, json!({"id": tag})).await;
    assert_eq!(nameless.refused(), (400, "parameter_not_found"));
    let body = json!({"id": tag, "admin_id": ROBIN});
    let applied = api.post(&tags, body.clone()).await.ok();
    assert_eq!(applied["applied_by"]["id"], ROBIN);
    api.clock.pass(std::time::Duration::from_secs(9));
    assert_eq!(api.post(&tags, body.clone()).await.ok(), applied, "a second time changes nothing");
    let unknown = api.post("/conversations/1/tags", body).await;
    assert_eq!(unknown.message(), "Conversation not found");
    let untag = async |id: &str| {
        crate::api::send(
            api.request("DELETE", &format!("{tags}/{id}")).json(&json!({"admin_id": ROBIN})),
        )
        .await
    };
    untag(&tag).await.ok();
    assert_eq!(untag(&tag).await.refused(), (404, "tag_not_found"));
    assert_eq!(api.get(&path).await.ok()["tags"]["tags"], json!([]));
}

#[tokio::test]
async fn participants_join_and_all_but_the_last_may_leave() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    let join = json!({"admin_id": ROBIN, "customer": {"email": "new@example.com"}});
    let both = api.post(&format!("{path}/customers"), join).await.ok();
    assert_eq!(both["customers"][1]["type"], "lead", "an unknown email makes a lead");
    let leave = async |id: &str| {
        let request = api.request("DELETE", &format!("{path}/customers/{id}"));
        crate::api::send(request.json(&json!({"admin_id": ROBIN}))).await
    };
    let left = leave(both["customers"][1]["id"].as_str().unwrap()).await.ok();
    assert_eq!(left["customers"].as_array().unwrap().len(), 1);
    let last = leave(&ann).await;
    assert_eq!(last.refused(), (422, "parameter_invalid"));
    assert_eq!(last.message(), "Removing the last customer is not allowed");
}

#[tokio::test]
async fn only_what_was_written_can_be_redacted() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let id = path.rsplit('/').next().unwrap();
    let own = say(&api, &path, "comment", "Secret").await;
    let redact = async |kind: &str, name: &str, what: &Value| {
        let mut body = json!({"type": kind, "conversation_id": id});
        body[name] = what.clone();
        api.post("/conversations/redact", body).await
    };
    let part = last_part(&own)["id"].clone();
    let redacted = redact("conversation_part", "conversation_part_id", &part).await.ok();
    assert_eq!(last_part(&redacted)["body"], "<p><i>This message was deleted</i></p>");
    assert_eq!(last_part(&redacted)["redacted"], true);
    let source = redact("source", "source_id", &own["source"]["id"]).await.ok();
    assert_eq!(source["source"]["redacted"], true);
    let closed = manage(&api, &path, json!({"message_type": "close", "type": "admin"})).await;
    let empty = last_part(&closed)["id"].clone();
    let refused = redact("conversation_part", "conversation_part_id", &empty).await;
    assert_eq!(refused.code(), "conversation_part_not_redactable");
    let missing = redact("conversation_part", "conversation_part_id", &json!("1")).await;
    assert_eq!(missing.refused(), (404, "conversation_part_or_message_not_found"));
}

#[tokio::test]
async fn two_conversations_become_one() {
    let api = Api::empty();
    let (first, ann) = begun(&api).await;
    let body = json!({"from": {"type": "user", "id": ann}, "body": "The same again"});
    let second = api.post("/conversations", body).await.ok();
    let second = second["conversation_id"].as_str().unwrap();
    let into: u64 = first.rsplit('/').next().unwrap().parse().unwrap();
    let merge = async |id: &str, into: Value| {
        api.post(&format!("/conversations/{id}/merge"), json!({"merge_into_conversation_id": into}))
            .await
    };
    let primary = merge(second, json!(into)).await.ok();
    assert_eq!(primary["id"], into.to_string());
    assert_eq!(last_part(&primary)["part_type"], "merged_primary_conversation");
    let gone = api.get(&format!("/conversations/{second}")).await.ok();
    assert_eq!(
        (&gone["state"], &gone["linked_objects"]["data"][0]["id"]),
        (&json!("closed"), &primary["id"])
    );
    assert_eq!(merge(second, json!(into)).await.refused(), (422, "merge_failed"));
    let itself = merge(&into.to_string(), json!(into)).await;
    assert_eq!(itself.message(), "Cannot merge a conversation into itself");
    assert_eq!(
        merge(&into.to_string(), json!(1)).await.message(),
        "Primary conversation not found"
    );
    assert_eq!(merge(&into.to_string(), json!("x")).await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn a_deleted_conversation_is_listed_and_its_id_never_comes_back() {
    let api = Api::empty();
    let (path, ann) = begun(&api).await;
    let gone = api.delete(&format!("{path}?retain_metrics=false")).await.ok();
    assert_eq!(gone["object"], "conversation");
    assert_eq!(api.get(&path).await.refused(), (404, "not_found"));
    let body = json!({"from": {"type": "user", "id": ann}, "body": "New"});
    for _ in 0..2 {
        let new = api.post("/conversations", body.clone()).await.ok();
        assert_ne!(new["conversation_id"], gone["id"]);
        let id = new["conversation_id"].as_str().unwrap().to_owned();
        api.delete(&format!("/conversations/{id}")).await.ok();
    }
    let list = api.get("/conversations/deleted?per_page=2&order=asc").await.ok();
    assert_eq!((&list["total_count"], &list["conversations"][0]["id"]), (&json!(3), &gone["id"]));
    assert_eq!(list["conversations"][0]["metrics_retained"], false);
    let next = list["pages"]["next"].as_str().unwrap();
    let next = api.get(next.strip_prefix(api.sandbox.base_url()).unwrap()).await.ok();
    assert_eq!(next["conversations"].as_array().unwrap().len(), 1);
    assert_eq!(next["pages"]["next"], Value::Null);
}

#[tokio::test]
async fn only_the_newest_500_parts_are_shown_and_lists_show_none() {
    let api = Api::empty();
    api.contact("ann@example.com").await;
    let kind = api.post("/ticket_types", json!({"name": "Task", "category": "Back-office"})).await;
    let new = json!({"ticket_type_id": kind.id(), "contacts": [{"email": "ann@example.com"}]});
    let id = api.post("/tickets", new).await.id();
    let (ticket, conversation) = (format!("/tickets/{id}"), format!("/conversations/{id}"));
    // A ticket answers a reply with the part alone, which is quick.
    for number in 0..502 {
        let body = json!({"message_type": "note", "type": "admin", "admin_id": ROBIN,
            "body": number.to_string()});
        assert_eq!(api.post(&format!("{ticket}/reply"), body).await.status, 200);
    }
    for (path, list, parts) in [
        (&conversation, "conversation_parts", "conversation_parts"),
        (&ticket, "ticket_parts", "ticket_parts"),
    ] {
        let shown = api.get(path).await.ok()[list].clone();
        assert_eq!(shown["total_count"], 503);
        let parts = shown[parts].as_array().unwrap();
        assert_eq!((parts.len(), &parts[0]["body"]), (500, &json!("<p>2</p>")));
    }
    let list = api.get("/conversations").await.ok();
    assert_eq!(list["conversations"][0].get("conversation_parts"), None);
}

#[tokio::test]
async fn values_are_written_to_attributes_that_exist_once() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let write =
        async |value: Value| api.put(&path, json!({"custom_attributes": {"level": value}})).await;
    assert_eq!(write(json!("High")).await.refused(), (400, "parameter_invalid"));
    let new = json!({"name": "level", "data_type": "list",
        "options": [{"label": "Low"}, {"label": "High"}]});
    api.post("/conversations/attributes", new.clone()).await.ok();
    assert_eq!(write(json!("High")).await.ok()["custom_attributes"], json!({"level": "High"}));
    assert_eq!(write(json!("Highest")).await.status, 400);
    assert_eq!(write(Value::Null).await.ok()["custom_attributes"], json!({}));
    assert_eq!(api.post("/conversations/attributes", new).await.status, 422);
    let wrong = json!({"name": "x", "data_type": "invalid_type"});
    let refused = api.post("/conversations/attributes", wrong).await;
    assert!(refused.message().starts_with("data_type 'invalid_type' is not valid."), "{refused:?}");
}

#[tokio::test]
async fn assignment_rules_run_in_old_versions_only() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let run = async |version: &str| {
        let request = api.request("POST", &format!("{path}/run_assignment_rules"));
        crate::api::send(request.header("Intercom-Version", version)).await
    };
    assert_eq!(run("2.11").await.status, 200);
    assert_eq!(run("2.12").await.refused(), (400, "intercom_version_invalid"));
}

#[tokio::test]
async fn priorities_have_levels_since_version_2_16() {
    let api = Api::empty();
    let (path, _) = begun(&api).await;
    let old = api.request("GET", &path).header("Intercom-Version", "2.15");
    assert_eq!(crate::api::send(old).await.ok()["priority"], "not_priority");
    assert_eq!(api.get(&path).await.ok()["priority"], "none");
}
