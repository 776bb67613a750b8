//! `auth login --with-token`: proved, then kept, and nothing is kept that was not proved.

use ictl::auth::Mood;
use serde_json::json;

use crate::support::{Answer, Server, TestContext};
use crate::{ACME, ACME_TOO, GLOBEX, intercom, last_token, world};

#[test]
fn a_token_from_stdin_is_proved_kept_and_used() {
    let server = intercom();
    let world = world(&server);
    let run = world.pipe(format!("{ACME}\n")).run("auth login --with-token");
    run.succeeds().prints("").says(&["logged in to Acme (Acme1) as profile acme1", "keychain"]);
    assert_eq!(server.request().line(), "GET /me");
    assert_eq!(world.keychain.entry("acme1").as_deref(), Some(ACME));
    let config = world.read("config/config.toml");
    for line in ["current = \"acme1\"", "region = \"eu\"", "token = \"access\"", "admin_id = \"7\""]
    {
        assert!(config.contains(line), "{config}");
    }
    assert!(!config.contains(ACME));
    world.run("me").succeeds();
    assert_eq!(last_token(&server), ACME);
}

#[test]
fn a_token_that_intercom_refuses_is_not_kept() {
    let server = intercom();
    let world = world(&server);
    world.pipe("wrong").run("auth login --with-token").exits(4).says(&["Access Token Invalid"]);
    assert!(world.keychain.accounts().is_empty());
    assert!(!world.path("config/config.toml").exists());
    let page = Server::script([Answer::json(200, &json!({"type": "admin", "id": "1"}))]);
    let world = crate::world(&page);
    world.pipe(ACME).run("auth login --with-token").exits(1).says(&["which workspace"]);
    assert!(world.keychain.accounts().is_empty());
}

#[test]
fn what_is_no_token_is_refused_before_anything_is_sent() {
    let server = intercom();
    let world = world(&server);
    for stdin in ["", " \n", "Bearer abc", "one\ntwo"] {
        let run = world.pipe(stdin).run("auth login --with-token");
        run.exits(2).never_shows("abc");
    }
    assert!(server.requests().is_empty());
}

#[test]
fn without_a_terminal_the_flags_are_named() {
    let server = intercom();
    let run = world(&server).run("auth login");
    run.exits(2).says(&["--oauth", "--with-token"]);
}

#[test]
fn a_profile_has_the_name_that_it_is_given() {
    let server = intercom();
    let world = world(&server);
    world.pipe(ACME).run("auth login --with-token --profile eu-acme").succeeds();
    assert_eq!(world.keychain.accounts(), ["eu-acme"]);
    world.pipe(ACME).run("auth login --with-token --profile 'a b'").exits(2).says(&["name"]);
    world.pipe(ACME).run("auth login --with-token --profile app:x").exits(2);
}

#[test]
fn a_name_that_stands_for_another_workspace_is_not_taken_over() {
    let server = intercom();
    let world = world(&server);
    world.pipe(ACME).run("auth login --with-token --profile prod").succeeds();
    let run = world.pipe(GLOBEX).run("auth login --with-token --profile prod");
    run.exits(1).says(&["Acme (Acme1)", "Globex (Globex2)", "ictl auth logout prod"]);
    assert_eq!(world.keychain.entry("prod").as_deref(), Some(ACME));
    world.pipe(ACME_TOO).run("auth login --with-token --profile prod").succeeds();
    assert_eq!(world.keychain.entry("prod").as_deref(), Some(ACME_TOO));
}

#[test]
#[cfg(unix)]
fn a_file_is_chosen_and_left_again() {
    use std::os::unix::fs::MetadataExt;
    let server = intercom();
    let world = world(&server);
    world.pipe(ACME).run("auth login --with-token").succeeds();
    world.pipe(ACME).run("auth login --with-token --store file").succeeds().says(&["in the file"]);
    assert!(world.keychain.accounts().is_empty(), "the entry in the keychain is gone");
    let file = std::fs::metadata(world.path("config/credentials.json")).unwrap();
    assert_eq!(file.mode() & 0o777, 0o600);
    world.run("me").succeeds();
    // A later login of the same name goes where the earlier one went.
    world.keychain.set_mood(Mood::Absent);
    world.pipe(ACME_TOO).run("auth login --with-token").succeeds();
    world.keychain.set_mood(Mood::Fine);
    world.pipe(ACME).run("auth login --with-token --store keychain").succeeds();
    assert!(!world.read("config/credentials.json").contains(ACME));
    assert_eq!(world.keychain.entry("acme1").as_deref(), Some(ACME));
}

#[test]
fn without_a_keychain_the_two_ways_out_are_named_before_anything_is_sent() {
    let server = intercom();
    let world = world(&server);
    for mood in [Mood::Absent, Mood::Locked, Mood::Silent] {
        world.keychain.set_mood(mood);
        let run = world.pipe(ACME).run("auth login --with-token");
        run.exits(1).says(&["keychain", "--store file", "INTERCOM_TOKEN"]);
    }
    assert!(server.requests().is_empty());
    world.pipe(ACME).run("auth login --with-token --store file").succeeds();
}

#[test]
fn a_token_that_the_keychain_has_no_room_for_is_refused_before_it_is_kept() {
    let server = intercom();
    let world = world(&server);
    world.keychain.set_longest_secret(8);
    let run = world.pipe(ACME).run("auth login --with-token");
    run.exits(1).says(&["12 bytes", "8 at most", "--store file"]);
    assert!(world.keychain.accounts().is_empty());
    assert!(!world.path("config/config.toml").exists());
}

#[test]
fn a_sandbox_and_a_dry_run_keep_nothing() {
    let server = intercom();
    let world = world(&server);
    world.pipe(ACME).run("auth login --with-token --dry-run").succeeds().says(&["dry run", "Acme"]);
    world.pipe(ACME).run("--sandbox auth login --with-token").exits(4);
    assert!(world.keychain.accounts().is_empty());
    assert!(!world.path("config").exists());
}

#[test]
fn a_login_that_later_commands_do_not_use_says_so() {
    let server = intercom();
    let world = world(&server).env("INTERCOM_TOKEN", GLOBEX);
    let run = world.pipe(ACME).run("auth login --with-token");
    run.succeeds().says(&["warning", "INTERCOM_TOKEN is set"]);
}

#[test]
fn without_a_home_nothing_can_be_kept_and_nothing_else_fails() {
    let server = intercom();
    let world = TestContext::bare().env("INTERCOM_API_BASE_URL", &server.base_url());
    world.pipe(ACME).run("auth login --with-token").exits(1).says(&["ICTL_CONFIG_DIR"]);
    world.run("me").exits(4);
}
