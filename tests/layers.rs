//! Does the source keep to its layers? A module uses its own folder and lower layers, the world is
//! reached through a few doors, and every file says what it is for. This reads the source as text:
//! the compiler allows all of it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// Every module at the top of `src`, by layer.
const LAYERS: [(u8, &[&str]); 6] = [
    (5, &["build", "main", "lib", "cli", "signals"]),
    (4, &["commands"]),
    (3, &["context"]),
    (2, &["auth", "bulk", "sandbox"]),
    (1, &["api", "server", "config", "output"]),
    (0, &["error", "clock", "duration", "hex", "interrupt", "likeness", "permissions"]),
];

/// Uses within a layer: parsing a duration may fail, and says so as everything does.
const SIBLINGS: [(&str, &str); 1] = [("duration", "error")];

/// A sandbox built with the client's code could not disagree with it: of the modules below it
/// may use these alone.
const SANDBOX_USES: [&str; 8] = [
    "api::operations",
    "server",
    "error",
    "clock",
    "duration",
    "interrupt",
    "likeness",
    "permissions",
];

/// What reaches around the doors, and the files that are the doors.
const DOORS: [(&str, &[&str]); 12] = [
    ("println!", &[]),
    ("print!", &[]),
    ("dbg!", &[]),
    ("env::var", &["src/build.rs", "src/main.rs"]),
    ("env::args", &["src/main.rs"]),
    ("env::temp_dir", &["src/main.rs"]),
    ("io::stdout", &["src/main.rs"]),
    ("SystemTime::now", &["src/clock.rs"]),
    ("Instant::now", &["src/clock.rs"]),
    ("Timestamp::now", &["src/clock.rs"]),
    ("Zoned::now", &["src/clock.rs"]),
    // The last way out of a process that does not answer any more.
    ("process::exit", &["src/signals.rs"]),
];

/// What exists on one platform alone, and the files that know the difference.
const PLATFORMS: [(&str, &[&str]); 6] = [
    ("std::os::unix", &["src/permissions.rs", "src/commands/alias/shell.rs"]),
    ("std::os::windows", &[]),
    ("tokio::signal::unix", &["src/signals.rs"]),
    ("tokio::signal::windows", &["src/signals.rs"]),
    ("libc::", &[]),
    ("windows_sys::", &[]),
];

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: [&str; 8] =
    ["util", "utils", "helper", "helpers", "common", "manager", "misc", "shared"];

#[test]
fn every_module_uses_only_its_own_folder_and_lower_layers() {
    let offences = offences_in("src", layer_offences);
    assert!(offences.is_empty(), "uses that the layers forbid:\n{offences}");
}

#[test]
fn the_world_is_reached_through_the_doors_only() {
    let offences = offences_in("src", door_offences);
    assert!(offences.is_empty(), "ways around the doors:\n{offences}");
}

#[test]
fn few_files_know_the_platform() {
    let offences = offences_in("src", platform_offences);
    assert!(offences.is_empty(), "what exists on one platform alone:\n{offences}");
}

#[test]
fn every_file_opens_by_saying_what_it_is_for() {
    for folder in ["src", "tests"] {
        let offences = offences_in(folder, opening_offences);
        assert!(offences.is_empty(), "files without a `//!` at their start:\n{offences}");
    }
}

#[test]
fn no_file_has_a_name_that_says_nothing() {
    for folder in ["src", "tests"] {
        let offences = offences_in(folder, name_offences);
        assert!(offences.is_empty(), "names that say nothing:\n{offences}");
    }
}

#[test]
fn a_use_of_a_higher_layer_is_found_however_it_is_written() {
    for (path, source) in [
        ("src/api/client.rs", "use crate::commands::parsed;"),
        ("src/api/client.rs", "use crate::output;"),
        ("src/api/client.rs", "use crate::{error::Error, bulk};"),
        ("src/bulk/engine.rs", "let x: crate::context::Context;"),
        ("src/bulk/engine.rs", "use crate::sandbox::Sandbox;"),
        ("src/bulk/engine.rs", "use super::super::context::Context;"),
        ("src/sandbox/call.rs", "use crate::api::Client;"),
        ("src/sandbox/call.rs", "use crate::api;"),
        ("src/unknown.rs", "use crate::error::Error;"),
        ("src/error.rs", "use crate::clock::Clock;"),
    ] {
        assert_eq!(layer_offences(path, source).len(), 1, "{path}: {source}");
    }
}

