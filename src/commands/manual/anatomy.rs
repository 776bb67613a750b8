//! What does the definition of a command say? Its parts, each in a place of its own, for pages that
//! show them in another order and form than clap's help does.
//!
//! Examples and notes are text in a definition. They are told apart by their form, which
//! `Examples:` and indented lines give them in every help.

use clap::builder::StyledStr;
use clap::{Arg, Command};

use crate::api::Method;
use crate::api::operations;

/// A command.
#[derive(Debug)]
pub struct Anatomy {
    /// Its words, the program's name first.
    pub words: Vec<String>,
    /// What it does, in a line.
    pub about: String,
    /// How it is written, a line for each way.
    pub usage: Vec<String>,
    /// What else there is to know.
    pub notes: Vec<Note>,
    /// Its arguments under their headings; flags that every command has are at the root only.
    pub arguments: Vec<(String, Vec<Argument>)>,
    /// The requests behind it, such as `GET /contacts`.
    pub requests: Vec<String>,
    /// Lines to type, and comments on them.
    pub examples: Vec<String>,
    /// The commands below it.
    pub inner: Vec<Anatomy>,
}

/// A paragraph.
#[derive(Debug, PartialEq, Eq)]
pub enum Note {
    /// Running text.
    Text(String),
    /// Lines that stay as they are.
    Lines(Vec<String>),
}

/// An argument or a flag.
#[derive(Debug)]
pub struct Argument {
    /// How it is written: `-n, --dry-run`, `--output <FORM>`, `<FILE>`.
    pub term: String,
    /// What it means, which values it takes and what holds without it.
    pub text: String,
}

impl Anatomy {
    /// Takes a tree apart from its root on.
    pub fn of(root: Command) -> Self {
        let mut root = root.disable_help_subcommand(true);
        root.build();
        Anatomy::below(&root, &[])
    }

    fn below(command: &Command, above: &[String]) -> Self {
        let words = [above, &[command.get_name().to_owned()]].concat();
        let is_shown = |inner: &&Command| {
            // One that clap adds by itself says nothing about this command.
            !inner.is_hide_set() && (above.is_empty() || inner.get_name() != "help")
        };
        let mut inner: Vec<&Command> = command.get_subcommands().filter(is_shown).collect();
        inner.sort_by_key(|inner| inner.get_display_order());
        let about = text(command.get_about());
        let long = text(command.get_long_about());
        let more = long.strip_prefix(&about).unwrap_or(&long).to_owned();
        let after = command.get_after_long_help().or_else(|| command.get_after_help());
        let mut body = Body::default();
        for part in [text(command.get_before_help()), more, text(after)] {
            body.read(&part);
        }
        let known = requests(&words[1..]);
        Anatomy {
            usage: usage(command),
            arguments: arguments(command, above.is_empty()),
            requests: if known.is_empty() { body.requests } else { known },
            notes: body.notes,
            examples: body.examples,
            inner: inner.into_iter().map(|inner| Anatomy::below(inner, &words)).collect(),
            about,
            words,
        }
    }

    /// The command below this one that the words lead to.
    pub fn find(&self, words: &[String]) -> Option<&Anatomy> {
        match words {
            [] => Some(self),
            [first, rest @ ..] => {
                self.inner.iter().find(|inner| inner.words.last() == Some(first))?.find(rest)
            }
        }
    }

    /// The words as they are typed.
    pub fn name(&self) -> String {
        self.words.join(" ")
    }
}

fn text(styled: Option<&StyledStr>) -> String {
    styled.map(ToString::to_string).unwrap_or_default().trim().to_owned()
}

