//! Tags and notes on contacts, by hand and by `-`.

use serde_json::{Value, json};

use crate::inbox::{piped, sorted, with_outcome};
use crate::support::{Answer, Server, TestContext};

fn two() -> (TestContext, Vec<String>) {
    let world = TestContext::new();
    let emails = ["a@x.com", "b@x.com"];
    let ids = emails.map(|email| world.api().contact(&json!({"email": email})));
    (world, ids.to_vec())
}

fn tags(world: &TestContext, id: &str) -> Vec<Value> {
    let list = world.api().get(&format!("/contacts/{id}/tags"));
    list["data"].as_array().unwrap().iter().map(|tag| tag["name"].clone()).collect()
}

#[test]
fn a_tag_is_found_or_made_by_name_once() {
    let (world, ids) = two();
    world.run(&format!("contacts tag {} vip", ids[0])).succeeds();
    let run = world.pipe(piped(&ids)).run("contacts tag - VIP 'since 2026' --job $DIR/job");
    assert_eq!(with_outcome(run.succeeds(), "done"), sorted(&ids));
    assert_eq!(world.api().get("/tags")["data"].as_array().unwrap().len(), 2);
    assert_eq!(tags(&world, &ids[1]).len(), 2);
}

#[test]
fn a_piped_contact_that_has_the_tag_is_unchanged() {
    let (world, ids) = two();
    world.run(&format!("contacts tag {} vip", ids[0])).succeeds();
    let contacts = world.run("contacts list").stdout;
    let run = world.pipe(contacts).run("contacts tag - vip --job $DIR/job");
    assert_eq!(with_outcome(run.succeeds(), "unchanged"), [ids[0].clone()]);
    assert_eq!(with_outcome(&run, "done"), [ids[1].clone()]);
}

#[test]
fn tags_are_taken_off_by_name() {
    let (world, ids) = two();
    world.pipe(piped(&ids)).run("contacts tag - vip --job $DIR/1").succeeds();
    world.pipe(piped(&ids)).run("contacts untag - vip --job $DIR/2").succeeds();
    assert!(tags(&world, &ids[0]).is_empty() && tags(&world, &ids[1]).is_empty());
    world.run(&format!("contacts untag {} nonsense", ids[0])).exits(1).says(&["no tag"]);
}

#[test]
fn each_tag_of_a_single_contact_is_shown() {
    let (world, ids) = two();
    let run = world.run(&format!("contacts tag {} vip 'since 2026' --jq .name", ids[0]));
    run.succeeds().prints("vip\nsince 2026\n");
    let run = world.run(&format!("contacts untag {} 'since 2026' VIP --jq .name", ids[0]));
    run.succeeds().prints("since 2026\nvip\n");
}

#[test]
fn a_tags_name_beats_an_id_and_only_tagging_has_a_body() {
    let tags = json!({"data": [{"id": "7", "name": "vip"}, {"id": "8", "name": "7"}]});
    let tag = Answer::json(200, &json!({"type": "tag", "id": "8", "name": "7"}));
    let listed = Answer::json(200, &tags);
    let server = Server::script([listed.clone(), tag.clone(), listed, tag.clone(), tag]);
    let world = TestContext::at(&server);
    world.run("contacts tag 63a 7").succeeds();
    world.run("contacts untag 63a 7").succeeds();
    world.pipe("{\"id\":\"9\"}").run("contacts tag 63a --input -").succeeds();
    let sent = server.requests();
    let sent: Vec<_> = sent
        .iter()
        .filter(|request| request.method != "GET")
        .map(|request| (request.line(), String::from_utf8_lossy(&request.body).into_owned()))
        .collect();
    let expected = [
        ("POST /contacts/63a/tags", "{\"id\":\"8\"}"),
        ("DELETE /contacts/63a/tags/8", ""),
        ("POST /contacts/63a/tags", "{\"id\":\"9\"}"),
    ];
    assert_eq!(sent, expected.map(|(line, body)| (line.to_owned(), body.to_owned())));
}

#[test]
fn a_note_is_left_on_each_contact_by_the_tokens_own_admin() {
    let (world, ids) = two();
    world.run(&format!("contacts note {} 'Call back'", ids[0])).succeeds();
    let run = world.pipe(piped(&ids)).run("contacts note - 'Met at the fair' --job $DIR/job");
    run.succeeds();
    let notes = |id: &str| world.api().get(&format!("/contacts/{id}/notes"));
    assert_eq!(notes(&ids[0])["data"].as_array().unwrap().len(), 2);
    assert_eq!(notes(&ids[1])["data"].as_array().unwrap().len(), 1);
    world.run(&format!("contacts note {}", ids[0])).exits(2).says(&["the message has no text"]);
    world.run(&format!("contacts note {} Hello --admin nobody@x.com", ids[0])).exits(1);
}

#[test]
fn archiving_many_asks_first() {
    let (world, ids) = two();
    world.pipe(piped(&ids)).run("contacts archive -").exits(2).says(&["2 contacts", "--yes"]);
    world.pipe(piped(&ids)).run("contacts archive - --yes --job $DIR/job").succeeds();
    assert!(world.api().contacts().is_empty());
}
