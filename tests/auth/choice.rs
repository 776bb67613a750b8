//! Whose token a command uses, and where that token goes.

use serde_json::json;

use crate::support::{Answer, Server};
use crate::{ACME, GLOBEX, intercom, last_token, logged_in};

#[test]
fn a_flag_beats_the_environment_which_beats_the_current_profile() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("me").succeeds();
    assert_eq!(last_token(&server), GLOBEX, "the current profile");
    let world = world.env("ICTL_PROFILE", "acme1");
    world.run("me").succeeds();
    assert_eq!(last_token(&server), ACME, "ICTL_PROFILE");
    let world = world.env("INTERCOM_TOKEN", "of-the-environment");
    world.run("me").exits(4);
    assert_eq!(last_token(&server), "of-the-environment");
    let run = world.run("me --profile globex2");
    run.succeeds().says(&["profile globex2 is used, not the token in INTERCOM_TOKEN"]);
    assert_eq!(last_token(&server), GLOBEX, "--profile");
    let before = server.requests().len();
    world.run("--sandbox me --profile globex2").succeeds();
    assert_eq!(server.requests().len(), before, "--sandbox");
}

#[test]
fn a_profile_that_is_not_there_is_guessed() {
    let server = intercom();
    let world = logged_in(&server);
    let asked = server.requests().len();
    let run = world.run("me --profile acmee1");
    run.exits(2).says(&["there is no profile \"acmee1\"", "did you mean acme1?", "globex2"]);
    world.run("me --profile zzz").exits(2).says(&["there is acme1, globex2"]);
    let world = world.env("ICTL_PROFILE", "nobody");
    world.run("me").exits(2).says(&["ICTL_PROFILE", "nobody"]);
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn a_stored_token_goes_nowhere_but_where_it_was_checked() {
    let server = intercom();
    let world = logged_in(&server).env("INTERCOM_API_BASE_URL", "https://intercom.example");
    let opened = world.keychain.times_opened();
    let run = world.run("me");
    run.exits(2).says(&["is not sent to https://intercom.example", &server.base_url()]);
    assert_eq!(world.keychain.times_opened(), opened, "it is not even fetched");
    // Loopback is the user's own machine.
    let other = intercom();
    let world = world.env("INTERCOM_API_BASE_URL", &other.base_url());
    world.run("me").succeeds();
    assert_eq!(last_token(&other), GLOBEX);
    // Without the variable it goes where it was checked.
    let world = world.without_env("INTERCOM_API_BASE_URL");
    world.run("me").succeeds();
    assert_eq!(last_token(&server), GLOBEX);
}

#[test]
fn an_address_of_the_web_application_that_cannot_be_used_stops_every_verb() {
    let server = intercom();
    let world = logged_in(&server).env("INTERCOM_APP_BASE_URL", "http://app.example");
    let asked = server.requests().len();
    for line in ["me", "auth login --with-token", "auth status --check", "auth revoke --yes"] {
        world.pipe(ACME).run(line).exits(2).says(&["INTERCOM_APP_BASE_URL"]);
    }
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn a_profile_s_region_decides_the_host_and_a_flag_that_contradicts_it_says_so() {
    let server = intercom();
    let world = logged_in(&server).without_env("INTERCOM_API_BASE_URL");
    let config =
        world.read("config/config.toml").replace(&server.base_url(), "https://api.intercom.io");
    world.file("config/config.toml", config);
    let shown = world.run("contacts delete x --dry-run --profile acme1").succeeds().json();
    assert_eq!(shown["url"], "https://api.eu.intercom.io/contacts/x");
    let run = world.run("contacts delete x --dry-run --profile acme1 --region au");
    run.succeeds().says(&["profile acme1 is of region eu"]);
    assert_eq!(run.json()["url"], "https://api.au.intercom.io/contacts/x");
    let shown = world.env("INTERCOM_REGION", "au").run("contacts delete x --dry-run");
    assert_eq!(shown.succeeds().json()["url"], "https://api.intercom.io/contacts/x");
}

#[test]
fn a_region_that_does_not_choose_the_host_is_said_once() {
    let server = intercom();
    let world = logged_in(&server);
    let run = world.run("contacts delete x --dry-run --profile acme1 --region au");
    run.succeeds().says(&["INTERCOM_API_BASE_URL says where this goes, not --region au"]);
    assert_eq!(run.stderr.matches("region").count(), 1, "{run:?}");
    assert_eq!(run.json()["url"], format!("{}/contacts/x", server.base_url()));
    let login = world.pipe(ACME).run("auth login --with-token --region au");
    login.succeeds().says(&["INTERCOM_API_BASE_URL says where this goes"]);
}

#[test]
fn the_keychain_is_opened_only_for_a_token_that_is_needed() {
    let server = intercom();
    let world = logged_in(&server);
    let opened = world.keychain.times_opened();
    for line in ["auth list", "auth status", "contacts delete x --dry-run", "operations tags"] {
        world.run(line).succeeds();
    }
    let world = world.env("INTERCOM_TOKEN", ACME);
    world.run("me").succeeds();
    assert_eq!(world.keychain.times_opened(), opened);
    world.run("me --profile acme1").succeeds();
    assert_eq!(world.keychain.times_opened(), opened + 1);
}

#[test]
fn a_token_that_was_exchanged_or_deleted_behind_our_back_is_not_used() {
    let server = intercom();
    let world = logged_in(&server);
    let asked = server.requests().len();
    world.keychain.replace("globex2", Some(ACME));
    let run = world.run("me");
    run.exits(4).says(&["another token for profile globex2", "ictl auth login --profile globex2"]);
    world.keychain.replace("globex2", None);
    world.run("me").exits(4).says(&["no longer holds the token of profile globex2"]);
    assert_eq!(server.requests().len(), asked);
    world.pipe(GLOBEX).run("auth login --with-token").succeeds();
    world.run("me").succeeds();
}

#[test]
fn a_refused_token_is_told_with_its_profile_and_workspace() {
    let server = intercom();
    let world = logged_in(&server);
    let deaf = Server::script([Answer::refusal(401, "unauthorized", "Access Token Invalid")]);
    let world = world.env("INTERCOM_API_BASE_URL", &deaf.base_url());
    let run = world.run("me --json");
    run.exits(4).says(&[
        "profile globex2",
        "Globex (Globex2)",
        "ictl auth login --profile globex2",
    ]);
}

#[test]
fn settings_that_cannot_be_read_are_told_with_the_place() {
    let server = intercom();
    let world = logged_in(&server);
    world.file("config/config.toml", "current = 'a'\n[profiles.a]\nstore = \"attic\"\n");
    world.run("me").exits(1).says(&["config.toml line 3", "attic"]);
    world.env("INTERCOM_TOKEN", ACME).run("me").succeeds();
}

#[test]
fn an_import_that_stops_is_gone_on_with_under_the_same_profile() {
    let server = intercom();
    let world = logged_in(&server);
    world.file("people.csv", "email\na@example.com\n");
    let me = json!({"id": "7", "app": {"id_code": "Acme1", "name": "Acme", "region": "EU"}});
    let other = Server::answering(move |request| match request.method.as_str() {
        "GET" if request.target == "/me" => Answer::json(200, &me),
        _ => Answer::refusal(401, "unauthorized", "Access Token Invalid"),
    });
    let world = world.env("INTERCOM_API_BASE_URL", &other.base_url());
    let run = world.run("contacts import $DIR/people.csv --profile acme1");
    run.exits(4).says(&[
        "the token of profile acme1 (workspace Acme (Acme1))",
        "ictl contacts import $DIR/people.csv --profile acme1 --resume",
    ]);
}
