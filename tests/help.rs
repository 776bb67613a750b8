//! Does the help of every command fit a screen, and does it end with examples?
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use clap::Command;
use support::{TestContext, every_command};

/// Most lines that help has: a screen.
const MOST_LINES: usize = 40;

/// The widest line, usage apart: clap writes it on one line.
const WIDEST: usize = 100;

/// Commands that need more than a screen, how many lines they may have, and why.
const LONGER: &[(&str, usize, &str)] = &[
    ("", 60, "it lists all commands"),
    ("conversations", 44, "it lists all verbs of the noun that has most"),
    ("articles update", 44, "an article has more fields than any other object"),
    ("articles draft update", 44, "the same fields"),
    ("contacts import", 60, "what a file may need is told by flags, group by group"),
    ("sandbox serve", 44, "each flag is a property of the workspaces or of the server"),
];

#[test]
fn every_help_fits_a_screen_and_ends_with_examples() {
    let world = TestContext::bare();
    let mut faults = Vec::new();
    for words in every_command() {
        let help = world.run(&format!("{words} --help"));
        let text = &help.succeeds().stdout;
        let longer = LONGER.iter().find(|(command, ..)| *command == words);
        let most = longer.map_or(MOST_LINES, |(_, most, _)| *most);
        let lines = text.lines().count();
        if lines > most {
            faults.push(format!("{words}: {lines} lines of help, and {most} at most"));
        }
        for line in text.lines().filter(|line| !line.starts_with("Usage:")) {
            if line.chars().count() > WIDEST {
                faults.push(format!("{words}: a line is too wide: {line}"));
            }
        }
        let end = text.trim_end().rsplit("\n\n").next().unwrap_or_default();
        if !end.starts_with("Example") {
            faults.push(format!("{words}: the help does not end with examples"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn help_is_the_same_however_it_is_asked_for() {
    let world = TestContext::bare();
    for words in ["contacts import", "exports content", "conversations", "auth login", "api"] {
        let long = world.run(&format!("{words} --help")).succeeds().stdout.clone();
        assert_eq!(world.run(&format!("{words} -h")).succeeds().stdout, long, "{words}");
        assert_eq!(world.run(&format!("help {words}")).succeeds().stdout, long, "{words}");
        assert!(!long.contains("\n\n\n"), "{long}");
    }
    let noun = world.run("contacts --help").stdout.clone();
    assert_eq!(world.run("contacts help").succeeds().stdout, noun);
    assert_eq!(world.run("contacts").succeeds().stdout, noun);
}

#[test]
fn the_flags_of_every_command_are_a_topic_of_their_own() {
    let world = TestContext::bare();
    let flags = world.run("help flags").succeeds().stdout.clone();
    for flag in command(&[]).get_arguments().filter_map(clap::Arg::get_long) {
        if !["help", "version"].contains(&flag) {
            assert!(flags.contains(&format!("--{flag}")), "--{flag} is missing in\n{flags}");
        }
    }
    let list = world.run("contacts list --help").succeeds().stdout.clone();
    assert!(list.contains("ictl help flags") && !list.contains("--no-pager"), "{list}");
}

#[test]
fn the_environment_and_the_exit_codes_are_topics() {
    let world = TestContext::bare();
    let environment = world.run("help environment").succeeds().stdout.clone();
    assert!(environment.contains("INTERCOM_API_BASE_URL"), "{environment}");
    let codes = world.run("help exit-codes").succeeds().stdout.clone();
    assert!(codes.contains("130"), "{codes}");
}

#[test]
fn help_about_nothing_known_offers_what_is_like_it() {
    let run = TestContext::bare().run("help contcts list");
    run.exits(2).says(&["did you mean `ictl contacts list`?"]);
}

#[test]
fn a_narrow_terminal_shows_narrow_text() {
    let world = TestContext::bare().env("COLUMNS", "60");
    for words in ["", "contacts", "contacts import", "tickets create"] {
        let help = world.run(&format!("{words} --help")).succeeds().stdout.clone();
        for line in help.lines().filter(|line| !is_typed(line)) {
            assert!(line.chars().count() <= 60, "{words}: {line}\n{help}");
        }
    }
}

#[test]
fn what_was_meant_is_offered_wherever_a_name_is_mistyped() {
    let world = TestContext::demo();
    for (line, meant) in [
        ("list contacts", "`ictl contacts list`"),
        ("users list", "`ictl contacts list`"),
        ("contacts list --limt 3", "--limit"),
        ("me --output jsno", "json"),
        ("contacts search 'emial = a'", "email"),
        ("contacts search 'email contains acme'", "~"),
        ("operations contcts", "contacts"),
        ("sandbox serve --fault close-aftr=1%", "close-after"),
        ("contacts list --fields id,emial --limit 2", "email"),
        ("conversations assign 100001 --team Biling", "Billing"),
    ] {
        let run = world.run(line);
        let said = run.stderr.to_lowercase();
        let asked = format!("did you mean {}?", meant.to_lowercase());
        assert!(said.contains(&asked), "{line}: {meant} is not offered:\n{}", run.stderr);
    }
}

#[test]
fn an_update_of_nothing_is_refused_and_a_whole_body_is_sent_as_it_is() {
    let world = TestContext::demo();
    world.run("contacts update 1").exits(2).says(&["needs something to change", "--email"]);
    world.run("tickets update 100026").exits(2).says(&["needs something to change"]);
    world.run("articles update 14").exits(2).says(&["--title"]);
    world.file("empty.json", "{}");
    world.run("articles update 14 --input $DIR/empty.json").succeeds();
    world.file("state.json", "{\"ticket_state_id\": \"8404\"}");
    let run =
        world.run("tickets state 100026 --input $DIR/state.json --json --jq .ticket_state.id");
    run.succeeds().prints("8404\n");
    world.run("tickets state 100026").exits(2).says(&["STATE"]);
    world.file("note.json", "{\"body\": \"Hello\", \"admin_id\": \"991267460\"}");
    let contact = world.api().contact(&serde_json::json!({"email": "ann@example.com"}));
    world.run(&format!("contacts note {contact} --input $DIR/note.json")).succeeds();
}

/// True for a command line, or the rest of one, and for the usage.
fn is_typed(line: &str) -> bool {
    let line = line.trim_start_matches("Usage:").trim_start();
    ["ictl ", "INTERCOM_", "git ", "job=", "--"].iter().any(|start| line.starts_with(start))
}

fn command(names: &[String]) -> Command {
    ictl::cli::command(names)
}
