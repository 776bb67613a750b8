//! The blocks that are transcripts: played, and compared with what is shown.

use std::thread;

use crate::pages::{blocks, documents, read, root};
use crate::session::Session;

/// The page that is made of the help texts. Their examples have a test of their own.
const MADE_OF_HELP: &str = "docs/reference.md";

/// How the documents run what a reader of them has built.
const RUN_BY_CARGO: &str = "cargo run --release -- ";

#[test]
fn the_documents_show_what_happens() {
    let documents = documents();
    // Most of the time goes by in the commands: the documents are played side by side.
    let faults: Vec<String> = thread::scope(|scope| {
        let plays: Vec<_> =
            documents.iter().map(|document| scope.spawn(|| play(document))).collect();
        plays.into_iter().flat_map(|play| play.join().unwrap()).collect()
    });
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn commands_stand_in_blocks_that_are_played() {
    // What other programs do (package managers, Docker) is not ours to play.
    let is_command = |line: &&&str| {
        let line = line.trim_start();
        ["ictl ", "cargo "].iter().any(|ours| line.trim_start_matches("$ ").starts_with(ours))
    };
    for document in documents().iter().filter(|document| *document != MADE_OF_HELP) {
        for block in blocks(&read(document)) {
            if ["console", "yaml"].contains(&block.kind) {
                continue;
            }
            let command = block.lines.iter().find(is_command);
            assert!(command.is_none(), "{document} does not play {command:?}: use a console block");
        }
    }
}

#[test]
fn what_is_built_or_measured_by_cargo_exists() {
    for document in documents() {
        for (command, _) in transcripts(&read(&document)).into_iter().flat_map(|t| t.commands) {
            let words: Vec<&str> = command.split(' ').collect();
            for pair in words.windows(2) {
                let folder = match pair[0] {
                    "--test" => "tests",
                    "--bench" => "benches",
                    "--example" => "examples",
                    _ => continue,
                };
                let path = root().join(folder).join(pair[1]);
                let exists = path.is_dir() || path.with_extension("rs").is_file();
                assert!(exists, "{document} shows `{command}`: there is no {}", path.display());
            }
        }
    }
}

/// Plays all transcripts of a document, in order, and tells where it shows something else than
/// comes.
fn play(document: &str) -> Vec<String> {
    let mut session = Session::begin();
    let mut faults = Vec::new();
    for transcript in transcripts(&read(document)) {
        if !session.prepares(transcript.aside.as_deref()) {
            continue;
        }
        for (command, expected) in transcript.commands {
            let command = command
                .strip_prefix(RUN_BY_CARGO)
                .map_or_else(|| command.clone(), |arguments| format!("ictl {arguments}"));
            let Some(shown) = session.run(&command) else { continue };
            if !matches(&expected, &shown) {
                faults.push(format!(
                    "{document} shows for `{command}`:\n{expected}\n\nbut it prints:\n{shown}\n"
                ));
            }
        }
    }
    faults
}

/// A block of kind `console`.
struct Transcript {
    aside: Option<String>,
    /// Each command with the output shown for it.
    commands: Vec<(String, String)>,
}

fn transcripts(text: &str) -> Vec<Transcript> {
    let consoles = blocks(text).into_iter().filter(|block| block.kind == "console");
    consoles
        .map(|block| Transcript {
            aside: block.aside.map(ToOwned::to_owned),
            commands: commands(&block.lines),
        })
        .collect()
}

fn commands(lines: &[&str]) -> Vec<(String, String)> {
    let mut found: Vec<(String, Vec<&str>)> = Vec::new();
    for line in lines {
        match (line.strip_prefix("$ "), found.last_mut()) {
            (Some(command), _) => found.push((command.to_owned(), Vec::new())),
            (None, Some((_, output))) => output.push(line),
            (None, None) => panic!("a console block begins with a command, not with {line:?}"),
        }
    }
    found.into_iter().map(|(command, output)| (command, output.join("\n"))).collect()
}

/// Whether the output is what is expected, where `…` stands for any text, and on a line of its own for
/// any lines, none included. What a slow machine says of its progress every ten seconds is not
/// expected of others.
pub fn matches(expected: &str, output: &str) -> bool {
    let is_progress = |line: &&str| line.ends_with(" left") || line.ends_with("/s");
    let lines: Vec<&str> = output.trim().lines().filter(|line| !is_progress(line)).collect();
    let output = format!("\n{}\n", lines.join("\n"));
    // Any lines: the end of the line before is part of what may be anything.
    let expected = format!("\n{}\n", expected.trim()).replace("\n…\n", "…\n");
    let mut pieces = expected.split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = output.strip_prefix(first) else { return false };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else { return rest.is_empty() };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}
