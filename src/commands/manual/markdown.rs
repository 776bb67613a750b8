//! The reference: every command on one page, for the web.

use std::fmt::Write as _;

use super::anatomy::{Anatomy, Note};
use crate::commands::help::groups;

const BEGINNING: &str = "\
# Reference

Every command with its usage, its flags, the request that it sends, and examples. `ictl help COMMAND` shows the
same in a terminal, `ictl man COMMAND` as a manual page. This page is made from the definitions of the commands.
";

/// The whole page.
pub fn reference(root: &Anatomy) -> String {
    let mut page = BEGINNING.to_owned();
    let groups: Vec<(&str, Vec<&Anatomy>)> = groups()
        .into_iter()
        .map(|group| {
            let known = group.commands.iter().filter_map(|name| root.find(&[(*name).to_owned()]));
            (group.title, known.collect())
        })
        .collect();
    // Writing to a String never fails.
    for (title, commands) in &groups {
        let _ = writeln!(page, "\n**{title}**\n");
        for command in commands {
            let _ = writeln!(page, "- {}", contents(command));
        }
    }
    let _ = writeln!(page, "\n## Flags that every command takes");
    arguments(&mut page, root);
    for (title, commands) in &groups {
        let _ = writeln!(page, "\n## {title}");
        for command in commands {
            describe(&mut page, command, 3);
        }
    }
    page
}

/// A command and those below it, as links.
fn contents(command: &Anatomy) -> String {
    let mut below = Vec::new();
    links(command, command.words.len(), &mut below);
    let own = link(&command.words[1..].join(" "), command);
    if below.is_empty() { own } else { format!("{own}: {}", below.join(", ")) }
}

/// The commands below one; those that only hold others are named by what they hold.
fn links(command: &Anatomy, depth: usize, found: &mut Vec<String>) {
    for inner in &command.inner {
        if inner.inner.is_empty() || !inner.arguments.is_empty() {
            found.push(link(&inner.words[depth..].join(" "), inner));
        }
        links(inner, depth, found);
    }
}

fn link(text: &str, command: &Anatomy) -> String {
    format!("[{text}](#{})", command.words.join("-"))
}

fn describe(page: &mut String, command: &Anatomy, level: usize) {
    let _ =
        writeln!(page, "\n{} {}\n\n{}", "#".repeat(level), command.name(), prose(&command.about));
    // A command that only holds others is described by them.
    if command.inner.is_empty() || !command.arguments.is_empty() {
        block(page, &command.usage);
    }
    for note in &command.notes {
        match note {
            Note::Text(text) => {
                let _ = writeln!(page, "\n{}", prose(text));
            }
            Note::Lines(lines) => block(page, lines),
        }
    }
    arguments(page, command);
    if !command.requests.is_empty() {
        let requests: Vec<String> = command.requests.iter().map(|one| format!("`{one}`")).collect();
        let _ = writeln!(page, "\nRequest: {}", requests.join(", "));
    }
    if !command.examples.is_empty() {
        block(page, &command.examples);
    }
    for inner in &command.inner {
        describe(page, inner, 4);
    }
}

fn arguments(page: &mut String, command: &Anatomy) {
    for (title, arguments) in &command.arguments {
        if matches!(title.as_str(), "Arguments" | "Options" | "Global options") {
            page.push('\n');
        } else {
            let _ = writeln!(page, "\n{}:\n", prose(title));
        }
        for argument in arguments {
            let text = prose(&argument.text);
            let text = if text.is_empty() { text } else { format!(": {text}") };
            let _ = writeln!(page, "- `{}`{text}", argument.term);
        }
    }
}

fn block(page: &mut String, lines: &[String]) {
    let _ = writeln!(page, "\n```text\n{}\n```", lines.join("\n"));
}

/// Text in which Markdown finds nothing to obey but code between backticks.
fn prose(text: &str) -> String {
    let escape = |(at, piece): (usize, &str)| {
        if at % 2 == 1 {
            return piece.to_owned();
        }
        let special = |c: char| "<*[\\".contains(c);
        piece.chars().fold(String::new(), |mut out, c| {
            if special(c) {
                out.push('\\');
            }
            out.push(c);
            out
        })
    };
    text.split('`').enumerate().map(escape).collect::<Vec<_>>().join("`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_holds_no_markup_but_code() {
        assert_eq!(prose("a <b> `<c>` d*"), "a \\<b> `<c>` d\\*");
    }
}