#[test]
fn what_the_layers_allow_is_no_offence() {
    for (path, source) in [
        ("src/api/client.rs", "use crate::api::retry::Proof;"),
        ("src/api/client.rs", "use crate::{clock::Clock, error::{Error, Kind}};"),
        ("src/bulk/contacts/import.rs", "use super::super::engine::Job;"),
        ("src/bulk/engine.rs", "// use crate::context::Context;"),
        ("src/sandbox/not_emulated.rs", "use crate::api::operations::all;"),
        ("src/error.rs", "mod tests {\n    use super::*;\n}"),
        ("src/cli.rs", "use crate::commands;"),
    ] {
        assert_eq!(layer_offences(path, source), Vec::<Offence>::new(), "{path}: {source}");
    }
}

#[test]
fn a_way_around_the_doors_is_found() {
    assert_eq!(door_offences("src/api/client.rs", "a();\nprintln!();").first().unwrap().line, 2);
    assert_eq!(door_offences("src/cli.rs", "std::env::var(\"HOME\")").len(), 1);
    assert!(door_offences("src/main.rs", "std::env::vars_os()").is_empty());
}

#[test]
fn a_use_of_one_platform_is_found_outside_of_tests() {
    let unix = "use std::os::unix::fs::MetadataExt;";
    assert_eq!(platform_offences("src/bulk/engine.rs", unix).len(), 1);
    assert!(platform_offences("src/permissions.rs", unix).is_empty());
    let tested = format!("fn a() {{}}\n\n#[cfg(test)]\nmod tests {{\n    {unix}\n}}");
    assert!(platform_offences("src/bulk/engine.rs", &tested).is_empty());
}

/// Something that must not be, at a line counted from 1.
#[derive(Debug, PartialEq)]
struct Offence {
    line: usize,
    what: String,
}

/// All offences of a folder's Rust files, one a line, as `file:line: what`.
fn offences_in(folder: &str, check: impl Fn(&str, &str) -> Vec<Offence>) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    assert!(!files.is_empty(), "{folder} holds no Rust files");
    let mut report = String::new();
    for file in files {
        let path = file.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
        let source = fs::read_to_string(&file).unwrap();
        for Offence { line, what } in check(&path, &source) {
            writeln!(report, "  {path}:{line}: {what}").unwrap();
        }
    }
    report
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for entry in entries {
        if entry.is_dir() {
            collect(&entry, files);
        } else if entry.extension().is_some_and(|extension| extension == "rs") {
            files.push(entry);
        }
    }
}

/// The lines of code, counted from 1, without comments. A `//` within a text ends it too early,
/// which hides nothing: no path of the crate follows one.
fn code(source: &str) -> impl Iterator<Item = (usize, &str)> {
    (1..).zip(source.lines()).map(|(line, text)| (line, text.split("//").next().unwrap_or("")))
}

fn layer_offences(path: &str, source: &str) -> Vec<Offence> {
    let own = top_module(path);
    let Some(layer) = layer_of(own) else {
        return vec![Offence { line: 1, what: format!("{own} has no layer in tests/layers.rs") }];
    };
    let mut offences = Vec::new();
    for (line, used) in uses(path, source) {
        let module = used.split("::").next().unwrap_or_default();
        let what = match layer_of(module) {
            _ if module == own => continue,
            None => format!("{module} is not a module of the crate, or has no layer"),
            Some(_) if own == "sandbox" && !sandbox_may_use(&used) => {
                format!("the sandbox must not use {used}")
            }
            Some(other) if other < layer || SIBLINGS.contains(&(own, module)) => continue,
            Some(other) => format!("{own} (layer {layer}) uses {module} (layer {other})"),
        };
        offences.push(Offence { line, what });
    }
    offences
}

/// `src/api/query/mod.rs` is of `api`.
fn top_module(path: &str) -> &str {
    let first = path.split('/').nth(1).unwrap_or_default();
    first.strip_suffix(".rs").unwrap_or(first)
}

