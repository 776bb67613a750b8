//! `app add`, `list` and `remove`: the client secret is kept like a token.

use serde_json::json;

use crate::{intercom, world};

const SECRET: &str = "11112222-3333-4444-5555-666677778888";

#[test]
fn an_app_is_kept_with_its_secret_listed_without_it_and_forgotten() {
    let server = intercom();
    let world = world(&server);
    let run = world.pipe(SECRET).run("app add mine --client-id id-1 --region eu");
    run.succeeds().says(&["added app mine", "keychain"]).never_shows(SECRET);
    assert_eq!(world.keychain.entry("app:mine").as_deref(), Some(SECRET));
    let rows = world.run("app list --json").succeeds().never_shows(SECRET).json();
    let row = json!({"app": "mine", "client_id": "id-1", "region": "eu", "store": "keychain"});
    assert_eq!(rows, json!([row]));
    assert!(!world.read("config/config.toml").contains(SECRET));
    world.run("app remove mien").exits(2).says(&["did you mean mine?"]);
    world.run("app remove mine").succeeds();
    assert!(world.keychain.accounts().is_empty());
    world.run("app list").succeeds().prints("");
}

#[test]
fn the_secret_comes_from_the_environment_or_stdin_and_is_no_argument() {
    let server = intercom();
    let world = world(&server);
    world.run("app add mine --client-id id-1 --client-secret x").exits(2);
    world.run("app add mine --client-id id-1").exits(2).says(&["INTERCOM_CLIENT_SECRET"]);
    world.run("app add mine").exits(2).says(&["--client-id"]);
    let world = world.env("INTERCOM_CLIENT_SECRET", SECRET).env("INTERCOM_CLIENT_ID", "id-2");
    world.run("app add mine --store file").succeeds().says(&["in the file"]);
    assert!(world.keychain.accounts().is_empty());
    assert!(world.read("config/config.toml").contains("id-2"));
    world.run("app add mine --store keychain").succeeds().says(&["replaced"]);
    assert!(!world.read("config/credentials.json").contains(SECRET));
}

#[test]
fn an_app_and_a_profile_of_the_same_name_do_not_meet() {
    let server = intercom();
    let world = world(&server);
    world.pipe(SECRET).run("app add acme1 --client-id id-1").succeeds();
    world.pipe(crate::ACME).run("auth login --with-token").succeeds();
    assert_eq!(world.keychain.accounts(), ["acme1", "app:acme1"]);
    world.run("auth logout").succeeds();
    assert_eq!(world.keychain.accounts(), ["app:acme1"]);
}
