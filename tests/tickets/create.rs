//! Tickets are made with types and attributes by name, checked before anything is sent.

use serde_json::{Value, json};

use crate::reported;
use crate::support::{Answer, Server, TestContext};

#[test]
fn names_become_ids_and_the_ticket_comes_back() {
    let (world, ticket) = reported();
    assert_eq!(ticket["ticket_type"]["name"], "Problem report");
    assert_eq!(ticket["ticket_attributes"]["_default_title_"], "Login fails");
    let contact = &ticket["contacts"]["contacts"][0]["id"];
    let ann = world.run("contacts search 'email = ann@new.example' --jq .id");
    assert_eq!(ann.stdout.trim(), contact.as_str().unwrap());
}

#[test]
fn what_the_type_does_not_have_is_refused_before_anything_is_sent() {
    let (world, _) = reported();
    let made = |world: &TestContext| world.run("tickets list --jq .id").lines().len();
    let before = made(&world);
    let base = "tickets create --type 'problem report' --contact ann@new.example --title x";
    for (flags, said) in [
        ("", "need Severity"),
        ("-a severity=huge", "no option"),
        ("-a severty=low", "there is no attribute"),
        ("-a severity", "no NAME="),
    ] {
        let run = world.run(&format!("{base} {flags}"));
        assert!([1, 2].contains(&run.code), "{run:#?}");
        run.says(&[said]);
    }
    world.run("tickets create --type Problm --contact ann@new.example").exits(1);
    world.run("tickets create --contact ann@new.example").exits(2).says(&["--type"]);
    world.run("tickets create --type Refund -a amount=5").exits(2).says(&["--contact"]);
    let run = world.run("tickets create --type Refund --contact ann@new.example -a amount=much");
    run.exits(2).says(&["Amount takes a number"]);
    assert_eq!(made(&world), before);
}

#[test]
fn an_email_that_nobody_has_makes_a_contact() {
    let (world, _) = reported();
    let line = "tickets create --type Refund --contact new@new.example -a amount=5";
    world.run(line).succeeds().says(&["makes a contact"]);
    assert!(world.api().emails().contains(&"new@new.example".to_owned()));
}

#[test]
fn a_whole_body_is_sent_as_it_is() {
    let server = Server::script([Answer::json(200, &json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.file("body.json", "{\"n\": 1.50}");
    world.run("tickets create --input $DIR/body.json").succeeds();
    assert_eq!(server.request().body, b"{\"n\": 1.50}");
}

#[test]
fn a_ticket_whose_answer_is_lost_is_looked_for_and_not_made_again() {
    let types =
        json!({"data": [{"id": "3", "name": "Bug", "ticket_type_attributes": {"data": []}}]});
    let contacts = json!({"data": [{"type": "contact", "id": "c1", "role": "user"}]});
    let server = Server::answering(move |request| match request.line().as_str() {
        "GET /ticket_types" => Answer::json(200, &types),
        "POST /contacts/search" => Answer::json(200, &contacts),
        "POST /tickets/search" => Answer::json(200, &json!({"tickets": []})),
        _ => Answer::hang_up(),
    });
    let run = TestContext::at(&server).run("tickets create --type Bug --contact ann@new.example");
    run.exits(6).says(&["the contact's tickets"]);
    let made = server.requests().iter().filter(|request| request.target == "/tickets").count();
    assert_eq!(made, 1);
    let sent = server.requests().into_iter().find(|request| request.target == "/tickets");
    let sent: Value = sent.unwrap().json();
    assert_eq!(sent["contacts"], json!([{"id": "c1"}]));
}
