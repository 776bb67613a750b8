//! Commands and flags in running text are not played, since they stand for many; the program's
//! own command tree must know them.

use std::collections::BTreeSet;

use clap::Command;
use clap::error::ErrorKind;

use crate::pages::{documents, inline_code, read};

/// The page that shows the flags of other programs beside ours.
const OF_OTHERS: &str = "docs/moving.md";

/// Flags of cargo and of the benchmarks.
const FOREIGN_FLAGS: [&str; 7] =
    ["--test", "--bench", "--example", "--locked", "--rows", "--rounds", "--connections"];

#[test]
fn commands_in_running_text_are_understood() {
    let mut faults = Vec::new();
    for document in documents() {
        for code in inline_code(&read(&document)) {
            for args in command_lines(&code) {
                faults
                    .extend(misunderstood(&args).map(|why| format!("{document}: `{code}`: {why}")));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn flags_in_running_text_exist() {
    let known = all_flags();
    for document in documents().iter().filter(|document| *document != OF_OTHERS) {
        let text = read(document);
        let codes = inline_code(&text);
        for code in codes.iter().filter(|code| code.starts_with("--")) {
            for word in code.split(' ').filter(|word| word.starts_with("--")) {
                let flag = word.split(['=', '…']).next().unwrap_or_default();
                let is_known = known.contains(flag) || FOREIGN_FLAGS.contains(&flag);
                assert!(is_known, "{document}: `{code}`: no command has {flag}");
            }
        }
    }
}

#[test]
fn a_command_that_does_not_exist_is_noticed() {
    let args = |code: &str| command_lines(code).remove(0);
    assert!(misunderstood(&args("ictl contacts lst")).is_some());
    assert!(misunderstood(&args("ictl contacts list --lmit 3")).is_some());
    assert!(misunderstood(&args("ictl contacts update ID --name NAME")).is_none());
    let both = command_lines("ictl contacts search 'a | b' --jq .id | ictl contacts tag - NAME");
    assert_eq!(both.len(), 2);
    assert!(both.iter().all(|args| misunderstood(args).is_none()));
}

/// Why the command tree does not take this, if it does not. That something is left out or stands in
/// capitals for what a reader has is no mistake.
fn misunderstood(args: &[String]) -> Option<String> {
    let error = ictl::cli::command(args).try_get_matches_from(args).err()?;
    let is_mistake =
        matches!(error.kind(), ErrorKind::UnknownArgument | ErrorKind::InvalidSubcommand);
    is_mistake.then(|| error.to_string())
}

/// The command lines of `ictl` in a piece of code, which may be a pipeline.
fn command_lines(code: &str) -> Vec<Vec<String>> {
    let is_assignment = |word: &String| {
        word.split_once('=')
            .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
    };
    let segments = words(code);
    let lines = segments.split(|word| word == "|").map(|segment| {
        let words = segment.iter().skip_while(|word| is_assignment(word));
        let words = words.take_while(|word| !["<", ">", "2>", "…"].contains(&word.as_str()));
        words.cloned().collect::<Vec<String>>()
    });
    let is_placeholder = |word: &String| word.chars().all(|c| c.is_ascii_uppercase());
    lines
        .flat_map(|line| alternatives(&line))
        .filter(|line| line.first().is_some_and(|word| word == "ictl"))
        .filter(|line| !line.get(1).is_some_and(is_placeholder))
        .collect()
}

/// A line for each of the words in `get|set`; in the value of a flag they change nothing.
fn alternatives(line: &[String]) -> Vec<Vec<String>> {
    let is_choice = |word: &String| {
        word.contains('|') && word.chars().all(|c| c.is_ascii_lowercase() || c == '|')
    };
    let Some(at) = line.iter().position(is_choice) else { return vec![line.to_vec()] };
    let choices = line[at].split('|');
    choices.map(|choice| [&line[..at], &[choice.to_owned()], &line[at + 1..]].concat()).collect()
}

/// Words as a shell would part them, as far as the documents need it: quotation marks hold together.
fn words(code: &str) -> Vec<String> {
    let (mut found, mut word, mut quote) = (Vec::new(), String::new(), None);
    for character in code.chars() {
        match (quote, character) {
            (Some(mark), c) if c == mark => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, ' ') => found.push(std::mem::take(&mut word)),
            (_, c) => word.push(c),
        }
    }
    found.push(word);
    found.retain(|word| !word.is_empty());
    found
}

/// Every long flag of every command.
fn all_flags() -> BTreeSet<String> {
    let root = ictl::cli::command(&["ictl".to_owned()]);
    let nouns: Vec<String> =
        root.get_subcommands().map(|noun| noun.get_name().to_owned()).collect();
    let mut flags = BTreeSet::new();
    for noun in nouns {
        let tree = ictl::cli::command(&["ictl".to_owned(), noun.clone()]);
        collect(&tree, &mut flags);
    }
    flags
}

fn collect(command: &Command, flags: &mut BTreeSet<String>) {
    let longs = command.get_arguments().flat_map(|arg| {
        let others = arg.get_all_aliases().unwrap_or_default();
        arg.get_long().into_iter().chain(others).map(|long| format!("--{long}")).collect::<Vec<_>>()
    });
    flags.extend(longs.chain(["--help".to_owned(), "--version".to_owned()]));
    command.get_subcommands().for_each(|command| collect(command, flags));
}
