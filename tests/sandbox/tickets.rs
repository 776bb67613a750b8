//! Tickets, their types and states, and how they belong to conversations.

use ictl::sandbox::Options;
use serde_json::{Value, json};

use crate::api::{Api, NOW, send};

const ROBIN: &str = "991267459";

/// A sandbox with the demo's ticket types: problem report, refund, incident.
struct Desk {
    api: Api,
    types: Vec<Value>,
}

impl Desk {
    async fn open() -> Desk {
        let api = Api::with(&Options::demo());
        let types = api.get("/ticket_types").await.ok()["data"].as_array().unwrap().clone();
        Desk { api, types }
    }

    fn kind(&self, at: usize) -> &Value {
        &self.types[at]["id"]
    }

    fn severity(&self, at: usize) -> &Value {
        let severity = &self.types[0]["ticket_type_attributes"]["data"][2];
        &severity["input_options"]["list_items"][at]["id"]
    }

    fn draft(&self, kind: usize, attributes: Value) -> Value {
        json!({"ticket_type_id": self.kind(kind), "contacts": [{"email": "new@example.com"}],
            "ticket_attributes": attributes})
    }

    async fn refund(&self) -> Value {
        let new = self.draft(1, json!({"_default_title_": "Refund", "Amount": 5.5}));
        self.api.post("/tickets", new).await.ok()
    }

    async fn search(&self, field: &str, operator: &str, value: Value) -> Value {
        let query = json!({"field": field, "operator": operator, "value": value});
        let body = json!({"query": query, "pagination": {"per_page": 150}});
        self.api.post("/tickets/search", body).await.ok()
    }
}

fn path(ticket: &Value) -> String {
    format!("/tickets/{}", ticket["id"].as_str().unwrap())
}

#[tokio::test]
async fn a_ticket_is_made_for_a_contact_who_may_be_new() {
    let desk = Desk::open().await;
    let ticket = desk.refund().await;
    assert_eq!(ticket["ticket_attributes"]["_default_title_"], "Refund");
    assert_eq!(ticket["ticket_attributes"]["_default_description_"], Value::Null);
    assert_eq!((&ticket["category"], &ticket["is_shared"]), (&json!("Back-office"), &json!(false)));
    assert_eq!(ticket["ticket_state"]["category"], "submitted");
    assert_ne!(ticket["ticket_id"], ticket["id"]);
    assert_eq!(desk.api.get(&path(&ticket)).await.ok(), ticket);
    let number = ticket["ticket_id"].as_str().unwrap();
    let by_number = desk.api.get(&format!("/tickets/{number}")).await;
    assert_eq!(by_number.refused(), (404, "ticket_not_found"));
    let as_conversation = format!("/conversations/{}", ticket["id"].as_str().unwrap());
    assert_eq!(desk.api.get(&as_conversation).await.ok()["ticket"]["type"], "ticket");
}

#[tokio::test]
async fn attributes_are_checked_against_the_type() {
    let desk = Desk::open().await;
    let refused = async |kind: usize, attributes: Value| {
        let body = desk.draft(kind, attributes);
        desk.api.post("/tickets", body).await
    };
    let missing = refused(0, json!({"_default_title_": "x"})).await;
    assert_eq!(missing.message(), "Missing required ticket attributes");
    let unknown = refused(1, json!({"Amount": 1, "Priority": "x"})).await;
    assert!(unknown.message().ends_with("not found on ticket type: Priority"), "{unknown:?}");
    assert_eq!(refused(1, json!({"Amount": "five"})).await.status, 400);
    assert_eq!(refused(0, json!({"Severity": "High"})).await.status, 400, "lists go by id");
    let made = refused(0, json!({"Severity": desk.severity(2)})).await.ok();
    assert_eq!(made["ticket_attributes"]["Severity"], "High");
    let two = json!({"ticket_type_id": desk.kind(1), "contacts": [{"id": "a"}, {"id": "b"}],
        "ticket_attributes": {"Amount": 1}});
    assert_eq!(desk.api.post("/tickets", two).await.refused(), (400, "parameter_invalid"));
}

#[tokio::test]
async fn an_enqueued_ticket_is_found_by_its_job() {
    let desk = Desk::open().await;
    let job = desk.api.post("/tickets/enqueue", desk.draft(1, json!({"Amount": 1}))).await.ok();
    assert_eq!((&job["status"], &job["resource_id"]), (&json!("pending"), &Value::Null));
    let done = desk.api.get(&format!("/jobs/status/{}", job["id"].as_str().unwrap())).await.ok();
    assert_eq!(done["status"], "success");
    let ticket = format!("/tickets/{}", done["resource_id"].as_str().unwrap());
    assert_eq!(desk.api.get(&ticket).await.ok()["ticket_attributes"]["Amount"], 1);
    let wrong = desk.api.post("/tickets/enqueue", desk.draft(1, json!({}))).await;
    assert_eq!(wrong.message(), "Missing required ticket attributes");
    assert_eq!(desk.api.get("/jobs/status/0").await.refused(), (404, "job_not_found"));
}

