//! `ictl browse`: from ids to addresses of the web application.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use serde_json::json;
use support::{Answer, Recorded, Server, TestContext};

/// A world that is logged in to a workspace in Europe; no request gets anywhere.
fn logged_in() -> TestContext {
    let world = TestContext::bare();
    std::fs::create_dir_all(world.path("ictl")).unwrap();
    world.file(
        "ictl/config.toml",
        "current = \"acme\"\n[profiles.acme]\nregion = \"eu\"\nworkspace_id = \"w1\"\n\
         token = \"access\"\nstore = \"file\"\nbase_url = \"https://api.eu.intercom.io\"\n",
    );
    let home = world.path("ictl").display().to_string();
    world.env("ICTL_CONFIG_DIR", &home)
}

#[test]
fn a_profile_knows_the_address_without_a_request() {
    let world = logged_in();
    for (line, path) in [
        ("conversation 1295", "inbox/w1/inbox/conversation/1295"),
        ("ticket 12", "inbox/w1/inbox/conversation/12"),
        ("contact 5ba6", "apps/w1/users/5ba6/all-conversations"),
        ("contact a/b", "apps/w1/users/a%2Fb/all-conversations"),
    ] {
        let run = world.run(&format!("browse {line}"));
        run.succeeds().prints(&format!("https://app.eu.intercom.com/a/{path}\n"));
    }
    let run = world.run("browse conversation 1 --json").succeeds().json();
    assert_eq!(run["url"], "https://app.eu.intercom.com/a/inbox/w1/inbox/conversation/1");
}

#[test]
fn of_a_token_intercom_tells_the_workspace() {
    let server = Server::answering(|_: &Recorded| {
        Answer::json(200, &json!({"id": "7", "app": {"id_code": "w2", "region": "US"}}))
    });
    let world = TestContext::at(&server).env("INTERCOM_APP_BASE_URL", "https://app.example.com");
    let run = world.run("browse conversation 5 --no-browser");
    run.succeeds().prints("https://app.example.com/a/inbox/w2/inbox/conversation/5\n");
}

#[test]
fn a_ticket_is_found_by_the_number_that_people_see() {
    let world = TestContext::demo().env("INTERCOM_APP_BASE_URL", "https://app.example.com");
    let ticket = &world.run("tickets list --limit 1").succeeds().lines()[0];
    let (id, number) = (ticket["id"].as_str().unwrap(), ticket["ticket_id"].as_str().unwrap());
    let run = world.run(&format!("browse ticket '#{number}'")).succeeds().stdout.clone();
    assert!(run.ends_with(&format!("/conversation/{id}\n")), "{run}");
}

#[test]
fn a_sandbox_has_no_web_app() {
    TestContext::new().run("browse conversation 5").exits(1).says(&["no web app"]);
    TestContext::bare().run("--sandbox browse contact 5").exits(1).says(&["no web app"]);
}

#[test]
fn one_page_at_a_time() {
    logged_in().run("browse contact -").exits(2).says(&["one page at a time"]);
}
