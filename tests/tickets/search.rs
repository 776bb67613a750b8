//! Tickets are found by category and by name; there is no list, so a search stands in.

use serde_json::json;

use crate::reported;
use crate::support::{Answer, Server, TestContext};

#[test]
fn a_list_is_a_search_for_everything() {
    let (world, ticket) = reported();
    let run = world.run("tickets list --jq .id");
    run.succeeds();
    assert!(run.stdout.lines().any(|id| id == crate::id(&ticket)), "{}", run.stdout);
    assert_eq!(world.run("tickets list --limit 2").succeeds().lines().len(), 2);
}

#[test]
fn categories_are_chosen_or_left_out() {
    let (world, _) = reported();
    let categories = |flags: &str| {
        let run = world.run(&format!("tickets search {flags} --jq .category"));
        let mut found: Vec<String> = run.succeeds().stdout.lines().map(str::to_owned).collect();
        found.sort();
        found.dedup();
        found.join(" ")
    };
    assert_eq!(categories("--category task"), "Back-office");
    assert_eq!(categories("--category request"), "Customer");
    assert_eq!(categories("--no-back-office"), "Customer Tracker");
    assert_eq!(categories("'category in (Tracker, Back-office)'"), "Back-office Tracker");
    assert_eq!(categories("--no-back-office 'type = incident'"), "Tracker");
}

#[test]
fn leaving_out_names_the_types_that_are_left_out() {
    let types = json!({"data": [
        {"id": "1", "name": "Bug", "category": "Customer"},
        {"id": "2", "name": "Task", "category": "Back-office"},
        {"id": "3", "name": "Old", "category": "Back-office", "archived": true},
    ]});
    let server = Server::answering(move |request| match request.target.as_str() {
        "/ticket_types" => Answer::json(200, &types),
        _ => Answer::json(200, &json!({"tickets": []})),
    });
    TestContext::at(&server).run("tickets search --no-back-office 'open = true'").succeeds();
    let query = server.requests().pop().unwrap().json()["query"].clone();
    assert_eq!(
        query,
        json!({"operator": "AND", "value": [
            {"field": "open", "operator": "=", "value": true},
            {"field": "ticket_type_id", "operator": "!=", "value": "2"},
            {"field": "ticket_type_id", "operator": "!=", "value": "3"},
        ]})
    );
}
