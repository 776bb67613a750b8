//! Do the pages for readers of the source keep their word? Tests and functions that they name exist
//! where they say, every claim of the page on security names a test, and the command lines in tables
//! are such that the program can read them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "support/words.rs"]
mod words;

use std::fs;
use std::path::{Path, PathBuf};

use clap::error::ErrorKind;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn page(name: &str) -> String {
    fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// What stands between backticks, transcripts apart.
fn quoted(text: &str) -> Vec<String> {
    let prose: Vec<&str> = text.split("```").step_by(2).collect();
    let prose = prose.join("\n");
    prose.split('`').skip(1).step_by(2).map(|word| word.replace('\n', " ")).collect()
}

/// Every source file under a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn is_name(word: &str) -> bool {
    !word.is_empty()
        && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

#[test]
fn the_page_on_security_names_tests_that_exist() {
    let mut file = String::new();
    let mut named = 0;
    for word in quoted(&page("security.md")) {
        if Path::new(&word).extension().is_some_and(|extension| extension == "rs") {
            file = fs::read_to_string(root().join(&word)).unwrap_or_else(|cause| {
                panic!("docs/security.md names {word}: {cause}");
            });
        } else if is_name(&word) && word.matches('_').count() > 2 {
            assert!(file.contains(&format!("fn {word}(")), "no test is called {word}");
            named += 1;
        }
    }
    assert!(named > 25, "only {named} claims name a test");
}

#[test]
fn every_claim_of_the_page_on_security_names_a_test() {
    let text = page("security.md");
    let (_, claims) = text.split_once("## Who can read what").unwrap();
    let (claims, _) = claims.split_once("## What it does not protect against").unwrap();
    for paragraph in claims.split("\n\n").filter(|paragraph| paragraph.starts_with("**")) {
        // What others do is told so that nobody looks for it here.
        let is_about_others = paragraph.starts_with("**No PKCE");
        assert!(is_about_others || paragraph.contains(".rs`"), "no test holds:\n{paragraph}");
    }
}

#[test]
fn the_page_on_architecture_names_functions_that_exist() {
    let mut files = Vec::new();
    sources(&root().join("src"), &mut files);
    let read = |path: &PathBuf| fs::read_to_string(path).unwrap();
    let mut named = 0;
    for word in quoted(&page("architecture.md")) {
        let Some((module, name)) = word.split_once("::") else { continue };
        if !is_name(module) || !is_name(name) {
            continue;
        }
        let within = |path: &&PathBuf| {
            let path = path.strip_prefix(root()).unwrap().with_extension("");
            path.components().any(|part| part.as_os_str() == module)
        };
        let defines = |text: String| {
            ["fn", "mod", "struct"].iter().any(|kind| {
                [" ", "\n"].iter().any(|before| text.contains(&format!("{before}{kind} {name}")))
            })
        };
        let is_file = |path: &&PathBuf| path.file_stem().is_some_and(|stem| stem == name);
        let mut inside = files.iter().filter(within);
        assert!(
            inside.clone().any(|path| is_file(&path)) || inside.any(|path| defines(read(path))),
            "docs/architecture.md names {word}, which does not exist"
        );
        named += 1;
    }
    assert!(named > 5, "only {named} functions are named");
}

#[test]
fn the_command_lines_of_the_guides_can_be_read() {
    let mut faults = Vec::new();
    for name in ["moving.md", "ci.md", "errors.md", "security.md"] {
        for line in quoted(&page(name)).iter().filter(|word| word.starts_with("ictl ")) {
            faults.extend(fault(line).map(|why| format!("docs/{name}: `{line}`: {why}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is wrong with a command line, of a pipe with each of its parts.
fn fault(line: &str) -> Option<String> {
    line.replace("\\|", "|").split(" | ").filter(|part| part.starts_with("ictl ")).find_map(
        |part| {
            // What follows within quotes is a query's own sign.
            let redirected = part.rsplit_once(" < ").filter(|(_, file)| !file.contains('\''));
            let part = redirected.map_or(part, |(command, _)| command);
            let args = words::split(part);
            let parsed = ictl::cli::command(&args).try_get_matches_from(&args);
            let is_fine = |kind| {
                matches!(
                    kind,
                    ErrorKind::DisplayHelp
                    | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                    | ErrorKind::DisplayVersion
                    // A command may be called by its name alone.
                    | ErrorKind::MissingRequiredArgument
                )
            };
            parsed.err().filter(|error| !is_fine(error.kind())).map(|error| error.to_string())
        },
    )
}
