//! The commands: each noun of the API comes out of the table of operations, and where the user
//! deserves better, a file of the noun's name holds what is written by hand. They turn arguments
//! into calls, and answers into what the user sees; nothing else speaks to the user.

mod acting;
mod admins;
pub mod alias;
mod api;
mod app;
mod attachments;
mod auth;
mod body;
mod browse;
mod by_hand;
mod columns;
mod companies;
pub mod completion;
mod config;
mod consent;
mod contacts;
mod conversations;
mod doctor;
mod explain;
mod export;
mod exports;
pub mod first_run;
mod help;
mod job;
mod listing;
mod man;
pub mod manual;
mod message;
mod mistyped;
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

use clap::error::ErrorKind;
use clap::{ArgMatches, Args, Command, FromArgMatches};

use crate::api::operations::{self as table, Noun};
use crate::context::{Context, GlobalOptions};
use crate::error::{Error, Result};
use by_hand::{Refinement, Tool};

pub use help::ENVIRONMENT;

/// The commands that are no nouns of the API. A new one needs its file and a row here.
const TOOLS: &[Tool] = &[
    Tool {
        name: "auth",
        about: "Log in to workspaces, and look after their tokens",
        command: auth::command,
        run: |own, cx| Box::pin(async { auth::run(parsed(own)?, cx).await }),
    },
    Tool {
        name: "app",
        about: "Keep your app's client id and secret, and let others install it",
        command: app::command,
        run: |own, cx| Box::pin(async { app::run(parsed(own)?, cx).await }),
    },
    Tool {
        name: "api",
        about: "Send any request, and print the answer as it comes",
        command: api::command,
        run: |own, cx| Box::pin(async { api::run(parsed(own)?, cx).await }),
    },
    Tool {
        name: "operations",
        about: "Find and explain the operations of the API",
        command: operations::command,
        run: |own, cx| Box::pin(async { operations::run(&parsed(own)?, cx) }),
    },
    Tool {
        name: "sandbox",
        about: "Run a local Intercom to try things on",
        command: sandbox::command,
        run: |own, cx| Box::pin(async { sandbox::run(parsed(own)?, cx).await }),
    },
    Tool {
        name: "doctor",
        about: "Find out what is wrong with this set-up",
        command: doctor::command,
        run: |_, cx| Box::pin(doctor::run(cx)),
    },
    Tool {
        name: "explain",
        about: "Explain an error code, a status or an exit code",
        command: explain::command,
        run: |own, cx| Box::pin(async { explain::run(&parsed(own)?, cx) }),
    },
    Tool {
        name: "browse",
        about: "Open a contact, a conversation or a ticket in Intercom's web app",
        command: browse::command,
        run: |own, cx| Box::pin(async { browse::run(parsed(own)?, cx).await }),
    },
    Tool {
        name: "config",
        about: "Look at settings and change them",
        command: config::command,
        run: |own, cx| Box::pin(async { config::run(parsed(own)?, cx) }),
    },
    Tool {
        name: "alias",
        about: "Define commands of your own",
        command: alias::command,
        run: |own, cx| Box::pin(async { alias::run(parsed(own)?, cx) }),
    },
    Tool {
        name: "completion",
        about: "Print the script that completes commands, flags and values in your shell",
        command: completion::command,
        run: |own, cx| Box::pin(async { completion::run(&parsed(own)?, cx) }),
    },
    Tool {
        name: "man",
        about: "Show the manual page of a command, or write all pages",
        command: man::command,
        run: |own, cx| Box::pin(async { man::run(&parsed(own)?, cx) }),
    },
    Tool {
        name: "help",
        about: "Explain a command, the flags of all, the environment or the exit codes",
        command: help::command,
        run: |own, cx| Box::pin(async { help::run(own, cx) }),
    },
];

/// The nouns with verbs that are written by hand. A verb is added in the noun's own list.
const REFINED: &[&Refinement] = &[
    &admins::NOUN,
    &companies::NOUN,
    &contacts::NOUN,
    &conversations::NOUN,
    &exports::NOUN,
    &tags::NOUN,
    &teams::NOUN,
    &tickets::NOUN,
];

const ABOUT: &str = "Work with Intercom from the command line";

