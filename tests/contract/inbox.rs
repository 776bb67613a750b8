//! The part of the walk that goes through the inbox: conversations and tickets.

use serde_json::{Value, json};

use crate::support::clock::START;
use crate::walk::Walk;

const ADMIN: &str = "991267459";
const ONE: &str = "/conversations/{conversation_id}";
const TICKET: &str = "/tickets/{ticket_id}";

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

fn contact(walk: &Walk) -> String {
    id(&walk.done("POST /contacts", &[], json!({"role": "lead", "name": "Lea"}))).to_owned()
}

/// A new conversation of a new contact: both ids.
fn begun(walk: &Walk) -> (String, String) {
    let contact = contact(walk);
    let body = json!({"from": {"type": "lead", "id": contact}, "body": "Hello",
        "attachment_urls": ["https://example.com/a.png"]});
    let message = walk.done("POST /conversations", &[], body);
    (message["conversation_id"].as_str().unwrap().to_owned(), contact)
}

pub fn conversations(walk: &Walk) {
    let (own, _) = begun(walk);
    walk.get("/conversations?per_page=150", &[]);
    walk.get(ONE, &[&own]);
    walk.get(&format!("{ONE}?display_as=plaintext"), &[&own]);
    let update = json!({"read": true, "title": "T", "custom_attributes": {"issue_type": "Bug"}});
    walk.done(&format!("PUT {ONE}"), &[&own], update);
    let search = json!({"query": {"operator": "AND", "value": [
        {"field": "state", "operator": "=", "value": "open"},
        {"field": "updated_at", "operator": "<", "value": START + 1}]}});
    walk.done("POST /conversations/search", &[], search);
    walk.get("/conversations/{id}/handling_events", &[&own]);
    walk.get("/conversations/{id}/side_conversations", &[&own]);
    walk.done(&format!("DELETE {ONE}"), &[&own], Value::Null);
    walk.get("/conversations/deleted", &[]);
}

pub fn actions(walk: &Walk) {
    let (own, first) = begun(walk);
    let one = [own.as_str()];
    let (reply, parts) = (format!("POST {ONE}/reply"), format!("POST {ONE}/parts"));
    let option = json!([{"text": "Yes", "uuid": "a5e1c524-5ddd-4c3e-9328-6bca5d6e3edb"}]);
    let said = |mut body: Value| {
        let admin = body.get("type").is_none();
        body["type"] = if admin { "admin" } else { "user" }.into();
        body[if admin { "admin_id" } else { "intercom_user_id" }] =
            if admin { ADMIN } else { &first }.into();
        walk.done(&reply, &one, body)
    };
    said(json!({"message_type": "comment", "body": "Hi", "attachment_files":
        [{"content_type": "text/plain", "name": "a.txt", "data": "aGk="}]}));
    said(json!({"message_type": "note", "body": "<b>Hm</b>"}));
    said(json!({"message_type": "quick_reply", "reply_options": option}));
    said(json!({"message_type": "quick_reply", "type": "user", "reply_options": option}));
    for body in [
        json!({"message_type": "assignment", "type": "team", "assignee_id": "5017683"}),
        json!({"message_type": "assignment", "type": "admin", "assignee_id": "0"}),
        json!({"message_type": "snoozed", "snoozed_until": START + 9000}),
        json!({"message_type": "open"}),
        json!({"message_type": "close", "type": "admin", "body": "Bye"}),
    ] {
        let mut body = body;
        body["admin_id"] = ADMIN.into();
        walk.done(&parts, &one, body);
    }
    let second = contact(walk);
    let customer = json!({"admin_id": ADMIN, "customer": {"intercom_user_id": second}});
    walk.done(&format!("POST {ONE}/customers"), &one, customer);
    let leave = format!("DELETE {ONE}/customers/{{contact_id}}");
    walk.done(&leave, &[&own, &second], json!({"admin_id": ADMIN}));
    walk.refused(422, &leave, &[&own, &first], json!({"admin_id": ADMIN}));
    let tag = walk.done("POST /tags", &[], json!({"name": "Inbox"}));
    let body = json!({"id": id(&tag), "admin_id": ADMIN});
    walk.done(&format!("POST {ONE}/tags"), &one, body);
    walk.get(ONE, &one);
    let untag = format!("DELETE {ONE}/tags/{{tag_id}}");
    walk.done(&untag, &[&own, id(&tag)], json!({"admin_id": ADMIN}));
    let part = walk.get(ONE, &one)["conversation_parts"]["conversation_parts"][0].clone();
    let body = json!({"type": "conversation_part", "conversation_id": own,
        "conversation_part_id": id(&part)});
    walk.done("POST /conversations/redact", &[], body);
    let (other, _) = begun(walk);
    let into: u64 = other.parse().unwrap();
    let body = json!({"merge_into_conversation_id": into});
    walk.done("POST /conversations/{id}/merge", &one, body.clone());
    walk.refused(422, "POST /conversations/{id}/merge", &one, body);
}

