//! The commands: each noun of the API comes out of the table of operations, and where the user
//! deserves better, a file of the noun's name holds what is written by hand. They turn arguments
//! into calls, and answers into what the user sees; nothing else speaks to the user.

mod acting;
mod admins;
mod api;
mod app;
mod attachments;
mod auth;
mod body;
mod columns;
mod companies;
mod contacts;
mod conversations;
mod doctor;
mod explain;
mod export;
mod exports;
mod job;
mod listing;
mod message;
mod moment_ahead;
mod names;
mod operation;
mod operations;
mod output_file;
mod query;
mod sandbox;
mod secret;
mod shown;
mod since_until;
mod stream;
mod tagging;
mod tags;
mod teams;
mod thread;
mod tickets;
mod verb;
mod wrapped;

use clap::{ArgMatches, Command, FromArgMatches, Subcommand};

use crate::api::operations::{self as table, Noun};
use crate::context::Context;
use crate::error::{Error, Result};

/// Adds every command to the root. Nouns that `args` do not mention stay empty shells, so that
/// nobody pays for the whole table.
pub fn add_all(root: Command, args: &[String]) -> Command {
    let root = root.subcommand(app::command().display_order(1)).subcommand(api::command());
    let root = root.subcommand(operations::command()).subcommand(sandbox::command());
    let root = root.subcommand(doctor::command()).subcommand(explain::command());
    table::nouns().iter().fold(root, |root, noun| {
        let mentioned = args.iter().any(|arg| arg == noun.name);
        let command = if mentioned { groups_last(noun_command(noun)) } else { shell(noun) };
        // Help begins with what a newcomer does first.
        let is_first = noun.name == "auth";
        root.subcommand(if is_first { command.display_order(0) } else { command })
    })
}

/// Help lists what can be done to the noun itself before what is attached to it.
fn groups_last(noun: Command) -> Command {
    /// Beyond every verb.
    const BEHIND: usize = 500;
    let is_group = |command: &&Command| command.has_subcommands();
    let groups: Vec<String> =
        noun.get_subcommands().filter(is_group).map(|group| group.get_name().to_owned()).collect();
    groups
        .into_iter()
        .fold(noun, |noun, name| noun.mut_subcommand(name, |group| group.display_order(BEHIND)))
}

fn shell(noun: &'static Noun) -> Command {
    Command::new(noun.name).about(noun.about)
}

fn noun_command(noun: &'static Noun) -> Command {
    match noun.name {
        "auth" => auth::command(noun),
        "contacts" => contacts::refine(operation::noun_command(noun)),
        "companies" => companies::refine(operation::noun_command(noun)),
        "conversations" => conversations::refine(operation::noun_command(noun)),
        "tickets" => tickets::refine(operation::noun_command(noun)),
        "admins" => admins::refine(operation::noun_command(noun)),
        "tags" => tags::refine(operation::noun_command(noun)),
        "exports" => exports::refine(operation::noun_command(noun)),
        "teams" => teams::refine(operation::noun_command(noun)),
        _ => operation::noun_command(noun),
    }
}

/// True for commands that, when interrupted, end in good order by themselves from their beginning on.
/// Others may do so from some point on: [`Context::drain_when_interrupted`].
pub fn drains_when_interrupted(matches: &ArgMatches) -> bool {
    match matches.subcommand() {
        Some(("contacts", contacts)) if contacts.subcommand_name() == Some("import") => true,
        Some((_, noun)) if noun.subcommand_name() == Some("export") => true,
        Some(("app", app)) if app.subcommand_name() == Some("serve") => true,
        Some(("exports", own)) => exports::refines(own),
        Some(("sandbox", _)) => true,
        _ => false,
    }
}

/// Runs the command that was chosen.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let Some((name, inner)) = matches.subcommand() else {
        return Err(Error::usage("no command was given").hint("`ictl --help` lists them"));
    };
    match name {
        "api" => api::run(parsed(inner)?, cx).await,
        "operations" => operations::run(&parsed(inner)?, cx),
        "doctor" => doctor::run(cx).await,
        "explain" => explain::run(&parsed(inner)?, cx),
        "sandbox" => sandbox::run(parsed(inner)?, cx).await,
        "app" => app::run(parsed(inner)?, cx).await,
        "auth" => auth::run(parsed(inner)?, cx).await,
        "contacts" if contacts::refines(inner) => contacts::run(inner, cx).await,
        "companies" if companies::refines(inner) => companies::run(inner, cx).await,
        "conversations" if conversations::refines(inner) => conversations::run(inner, cx).await,
        "tickets" if tickets::refines(inner) => tickets::run(inner, cx).await,
        "admins" if admins::refines(inner) => admins::run(inner, cx).await,
        "tags" if tags::refines(inner) => tags::run(inner, cx).await,
        "exports" if exports::refines(inner) => exports::run(inner, cx).await,
        "teams" if teams::refines(inner) => teams::run(inner, cx).await,
        _ => {
            let noun = table::noun(name)
                .ok_or_else(|| Error::usage(format!("there is no command {name:?}")))?;
            operation::run(noun, inner, cx).await
        }
    }
}

/// The typed arguments behind parsed ones.
fn parsed<T: FromArgMatches>(matches: &ArgMatches) -> Result<T> {
    T::from_arg_matches(matches).map_err(|error| Error::usage(error.to_string()))
}

/// A noun written by hand, from its verbs.
fn by_hand<T: Subcommand>(name: &'static str, about: &'static str) -> Command {
    // The verbs bring their own idea of what the noun is about.
    T::augment_subcommands(operation::group(name)).about(about).long_about(None)
}
