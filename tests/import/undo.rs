//! `contacts import undo`: what the import created is archived, and nothing else is touched.

use serde_json::json;

use crate::people::csv;
use crate::support::{Answer, Server, TestContext};

const DIR: &str = "people.csv.ictl-import";

/// A world in which an import created 3 contacts, updated one, left one as it was and rejected one.
fn imported() -> TestContext {
    let world = TestContext::new();
    world.api().contact(&json!({"email": "old@x.com", "name": "Old"}));
    world.api().contact(&json!({"email": "same@x.com", "name": "Same"}));
    world.file(
        "people.csv",
        "email,name\na@x.com,A\nold@x.com,New\nsame@x.com,Same\nb@x.com,B\nnobody,N\nc@x.com,C\n",
    );
    world.run("contacts import $DIR/people.csv").exits(3);
    world
}

fn undo(flags: &str) -> String {
    format!("contacts import undo $DIR/{DIR} {flags}")
}

#[test]
fn exactly_what_the_import_created_is_archived() {
    let world = imported();
    let run = world.run(&undo("--yes --jq .outcome"));
    run.succeeds().prints("done\ndone\ndone\n").says(&[
        "this import created 3 contacts",
        "left alone:",
        "1  updated: the values that they had before are not known",
        "1  unchanged: nobody said that this import created them",
        "1  rejected: nothing was created",
        "`contacts import undo` on 3 contacts in",
        "3 requests: 3 done",
    ]);
    assert_eq!(world.api().emails(), ["old@x.com", "same@x.com"]);
}

#[test]
fn a_script_has_to_agree_in_advance() {
    let world = imported();
    let question = "Archive 3 contacts in the workspace Sandbox";
    world.run(&undo("")).exits(2).says(&[question, "--yes"]);
    assert_eq!(world.api().contacts().len(), 5);
    assert!(!world.path(DIR).join("undo").exists(), "nothing is left behind");
}

#[test]
fn a_dry_run_shows_the_request_and_sends_none() {
    let world = imported();
    let run = world.run(&undo("--dry-run --jq .method"));
    run.succeeds().prints("POST\n").says(&["3 contacts", "left alone:"]);
    assert_eq!(world.api().contacts().len(), 5);
    assert!(!world.path(DIR).join("undo").exists(), "nothing is left behind");
}

#[test]
fn a_contact_that_is_gone_already_is_unchanged_with_the_code() {
    let world = imported();
    let contact = world.api().contacts().into_iter().find(|c| c["email"] == "b@x.com").unwrap();
    let id = contact["id"].as_str().unwrap();
    world.run(&format!("contacts delete {id} --yes")).succeeds();
    let run = world.run(&undo("--yes"));
    run.succeeds().says(&["2 done, 1 unchanged"]);
    let gone = run.lines().into_iter().find(|line| line["id"] == id).unwrap();
    assert_eq!(
        (&gone["outcome"], &gone["status"], &gone["code"]),
        (&json!("unchanged"), &json!(404), &json!("not_found"))
    );
    assert_eq!(world.api().emails(), ["old@x.com", "same@x.com"]);
}

#[test]
fn it_is_undone_once_and_tells_its_results_again() {
    let world = imported();
    world.run(&undo("--yes")).succeeds();
    world.run(&undo("--yes")).exits(2).says(&["a finished job", "--resume", "--restart"]);
    let again = world.run(&undo("--resume --jq .outcome"));
    again.succeeds().prints("done\ndone\ndone\n").says(&["finished already"]);
}

#[test]
fn a_killed_undo_goes_on_where_it_was() {
    for reading in [30, 60, 90] {
        let world = TestContext::new();
        world.file("people.csv", csv(20));
        world.run("contacts import $DIR/people.csv").succeeds();
        world.run_killed(&undo("--yes --concurrency 2"), reading).exits(130);
        let run = world.run(&undo("--yes --resume"));
        run.succeeds();
        assert_eq!(run.lines().len(), 20, "each contact has its line");
        assert!(world.api().contacts().is_empty());
    }
}

#[test]
fn an_import_that_stopped_can_be_undone_and_what_it_creates_later_is_another_undo() {
    let world = TestContext::new();
    world.file("people.csv", csv(40));
    let clock = world.clock.clone();
    world
        .run_interrupted("contacts import $DIR/people.csv", |interrupter| {
            clock.at_reading(90, move || interrupter.ask());
        })
        .exits(130);
    world.run(&undo("--yes")).succeeds();
    assert!(world.api().contacts().is_empty());
    world.run("contacts import $DIR/people.csv --resume").succeeds();
    assert!(!world.api().contacts().is_empty());
    world.run(&undo("--yes --resume")).exits(1).says(&["other options: created", "--restart"]);
    world.run(&undo("--yes --restart")).succeeds();
    assert!(world.api().contacts().is_empty());
}

#[test]
fn a_contact_whose_tag_failed_was_created_all_the_same() {
    let server = Server::answering(|request| match request.line().as_str() {
        "GET /me" => Answer::json(200, &json!({"app": {"id_code": "w1"}})),
        "POST /contacts" => Answer::json(200, &json!({"type": "contact", "id": "abc"})),
        "POST /contacts/abc/tags" => Answer::refusal(400, "parameter_invalid", "no"),
        _ => Answer::json(200, &json!({"type": "tag", "id": "1", "name": "t", "data": []})),
    });
    let world = TestContext::at(&server);
    world.file("people.csv", csv(1));
    world.run("contacts import $DIR/people.csv --tag t").exits(3).says(&["tag_failed"]);
    world.run(&undo("--yes --jq .id")).succeeds().prints("abc\n");
    assert_eq!(server.requests().last().unwrap().line(), "POST /contacts/abc/archive");
}

#[test]
fn an_import_that_created_nothing_leaves_nothing_to_undo() {
    let world = TestContext::new();
    world.file("people.csv", "email\nnobody\n");
    world.run("contacts import $DIR/people.csv").exits(3);
    world.run(&undo("")).succeeds().says(&["nothing to undo"]);
}

#[test]
fn it_is_undone_in_its_own_workspace_only() {
    let mut world = imported();
    world.set_env("INTERCOM_API_BASE_URL", "http://127.0.0.1:9");
    world.run(&undo("--yes")).exits(1).says(&["the import wrote to", "--profile"]);
}

#[test]
fn a_token_of_another_workspace_is_refused() {
    let server = Server::script(["w1", "w2"].map(|id| {
        Answer::json(200, &json!({"type": "contact", "id": "abc", "app": {"id_code": id}}))
    }));
    let world = TestContext::at(&server);
    world.file("people.csv", csv(0));
    world.run("contacts import $DIR/people.csv").succeeds();
    world.run(&undo("--yes")).exits(1).says(&["the workspace w1", "the workspace w2"]);
}

#[test]
fn what_is_no_import_is_not_undone() {
    let world = imported();
    world.run("contacts import undo $DIR/nowhere").exits(1).says(&["holds no job"]);
    world.pipe("63a\n").run("contacts tag - vip --job $DIR/tagging").exits(3);
    world.run("contacts import undo $DIR/tagging").exits(1).says(&["a job of `contacts tag`"]);
    world.run(&format!("contacts import --tag x undo $DIR/{DIR}")).exits(2).says(&["--tag"]);
}