pub fn attributes(walk: &Walk) {
    let all = "/conversations/attributes";
    let new = json!({"name": "level", "data_type": "list",
        "options": [{"label": "1"}, {"label": "2"}]});
    let made = walk.done(&format!("POST {all}"), &[], new);
    let own = made["id"].to_string();
    walk.get(&format!("{all}?include_archived=true"), &[]);
    walk.get(&format!("{all}/{{id}}"), &[&own]);
    walk.done(&format!("PUT {all}/{{id}}"), &[&own], json!({"description": "How bad"}));
    let options = format!("{all}/{{id}}/options");
    let added = walk.done(&format!("POST {options}"), &[&own], json!({"label": "3"}));
    let option = added["options"][2]["id"].as_str().unwrap();
    let route = format!("{options}/{{option_id}}");
    walk.done(&format!("PUT {route}"), &[&own, option], json!({"label": "4"}));
    walk.done(&format!("DELETE {route}"), &[&own, option], Value::Null);
    let first = made["options"][0]["id"].as_str().unwrap();
    walk.refused(422, &format!("DELETE {route}"), &[&own, first], Value::Null);
    walk.done(&format!("DELETE {all}/{{id}}"), &[&own], Value::Null);
    for data_type in
        ["string", "integer", "decimal", "boolean", "datetime", "relationship", "files"]
    {
        let new = json!({"name": data_type, "data_type": data_type});
        walk.done(&format!("POST {all}"), &[], new);
    }
}

