//! The command line as a whole: from words to a command, and from its result to an exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches};

use crate::commands::{self, alias, completion, first_run};
use crate::context::{Context, GlobalOptions};
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// What `ictl --version` prints.
pub const VERSION_LINE: &str = concat!("ictl ", env!("CARGO_PKG_VERSION"));

/// Runs one command line in a context and returns the exit code.
pub fn run(cx: &mut Context) -> u8 {
    let result = if completion::is_asked(cx) {
        completion::answer(command, cx).map(|()| 0)
    } else {
        understand(cx).and_then(|line| match line {
            Line::Command(matches) => block_on(cx, &matches).map(|()| 0),
            Line::Shell(shell) => shell.run(cx),
            Line::Answered => Ok(0),
        })
    };
    match result {
        Ok(code) => {
            cx.ui.warn_of_missing_fields();
            code
        }
        Err(error) => {
            let error = alias::explain(cx.explain(error), cx);
            cx.ui.error(&error);
            error.kind().exit_code()
        }
    }
}

/// The command tree. Of commands it builds in full only those that `args` name, if any.
pub fn command(args: &[String]) -> Command {
    commands::root(args)
}

/// What a command line comes to.
enum Line {
    Command(ArgMatches),
    /// An alias that a shell runs.
    Shell(alias::Shell),
    /// Help or the version was all that was wanted.
    Answered,
}

/// Parses the command line. Where its first word is no command, it may be an alias.
fn understand(cx: &mut Context) -> Result<Line> {
    let args = cx.args().to_vec();
    let error = match command(&args).try_get_matches_from(&args) {
        Ok(matches) => return ready(matches, cx),
        Err(error) => error,
    };
    if error.kind() == ErrorKind::InvalidSubcommand {
        match alias::resolve(&args, cx)? {
            Some(alias::Resolved::Shell(shell)) => return Ok(Line::Shell(shell)),
            Some(alias::Resolved::Command(expanded)) => {
                cx.expand(expanded);
                return understand_expanded(cx);
            }
            None => {}
        }
    }
    answer_otherwise(&args, &error, cx)
}

/// Parses what an alias stands for, which is a command or a mistake.
fn understand_expanded(cx: &mut Context) -> Result<Line> {
    let args = cx.args().to_vec();
    match command(&args).try_get_matches_from(&args) {
        Ok(matches) => ready(matches, cx),
        Err(error) => answer_otherwise(&args, &error, cx),
    }
}

fn ready(matches: ArgMatches, cx: &mut Context) -> Result<Line> {
    let options = GlobalOptions::from_arg_matches(&matches)
        .map_err(|error| commands::mistake(&error, cx.args()))?;
    cx.configure(options)?;
    if !commands::works_without_settings(&matches) {
        cx.refuse_faulty_settings()?;
    }
    Ok(Line::Command(matches))
}

fn answer_otherwise(args: &[String], error: &clap::Error, cx: &mut Context) -> Result<Line> {
    answer_in_json_if_asked(args, cx);
    let help = commands::help_for(error, cx).ok_or_else(|| mistake(error, args, cx))?;
    cx.ui.raw(help.as_bytes())?;
    if args.len() == 1 {
        first_run::greet(cx);
    }
    Ok(Line::Answered)
}

/// What is wrong with a command line. Who defined an alias and mistyped it meant that one.
fn mistake(error: &clap::Error, args: &[String], cx: &Context) -> Error {
    let mistake = commands::mistake(error, args);
    let is_command = error.kind() == ErrorKind::InvalidSubcommand;
    match is_command.then(|| alias::meant(args, cx)).flatten() {
        Some(alias) => mistake.hint(format!(
            "did you mean the alias `ictl {alias}`? `ictl alias list` shows what yours stand for"
        )),
        None => mistake,
    }
}

/// A command line that cannot be parsed may still say that its reader is a program.
fn answer_in_json_if_asked(args: &[String], cx: &mut Context) {
    let follows = |pair: &[String]| pair[0] == "--output" && pair[1].ends_with("json");
    let asked = args
        .iter()
        .any(|arg| matches!(arg.as_str(), "--json" | "--output=json" | "--output=ndjson"))
        || args.windows(2).any(follows);
    if asked {
        let options = GlobalOptions { json: true, ..GlobalOptions::default() };
        // The defaults hold nothing that could be refused.
        let _ = cx.configure(options);
    }
}

fn block_on(cx: &mut Context, matches: &ArgMatches) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Error::failed(format!("the runtime could not be started: {cause}")))?;
    let (interrupt, drains) = (cx.interrupt.clone(), cx.drains());
    let result = runtime.block_on(async {
        tokio::select! {
            biased;
            result = commands::run(matches, cx) => result,
            () = asked_to_end(interrupt, drains) => {
                Err(Error::new(Kind::Interrupted, "interrupted"))
            }
        }
    });
    // Looking up a host's name cannot be broken off: nobody should wait for a name server that does
    // not answer once the command is over.
    runtime.shutdown_background();
    result
}

/// Waits until somebody asks a command to end that does not do so by itself.
async fn asked_to_end(mut interrupt: Interrupt, drains: Arc<AtomicBool>) {
    interrupt.beyond(Urgency::Unheard).await;
    if drains.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_begins_with_what_a_command_is_for_and_not_with_its_arguments() {
        let about = |command: &Command| command.get_about().map(ToString::to_string);
        let root = command(&["ictl".to_owned(), "contacts".to_owned()]);
        assert_eq!(about(&root).as_deref(), Some("Work with Intercom from the command line"));
        let sandbox = root.find_subcommand("sandbox").unwrap();
        assert_eq!(about(sandbox).as_deref(), Some("Run a local Intercom to try things on"));
    }
}
