//! Is what is made from the definitions of the commands, and kept in the repository, still what they
//! make? The completion scripts, the manual pages, the reference, and the tables in other pages.
//!
//! One command refreshes all of it: `ICTL_REFRESH=1 cargo test --test generated`.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use ictl::commands::completion::Shell;
use ictl::commands::{ENVIRONMENT, manual, whole};
use serde_json::Value;
use support::{TestContext, every_command, words};

/// The variable that makes the tests write what they would compare.
const REFRESH: &str = "ICTL_REFRESH";

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
    page_agrees("docs/reference.md", |_| manual::reference(whole()));
}

#[test]
fn the_page_on_errors_has_every_code() {
    let known = TestContext::bare().run("explain --json").succeeds().json();
    page_agrees("docs/errors.md", |page| {
        with_tables(page, |kind| {
            let entries = known.as_array().unwrap().iter();
            let entries: Vec<&Value> = entries.filter(|entry| entry["kind"] == kind).collect();
            assert!(!entries.is_empty(), "nothing is a {kind}");
            table_of_codes(kind, &entries)
        })
    });
}

#[test]
fn the_first_steps_name_every_variable_that_is_read() {
    page_agrees("docs/settings.md", |page| {
        with_tables(page, |_| {
            let rows = ENVIRONMENT.iter().map(|(names, meaning)| {
                format!("| `{}` | {meaning} |\n", names.replace(", ", "`, `"))
            });
            "| variable | meaning |\n|---|---|\n".to_owned() + &rows.collect::<String>()
        })
    });
}

#[test]
fn every_command_is_in_the_reference_and_on_a_manual_page() {
    let reference = manual::reference(whole());
    let pages: BTreeMap<String, String> =
        manual::pages(whole()).into_iter().map(|page| (page.name.clone(), page.roff())).collect();
    let commands = every_command();
    assert!(commands.len() > 200, "the tree has {} commands only", commands.len());
    for words in commands.iter().filter(|words| !words.is_empty()) {
        is_described(&words::split(words), &reference, &pages);
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
    let world = TestContext::bare();
    let run = world.run("man contcts");
    run.exits(2).says(&["has no command \"contcts\"", "did you mean `ictl contacts`?"]);
    world.run("man contacts lisst").exits(2).says(&["did you mean `ictl contacts list`?"]);
    world.run("man api frobnicate").exits(2).says(&["there is no command `api frobnicate`"]);
}

fn is_described(words: &[String], reference: &str, pages: &BTreeMap<String, String>) {
    let name = words.join(" ");
    let heading = format!("# ictl {name}\n");
    assert!(reference.contains(&heading), "{name} is not in the reference");
    let page = &pages[&format!("ictl-{}", words[0])];
    let has_heading = page.replace("\\-", "-").contains(&format!(".SS \"ictl {name}\"\n"));
    assert!(words.len() == 1 || has_heading, "{name} is on no manual page");
}

/// A page with its tables, which stand between marks that name them, as they should be.
fn with_tables(page: &str, table: impl Fn(&str) -> String) -> String {
    const END: &str = "<!-- end of table -->";
    let mut pieces = page.split("<!-- table of ");
    let mut made = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let (name, rest) = piece.split_once(" -->\n").unwrap();
        let (_, rest) = rest.split_once(END).unwrap();
        made.extend(["<!-- table of ", name, " -->\n", &table(name), END, rest]);
    }
    made
}

fn table_of_codes(kind: &str, entries: &[&Value]) -> String {
    let list = |value: &Value| {
        let items = value.as_array().unwrap().iter();
        items.map(|item| item.to_string().replace('"', "`")).collect::<Vec<_>>().join(", ")
    };
    let column = match kind {
        "exit_code" => Some(("in JSON", "also")),
        "api_code" | "http_status" => Some(("status", "statuses")),
        _ => None,
    };
    let heading = column.map_or(String::new(), |(heading, _)| format!(" {heading} |"));
    let rule = if column.is_some() { "|---" } else { "" };
    let mut text = format!("| code |{heading} meaning | what to do |\n{rule}|---|---|---|\n");
    for entry in entries {
        let words = |key: &str| entry[key].as_str().unwrap().to_owned();
        let mut cells = vec![format!("`{}`", words("code"))];
        cells.extend(column.map(|(_, key)| list(&entry[key])));
        cells.extend([words("meaning"), words("what_to_do")]);
        text.extend(["| ", &cells.join(" | "), " |\n"]);
    }
    text
}

/// Holds a page to what is made of the one that is kept.
fn page_agrees(name: &str, make: impl Fn(&str) -> String) {
    let file = root().join(name);
    let kept = fs::read_to_string(&file).unwrap_or_default();
    let made = make(&kept);
    if is_refreshing() {
        fs::write(&file, &made).unwrap();
    } else if let Some(difference) = difference(&kept, &made) {
        panic!("{name} {difference}\n{}", how_to_refresh());
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
