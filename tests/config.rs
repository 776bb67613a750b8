//! `ictl config`: what is settled once for all, what beats it, and what happens where the file is wrong.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use serde_json::{Value, json};
use support::{Answer, Recorded, Run, Server, TestContext};

const FILE: &str = "\
# mine
[profiles.acme]
region = \"us\" # for now
workspace_id = \"w1\"
token = \"access\"
store = \"file\"
base_url = \"https://api.intercom.io\"
shoe_size = 44
";

fn housed(world: TestContext) -> TestContext {
    let home = world.path("ictl").display().to_string();
    std::fs::create_dir_all(world.path("ictl")).unwrap();
    world.env("ICTL_CONFIG_DIR", &home)
}

fn with_file(text: &str) -> TestContext {
    let world = housed(TestContext::bare());
    world.file("ictl/config.toml", text);
    world
}

/// The row of a setting.
#[track_caller]
fn row(run: &Run, key: &str) -> Value {
    let rows = run.succeeds().json();
    let found = rows.as_array().unwrap().iter().find(|row| row["key"] == key);
    found.unwrap_or_else(|| panic!("no {key} in {rows:#}")).clone()
}

#[test]
fn a_setting_is_set_looked_at_and_removed() {
    let world = with_file(FILE);
    world.run("config get timeout").succeeds().prints("30s\n");
    world.run("config set timeout 2m").succeeds().says(&["timeout is 2m from now on"]);
    world.run("config get timeout").succeeds().prints("2m\n");
    world.run("config set profiles.acme.color red").succeeds();
    world.run("config get profiles.acme.color").succeeds().prints("red\n");
    world.run("config unset timeout").succeeds();
    world.run("config unset timeout").succeeds().says(&["timeout was not set"]);
    assert_eq!(world.read("ictl/config.toml"), format!("{FILE}color = \"red\"\n"));
}

#[test]
fn without_value_and_default_getting_fails() {
    let world = with_file(FILE);
    world.run("config get pager").exits(1).prints("").says(&["pager is not set"]);
    world.run("config get profiles.acme.color").exits(1);
}

#[test]
fn the_list_tells_values_sources_and_the_file() {
    let world = with_file(&format!("timeout = \"5s\"\n{FILE}")).env("INTERCOM_VERSION", "2.14");
    let run = world.run("config list --json --time-zone Europe/Dublin");
    run.says(&["$DIR/ictl/config.toml"]);
    let of = |key: &str| {
        let row = row(&run, key);
        assert!(row["about"].is_string());
        (row["value"].clone(), row["source"].clone())
    };
    assert_eq!(of("timeout"), (json!("5s"), json!("config.toml")));
    assert_eq!(of("api_version"), (json!("2.14"), json!("INTERCOM_VERSION")));
    assert_eq!(of("time_zone"), (json!("Europe/Dublin"), json!("--time-zone")));
    assert_eq!(of("color"), (json!("auto"), json!("default")));
    assert_eq!(of("pager"), (Value::Null, Value::Null));
    assert_eq!(of("profiles.acme.color"), (Value::Null, Value::Null));
}

#[test]
fn a_flag_beats_the_environment_which_beats_the_file() {
    let server = Server::answering(|_: &Recorded| Answer::json(200, &json!({"type": "admin"})));
    let world = housed(TestContext::at(&server));
    world.run("config set api-version 2.12").succeeds();
    let version = |world: &TestContext, line: &str| {
        world.run(line).succeeds();
        server.requests().last().unwrap().header("intercom-version").map(str::to_owned)
    };
    assert_eq!(version(&world, "me").as_deref(), Some("2.12"));
    let world = world.env("INTERCOM_VERSION", "2.13");
    assert_eq!(version(&world, "me").as_deref(), Some("2.13"));
    assert_eq!(version(&world, "me --api-version 2.14").as_deref(), Some("2.14"));
}

#[test]
fn a_setting_that_something_beats_says_so() {
    let world = with_file(FILE).env("INTERCOM_VERSION", "2.13");
    world.run("config set api_version 2.14").succeeds().says(&["INTERCOM_VERSION beats it"]);
    let world = world.env("INTERCOM_TOKEN", "tok");
    world.run("config set current acme").succeeds().says(&["INTERCOM_TOKEN is set"]);
}

#[test]
fn values_are_checked_before_they_are_written() {
    let world = with_file(FILE);
    for (line, text) in [
        ("timeout soon", "timeout"),
        ("timeout 0", "time limit of zero"),
        ("color always", "--color always"),
        ("time_zone Dublin", "Europe/Dublin"),
        ("api_version two", "api_version"),
        ("current acne", "did you mean acme?"),
        ("profiles.acme.color mauve", "red, green"),
        ("profiles.acne.color red", "did you mean acme?"),
        ("timeot 5s", "did you mean timeout?"),
        ("shoe_size 44", "api_version, color, current"),
        ("output json", "an alias"),
        ("region eu", "INTERCOM_REGION"),
    ] {
        world.run(&format!("config set {line}")).exits(2).says(&[text]);
    }
    assert_eq!(world.read("ictl/config.toml"), FILE);
}

#[test]
fn no_secret_gets_into_the_file() {
    let world = with_file(FILE);
    for key in ["token", "INTERCOM_TOKEN", "client-secret", "profiles.acme.token"] {
        let run = world.run(&format!("config set {key} s3cret"));
        run.exits(2).says(&["holds no secrets", "ictl auth login"]).never_shows("s3cret");
    }
    assert_eq!(world.read("ictl/config.toml"), FILE);
}

#[test]
fn a_value_that_makes_no_sense_stops_commands_and_names_its_place() {
    let world = with_file(&format!("timeout = \"soon\"\n{FILE}"))
        .env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1")
        .env("INTERCOM_TOKEN", "tok");
    let run = world.run("me");
    run.exits(1)
        .says(&["$DIR/ictl/config.toml line 1, column 11: timeout", "config unset timeout"]);
    world.run("doctor --json").exits(1);
    world.run("config unset timeout").succeeds();
    world.run("me --dry-run --sandbox").succeeds();
}

#[test]
fn a_file_that_nobody_can_read_stops_only_what_needs_a_profile() {
    let world = with_file("profiles = [");
    world.run("me").exits(1).says(&["$DIR/ictl/config.toml line 1"]);
    world.run("contacts list --limit 1 --sandbox").succeeds().says(&["no setting in it is used"]);
}

#[test]
fn a_rehearsal_changes_nothing() {
    let world = with_file(FILE);
    world.run("config set timeout 5s --dry-run").succeeds().says(&["would become 5s"]);
    assert_eq!(world.read("ictl/config.toml"), FILE);
}

#[test]
fn what_tells_of_the_program_itself_works_whatever_the_settings_say() {
    let world = housed(TestContext::bare());
    for broken in ["profiles = [", "timeout = \"soon\"\n"] {
        world.file("ictl/config.toml", broken);
        for line in ["completion bash", "help flags", "man me", "explain 404", "operations me"] {
            world.run(line).succeeds();
        }
        world.run("api me").exits(1).says(&["config.toml line 1"]);
    }
}
