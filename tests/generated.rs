//! Is what is made from the definitions of the commands, and kept in the repository, still what they
//! make? The completion scripts, the manual pages and the reference.
//!
//! One command refreshes all of it: `REFRESH=1 cargo test --test generated`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use clap::Command;
use ictl::commands::completion::Shell;
use ictl::commands::{manual, whole};
use serde_json::Value;
use support::TestContext;

/// The variable that makes the tests write what they would compare.
const REFRESH: &str = "REFRESH";

#[test]
fn every_completion_script_is_what_the_program_prints() {
    let printed = Shell::ALL.map(|shell| (shell.file_name().to_owned(), shell.script().to_owned()));
    agrees("completions", &printed.into());
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let run = TestContext::bare().run(&format!("completion {shell}"));
        assert!(Shell::ALL.iter().any(|known| run.succeeds().stdout == known.script()), "{shell}");
    }
}

#[test]
fn every_manual_page_is_what_the_definitions_make() {
    let pages = manual::pages(whole());
    agrees("docs/man", &pages.iter().map(|page| (page.file_name(), page.roff())).collect());
}

#[test]
fn the_reference_is_what_the_definitions_make() {
    let file = root().join("docs/reference.md");
    let made = manual::reference(whole());
    if is_refreshing() {
        fs::write(&file, &made).unwrap();
    }
    let kept = fs::read_to_string(&file).unwrap_or_default();
    if let Some(difference) = difference(&kept, &made) {
        panic!("docs/reference.md {difference}\n{}", how_to_refresh());
    }
}

#[test]
fn every_command_is_in_the_reference_and_on_a_manual_page() {
    let reference = manual::reference(whole());
    let pages: BTreeMap<String, String> =
        manual::pages(whole()).into_iter().map(|page| (page.name.clone(), page.roff())).collect();
    let mut commands = Vec::new();
    below(&whole(), &mut Vec::new(), &mut commands);
    assert!(commands.len() > 200, "the tree has {} commands only", commands.len());
    for words in commands {
        is_described(&words, &reference, &pages);
    }
}

#[test]
fn every_operation_is_in_the_reference_and_on_a_manual_page() {
    let reference = manual::reference(whole());
    let pages: BTreeMap<String, String> =
        manual::pages(whole()).into_iter().map(|page| (page.name.clone(), page.roff())).collect();
    let operations = TestContext::bare().run("operations --json").succeeds().json();
    for operation in operations.as_array().unwrap() {
        let words = |words: &Value| -> Vec<String> {
            words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
        };
        is_described(&words(&operation["command"]), &reference, &pages);
        for also in operation["also"].as_array().unwrap() {
            is_described(&words(also), &reference, &pages);
        }
        let request = format!(
            "{} {}",
            operation["method"].as_str().unwrap(),
            operation["path"].as_str().unwrap()
        );
        assert!(reference.contains(&format!("`{request}`")), "{request} is not in the reference");
    }
}

#[test]
fn the_program_shows_a_page_as_it_is_kept() {
    let page = fs::read_to_string(root().join("docs/man/ictl-contacts.1")).unwrap_or_default();
    TestContext::bare().run("man contacts").succeeds().prints(&page);
}

#[test]
fn all_pages_can_be_written_to_a_directory() {
    let world = TestContext::bare();
    world.run("man --dir '$DIR/man'").succeeds().says(&["manual pages are in"]);
    assert!(world.read("man/ictl.1").contains(".SH ENVIRONMENT"));
    assert!(world.path("man/ictl-contacts.1").exists());
}

#[test]
fn a_page_of_no_command_is_a_mistake_that_names_the_likely_one() {
    let run = TestContext::bare().run("man contcts");
    run.exits(2).says(&["has no command \"contcts\"", "did you mean `ictl contacts`?"]);
}

fn is_described(words: &[String], reference: &str, pages: &BTreeMap<String, String>) {
    let name = words.join(" ");
    let heading = format!("# ictl {name}\n");
    assert!(reference.contains(&heading), "{name} is not in the reference");
    let page = &pages[&format!("ictl-{}", words[0])];
    let has_heading = page.replace("\\-", "-").contains(&format!(".SS \"ictl {name}\"\n"));
    assert!(words.len() == 1 || has_heading, "{name} is on no manual page");
}

/// The words of all commands below one, those that only hold others included.
fn below(command: &Command, above: &mut Vec<String>, found: &mut Vec<Vec<String>>) {
    for inner in command.get_subcommands().filter(|inner| !inner.is_hide_set()) {
        above.push(inner.get_name().to_owned());
        found.push(above.clone());
        below(inner, above, found);
        above.pop();
    }
}

/// Holds the files of a folder to those that were made: none is stale, missing or superfluous.
fn agrees(folder: &str, made: &BTreeMap<String, String>) {
    let path = root().join(folder);
    if is_refreshing() {
        refresh(&path, made);
    }
    let mut faults = Vec::new();
    for (name, text) in made {
        let kept = fs::read_to_string(path.join(name)).unwrap_or_default();
        faults.extend(difference(&kept, text).map(|what| format!("{folder}/{name} {what}")));
    }
    for name in names(&path).iter().filter(|name| !made.contains_key(*name)) {
        faults.push(format!("{folder}/{name} is superfluous: nothing makes it"));
    }
    assert!(faults.is_empty(), "{}\n{}", faults.join("\n"), how_to_refresh());
}

fn refresh(path: &Path, made: &BTreeMap<String, String>) {
    fs::create_dir_all(path).unwrap();
    for name in names(path).iter().filter(|name| !made.contains_key(*name)) {
        fs::remove_file(path.join(name)).unwrap();
    }
    for (name, text) in made {
        fs::write(path.join(name), text).unwrap();
    }
}

fn names(path: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(path) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

/// Where a kept text first differs from the one that was made.
fn difference(kept: &str, made: &str) -> Option<String> {
    if kept == made {
        return None;
    }
    if kept.is_empty() {
        return Some("is missing".to_owned());
    }
    let (mut kept, mut made) = (kept.lines(), made.lines());
    let mut number = 1;
    loop {
        let (one, other) = (kept.next(), made.next());
        if one != other || one.is_none() {
            let shown = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
            let (one, other) = (shown(one), shown(other));
            return Some(format!(
                "is stale in line {number}:\n  it has    {one}\n  should be {other}"
            ));
        }
        number += 1;
    }
}

fn is_refreshing() -> bool {
    std::env::var_os(REFRESH).is_some()
}

fn how_to_refresh() -> String {
    format!("refresh everything that is generated: {REFRESH}=1 cargo test --test generated")
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
