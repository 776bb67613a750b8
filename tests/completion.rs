//! What a TAB suggests: asked as the scripts ask, and by the script itself in a real bash.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::fs;

use support::TestContext;

const SETTINGS: &str = r#"
[profiles.acme]
region = "eu"
workspace_id = "ecahpwf5"
workspace_name = "Acme \u001b[2J\u009bShop"
token = "access"
store = "file"
base_url = "https://api.eu.intercom.io"

[profiles."two\nlines"]
region = "us"
workspace_id = "x"
token = "access"
store = "file"
base_url = "https://api.intercom.io"

[apps.shop]
client_id = "0a1b"
store = "file"
"#;

const ALIASES: &str = r#"
[aliases]
stale = "conversations search 'state = open'"
by-name = "contacts search 'name = \"$1\"'"
count = "!ictl contacts list | wc -l"
"#;

/// A world with a profile and an app.
fn world() -> TestContext {
    let mut world = TestContext::bare();
    world.file("config.toml", format!("{SETTINGS}{ALIASES}"));
    let dir = world.dir().to_string_lossy().into_owned();
    world.set_env("ICTL_CONFIG_DIR", &dir);
    world.set_env("COMPLETE", "fish");
    world
}

/// The words that are suggested for the last word of a line, as fish asks; without descriptions.
fn suggested(world: &TestContext, line: &str) -> Vec<String> {
    let run = world.run(&format!("-- ictl {line}"));
    run.succeeds();
    run.stdout.lines().map(|line| line.split('\t').next().unwrap().to_owned()).collect()
}

#[track_caller]
fn suggests(line: &str, words: &[&str]) {
    assert_eq!(suggested(&world(), line), words, "ictl {line}");
}

#[test]
fn commands_are_suggested_and_flags_only_to_those_who_begin_one() {
    suggests("convers", &["conversations"]);
    suggests("contacts unar", &["unarchive"]);
    let verbs = suggested(&world(), "contacts ''");
    assert!(verbs.contains(&"list".to_owned()) && !verbs.iter().any(|word| word.starts_with('-')));
    let flags = suggested(&world(), "contacts list -");
    // Its own flags stand before those of every command.
    let place = |flag: &str| flags.iter().position(|known| known == flag).unwrap();
    assert!(place("--limit") < place("--dry-run"), "{flags:?}");
}

#[test]
fn a_description_stands_behind_the_word() {
    let run = world().run("-- ictl contacts merg");
    assert!(run.stdout.contains("merge\tMerge a lead into a user\n"), "{}", run.stdout);
}

#[test]
fn aliases_are_suggested_as_commands_and_what_stands_behind_them_as_theirs() {
    suggests("stal", &["stale"]);
    suggests("-q cou", &["count"]);
    suggests("stale --lim", &["--limit"]);
    suggests("by-name ''", &[]);
    suggests("count ''", &[]);
    suggests("by-name Ann --lim", &["--limit"]);
    suggests("alias delete s", &["stale"]);
}

#[test]
fn settings_and_their_values_are_suggested() {
    suggests("config get ti", &["time_zone", "timeout"]);
    suggests("config set color ''", &["auto", "never"]);
    suggests("config set current ''", &["acme"]);
    suggests("config unset profiles.a", &["profiles.acme.color"]);
    suggests("config set profiles.acme.color g", &["green"]);
}

#[test]
fn an_exit_code_is_suggested_behind_its_word() {
    suggests("explain exit 13", &["130"]);
    suggests("explain not_found no", &[]);
}

#[test]
fn profiles_and_apps_come_from_the_settings() {
    suggests("--profile ''", &["acme"]);
    suggests("contacts list --profile=", &["--profile=acme"]);
    suggests("auth switch ''", &["acme"]);
    suggests("auth revoke a", &["acme"]);
    suggests("auth login --oauth --app ''", &["shop"]);
    suggests("app remove ''", &["shop"]);
}

#[test]
fn no_control_character_of_the_settings_reaches_the_terminal() {
    let run = world().run("-- ictl --profile ''");
    assert!(run.stdout.starts_with("acme\tAcme"), "{}", run.stdout);
    assert!(
        !run.stdout.trim_end().chars().any(|c| c.is_control() && c != '\t'),
        "{:?}",
        run.stdout
    );
}

#[test]
fn without_a_home_nothing_is_missed() {
    let world = TestContext::bare().env("COMPLETE", "fish");
    assert!(suggested(&world, "--profile ''").is_empty());
    assert!(suggested(&world, "contac").contains(&"contacts".to_owned()));
}

#[test]
fn values_of_the_global_flags_are_known_before_and_behind_the_noun() {
    suggests("--output ''", &["table", "json", "ndjson", "csv"]);
    suggests("contacts list --output=nd", &["--output=ndjson"]);
    suggests("me --region ''", &["us", "eu", "au"]);
    suggests("--api-version 2.1", &["2.16", "2.15", "2.14", "2.11"]);
    suggests("-n --profile acme contacts upd", &["update"]);
}

#[test]
fn fields_are_the_columns_after_a_comma_as_well() {
    let fields = suggested(&world(), "contacts list --fields ''");
    assert!(fields.contains(&"email".to_owned()));
    suggests("contacts list --fields id,em", &["id,email"]);
    let rest = suggested(&world(), "contacts list --fields id,");
    assert!(!rest.contains(&"id,id".to_owned()), "a field that is there is not suggested again");
    suggests("audiences list --fields na", &["name"]);
}

#[test]
fn words_and_booleans_of_the_table_are_values() {
    suggests("data-attributes create --data-type flo", &["float"]);
    suggests(
        "contacts list --include-merge-history=",
        &["--include-merge-history=true", "--include-merge-history=false"],
    );
}

