//! What stops a job early, with which code, and that it can be gone on with.

use ictl::sandbox::Faults;
use serde_json::json;

use crate::people::{assert_each_exactly_once, csv, of};
use crate::support::{Answer, Server, TestContext};

/// A workspace that lets the job begin and then answers each creation in this way.
fn workspace(created: usize, then: Answer) -> Server {
    let mut left = created;
    Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"type": "admin", "app": {"id_code": "abc"}})),
        "POST /contacts" if left > 0 => {
            left -= 1;
            Answer::json(200, &json!({"type": "contact", "id": format!("c{left}")}))
        }
        _ => then.clone(),
    })
}

#[test]
fn a_server_that_stays_down_stops_the_job_after_five_minutes() {
    let server = workspace(10, Answer::html(502));
    let world = TestContext::at(&server);
    world.file("people.csv", csv(50));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(5).says(&[
        "nothing succeeded for 5 minutes",
        "502",
        "ictl contacts import $DIR/people.csv --json --resume",
    ]);
    assert_eq!(of(&run)[0], 10);
    let elapsed = run.json()["elapsed_s"].as_f64().unwrap();
    assert!((300.0..420.0).contains(&elapsed), "{elapsed}");
    assert_eq!(run.json()["finished"], false);
    assert_eq!(run.error_json()["kind"], "temporary");
    assert!(server.requests().len() < 400, "it went on asking: {}", server.requests().len());
}

#[test]
fn a_refused_token_a_plan_and_a_permission_stop_the_job() {
    for (status, code, exit) in
        [(401, "unauthorized", 4), (402, "api_plan_restricted", 1), (403, "forbidden", 1)]
    {
        let server = workspace(5, Answer::refusal(status, code, "No"));
        let world = TestContext::at(&server);
        world.file("people.csv", csv(200));
        let run = world.run("contacts import $DIR/people.csv --json");
        run.exits(exit).says(&["`contacts import` stopped", "--resume"]);
        assert_eq!(of(&run), [5, 0, 0, 0, 0, 0], "{status}");
        assert_eq!(run.error_json()["status"], status);
        assert!(server.requests().len() < 100, "{status}: {}", server.requests().len());
        assert!(!world.path("people.csv.ictl-import/rejects.csv").exists(), "{status}");
    }
}

#[test]
fn after_the_token_was_mended_the_job_goes_on() {
    let mut world = TestContext::new();
    world.file("people.csv", csv(10));
    let token = world.sandbox().token().to_owned();
    world.set_env("INTERCOM_TOKEN", "wrong");
    world.run("contacts import $DIR/people.csv --resume").exits(4);
    world.set_env("INTERCOM_TOKEN", &token);
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    assert_each_exactly_once(&world, 10);
}

#[test]
fn without_a_token_nothing_begins() {
    let world = TestContext::new().without_env("INTERCOM_TOKEN");
    world.file("people.csv", csv(10));
    world.run("contacts import $DIR/people.csv").exits(4).says(&["INTERCOM_TOKEN"]);
    assert!(!world.path("people.csv.ictl-import").exists());
}

#[test]
fn answers_about_the_row_reject_the_row_alone() {
    let server = workspace(3, Answer::refusal(422, "parameter_invalid", "Not that one"));
    let world = TestContext::at(&server);
    world.file("people.csv", csv(5));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.exits(3);
    assert_eq!(of(&run), [3, 0, 0, 0, 2, 0]);
    assert_eq!(run.json()["reasons"]["parameter_invalid"], 2);
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    assert!(rejects.contains("Not that one") && rejects.contains("req-1"), "{rejects}");
}

#[test]
fn a_conflict_that_names_nobody_is_looked_up() {
    let contact = json!({"type": "contact", "id": "c9", "role": "user",
        "email": "person0001@example.com", "name": "Person 1"});
    let server = Server::answering(move |request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"type": "admin", "app": {"id_code": "abc"}})),
        "POST /contacts" => {
            Answer::refusal(409, "conflict", "A contact matching those details exists")
        }
        "POST /contacts/search" => Answer::json(200, &json!({"data": [contact]})),
        "GET /contacts/c9" => Answer::json(200, &contact),
        other => panic!("{other}"),
    });
    let world = TestContext::at(&server);
    world.file("people.csv", csv(1));
    let run = world.run("contacts import $DIR/people.csv --json");
    run.succeeds();
    assert_eq!(of(&run), [0, 0, 1, 0, 0, 0]);
}

#[test]
fn a_job_survives_a_server_that_was_away_for_a_while() {
    let world = TestContext::new();
    world.file("people.csv", csv(20));
    world.sandbox().set_faults("503=90%".parse().unwrap());
    let mut run = world.run("contacts import $DIR/people.csv --json");
    world.sandbox().set_faults(Faults::default());
    if run.code == 5 {
        run = world.run("contacts import $DIR/people.csv --json --resume");
    }
    run.succeeds();
    assert_each_exactly_once(&world, 20);
}