pub fn tickets(walk: &Walk) {
    let contact = contact(walk);
    let types = walk.get("/ticket_types", &[]);
    let (report, refund, incident) =
        (id(&types["data"][0]), id(&types["data"][1]), id(&types["data"][2]));
    let new = |kind: &str, attributes: Value| {
        json!({"ticket_type_id": kind, "contacts": [{"id": contact}],
            "ticket_attributes": attributes})
    };
    let money = json!({"_default_title_": "Refund", "Amount": 5});
    let ticket = walk.done("POST /tickets", &[], new(refund, money.clone()));
    let own = [id(&ticket)];
    let job = walk.done("POST /tickets/enqueue", &[], new(refund, money));
    walk.get("/jobs/status/{job_id}", &[id(&job)]);
    walk.get(TICKET, &own);
    let update = json!({"ticket_attributes": {"Amount": 6}, "ticket_state_id": "8402",
        "admin_id": 991_267_459, "assignee_id": "5017683", "open": true, "is_shared": false,
        "snoozed_until": START + 9000});
    walk.done(&format!("PUT {TICKET}"), &own, update);
    let query = json!({"field": "category", "operator": "=", "value": "task"});
    walk.done("POST /tickets/search", &[], json!({"query": query}));
    let note = json!({"message_type": "note", "type": "admin", "admin_id": ADMIN, "body": "Hm"});
    walk.done(&format!("POST {TICKET}/reply"), &own, note);
    let tag = walk.done("POST /tags", &[], json!({"name": "Inbox"}));
    let body = json!({"id": id(&tag), "admin_id": ADMIN});
    walk.done(&format!("POST {TICKET}/tags"), &own, body);
    let untag = format!("DELETE {TICKET}/tags/{{tag_id}}");
    walk.done(&untag, &[own[0], id(&tag)], json!({"admin_id": ADMIN}));
    let (conversation, _) = begun(walk);
    let tracker = walk.done("POST /tickets", &[], new(incident, json!({})));
    let linked = format!("{TICKET}/linked_conversations");
    let body = json!({"conversation_id": conversation});
    walk.done(&format!("POST {linked}"), &[id(&tracker)], body);
    walk.get(TICKET, &[id(&tracker)]);
    walk.done(&format!("DELETE {linked}/{{id}}"), &[id(&tracker), &conversation], Value::Null);
    let convert = json!({"ticket_type_id": report});
    walk.done(&format!("POST {ONE}/convert"), &[&conversation], convert.clone());
    walk.refused(400, &format!("POST {ONE}/convert"), &[&conversation], convert);
    walk.done(&format!("DELETE {TICKET}"), &own, Value::Null);
    walk.refused(404, &format!("DELETE {TICKET}"), &own, Value::Null);
}

pub fn ticket_types(walk: &Walk) {
    let new = json!({"name": "Complaint", "category": "Customer", "icon": "🎈"});
    let made = walk.done("POST /ticket_types", &[], new);
    let own = [id(&made)];
    let one = "/ticket_types/{ticket_type_id}";
    walk.get(one, &own);
    walk.done(&format!("PUT {one}"), &own, json!({"description": "Loud"}));
    let new = json!({"name": "Level", "description": "How loud", "data_type": "list",
        "list_items": "Low,High"});
    let attribute = walk.done(&format!("POST {one}/attributes"), &own, new);
    let change = json!({"list_items": "Low,Very high", "visible_on_create": false});
    let route = format!("PUT {one}/attributes/{{attribute_id}}");
    walk.done(&route, &[own[0], id(&attribute)], change);
    walk.get("/ticket_states", &[]);
    let contact = contact(walk);
    let types = walk.get("/ticket_types", &[]);
    let report = id(&types["data"][0]);
    let severity = &types["data"][0]["ticket_type_attributes"]["data"][2];
    let severity = &severity["input_options"]["list_items"][0]["id"];
    let new = json!({"ticket_type_id": report, "contacts": [{"id": contact}],
        "ticket_attributes": {"Severity": severity}});
    let ticket = walk.done("POST /tickets", &[], new);
    let change = json!({"ticket_type_id": own[0], "ticket_state_id": "8401"});
    walk.done(&format!("POST {TICKET}/change_type"), &[id(&ticket)], change);
    walk.refused(400, &format!("POST {TICKET}/change_type"), &[id(&ticket)], json!({}));
}

pub fn refusals(walk: &Walk) {
    let (nobody, body) = (["0"], json!({"admin_id": ADMIN}));
    walk.refused(404, &format!("GET {ONE}"), &nobody, Value::Null);
    walk.refused(404, &format!("POST {ONE}/parts"), &nobody, body.clone());
    walk.refused(404, &format!("POST {ONE}/tags"), &nobody, body);
    walk.refused(400, "POST /conversations", &[], json!({}));
    walk.refused(400, "POST /tickets", &[], json!({}));
    walk.refused(404, &format!("GET {TICKET}"), &nobody, Value::Null);
    walk.refused(404, "GET /jobs/status/{job_id}", &nobody, Value::Null);
    let message = json!({"from": {"type": "user", "id": "123_doesnt_exist"}, "body": "Hello"});
    walk.refused(404, "POST /conversations", &[], message);
}