fn usage(command: &Command) -> Vec<String> {
    let usage = command.clone().render_usage().to_string();
    let usage = usage.strip_prefix("Usage:").unwrap_or(&usage);
    usage.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// The rows of the table that a command is, or does a part of.
fn requests(words: &[String]) -> Vec<String> {
    let is_behind = |operation: &&operations::Operation| {
        operation.command == words || operation.also.iter().any(|also| *also == words)
    };
    let request = |operation: &operations::Operation| {
        format!("{} {}", operation.method.as_str(), operation.path)
    };
    operations::all().filter(is_behind).map(request).collect()
}

/// What a text of help holds.
#[derive(Default)]
struct Body {
    notes: Vec<Note>,
    examples: Vec<String>,
    requests: Vec<String>,
    /// The last paragraph held examples.
    in_examples: bool,
}

impl Body {
    fn read(&mut self, text: &str) {
        self.in_examples = false;
        for paragraph in text.split("\n\n") {
            let lines: Vec<&str> =
                paragraph.lines().filter(|line| !line.trim().is_empty()).collect();
            self.paragraph(&lines);
        }
    }

    fn paragraph(&mut self, lines: &[&str]) {
        let is_indented = |lines: &[&str]| lines.iter().all(|line| line.starts_with("  "));
        let cut = |lines: &[&str]| -> Vec<String> {
            lines.iter().map(|line| line.get(2..).unwrap_or_default().to_owned()).collect()
        };
        match lines {
            [] => {}
            ["Example:" | "Examples:", rest @ ..] => {
                self.examples.extend(cut(rest));
                self.in_examples = true;
                return;
            }
            lines if is_indented(lines) && self.in_examples => {
                self.examples.extend(cut(lines));
                return;
            }
            lines if is_indented(lines) => self.notes.push(Note::Lines(cut(lines))),
            [title, rest @ ..] if !rest.is_empty() && is_indented(rest) => {
                self.notes.push(Note::Text((*title).to_owned()));
                self.notes.push(Note::Lines(cut(rest)));
            }
            [request, rest @ ..] if is_request(request) => {
                self.requests.push((*request).to_owned());
                self.paragraph(rest);
            }
            lines => self.notes.push(Note::Text(lines.join(" "))),
        }
        self.in_examples = false;
    }
}

/// True for `GET /contacts` and the like.
fn is_request(line: &str) -> bool {
    let methods =
        [Method::Get, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Head];
    line.split_once(" /").is_some_and(|(word, _)| methods.iter().any(|m| m.as_str() == word))
}

/// The arguments of a command, those in their places first, then flags by their headings.
fn arguments(command: &Command, is_root: bool) -> Vec<(String, Vec<Argument>)> {
    let is_own = |arg: &&Arg| {
        let id = arg.get_id().as_str();
        let by_clap = matches!(id, "help" | "version") && !is_root;
        !arg.is_hide_set() && !by_clap && (is_root || !arg.is_global_set())
    };
    let mut sections: Vec<(String, Vec<Argument>)> = Vec::new();
    for arg in command.get_arguments().filter(is_own) {
        let usual = if arg.is_positional() { "Arguments" } else { "Options" };
        let title = arg.get_help_heading().unwrap_or(usual);
        let at = sections.iter().position(|(known, _)| known == title).unwrap_or_else(|| {
            sections.push((title.to_owned(), Vec::new()));
            sections.len() - 1
        });
        sections[at].1.push(argument(arg));
    }
    sections.sort_by_key(|(title, _)| match title.as_str() {
        "Arguments" => 0,
        "Options" => 1,
        _ => 2,
    });
    sections
}

fn argument(arg: &Arg) -> Argument {
    let help = text(arg.get_long_help().or_else(|| arg.get_help()));
    let help = help.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join(" ");
    let takes_value = arg.get_action().takes_values();
    let help = help.trim_end_matches('.').to_owned();
    let mut parts: Vec<String> = [help].into_iter().filter(|help| !help.is_empty()).collect();
    if takes_value && !arg.is_hide_possible_values_set() {
        parts.extend(choices(arg));
    }
    let defaults = arg.get_default_values().iter().map(|value| value.to_string_lossy());
    let defaults = defaults.collect::<Vec<_>>().join(",");
    if takes_value && !arg.is_hide_default_value_set() && !defaults.is_empty() {
        parts.push(format!("default: {defaults}"));
    }
    Argument { term: term(arg), text: parts.join("; ") }
}

fn choices(arg: &Arg) -> Option<String> {
    let values = arg.get_possible_values();
    let shown: Vec<String> = values
        .iter()
        .filter(|value| !value.is_hide_set())
        .map(|value| match value.get_help() {
            Some(help) => format!("{} ({help})", value.get_name()),
            None => value.get_name().to_owned(),
        })
        .collect();
    (!shown.is_empty()).then(|| format!("one of {}", shown.join(", ")))
}

/// An argument as it is written.
fn term(arg: &Arg) -> String {
    let flags =
        [arg.get_short().map(|c| format!("-{c}")), arg.get_long().map(|l| format!("--{l}"))];
    let flags: Vec<String> = flags.into_iter().flatten().collect();
    if !arg.get_action().takes_values() {
        return flags.join(", ");
    }
    let names = arg.get_value_names().unwrap_or_default();
    let names = names.iter().map(|name| format!("<{name}>")).collect::<Vec<_>>().join(" ");
    let counts = arg.get_num_args().unwrap_or_default();
    let more = if counts.max_values() > 1 { "..." } else { "" };
    match (flags.is_empty(), counts.min_values()) {
        (true, _) if arg.is_required_set() => format!("{names}{more}"),
        (true, _) => format!("[{}]{more}", names.trim_matches(['<', '>'])),
        (false, 0) => format!("{} [{names}]", flags.join(", ")),
        (false, _) => format!("{} {names}{more}", flags.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(text: &str) -> Body {
        let mut body = Body::default();
        body.read(text);
        body
    }

    #[test]
    fn examples_requests_and_notes_are_told_apart() {
        let body = body(
            "First line\nof a note.\n\nExamples:\n  # why\n  ictl me\n\n  ictl me --json\n\nGET /me\nAll pages.",
        );
        assert_eq!(body.examples, ["# why", "ictl me", "ictl me --json"]);
        assert_eq!(body.requests, ["GET /me"]);
        let notes = ["First line of a note.", "All pages."].map(|text| Note::Text(text.to_owned()));
        assert_eq!(body.notes, notes);
    }

    #[test]
    fn a_list_under_a_title_stays_a_list() {
        let body = body("Where it goes:\n  bash  here\n  zsh   there");
        let lines = vec!["bash  here".to_owned(), "zsh   there".to_owned()];
        assert_eq!(body.notes, [Note::Text("Where it goes:".to_owned()), Note::Lines(lines)]);
        assert!(body.examples.is_empty());
    }

    #[test]
    fn an_argument_is_shown_as_it_is_written() {
        let shown = |arg: Arg| term(&arg.value_name("N"));
        let command = Command::new("x")
            .arg(Arg::new("place").required(true))
            .arg(Arg::new("long").long("long").short('l'))
            .arg(Arg::new("maybe").long("maybe").num_args(0..=1));
        let mut command = command.mut_args(|arg| arg.value_name("N"));
        command.build();
        let terms: Vec<String> = command.get_arguments().map(term).collect();
        assert_eq!(terms[..3], ["<N>", "-l, --long <N>", "--maybe [<N>]"]);
        assert_eq!(shown(Arg::new("y").long("y").action(clap::ArgAction::SetTrue)), "--y");
    }
}
