//! The token: asked for where it is missing, refused where it is wrong, and never shown.

use serde_json::json;

use crate::support::{Answer, Server, TestContext};

#[test]
fn without_a_token_the_way_to_one_is_told() {
    let server = Server::script([Answer::hang_up()]);
    for world in [
        TestContext::at(&server).without_env("INTERCOM_TOKEN"),
        TestContext::at(&server).env("INTERCOM_TOKEN", ""),
        TestContext::at(&server).env("INTERCOM_TOKEN", "  "),
    ] {
        world.run("contacts list").exits(4).says(&["not logged in", "INTERCOM_TOKEN", "--sandbox"]);
    }
    assert!(server.requests().is_empty());
}

#[test]
fn a_wrong_token_is_told_apart() {
    let world = TestContext::new().env("INTERCOM_TOKEN", "wrong");
    let run = world.run("contacts list --json");
    run.exits(4).says(&["Access Token Invalid", "HTTP 401", "valid access token"]);
    assert_eq!(run.error_json()["kind"], "auth");
    run.never_shows("wrong");
}

#[test]
fn a_token_with_a_line_break_is_refused_without_showing_it() {
    let server = Server::script([Answer::hang_up()]);
    let world = TestContext::at(&server).env("INTERCOM_TOKEN", "secret\u{7}part");
    world.run("contacts list").exits(2).never_shows("secret");
    assert!(server.requests().is_empty());
}

#[test]
fn the_token_is_shown_nowhere() {
    let server = Server::script([Answer::json(200, &json!({"type": "contact", "id": "x"}))]);
    let world = TestContext::at(&server);
    for line in [
        "contacts get x --verbose",
        "contacts get x --json --verbose",
        "contacts create --email ada@example.com --dry-run --verbose",
        "contacts delete x --dry-run --json",
    ] {
        world.run(line).succeeds().never_shows("tok-of-the-test");
    }
    let down = Server::script([Answer::html(502)]);
    let world = TestContext::at(&down);
    world.run("contacts get x --verbose --json").exits(5).never_shows("tok-of-the-test");
}

#[test]
fn a_server_that_repeats_the_token_does_not_spread_it() {
    let said = "the token tok-of-the-test is not ours";
    let server = Server::answering(move |_| Answer::refusal(401, "unauthorized", said));
    let world = TestContext::at(&server);
    for line in ["me --json -v", "auth status --check", "doctor --json", "api GET /me --include"] {
        world.run(line).never_shows("tok-of-the-test");
    }
    world.run("me").exits(4).says(&["the token [redacted] is not ours"]);
}

#[test]
fn a_proxy_s_password_is_shown_nowhere() {
    let world = TestContext::bare()
        .env("INTERCOM_TOKEN", "t")
        .env("INTERCOM_API_BASE_URL", "https://intercom.invalid")
        .env("HTTPS_PROXY", "http://me:hunter2@127.0.0.1:1");
    world.run("contacts get x --verbose --no-retry --timeout 2s").exits(5).never_shows("hunter2");
}

#[test]
fn the_token_of_the_environment_stays_at_home_with_the_sandbox_flag() {
    let server = Server::script([Answer::hang_up()]);
    TestContext::at(&server).run("--sandbox contacts list --limit 1").succeeds();
    assert!(server.requests().is_empty());
}
