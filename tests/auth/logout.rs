//! `auth logout`: on this machine only.

use ictl::auth::Mood;

use crate::{ACME, intercom, logged_in};

#[test]
fn a_logout_forgets_the_current_profile_here_and_says_that_the_token_lives_on() {
    let server = intercom();
    let world = logged_in(&server);
    let asked = server.requests().len();
    let run = world.run("auth logout");
    run.succeeds().says(&["forgot profile globex2", "still valid at Intercom", "ictl auth revoke"]);
    assert_eq!(server.requests().len(), asked);
    assert_eq!(world.keychain.accounts(), ["acme1"]);
    // Nobody writes to another workspace because the one he was in is gone.
    world.run("me").exits(4).says(&["no profile is the current one", "auth switch"]);
}

#[test]
fn profiles_are_forgotten_by_name_or_all_together() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth logout nobody").exits(2);
    world.run("auth logout acme1").succeeds();
    assert_eq!(world.keychain.accounts(), ["globex2"]);
    world.pipe(ACME).run("auth login --with-token --store file").succeeds();
    world.run("auth logout --all").succeeds().says(&["acme1", "globex2"]);
    assert!(world.keychain.accounts().is_empty());
    assert!(!world.read("config/credentials.json").contains(ACME));
    world.run("auth status").exits(4);
    world.run("auth logout --all").succeeds().says(&["no profile to forget"]);
}

#[test]
fn a_token_that_cannot_be_deleted_keeps_its_profile() {
    let server = intercom();
    let world = logged_in(&server);
    world.keychain.set_mood(Mood::Locked);
    world.run("auth logout acme1").exits(1).says(&["profile acme1", "locked"]);
    world.keychain.set_mood(Mood::Fine);
    world.run("auth logout acme1").succeeds();
}

#[test]
fn a_dry_run_forgets_nothing() {
    let server = intercom();
    let world = logged_in(&server);
    world.run("auth logout --all --dry-run").succeeds().says(&["would be forgotten"]);
    assert_eq!(world.keychain.accounts().len(), 2);
}