fn layer_of(module: &str) -> Option<u8> {
    LAYERS.iter().find(|(_, modules)| modules.contains(&module)).map(|(layer, _)| *layer)
}

fn sandbox_may_use(used: &str) -> bool {
    SANDBOX_USES.iter().any(|allowed| {
        used.strip_prefix(allowed).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
    })
}

/// Every path of the crate that is named, from its top, with the line: `api::retry::Proof`.
fn uses(path: &str, source: &str) -> Vec<(usize, String)> {
    let depth = path.trim_end_matches("/mod.rs").split('/').count() - 1;
    let text: Vec<(usize, &str)> = code(source).collect();
    let mut found = Vec::new();
    for (index, (line, code)) in text.iter().enumerate() {
        for (at, _) in code.match_indices("crate::") {
            let mut rest = code[at + "crate::".len()..].to_owned();
            if rest.starts_with('{') {
                // A group may go on over lines, up to the end of the `use`.
                for (_, more) in &text[index + 1..] {
                    if rest.contains(';') {
                        break;
                    }
                    rest.push_str(more);
                }
                found.extend(group(&rest).into_iter().map(|used| (*line, used)));
            } else {
                found.push((*line, leading_path(&rest)));
            }
        }
        // `super` once per level leaves the top module; within an inline module, once more.
        let supers = code.matches("super::").count();
        let levels = depth + usize::from(code.starts_with(' '));
        if supers >= levels && code.trim_start().starts_with("use super::") {
            let rest = code.rsplit("super::").next().unwrap_or_default();
            found.push((*line, leading_path(rest)));
        }
    }
    found
}

/// The members of `{a::b, c::{d, e}}` by their leading paths: `a::b` and `c`.
fn group(text: &str) -> Vec<String> {
    let mut members = vec![String::new()];
    let mut level = 0;
    for character in text.chars() {
        match character {
            '{' => level += 1,
            '}' if level == 1 => break,
            '}' => level -= 1,
            ',' if level == 1 => members.push(String::new()),
            other if level == 1 => members.last_mut().expect("there is one").push(other),
            _ => {}
        }
    }
    members.iter().map(|member| leading_path(member.trim())).filter(|m| !m.is_empty()).collect()
}

fn leading_path(text: &str) -> String {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'));
    text[..end.unwrap_or(text.len())].trim_end_matches(':').to_owned()
}

fn door_offences(path: &str, source: &str) -> Vec<Offence> {
    let mut offences = Vec::new();
    for (line, code) in code(source) {
        for (way, doors) in DOORS {
            let around = code.match_indices(way).any(|(at, _)| starts_a_word(code, at));
            if around && !doors.contains(&path) {
                offences.push(Offence { line, what: format!("{way} outside the doors") });
            }
        }
    }
    offences
}

/// Tests, which are at the end of a file or in one of their own, may look at what is on the disk.
fn platform_offences(path: &str, source: &str) -> Vec<Offence> {
    let mut offences = Vec::new();
    let tested = |line: &str| line.starts_with("mod tests");
    for (line, code) in code(source).take_while(|(_, code)| !tested(code)) {
        for (use_, files) in PLATFORMS {
            if code.contains(use_) && !files.contains(&path) && !path.ends_with("tests.rs") {
                offences
                    .push(Offence { line, what: format!("{use_} in a file for all platforms") });
            }
        }
    }
    offences
}

/// `println!` does not contain `print!` as a word of its own, nor `eprintln!` a `println!`; the
/// macros for stderr are as forbidden, so an `e` before the word counts, too.
fn starts_a_word(code: &str, at: usize) -> bool {
    let before = code[..at].strip_suffix('e').unwrap_or(&code[..at]);
    !before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn opening_offences(_: &str, source: &str) -> Vec<Offence> {
    let opens = source.starts_with("//! ");
    let offence = || Offence { line: 1, what: "the file does not open with `//!`".to_owned() };
    if opens { Vec::new() } else { vec![offence()] }
}

fn name_offences(path: &str, _: &str) -> Vec<Offence> {
    let names = path.split('/').map(|part| part.strip_suffix(".rs").unwrap_or(part));
    names
        .filter(|name| EMPTY_NAMES.contains(name))
        .map(|name| Offence { line: 1, what: format!("`{name}` does not say what is in it") })
        .collect()
}