#[test]
fn files_that_fit_come_first_and_directories_before_the_others() {
    let world = world();
    for name in ["notes.txt", "people.csv", "more.ndjson", ".hidden.csv"] {
        world.file(name, "");
    }
    fs::create_dir(world.path("sub")).unwrap();
    let found = suggested(&world, "contacts import '$DIR/'");
    let found: Vec<&str> = found.iter().filter_map(|path| path.strip_prefix("$DIR/")).collect();
    assert_eq!(found, ["more.ndjson", "people.csv", "sub/", "config.toml", "notes.txt"]);
}

#[test]
fn job_directories_are_told_from_others() {
    let world = TestContext::with_contacts(0);
    world.file("people.csv", "email\nann@example.com\n");
    world.run("contacts import '$DIR/people.csv'").succeeds();
    let world = world.env("COMPLETE", "fish");
    let run = world.run("-- ictl contacts import status '$DIR/people'");
    run.succeeds().prints("$DIR/people.csv.ictl-import\tcontacts import, 1 rows\n");
}

#[test]
fn time_zones_are_suggested_a_part_at_a_time() {
    let world = world();
    fs::create_dir_all(world.path("zones/Europe")).unwrap();
    fs::write(world.path("zones/Europe/Dublin"), "").unwrap();
    fs::write(world.path("zones/zone.tab"), "").unwrap();
    let zones = world.path("zones").to_string_lossy().into_owned();
    let world = world.env("TZDIR", &zones);
    assert_eq!(suggested(&world, "--time-zone ''"), ["Europe/"]);
    assert_eq!(suggested(&world, "--time-zone Europe/D"), ["Europe/Dublin"]);
}

#[test]
fn paths_of_the_api_go_up_to_the_next_id() {
    suggests("api POST /contacts/se", &["/contacts/search"]);
    suggests("api GET /contacts/5ba6/no", &["/contacts/5ba6/notes"]);
    suggests("api -X PO", &["POST"]);
    assert!(suggested(&world(), "api /contacts").contains(&"/contacts/".to_owned()));
}

#[test]
fn topics_and_commands_can_be_asked_about() {
    suggests("help exi", &["exit-codes"]);
    suggests("help contacts arch", &["archive"]);
    suggests("man contacts arch", &["archive"]);
    suggests("completion po", &["powershell"]);
    suggests("operations contacts mer", &["merge", "merge-history"]);
}

#[test]
fn what_nobody_knows_is_left_to_the_user() {
    suggests("contacts get 5b", &[]);
    suggests("nonsense --what contacts lis", &["list"]);
    suggests("contacts find -- ''", &[]);
    suggests("contacts list --jq .i", &[]);
}

#[test]
fn an_unknown_shell_is_told_which_there_are() {
    let run = TestContext::bare().env("COMPLETE", "tcsh").run("-- ictl con");
    run.exits(2).says(&["tcsh", "bash, zsh, fish, powershell and elvish"]);
}

#[test]
fn the_script_can_be_asked_for_as_in_other_programs() {
    let asked = TestContext::bare().env("COMPLETE", "/bin/bash").run("");
    let printed = TestContext::bare().run("completion bash");
    asked.succeeds().prints(&printed.stdout);
    assert!(printed.stdout.contains("complete -o nospace"));
}

#[test]
fn a_variable_that_says_no_is_no_question() {
    TestContext::bare().env("COMPLETE", "0").run("operations me --json").succeeds();
}

#[cfg(unix)]
mod in_bash {
    //! The script in a real bash, which CI and every developer of a Unix program has.

    use std::path::Path;
    use std::process::Command;

    use tempfile::TempDir;

    /// What bash makes of a line with the cursor at its end: the entries of COMPREPLY.
    fn reply(line: &str, dir: &TempDir) -> Vec<String> {
        const ASK: &str = r#"
            source "$1"
            COMP_LINE=$2 COMP_POINT=${#2}
            read -ra COMP_WORDS <<< "$2"
            [[ $2 == *' ' ]] && COMP_WORDS+=("")
            COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
            _ictl ictl "${COMP_WORDS[COMP_CWORD]}"
            (( ${#COMPREPLY[@]} )) && printf '%s|\n' "${COMPREPLY[@]}"
            exit 0
        "#;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/ictl.bash");
        let binary = Path::new(env!("CARGO_BIN_EXE_ictl")).parent().unwrap();
        let output = Command::new("bash")
            .args(["--norc", "-c", ASK, "bash"])
            .arg(script)
            .arg(line)
            .current_dir(dir.path())
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", binary.display()))
            .env("ICTL_CONFIG_DIR", dir.path())
            .output()
            .unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
        let text = String::from_utf8(output.stdout).unwrap();
        text.lines().map(|line| line.trim_end_matches('|').to_owned()).collect()
    }

    #[test]
    fn the_script_completes_words_values_and_files() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("my people.csv"), "").unwrap();
        for (line, expected) in [
            ("ictl conversa", "conversations "),
            ("ictl contacts unarch", "unarchive "),
            ("ictl --output=js", "json "),
            ("ictl --output js", "json "),
            ("ICTL_PROFILE=x ictl contacts unarch", "unarchive "),
            ("ictl contacts import my", "my\\ people.csv "),
            ("ictl contacts import \"my", "my people.csv"),
            ("ictl contacts import 'my p", "my people.csv"),
        ] {
            assert_eq!(reply(line, &dir), [expected], "{line}");
        }
        assert!(reply("ictl contacts get 5b", &dir).is_empty());
    }
}
