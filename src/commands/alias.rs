//! `ictl alias`: commands of one's own. This file keeps them; `expansion` makes a command line of one,
//! and `shell` runs those that are a pipeline.

mod expansion;
mod shell;

use clap::{Args, Command, Subcommand};
use serde_json::json;

use super::by_hand::verbs_of;
use crate::config::{Config, check_name};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::likeness::nearest;
use crate::output::{Column, ColumnKind};

pub use expansion::{Resolved, explain, for_completion, is_first, meant, resolve};
pub use shell::Shell;

/// The table of `config.toml` that holds them.
pub const TABLE: &str = "aliases";

/// What a definition begins with that is run by a shell.
const BANG: char = '!';

const COLUMNS: &[Column] = &[
    Column::id("Name", "name").priority(2),
    Column::text("Expansion", "expansion").priority(1),
    Column::new(ColumnKind::Bool, "Shell", "shell"),
];

const EXAMPLES: &str = "\
$1, $2 … stand for the words behind the alias; other words are put at its end. A definition that \
begins with ! (or --shell) is run by sh, with the words as its positional parameters.

Examples:
  ictl alias set stale \"conversations search 'state = open and updated_at < 30d'\"
  ictl stale --limit 3
  ictl alias set --shell addresses 'ictl contacts list --jq .email | grep \"$1\"'
  ictl alias delete stale";

const SET_EXAMPLES: &str = "\
Examples:
  ictl alias set stale \"conversations search 'state = open and updated_at < 30d'\"
  ictl alias set by-mail 'contacts search \"email = $1\"'
  ictl alias set --shell addresses 'ictl contacts list --jq .email | grep \"$1\"'";

/// The verbs of `ictl alias`.
#[derive(Debug, Subcommand)]
pub enum Alias {
    /// Define an alias
    Set(SetArgs),
    /// List the aliases
    #[command(after_help = "Example:\n  ictl alias list --jq .name")]
    List,
    /// Delete an alias
    Delete(DeleteArgs),
}

/// What it is called, and what it stands for.
#[derive(Debug, Args)]
#[command(after_help = SET_EXAMPLES)]
pub struct SetArgs {
    /// The name of the new command
    name: String,

    /// What it stands for, without `ictl`; - reads it from stdin
    #[arg(allow_hyphen_values = true)]
    expansion: String,

    /// Let a shell run it, so that pipes work
    #[arg(long)]
    shell: bool,

    /// Replace an alias of that name
    #[arg(long)]
    clobber: bool,
}

/// Which one.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  ictl alias delete stale")]
pub struct DeleteArgs {
    /// The alias
    name: String,
}

/// `ictl alias` with its verbs.
pub fn command() -> Command {
    verbs_of::<Alias>().after_help(EXAMPLES)
}

/// Runs the verb.
pub fn run(command: Alias, cx: &mut Context) -> Result<()> {
    match command {
        Alias::Set(args) => set(&args, cx),
        Alias::List => list(cx),
        Alias::Delete(args) => delete(&args.name, cx),
    }
}

fn set(args: &SetArgs, cx: &mut Context) -> Result<()> {
    let name = &args.name;
    check_name("an alias", name)?;
    if expansion::is_command(name) {
        return Err(Error::usage(format!("{name} is a command of ictl"))
            .hint("choose a name that no command has: an alias cannot take a command's place"));
    }
    let definition = given_definition(args, cx)?;
    let aliases = cx.config()?.texts(TABLE)?;
    let earlier = find(&aliases, name);
    if let Some(earlier) = earlier.filter(|earlier| **earlier != definition && !args.clobber) {
        return Err(Error::failed(format!("the alias {name} is there already: {earlier}"))
            .hint("--clobber replaces it"));
    }
    if !definition.starts_with(BANG) {
        expansion::check(&definition, &aliases)
            .map_err(|error| error.context(format!("alias {name}")))?;
    }
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {name} would stand for: {definition}"));
        return Ok(());
    }
    Config::edit(&cx.paths()?, |config| config.set_value(&[TABLE, name], &definition))?;
    cx.ui.message(&format!("`ictl {name}` stands for: {definition}"));
    Ok(())
}

fn given_definition(args: &SetArgs, cx: &mut Context) -> Result<String> {
    let mut text = args.expansion.clone();
    if text == "-" {
        text.clear();
        cx.ui
            .stdin()
            .read_to_string(&mut text)
            .map_err(|cause| Error::failed(format!("stdin cannot be read: {cause}")))?;
    }
    let text = text.trim();
    if text.trim_start_matches(BANG).trim().is_empty() {
        return Err(Error::usage("the alias would stand for nothing")
            .hint("give the command that it stands for, such as 'contacts list --limit 5'"));
    }
    let bang = args.shell && !text.starts_with(BANG);
    Ok(if bang { format!("{BANG}{text}") } else { text.to_owned() })
}

fn list(cx: &mut Context) -> Result<()> {
    let aliases = cx.config()?.texts(TABLE)?;
    let mut printer = cx.ui.list(COLUMNS);
    for (name, definition) in &aliases {
        let shell = definition.starts_with(BANG);
        let expansion = definition.trim_start_matches(BANG);
        printer.item(&json!({"name": name, "expansion": expansion, "shell": shell}))?;
    }
    if printer.finish()? == 0 {
        cx.ui.hint("there is no alias yet; `ictl alias set --help` shows how to define one");
    }
    Ok(())
}

fn delete(name: &str, cx: &mut Context) -> Result<()> {
    let aliases = cx.config()?.texts(TABLE)?;
    let Some(definition) = find(&aliases, name) else { return Err(no_alias(name, &aliases)) };
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {name} would be deleted: {definition}"));
        return Ok(());
    }
    Config::edit(&cx.paths()?, |config| Ok(config.unset_value(&[TABLE, name])))?;
    cx.ui.message(&format!("deleted alias {name}, which stood for: {definition}"));
    Ok(())
}

/// All aliases of the settings: name and definition.
pub fn all(config: &Config) -> Vec<(String, String)> {
    config.texts(TABLE).unwrap_or_default()
}

/// What an alias stands for; `None` where it is none, or the settings cannot be read.
pub fn definition(name: &str, cx: &Context) -> Option<String> {
    find(&all(&cx.config().ok()?), name).cloned()
}

fn find<'a>(aliases: &'a [(String, String)], name: &str) -> Option<&'a String> {
    aliases.iter().find(|(known, _)| known == name).map(|(_, definition)| definition)
}

fn no_alias(name: &str, aliases: &[(String, String)]) -> Error {
    let known: Vec<&str> = aliases.iter().map(|(name, _)| name.as_str()).collect();
    let error = Error::usage(format!("there is no alias {name:?}"));
    match (nearest(name, known.iter().copied()), &known[..]) {
        (_, []) => error.hint("there is none yet; `ictl alias set` defines one"),
        (Some(nearest), _) => error.hint(format!("did you mean {nearest}?")),
        (None, known) => error.hint(format!("there are these: {}", known.join(", "))),
    }
}
