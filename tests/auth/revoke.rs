//! `auth revoke`: the token dies at Intercom, and only then it is forgotten here.

use serde_json::{Value, json};

use crate::support::{Answer, Server, TestContext};
use crate::{ACME, GLOBEX, intercom, logged_in, world};

fn uninstalled(server: &Server) -> usize {
    server.requests().iter().filter(|request| request.target == "/auth/uninstall").count()
}

#[test]
fn the_current_token_dies_when_that_was_confirmed() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth revoke").exits(2).says(&["uninstalls the app from Globex (Globex2)", "--yes"]);
    assert_eq!(uninstalled(&server), 0);
    let run = world.run("auth revoke --yes --json");
    let expected = json!([{"profile": "globex2", "workspace_id": "Globex2", "workspace": "Globex (Globex2)",
        "outcome": "revoked", "status": 200, "code": null, "message": null, "request_id": null}]);
    assert_eq!(run.succeeds().json(), expected);
    let requests = server.requests();
    let sent = requests.iter().find(|request| request.target == "/auth/uninstall").unwrap();
    assert_eq!(sent.header("content-type"), Some("application/json"));
    assert_eq!(world.keychain.accounts(), ["acme1"]);
    world.run("me").exits(4);
    world.run("me --profile acme1").succeeds();
}

#[test]
fn several_die_at_once_and_a_mistyped_name_stops_all_of_them() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth revoke acme1 globexx2 --yes").exits(2).says(&["did you mean globex2?"]);
    assert_eq!(uninstalled(&server), 0);
    let run = world.run("auth revoke acme1 globex2 --yes --jq '[.profile,.outcome]'");
    run.succeeds().prints("[\"acme1\",\"revoked\"]\n[\"globex2\",\"revoked\"]\n");
    assert!(world.keychain.accounts().is_empty());
    world.run("auth revoke --all --yes").succeeds().says(&["no profile to revoke"]);
}

#[test]
fn a_token_that_is_dead_already_is_forgotten() {
    let server = intercom();
    let world = logged_in(&server);
    let deaf = Server::script([Answer::refusal(401, "unauthorized", "Access Token Invalid")]);
    let world = world.env("INTERCOM_API_BASE_URL", &deaf.base_url());
    world.run("auth revoke acme1 --yes --jq .outcome").succeeds().prints("already_revoked\n");
    assert_eq!(world.keychain.accounts(), ["globex2"]);
}

#[test]
fn what_intercom_did_not_confirm_is_kept() {
    let server = Server::answering(|request| match request.header("authorization") {
        Some(bearer) if bearer.ends_with(ACME) => Answer::refusal(403, "forbidden", "No"),
        _ => Answer::json(200, &json!({})),
    });
    let home = intercom();
    let world = logged_in(&home).env("INTERCOM_API_BASE_URL", &server.base_url());
    let run = world.run("auth revoke --all --yes --json");
    run.exits(1).says(&["1 of 2 could not be revoked: profile acme1"]);
    let rows: Vec<Value> = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(rows[0]["outcome"], "failed");
    assert_eq!(rows[0]["status"], 403);
    assert_eq!(rows[1]["outcome"], "revoked");
    assert_eq!(world.keychain.accounts(), ["acme1"]);
    let world = world.env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1");
    world.run("auth revoke acme1 --yes --no-retry").exits(5);
    assert_eq!(world.keychain.accounts(), ["acme1"]);
}

#[test]
fn an_uninstallation_whose_answer_was_lost_is_asked_for_again() {
    let mut first = true;
    let server = Server::answering(move |_| {
        if std::mem::take(&mut first) {
            return Answer::hang_up();
        }
        Answer::refusal(401, "unauthorized", "Access Token Invalid")
    });
    let home = intercom();
    let world = logged_in(&home).env("INTERCOM_API_BASE_URL", &server.base_url());
    world.run("auth revoke acme1 --yes").succeeds();
    assert_eq!(world.keychain.accounts(), ["globex2"]);
}

