//! What does the help of a command look like? Always the same: what it does, its usage, arguments
//! and flags, what else there is to know, the request behind it, and examples at the very end.
//!
//! Apart from the definitions of the commands, which other generators read too: here the flags that
//! every command has are put out of sight, and everything is laid out for a terminal.

use clap::{Arg, ArgAction, Command};

use super::groups;
use crate::commands::job::HEADING as STREAM_HEADING;
use crate::commands::operation::FIELDS_HEADING;
use crate::commands::wrapped::MAX_WIDTH;

const TEMPLATE: &str = "\
{about-with-newline}
{usage-heading} {usage}

{all-args}{after-help}";

/// The line that stands in the place of the flags that every command has.
const EVERY_COMMAND: &str = "Every command takes --json, --jq, --fields, --dry-run, --yes, \
                             --sandbox and more: ictl help flags";

/// The line that stands in the place of the flags of a stream of ids.
const STREAM: &str = "With - in the place of the id, ids come from stdin, and --job, --resume, \
                      --restart, --rate and --concurrency say how: ictl help streams";

/// Most fields of a body that are shown with what they take; of more the names are enough.
const FIELDS_SHOWN: usize = 11;

/// What to begin with.
pub const ROOT_EXAMPLES: &str = "\
Examples:
  ictl auth login
  ictl contacts search 'email ~ \"@example.com\"' --jq .id
  ictl --sandbox contacts import examples/contacts.csv
  ictl conversations search 'state = open and updated_at < 30d' |
    ictl conversations close - --yes";

const NEXT: &str = "More: ictl help COMMAND, ictl operations WORDS, and ictl help flags, streams, \
                    environment or exit-codes";

/// A blank that clap does not break a line at: what is typed must stay on one line.
const UNBROKEN: char = '\u{a0}';

/// The help that a command line asks for, in lines of this width at most.
///
/// # Errors
/// What clap says where the words ask for something else, or are mistaken.
pub fn page(root: Command, args: &[String], width: usize) -> Result<String, Box<clap::Error>> {
    let width = width.min(MAX_WIDTH);
    match dressed_root(root, width).try_get_matches_from(args) {
        Err(error) if !error.use_stderr() || is_bare(&error) => Ok(tidy(&error.to_string(), width)),
        Err(error) => Err(Box::new(error)),
        Ok(_) => Ok(String::new()),
    }
}

/// True where a command was named that needs a verb, and nothing else.
pub fn is_bare(error: &clap::Error) -> bool {
    error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
}

/// Takes out blank lines where a section or a flag's text is empty, and puts the text that clap
/// sets below a flag behind it where it fits.
fn tidy(text: &str, width: usize) -> String {
    let is_flag = |line: &str| line.trim_start().starts_with(['-', '<', '[']);
    let mut lines: Vec<String> = Vec::new();
    let mut source = text.lines().map(str::trim_end).peekable();
    while let Some(line) = source.next() {
        let last = lines.last().map_or("", String::as_str);
        let between_flags = is_flag(last) && source.peek().is_some_and(|next| is_flag(next));
        if line.is_empty() && (last.is_empty() || between_flags) {
            continue;
        }
        let fits = last.chars().count() + line.trim_start().chars().count() + 2 <= width;
        let goes_on = source.peek().is_some_and(|next| next.starts_with(BELOW));
        if is_flag(last) && line.starts_with(BELOW) && fits && !goes_on {
            let whole = format!("{last}  {}", line.trim_start());
            lines.pop();
            lines.push(whole);
        } else {
            lines.push(line.to_owned());
        }
    }
    format!("{}\n", lines.join("\n").trim_end()).replace(UNBROKEN, " ")
}

/// How far clap sets a flag's text in below it, where it has no room behind it.
const BELOW: &str = "          ";

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
    let surplus = surplus_fields(&command);
    let end = end(&command, &surplus);
    let command = each_subcommand(command, dressed).mut_args(|arg| {
        let is_known = arg.get_help_heading() == Some(STREAM_HEADING)
            || arg.get_long().is_some_and(|long| surplus.iter().any(|flag| flag == long));
        if is_known { arg.hide(true) } else { arg }
    });
    takes_help(command).help_template(TEMPLATE).after_help(end)
}

/// The flags of a body's last fields, where there are too many to show them all.
fn surplus_fields(command: &Command) -> Vec<String> {
    let is_needed = |arg: &&Arg| {
        arg.get_help().is_some_and(|help| {
            let help = help.to_string();
            help.starts_with("required") || help.starts_with("one of these")
        })
    };
    let fields = || {
        let heading = |arg: &&Arg| arg.get_help_heading() == Some(FIELDS_HEADING);
        command.get_arguments().filter(heading).filter(|arg| !arg.is_hide_set())
    };
    let needed = fields().filter(is_needed).count();
    let others = fields().filter(|arg| !is_needed(arg));
    let shown = if fields().count() > FIELDS_SHOWN + SPARED { FIELDS_SHOWN } else { usize::MAX };
    let surplus = others.skip(shown.saturating_sub(needed));
    surplus.filter_map(|arg| arg.get_long().map(str::to_owned)).collect()
}

/// A note about the others takes lines as well: so many are shown rather than told of.
const SPARED: usize = 2;

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
fn end(command: &Command, surplus: &[String]) -> String {
    let text = |styled: Option<&clap::builder::StyledStr>| {
        styled.map(ToString::to_string).unwrap_or_default()
    };
    let about = text(command.get_about());
    let long = text(command.get_long_about());
    let notes = long.strip_prefix(&about).unwrap_or(&long).trim();
    let after = unbroken(&text(command.get_after_help()));
    let more = surplus.iter().map(|flag| format!("--{flag}")).collect::<Vec<_>>().join(", ");
    let more = if more.is_empty() {
        more
    } else {
        format!(
            "Further fields: {more}. `ictl operations` explains them with the words of the command."
        )
    };
    let is_stream = |arg: &Arg| arg.get_help_heading() == Some(STREAM_HEADING);
    let stream = if command.get_arguments().any(is_stream) { STREAM } else { "" };
    let every = format!("{stream}\n{EVERY_COMMAND}");
    let parts = [&more, every.trim_start(), notes, after.trim_end()];
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
        let is_text = |line: &&str| !line.starts_with("  ictl ") && !line.starts_with("Usage: ");
        let text = narrow.lines().filter(is_text);
        assert_eq!(text.filter(|line| line.chars().count() > 60).count(), 0, "{narrow}");
    }
}