/// The whole tree of commands. Those that `args` do not mention stay empty shells, so that nobody
/// pays for all of it; with the names of all commands it is complete.
pub fn root(args: &[String]) -> Command {
    let root = Command::new("ictl")
        .version(env!("CARGO_PKG_VERSION"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_help_subcommand(true)
        .infer_long_args(false)
        // An alias holds flags, and the line that uses it may say otherwise.
        .args_override_self(true)
        .max_term_width(wrapped::MAX_WIDTH);
    // A group of arguments brings its own idea of what the command is about.
    let root = <GlobalOptions as Args>::augment_args(root).about(ABOUT).long_about(None);
    add_all(root, args)
}

/// The tree with every command in full, for what is made of all of it.
pub fn whole() -> Command {
    let names: Vec<String> =
        root(&[]).get_subcommands().map(|command| command.get_name().to_owned()).collect();
    root(&names)
}

/// What is printed for a command line that clap did not turn into a command: the help that it asks
/// for, or `None` where it asks for none.
pub fn help_for(error: &clap::Error, cx: &Context) -> Option<String> {
    let mut args = cx.args().to_vec();
    if mistyped::wrong_command(error) == Some("help") {
        // `ictl contacts help search`, as some tools have it.
        args.retain(|arg| arg != "help");
        args.push("--help".to_owned());
    } else if error.kind() == ErrorKind::DisplayVersion {
        return Some(error.to_string());
    } else if error.use_stderr() && !help::is_bare(error) {
        return None;
    }
    help::page(root(&args), &args, wrapped::page_width(cx)).ok()
}

/// Says what is wrong with a command line, and what may have been meant.
pub fn mistake(error: &clap::Error, args: &[String]) -> Error {
    mistyped::explain(error, args)
}

fn add_all(root: Command, args: &[String]) -> Command {
    let mentioned = |name: &str| args.iter().any(|arg| arg == name);
    let root = TOOLS.iter().fold(root, |root, tool| {
        let full = mentioned(tool.name);
        root.subcommand(if full { tool.command() } else { shell(tool.name, tool.about) })
    });
    let nouns = table::nouns().iter().filter(|noun| tool(noun.name).is_none());
    nouns.fold(root, |root, noun| {
        let full = mentioned(noun.name);
        root.subcommand(if full { noun_command(noun) } else { shell(noun.name, noun.about) })
    })
}

fn shell(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about)
}

fn noun_command(noun: &'static Noun) -> Command {
    let command = operation::noun_command(noun);
    groups_last(match refinement(noun.name) {
        Some(refinement) => refinement.refine(command),
        None => command,
    })
}

/// Help lists what can be done to the noun itself before what is attached to it.
fn groups_last(noun: Command) -> Command {
    /// Beyond every verb.
    const BEHIND: usize = 500;
    let is_group = |command: &&Command| command.is_subcommand_required_set();
    let groups: Vec<String> =
        noun.get_subcommands().filter(is_group).map(|group| group.get_name().to_owned()).collect();
    groups
        .into_iter()
        .fold(noun, |noun, name| noun.mut_subcommand(name, |group| group.display_order(BEHIND)))
}

fn tool(name: &str) -> Option<&'static Tool> {
    TOOLS.iter().find(|tool| tool.name == name)
}

fn refinement(noun: &str) -> Option<&'static Refinement> {
    REFINED.iter().find(|refinement| refinement.noun == noun).copied()
}

/// Commands that tell of ictl itself, or help to mend its settings.
const WITHOUT_SETTINGS: [&str; 7] =
    ["completion", "config", "doctor", "explain", "help", "man", "operations"];

/// True for commands that settings which cannot be understood do not stop: a shell asks for its
/// completions at every start.
pub fn works_without_settings(matches: &ArgMatches) -> bool {
    matches.subcommand_name().is_some_and(|name| WITHOUT_SETTINGS.contains(&name))
}

/// Runs the command that was chosen, and helps a newcomer to a token that it needs.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    first_run::run(matches, cx).await
}

async fn dispatch(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let Some((name, own)) = matches.subcommand() else {
        return Err(Error::usage("no command was given").hint("`ictl --help` lists them"));
    };
    if let Some(tool) = tool(name) {
        return (tool.run)(own, cx).await;
    }
    if let Some((run, own)) = refinement(name).and_then(|noun| noun.chosen(own)) {
        return run(own, cx).await;
    }
    let noun =
        table::noun(name).ok_or_else(|| Error::usage(format!("there is no command {name:?}")))?;
    operation::run(noun, own, cx).await
}

/// The typed arguments behind parsed ones.
fn parsed<T: FromArgMatches>(matches: &ArgMatches) -> Result<T> {
    T::from_arg_matches(matches).map_err(|error| Error::usage(error.to_string()))
}
