//! `auth status`, `list`, `switch` and `token`.

use serde_json::{Value, json};

use crate::support::{Answer, Server};
use crate::{ACME, GLOBEX, intercom, logged_in, world};

#[test]
fn without_profile_and_token_nobody_is_logged_in() {
    let server = intercom();
    let world = world(&server);
    world.run("auth status").exits(4).prints("").says(&["not logged in", "ictl auth login"]);
    world.run("auth list").succeeds().prints("").says(&["ictl auth login"]);
    world.run("auth switch x").exits(4);
    world.run("auth token").exits(4);
    world.run("auth logout").exits(4);
}

#[test]
fn the_rows_for_scripts_have_exactly_these_keys() {
    let server = intercom();
    let world = logged_in(&server).env("INTERCOM_TOKEN", ACME);
    let rows = world.run("auth status --json").succeeds().json();
    let keys =
        ["profile", "workspace_id", "workspace", "region", "store", "current", "source", "valid"];
    for row in rows.as_array().unwrap() {
        let found: Vec<&str> = row.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(found, keys);
    }
    assert_eq!(
        rows,
        json!([
            {"profile": null, "workspace_id": null, "workspace": null, "region": null,
             "store": null, "current": true, "source": "INTERCOM_TOKEN", "valid": null},
            {"profile": "acme1", "workspace_id": "Acme1", "workspace": "Acme", "region": "eu",
             "store": "keychain", "current": false, "source": "profile", "valid": null},
            {"profile": "globex2", "workspace_id": "Globex2", "workspace": "Globex", "region": "us",
             "store": "keychain", "current": false, "source": "profile", "valid": null},
        ])
    );
}

#[test]
fn a_check_asks_intercom_for_every_token() {
    let server = intercom();
    let world = logged_in(&server);
    let valid = |run: &Value| {
        let rows = run.as_array().unwrap().iter();
        rows.map(|row| row["valid"].as_bool()).collect::<Vec<_>>()
    };
    let rows = world.run("auth status --check --json").succeeds().json();
    assert_eq!(valid(&rows), [Some(true), Some(true)]);
    world.run("auth revoke globex2 --yes --dry-run").succeeds();
    world.pipe(GLOBEX).run("auth revoke --with-token --yes").succeeds();
    world.pipe(ACME).run("auth status --check --json").succeeds();
    let server = intercom();
    let world = logged_in(&server);
    world.keychain.replace("acme1", None);
    let run = world.run("auth status --check --json");
    assert_eq!(
        valid(&serde_json::from_str(&run.exits(4).stdout).unwrap()),
        [Some(false), Some(true)]
    );
    run.says(&["profile acme1"]);
    world.keychain.set_mood(ictl::auth::Mood::Locked);
    let locked = world.run("auth status --check");
    locked.exits(1).says(&["error: profile acme1: the keychain is locked"]);
    world.keychain.set_mood(ictl::auth::Mood::Fine);
    world.run("auth status --check --profile globex2").succeeds();
}

#[test]
fn a_token_of_another_workspace_is_not_valid_any_more() {
    let server = intercom();
    let world = logged_in(&server);
    let moved = json!({"id": "7", "app": {"id_code": "Other3", "name": "Other", "region": "US"}});
    let other = Server::script([Answer::json(200, &moved)]);
    let world = world.env("INTERCOM_API_BASE_URL", &other.base_url());
    let run = world.run("auth status --check --profile acme1 --json");
    run.exits(4).says(&["another workspace", "Other (Other3)"]);
}

#[test]
fn a_check_without_a_network_is_no_verdict() {
    let server = intercom();
    let world = logged_in(&server).env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1");
    let run = world.run("auth status --check --no-retry --jq .valid");
    run.exits(5).prints("null\nnull\n");
}

#[test]
fn people_see_a_table() {
    let server = intercom();
    let world = logged_in(&server).on_a_terminal().env("NO_COLOR", "1");
    insta::assert_snapshot!(world.run("auth status").succeeds().stdout, @r"
    PROFILE  WORKSPACE  ID       REGION  STORE     CURRENT  SOURCE   VALID
    acme1    Acme       Acme1    eu      keychain  no       profile
    globex2  Globex     Globex2  us      keychain  yes      profile
    ");
    insta::assert_snapshot!(world.run("auth list").succeeds().stdout, @r"
    PROFILE  WORKSPACE  ID       REGION  TOKEN   STORE     CURRENT
    acme1    Acme       Acme1    eu      access  keychain  no
    globex2  Globex     Globex2  us      access  keychain  yes
    ");
}

#[test]
fn the_current_profile_can_be_switched() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth switch acme1").succeeds().says(&["profile acme1", "Acme (Acme1)"]);
    world.run("auth token").succeeds().prints(&format!("{ACME}\n"));
    world.run("auth switch").exits(2).says(&["ictl auth switch NAME"]);
    world.run("auth switch acme").exits(2).says(&["did you mean acme1?"]);
    let world = world.env("INTERCOM_TOKEN", GLOBEX);
    world.run("auth switch acme1").succeeds().says(&["INTERCOM_TOKEN is set"]);
}

#[test]
fn a_token_is_for_scripts_and_not_for_terminals() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth token acme1").succeeds().prints(&format!("{ACME}\n"));
    world.run("auth token --json").succeeds().prints(&format!("{{\"token\":\"{GLOBEX}\"}}\n"));
    let world = world.on_a_terminal();
    world.run("auth token").exits(2).says(&["--show"]).never_shows(GLOBEX);
    world.run("auth token --show").succeeds().prints(&format!("{GLOBEX}\n"));
    world.env("INTERCOM_TOKEN", "mine").run("auth token --show").succeeds().prints("mine\n");
}