#[test]
fn the_token_of_the_environment_is_not_revoked_by_accident() {
    let server = intercom();
    let world = logged_in(&server).env("INTERCOM_TOKEN", ACME);
    world.run("auth revoke --yes").exits(2).says(&["INTERCOM_TOKEN", "--with-token"]);
    assert_eq!(uninstalled(&server), 0);
    let run = world.run("auth revoke globex2 --yes");
    run.succeeds().says(&["this is about globex2, not about the token in INTERCOM_TOKEN"]);
    assert_eq!(world.keychain.accounts(), ["acme1"]);
}

#[test]
fn a_profile_flag_that_contradicts_what_is_to_be_revoked_stops_it() {
    let server = intercom();
    let world = logged_in(&server);
    for line in ["auth revoke --all --profile acme1 --yes", "auth logout --all --profile acme1"] {
        world.run(line).exits(2).says(&["--all and --profile acme1"]);
    }
    world.run("auth revoke acme1 globex2 --profile acme1 --yes").exits(2);
    assert_eq!(uninstalled(&server), 0);
    assert_eq!(world.keychain.accounts(), ["acme1", "globex2"]);
}

#[test]
fn a_profile_that_lost_its_token_does_not_keep_the_others_alive() {
    let server = intercom();
    let world = logged_in(&server);
    world.keychain.replace("acme1", None);
    let run = world.run("auth revoke --all --yes --jq '[.profile,.outcome]'");
    run.exits(1).prints("[\"acme1\",\"failed\"]\n[\"globex2\",\"revoked\"]\n");
    run.says(&["from Globex (Globex2) and", "1 of 2 could not be revoked: profile acme1"]);
    assert_eq!(uninstalled(&server), 1);
    world.run("auth revoke acme1 --yes").exits(4);
}

#[test]
fn a_token_from_stdin_is_revoked_together_with_the_profile_that_has_it() {
    let server = intercom();
    let world = logged_in(&server);
    let run = world.pipe(GLOBEX).run("auth revoke --with-token --yes");
    run.succeeds().says(&["Globex (Globex2)"]);
    assert_eq!(world.keychain.accounts(), ["acme1"]);
    let stranger = crate::world(&server);
    let run = stranger.pipe(ACME).run("auth revoke --with-token");
    run.exits(2).says(&["uninstalls the app from Acme (Acme1)"]);
    stranger.pipe(ACME).run("auth revoke --with-token --yes").succeeds();
    let run = stranger.pipe(ACME).run("auth revoke --with-token --yes");
    run.succeeds().says(&["nothing left to revoke"]);
}

#[test]
fn a_dry_run_shows_the_requests_and_opens_no_keychain() {
    let server = intercom();
    let world = logged_in(&server);
    let (asked, opened) = (server.requests().len(), world.keychain.times_opened());
    let run = world.run("auth revoke --all --dry-run");
    assert_eq!(run.succeeds().lines().len(), 2);
    assert!(run.stdout.contains("Bearer $(ictl auth token acme1)"), "{}", run.stdout);
    assert_eq!((server.requests().len(), world.keychain.times_opened()), (asked, opened));
    run.never_shows(ACME);
}

#[test]
fn the_sandbox_s_own_token_is_dead_afterwards() {
    let world = TestContext::new();
    let token = world.sandbox().token().to_owned();
    let mut world = world.without_env("INTERCOM_TOKEN");
    let config = world.path("config").to_string_lossy().into_owned();
    world.set_env("ICTL_CONFIG_DIR", &config);
    world.pipe(&token).run("auth login --with-token").succeeds();
    world.run("contacts list").succeeds();
    world.run("auth revoke --yes").succeeds();
    world.run("contacts list").exits(4);
    let refused = world.env("INTERCOM_TOKEN", &token);
    refused.run("contacts list").exits(4);
}

#[test]
fn nobody_who_is_not_logged_in_can_revoke() {
    let server = intercom();
    world(&server).run("auth revoke --yes").exits(4);
}
