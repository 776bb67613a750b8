//! The command line as a whole: from words to a command, and from its result to an exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::{ArgMatches, Command, FromArgMatches};

use crate::commands;
use crate::context::{Context, GlobalOptions};
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// What `ictl --version` prints.
pub const VERSION_LINE: &str = concat!("ictl ", env!("CARGO_PKG_VERSION"));

/// Runs one command line in a context and returns the exit code.
pub fn run(cx: &mut Context) -> u8 {
    let result = understand(cx).and_then(|matches| match matches {
        Some(matches) => block_on(cx, &matches),
        None => Ok(()),
    });
    match result {
        Ok(()) => {
            cx.ui.warn_of_missing_fields();
            0
        }
        Err(error) => {
            let error = cx.explain(error);
            cx.ui.error(&error);
            error.kind().exit_code()
        }
    }
}

/// The command tree. Of commands it builds in full only those that `args` name, if any.
pub fn command(args: &[String]) -> Command {
    commands::root(args)
}

/// Parses the command line; `None` when help or the version was all that was wanted.
fn understand(cx: &mut Context) -> Result<Option<ArgMatches>> {
    let args = cx.args().to_vec();
    let matches = match command(&args).try_get_matches_from(&args) {
        Ok(matches) => matches,
        Err(error) => {
            answer_in_json_if_asked(&args, cx);
            return match commands::help_for(&error, cx) {
                Some(help) => cx.ui.raw(help.as_bytes()).map(|()| None),
                None => Err(commands::mistake(&error, &args)),
            };
        }
    };
    let options = GlobalOptions::from_arg_matches(&matches)
        .map_err(|error| commands::mistake(&error, &args))?;
    cx.configure(options)?;
    Ok(Some(matches))
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
