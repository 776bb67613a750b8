//! What the client sends, in every curated command and through a whole import.

use serde_json::json;

use crate::facts::Facts;
use crate::recorder::Recorder;
use crate::support::TestContext;

/// Holds everything that passed to the facts, in both directions.
#[track_caller]
fn judge(recorder: &Recorder) {
    let facts = Facts::load();
    let exchanges = recorder.exchanges();
    assert!(!exchanges.is_empty());
    for exchange in exchanges {
        let request = &exchange.request;
        let line = request.line();
        let problems = facts.request_problems(&request.method, &request.target, &request.body);
        assert!(problems.is_empty(), "{line}: {problems:#?}\n{request:#?}");
        let path = request.target.split('?').next().unwrap();
        let key = facts.operation(&request.method, path).unwrap();
        let problems = facts.answer_problems(&key, exchange.status, &exchange.body);
        assert!(problems.is_empty(), "{line} {}: {problems:#?}", exchange.status);
    }
}

#[test]
fn the_commands_for_contacts_send_what_the_description_allows() {
    let world = TestContext::demo();
    let api = world.api();
    let ada = api.contact(&json!({"email": "ada@new.example", "external_id": "ada"}));
    let lead = api.contact(&json!({"email": "ada@new.example", "role": "lead"}));
    let recorder = Recorder::before(world);
    for line in [
        "me".to_owned(),
        "contacts list --limit 3".into(),
        "contacts list --include-merge-history true".into(),
        format!("contacts get {ada}"),
        "contacts find ada".into(),
        "contacts create --email bob@new.example --name Bob --phone +353871234567 \
         --signed-up-at 2026-01-02 --unsubscribed-from-emails true -f custom_attributes.plan=pro"
            .into(),
        "contacts create --role lead".into(),
        format!("contacts update {ada} --name Ada -F phone=null"),
        "contacts search 'email ~ \"@new.example\" and (role = user or created_at > 2020-01-01)'"
            .into(),
        "contacts search 'custom_attributes.plan in (pro, free)' --limit 2".into(),
        format!("contacts merge --from {lead} --into {ada} --yes"),
        format!("contacts archive {ada}"),
        format!("contacts unarchive {ada}"),
        format!("contacts block {ada}"),
        format!("contacts delete {ada} --yes"),
        "contacts tags list 0".into(),
    ] {
        let run = recorder.world.run(&line);
        assert!([0, 1].contains(&run.code), "{run:#?}");
        assert!(run.code == 0 || line.ends_with(" 0"), "{run:#?}");
    }
    judge(&recorder);
}

#[test]
fn the_commands_for_conversations_and_tickets_send_what_the_description_allows() {
    let world = TestContext::demo();
    let api = world.api();
    let ada = api.contact(&json!({"email": "ada@new.example", "external_id": "ada"}));
    api.contact(&json!({"email": "bob@new.example"}));
    let from = json!({"type": "user", "id": ada});
    let begin = || {
        let message = api.post("/conversations", &json!({"from": from, "body": "Help"}));
        message["conversation_id"].as_str().unwrap().to_owned()
    };
    let (id, other) = (begin(), begin());
    let ticket = json!({"ticket_type_id": api.get("/ticket_types")["data"][1]["id"],
        "contacts": [{"id": ada}], "ticket_attributes": {"_default_title_": "x", "Amount": 5}});
    let ticket = api.post("/tickets", &ticket)["id"].as_str().unwrap().to_owned();
    world.file("a.png", "png");
    let recorder = Recorder::before(world);
    for line in [
        "conversations search 'team = Billing and admin = nobody and updated_at < 30d'".to_owned(),
        "conversations create --contact ada Hello".into(),
        format!("conversations reply {id} Hi --attach $DIR/a.png"),
        format!("conversations reply {id} Hi --as ada"),
        format!("conversations note {id} Psst"),
        format!("conversations assign {id} --to me --team Billing --body Over"),
        format!("conversations tag {id} vip"),
        format!("conversations untag {id} vip"),
        format!("conversations attach {id} bob@new.example"),
        format!("conversations detach {id} bob@new.example"),
        format!("conversations snooze {id} --until 2d"),
        format!("conversations open {id}"),
        format!("conversations close {id} Bye"),
        format!("conversations redact {id} --source --yes"),
        format!("conversations merge {other} --into {id}"),
        "tickets search --no-back-office 'team = Billing'".into(),
        "tickets list --limit 2".into(),
        "tickets create --type Refund --contact ada --title x -a amount=5 --team Billing".into(),
        format!("tickets reply {ticket} Hi"),
        format!("tickets note {ticket} Psst"),
        format!("tickets assign {ticket} --to me"),
        format!("tickets state {ticket} resolved"),
        format!("tickets tag {ticket} vip"),
        format!("tickets untag {ticket} vip"),
        format!("tickets update {ticket} --title y"),
        "admins away me on --reassign".into(),
        "tags create to-call".into(),
    ] {
        recorder.world.run(&line).succeeds();
    }
    judge(&recorder);
}

#[test]
fn an_import_sends_what_the_description_allows() {
    let world = TestContext::demo();
    let api = world.api();
    api.contact(&json!({"email": "old@new.example", "name": "Old"}));
    let archived = api.contact(&json!({"email": "away@new.example"}));
    api.post(&format!("/contacts/{archived}/archive"), &json!({}));
    world.file(
        "people.csv",
        "email,external_id,name,phone,signed_up_at,plan,level,unsubscribed_from_emails\n\
         old@new.example,,New,,2026-01-02,pro,1,yes\n\
         away@new.example,,Away,+353871234567,,,2,\n\
         new@new.example,n-1,New,,2026-01-02T03:04:05Z,free,3,no\n",
    );
    let recorder = Recorder::before(world);
    let line = "contacts import $DIR/people.csv --tag imported --create-attributes";
    recorder.world.run(&format!("{line} --on-archived unarchive")).succeeds();
    recorder.world.run("contacts import $DIR/people.csv --dry-run --check-remote").succeeds();
    judge(&recorder);
    let sent: Vec<String> = recorder.exchanges().iter().map(|e| e.request.method.clone()).collect();
    assert!(sent.iter().any(|method| method == "PUT"));
}

#[test]
fn every_request_names_a_version_that_the_description_knows() {
    let recorder = Recorder::before(TestContext::demo());
    recorder.world.run("contacts list --limit 1").succeeds();
    recorder.world.run("contacts create --role lead").succeeds();
    for exchange in recorder.exchanges() {
        assert_eq!(exchange.request.header("intercom-version"), Some("2.16"));
    }
}