#[tokio::test]
async fn an_update_is_told_in_parts() {
    let desk = Desk::open().await;
    let ticket = desk.refund().await;
    let update = json!({"ticket_attributes": {"Amount": 6}, "ticket_state_id": 8402,
        "admin_id": 991_267_459, "assignee_id": 991_267_463});
    let updated = desk.api.put(&path(&ticket), update).await.ok();
    assert_eq!(updated["ticket_state"]["internal_label"], "In progress");
    assert_eq!(updated["previous_ticket_state_id"], "8401");
    assert_eq!(updated["admin_assignee_id"], 991_267_463);
    let parts: Vec<&str> = updated["ticket_parts"]["ticket_parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["part_type"].as_str().unwrap())
        .collect();
    let state = "ticket_state_updated_by_admin";
    assert_eq!(parts, [state, "ticket_attribute_updated_by_admin", state, "assignment"]);
    for (body, refusal) in [
        (json!({"ticket_state_id": "0"}), (400, "ticket_state_id_invalid")),
        (json!({"assignee_id": "1"}), (404, "assignee_not_found")),
        (json!({"admin_id": 1}), (404, "assignee_not_found")),
    ] {
        assert_eq!(desk.api.put(&path(&ticket), body).await.refused(), refusal);
    }
    let free = desk.api.put(&path(&ticket), json!({"assignee_id": "0"})).await.ok();
    assert_eq!(free["admin_assignee_id"], 0);
}

#[tokio::test]
async fn closing_a_ticket_ends_its_snooze() {
    let desk = Desk::open().await;
    let own = path(&desk.refund().await);
    let snoozed = desk.api.put(&own, json!({"snoozed_until": NOW + 3600})).await.ok();
    assert_eq!((&snoozed["snoozed_until"], &snoozed["open"]), (&json!(NOW + 3600), &json!(true)));
    let closed = desk.api.put(&own, json!({"open": false})).await.ok();
    assert_eq!((closed.get("snoozed_until"), &closed["open"]), (None, &json!(false)));
    let resolved = desk.api.put(&own, json!({"open": true, "ticket_state_id": "8404"})).await.ok();
    assert_eq!(resolved["open"], true, "a resolved ticket can be open");
}

#[tokio::test]
async fn replies_answer_with_the_part() {
    let desk = Desk::open().await;
    let ticket = desk.refund().await;
    let reply = format!("{}/reply", path(&ticket));
    let note = json!({"message_type": "note", "type": "admin", "admin_id": ROBIN, "body": "Hm"});
    let part = desk.api.post(&reply, note).await.ok();
    assert_eq!((&part["type"], &part["part_type"]), (&json!("ticket_part"), &json!("note")));
    let contact = &ticket["contacts"]["contacts"][0]["id"];
    let from_contact = json!({"message_type": "comment", "type": "user",
        "intercom_user_id": contact, "body": "Hi"});
    let refused = desk.api.post(&reply, from_contact).await;
    assert_eq!(refused.refused(), (400, "parameter_mismatch"));
}

#[tokio::test]
async fn categories_are_searched_in_words_of_their_own() {
    let desk = Desk::open().await;
    for (category, term) in
        [("Customer", "request"), ("Back-office", "task"), ("Tracker", "tracker")]
    {
        let page = desk.search("category", "=", json!(term)).await;
        let tickets = page["tickets"].as_array().unwrap();
        assert!(!tickets.is_empty());
        assert!(tickets.iter().all(|own| own["category"] == category), "{category}");
    }
    let all = desk.search("created_at", ">=", json!(1)).await["total_count"].clone();
    assert_eq!(all, 9);
    let others = desk.search("ticket_type_id", "!=", desk.kind(1).clone()).await;
    assert_eq!(others["total_count"], 6);
    assert_eq!(desk.search("title", "~", json!("invoice")).await["total_count"], 1);
    let severity = &desk.types[0]["ticket_type_attributes"]["data"][2]["id"];
    let field = format!("ticket_attribute.{}", severity.as_str().unwrap());
    let medium = desk.search(&field, "=", desk.severity(1).clone()).await;
    assert_eq!(medium["total_count"], 4);
    let query = json!({"field": "category", "operator": "=", "value": "Customer"});
    let refused = desk.api.post("/tickets/search", json!({"query": query})).await;
    assert_eq!(refused.status, 400);
}

#[tokio::test]
async fn a_conversation_becomes_a_customer_ticket_under_its_own_id() {
    let desk = Desk::open().await;
    let list = desk.api.get("/conversations").await.ok();
    let plain =
        list["conversations"].as_array().unwrap().iter().find(|own| own["ticket"].is_null());
    let id = plain.unwrap()["id"].as_str().unwrap();
    let convert = async |kind: usize| {
        let body = json!({"ticket_type_id": desk.kind(kind)});
        desk.api.post(&format!("/conversations/{id}/convert"), body).await
    };
    assert_eq!(convert(1).await.message(), "Ticket type is not a customer ticket type");
    let ticket = convert(0).await.ok();
    assert_eq!((&ticket["id"], &ticket["is_shared"]), (&json!(id), &json!(true)));
    let first = &ticket["ticket_parts"]["ticket_parts"][0];
    assert_eq!(
        (&first["part_type"], &first["body"]),
        (&json!("comment"), &plain.unwrap()["source"]["body"])
    );
}

#[tokio::test]
async fn conversations_are_linked_to_one_tracker_only() {
    let desk = Desk::open().await;
    let ann = desk.api.post("/contacts", json!({"email": "ann@example.com"})).await.id();
    let body = json!({"from": {"type": "user", "id": ann}, "body": "Slow"});
    let conversation = desk.api.post("/conversations", body).await.ok()["conversation_id"].clone();
    let trackers = desk.search("category", "=", json!("tracker")).await;
    let link = async |ticket: &Value| {
        let body = json!({"conversation_id": conversation});
        desk.api.post(&format!("{}/linked_conversations", path(ticket)), body).await
    };
    let linked = link(&trackers["tickets"][0]).await.ok();
    assert_eq!(linked["linked_objects"]["data"][0]["category"], "Tracker");
    let twice = link(&trackers["tickets"][1]).await;
    assert_eq!(twice.refused(), (400, "already_linked_to_tracker"));
    assert_eq!(link(&desk.refund().await).await.refused(), (400, "invalid_ticket_type"));
    let unlink = format!(
        "{}/linked_conversations/{}",
        path(&trackers["tickets"][0]),
        conversation.as_str().unwrap()
    );
    assert_eq!(desk.api.delete(&unlink).await.ok()["linked_objects"]["total_count"], 0);
    assert_eq!(desk.api.delete(&unlink).await.refused(), (404, "conversation_not_found"));
}

#[tokio::test]
async fn a_ticket_changes_its_type_within_the_category() {
    let desk = Desk::open().await;
    let new = json!({"name": "Payout", "category": "Back-office"});
    let kind = desk.api.post("/ticket_types", new).await.ok();
    let attribute = json!({"name": "Amount", "description": "How much", "data_type": "decimal"});
    let one = format!("/ticket_types/{}", kind["id"].as_str().unwrap());
    desk.api.post(&format!("{one}/attributes"), attribute).await.ok();
    let ticket = desk.refund().await;
    let change = async |kind: &Value, state: &str| {
        let body = json!({"ticket_type_id": kind, "ticket_state_id": state});
        desk.api.post(&format!("{}/change_type", path(&ticket)), body).await
    };
    let changed = change(&kind["id"], "8405").await.ok();
    assert_eq!(changed["ticket_attributes"]["Amount"], 5.5);
    assert_eq!(changed["ticket_state"]["internal_label"], "Waiting on engineering");
    assert_eq!(
        change(&kind["id"], "8401").await.message(),
        "Cannot change to the same ticket type"
    );
    assert_eq!(change(desk.kind(0), "8401").await.status, 400);
    assert_eq!(change(desk.kind(1), "1").await.status, 400);
}

#[tokio::test]
async fn the_inbox_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("sandbox.state");
    let options = Options { state: Some(state), conversations: 30, ..Options::demo() };
    let api = Api::with(&options);
    let list = api.get("/conversations?per_page=150").await.ok();
    let at = |number: usize| list["conversations"][number]["id"].as_str().unwrap().to_owned();
    let (first, second) =
        (format!("/conversations/{}", at(0)), format!("/conversations/{}", at(1)));
    let close = json!({"message_type": "close", "type": "admin", "admin_id": ROBIN});
    let closed = api.post(&format!("{first}/parts"), close).await.ok();
    api.delete(&second).await.ok();
    let tickets = json!({"query": {"field": "created_at", "operator": ">", "value": 1}});
    let (all, found, types) = (
        api.get("/conversations?per_page=150").await.ok(),
        api.post("/tickets/search", tickets.clone()).await.ok(),
        api.get("/ticket_types").await.ok(),
    );
    drop(api);
    let api = Api::with(&options);
    assert_eq!(api.get(&first).await.ok(), closed);
    assert_eq!(api.get(&second).await.status, 404);
    assert_eq!(api.get("/conversations?per_page=150").await.ok(), all);
    assert_eq!(api.post("/tickets/search", tickets).await.ok(), found);
    assert_eq!(api.get("/ticket_types").await.ok(), types);
    let deleted = api.get("/conversations/deleted").await.ok();
    assert_eq!(deleted["conversations"][0]["id"], json!(at(1)));
    let ticket = send(api.request("GET", "/conversations/attributes")).await.ok();
    assert_eq!(ticket["data"][0]["name"], "issue_type");
}
