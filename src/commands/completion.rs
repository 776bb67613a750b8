//! `ictl completion`, and the answers that the scripts it prints ask for.
//!
//! A script knows nothing of ictl: at every TAB it runs `COMPLETE=SHELL ictl [PLACE] -- WORDS`, and
//! what the words mean is decided here, from the definitions of the commands. That question comes in
//! the environment, as in every program that completes by clap, so that
//! `source <(COMPLETE=bash ictl)` works as well. clap's engine finds what may stand at a place; what
//! a value may be is added by `sources`, and how each shell is spoken to is in `shell` and
//! `bash_line`: clap's own scripts change from version to version, lose the quotes of a word and
//! what stands behind the cursor, and run parts of the line in PowerShell.
//!
//! The answer is on stdout through the context's door, and nothing is reached around the other
//! doors but the file system: no keychain, no network, no runtime.

mod api_path;
mod bash_line;
mod fields;
mod files;
mod operation_words;
mod shell;
mod sources;
mod zones;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Arg, Args, Command};
use clap_complete::engine::{self, CompletionCandidate};

pub use self::shell::Shell;
use self::shell::Suggestion;
use self::sources::{Line, described};
use super::alias;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::escaped_line;

/// The variable that makes a run an answer to a shell; its value names the shell. The name is that
/// of every program that completes by clap.
pub const VARIABLE: &str = "COMPLETE";

const EXAMPLES: &str = "\
Where the script goes:
  bash        ictl completion bash > ~/.local/share/bash-completion/completions/ictl
  zsh         ictl completion zsh > \"${fpath[1]}/_ictl\"
  fish        ictl completion fish > ~/.config/fish/completions/ictl.fish
  powershell  ictl completion powershell >> $PROFILE
  elvish      ictl completion elvish >> ~/.config/elvish/rc.elv

The script asks ictl at every TAB, so it stays good when ictl is updated.

Examples:
  ictl completion bash
  ictl completion zsh > _ictl";

/// The shell to print a script for.
#[derive(Debug, Args)]
pub struct CompletionArgs {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

/// `ictl completion`.
pub fn command() -> Command {
    CompletionArgs::augment_args(Command::new("completion")).long_about(None).after_help(EXAMPLES)
}

/// Prints the script.
pub fn run(args: &CompletionArgs, cx: &mut Context) -> Result<()> {
    cx.ui.raw(args.shell.script().as_bytes())
}

/// True for a run that a shell asks something of. As in clap's own programs, an empty value and 0
/// mean no.
pub fn is_asked(cx: &Context) -> bool {
    cx.env(VARIABLE).is_some_and(|shell| shell != "0")
}

/// Answers the shell: what may stand in the place of the last word; without words, the script.
/// `tree` builds the commands that a line of words speaks of.
pub fn answer(tree: impl Fn(&[String]) -> Command, cx: &mut Context) -> Result<()> {
    let shell: Shell = cx.env(VARIABLE).unwrap_or_default().parse()?;
    let (place, given) = question(cx.args());
    if given.is_empty() {
        return cx.ui.raw(shell.script().as_bytes());
    }
    let typed = match shell {
        Shell::Bash => bash_line::read(&given),
        _ => shell::words(shell, &given, place),
    };
    let found = suggestions(&typed.words, tree, cx)?;
    cx.ui.raw(shell.reply(&typed, &found).as_bytes())
}

/// The place before `--`, where one is given, and the words behind it.
fn question(args: &[String]) -> (Option<usize>, Vec<String>) {
    let Some(at) = args.iter().position(|arg| arg == "--") else { return (None, Vec::new()) };
    let place = args[..at].get(1).and_then(|place| place.parse().ok());
    (place, args[at + 1..].to_vec())
}

/// What may stand in the place of the last of the words.
fn suggestions(
    words: &[String],
    tree: impl Fn(&[String]) -> Command,
    cx: &Context,
) -> Result<Vec<Suggestion>> {
    let aliases = aliases(cx);
    let Some(words) = alias::for_completion(words, &aliases) else { return Ok(Vec::new()) };
    let Some((current, before)) = words.split_last() else { return Ok(Vec::new()) };
    let line = Line::new(before, Places::of(cx));
    let mut command = sources::attach(tree(&words), &line);
    let is_global = |arg: &&Arg| arg.is_global_set();
    let global: Vec<String> = command
        .get_arguments()
        .filter(is_global)
        .map(|arg| format!("arg::{}", arg.get_id()))
        .collect();
    // Of a flag that has a letter as well, the word says more.
    let current = if current == "-" { "--" } else { current };
    let args = before.iter().map(String::as_str).chain([current]).map(OsString::from).collect();
    let mut found = engine::complete(&mut command, args, before.len(), None)
        .map_err(|cause| Error::failed(format!("nothing to suggest: {cause}")))?;
    // The command's own flags come first.
    found.sort_by_key(|one| one.get_id().is_some_and(|id| global.contains(id)));
    // clap would show hidden flags to those who begin to type them.
    let found: Vec<_> = found.iter().filter(|one| !one.is_hide_set()).filter_map(shown).collect();
    let is_flag = |suggestion: &Suggestion| suggestion.value.starts_with('-');
    // Twenty global flags among a noun's verbs would hide them.
    let flags_aside = current.is_empty() && !found.iter().all(is_flag);
    let found = found.into_iter().filter(|one| !flags_aside || !is_flag(one));
    let is_first = !aliases.is_empty() && alias::is_first(&words);
    let aliases = aliases.iter().filter(|(name, _)| is_first && name.starts_with(current));
    Ok(found.chain(aliases.filter_map(alias_shown)).collect())
}

/// The aliases, where they can be read.
fn aliases(cx: &Context) -> Vec<(String, String)> {
    cx.config().map(|config| alias::all(&config)).unwrap_or_default()
}

fn alias_shown((name, definition): &(String, String)) -> Option<Suggestion> {
    shown(&described(name, format!("Alias of: {definition}")))
}

/// A candidate as it may be shown; `None` for a value that holds what a terminal would obey.
fn shown(candidate: &CompletionCandidate) -> Option<Suggestion> {
    let value = candidate.get_value().to_str()?;
    if escaped_line(value) != value || value.contains('\n') {
        return None;
    }
    let help = candidate.get_help().map(ToString::to_string).unwrap_or_default();
    let help = help.lines().next().unwrap_or_default();
    // Says clap of a help that it believes to have two forms.
    let help = help.trim_end_matches(" (see more with '--help')");
    let help = escaped_line(help).into_owned();
    Some(Suggestion { value: value.to_owned(), help })
}

/// Where values are looked for.
#[derive(Debug, Default)]
struct Places {
    /// The settings; `None` where the environment knows no home.
    paths: Option<crate::config::Paths>,
    /// What `~` stands for.
    home: Option<PathBuf>,
    /// The directory of the system's time zones.
    zones: PathBuf,
}

impl Places {
    fn of(cx: &Context) -> Self {
        /// Where Unix keeps them, unless `TZDIR` says otherwise.
        const ZONES: &str = "/usr/share/zoneinfo";
        Places {
            paths: cx.paths().ok(),
            home: cx.env("HOME").map(PathBuf::from),
            zones: PathBuf::from(cx.env("TZDIR").unwrap_or(ZONES)),
        }
    }
}
