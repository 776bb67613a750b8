//! Searches by the names of things, and what is said about names that stand for nothing.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};
use crate::{begin, begun};

#[test]
fn a_search_finds_by_team_tag_contact_and_age() {
    let (world, id) = begun();
    begin(&world, "bob@new.example", "Me too");
    world.run(&format!("conversations assign {id} --team Billing")).succeeds();
    world.run(&format!("conversations tag {id} vip-customer")).succeeds();
    for query in [
        "team = Billing and contact = ann@new.example",
        "tag = vip-customer and state = open and updated_at > 1d",
        "contact = ann@new.example and admin = nobody",
    ] {
        let run = world.run(&format!("conversations search \"{query}\" --jq .id"));
        run.succeeds().prints(&format!("{id}\n"));
    }
}

#[test]
fn a_name_that_stands_for_nothing_is_shown_where_it_stands() {
    let (world, _) = begun();
    let run = world.run("conversations search 'state = open and team = Biling'");
    run.exits(2).says(&[
        "there is no team \"Biling\"",
        "did you mean Billing?",
        "\n    state = open and team = Biling\n                            ^",
    ]);
    world.run("conversations search 'admin = nobdy'").exits(2).says(&["ictl admins list"]);
}

#[test]
fn ids_are_taken_as_they_are_and_only_what_is_needed_is_read() {
    let server = Server::script([Answer::json(200, &json!({"conversations": []}))]);
    let world = TestContext::at(&server);
    world.run("conversations search 'team = 5017691 and admin = 780 and tag in (1, 2)'").succeeds();
    let query = server.request().json()["query"].clone();
    assert_eq!(
        query["value"],
        json!([
            {"field": "team_assignee_id", "operator": "=", "value": 5_017_691},
            {"field": "admin_assignee_id", "operator": "=", "value": 780},
            {"field": "tag_ids", "operator": "IN", "value": ["1", "2"]},
        ])
    );
}

#[test]
fn several_things_of_one_name_are_told_apart_by_id() {
    let admins = json!({"admins": [
        {"id": "1", "name": "Ana", "email": "ana@a.example"},
        {"id": "2", "name": "Ana", "email": "ana@b.example"},
    ]});
    let server = Server::script([Answer::json(200, &admins)]);
    let world = TestContext::at(&server);
    let run = world.run("conversations assign 7 --to Ana -f admin_id=5");
    run.exits(1).says(&["2 admins", "1 (ana@a.example), 2 (ana@b.example)"]);
}
