//! What does the help of a command look like? Always the same: what it does, its usage, arguments
//! and flags, what else there is to know, the request behind it, and examples at the very end.
//!
//! Apart from the definitions of the commands, which other generators read too: here the flags that
//! every command has are put out of sight, and everything is laid out for a terminal.

use clap::{Arg, ArgAction, Command};

use super::groups;

/// Widest line; longer ones are hard to read.
pub const MAX_WIDTH: usize = 100;

const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{all-args}{after-help}";

/// The line that stands in the place of the flags that every command has.
const EVERY_COMMAND: &str = "Every command also takes --json, --jq, --fields, --dry-run, --yes, \
                             --sandbox and others: ictl help flags";

/// What to begin with.
pub const ROOT_EXAMPLES: &str = "\
Examples:
  ictl auth login
  ictl contacts search 'email ~ \"@example.com\"' --jq .id
  ictl --sandbox contacts import examples/contacts.csv
  ictl conversations search 'state = open and updated_at < 30d' |
    ictl conversations close - --yes";

const NEXT: &str = "More: ictl help COMMAND, ictl operations WORDS, and ictl help flags, environment \
                    or exit-codes";

/// A blank that clap does not break a line at: what is typed must stay on one line.
const UNBROKEN: char = '\u{a0}';

/// The help that a command line asks for, in lines of this width at most.
///
/// # Errors
/// What clap says where the words ask for something else, or are mistaken.
pub fn page(root: Command, args: &[String], width: usize) -> Result<String, Box<clap::Error>> {
    let width = width.min(MAX_WIDTH);
    match dressed_root(root, width).try_get_matches_from(args) {
        Err(error) if !error.use_stderr() || is_bare(&error) => Ok(tidy(&error.to_string())),
        Err(error) => Err(Box::new(error)),
        Ok(_) => Ok(String::new()),
    }
}

/// True where a command was named that needs a verb, and nothing else.
pub fn is_bare(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Several blank lines where a section is empty become one.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    format!("{}\n", lines.join("\n").trim_end()).replace(UNBROKEN, " ")
}

fn dressed_root(root: Command, width: usize) -> Command {
    let listing = groups::listing(&root, width);
    let end = format!("\n{listing}\n{NEXT}\n\n{ROOT_EXAMPLES}");
    let root = root.mut_args(|arg| arg.hide(true)).term_width(width);
    let root = each_subcommand(root, dressed);
    takes_help(root)
        .help_template("{about-with-newline}\n{usage-heading} {usage}\n{after-help}")
        .after_help(unbroken(&end))
}

fn dressed(command: Command) -> Command {
    let end = end(&command);
    let command = each_subcommand(command, dressed);
    takes_help(command).help_template(TEMPLATE).after_help(end)
}

fn each_subcommand(command: Command, change: fn(Command) -> Command) -> Command {
    let names: Vec<String> =
        command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    names.into_iter().fold(command, |command, name| command.mut_subcommand(name, change))
}

/// `--help` that is the same as `-h`, and takes no line of its own.
fn takes_help(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::HelpShort).hide(true);
    command.disable_help_flag(true).arg(help)
}

/// What follows the flags: where all flags are, what else there is to know, request and examples.
fn end(command: &Command) -> String {
    let text = |styled: Option<&clap::builder::StyledStr>| {
        styled.map(ToString::to_string).unwrap_or_default()
    };
    let about = text(command.get_about());
    let long = text(command.get_long_about());
    let notes = long.strip_prefix(&about).unwrap_or(&long).trim();
    let after = unbroken(&text(command.get_after_help()));
    let parts = [EVERY_COMMAND, notes, after.trim_end()];
    parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
}

/// Indented lines are kept in one piece.
fn unbroken(text: &str) -> String {
    let line = |line: &str| {
        if line.starts_with("  ") {
            line.replace(' ', &UNBROKEN.to_string())
        } else {
            line.to_owned()
        }
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// Words in lines of this width, each behind this many blanks.
pub fn wrapped(text: &str, indent: usize, width: usize) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last_mut().expect("there is a line from the beginning on");
        if last.is_empty() {
            last.push_str(word);
        } else if indent + last.chars().count() + 1 + word.chars().count() <= width {
            last.push(' ');
            last.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    let blanks = " ".repeat(indent);
    lines.iter().map(|line| format!("{blanks}{line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn help(line: &str, width: usize) -> String {
        let args: Vec<String> = line.split(' ').map(str::to_owned).collect();
        page(crate::commands::root(&args), &args, width).unwrap()
    }

    #[test]
    fn help_is_the_same_short_and_long_and_ends_with_examples() {
        let long = help("ictl contacts get --help", 100);
        assert_eq!(long, help("ictl contacts get -h", 100));
        let (_, end) = long.rsplit_once("\n\n").unwrap();
        assert!(end.starts_with("Example"), "{long}");
    }

    #[test]
    fn examples_stay_in_one_piece_where_text_is_wrapped() {
        let narrow = help("ictl conversations reply --help", 60);
        assert!(narrow.lines().any(|line| line.len() > 60 && line.starts_with("  ictl ")));
        let text = narrow.lines().filter(|line| !line.starts_with("  ictl "));
        assert_eq!(text.filter(|line| line.chars().count() > 60).count(), 0, "{narrow}");
    }

    #[test]
    fn words_are_wrapped_behind_their_indent() {
        assert_eq!(wrapped("one two three", 2, 9), "  one two\n  three");
    }
}
