//! The command line as a whole: from words to a command, and from its result to an exit code.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::error::ErrorKind;
use clap::{ArgMatches, Command, FromArgMatches};

use crate::commands::{self, alias, first_run};
use crate::context::{Context, GlobalOptions};
use crate::error::{Error, Kind, Result};
use crate::interrupt::{Interrupt, Urgency};

/// What `ictl --version` prints.
pub const VERSION_LINE: &str = concat!("ictl ", env!("CARGO_PKG_VERSION"));

const ABOUT: &str = "Work with Intercom from the command line";

const AFTER_HELP: &str = "\
Examples:
  ictl auth login
  ictl contacts search 'email ~ \"@example.com\"' --jq .id
  ictl conversations search 'state = open and updated_at < 30d' | ictl conversations close - --yes
  ictl --sandbox contacts import examples/contacts.csv

Exit codes: 0 done, 1 could not be done, 2 wrong usage, 3 some rows failed, 4 not logged in,
5 temporary (run it again), 6 sent with unknown outcome, 130 interrupted";

/// Runs one command line in a context and returns the exit code.
pub fn run(cx: &mut Context) -> u8 {
    let result = understand(cx).and_then(|line| match line {
        Line::Command(matches) => block_on(cx, &matches).map(|()| 0),
        Line::Shell(shell) => shell.run(cx),
        Line::Answered => Ok(0),
    });
    match result {
        Ok(code) => code,
        Err(error) => {
            let error = alias::explain(cx.explain(error), cx);
            cx.ui.error(&error);
            error.kind().exit_code()
        }
    }
}

/// The command tree. Of nouns it builds in full only the one that `args` name, if any.
pub fn command(args: &[String]) -> Command {
    let root = Command::new("ictl")
        .version(env!("CARGO_PKG_VERSION"))
        .after_help(AFTER_HELP)
        .subcommand_required(true)
        .arg_required_else_help(true)
        .infer_long_args(false)
        .max_term_width(100);
    // A group of arguments brings its own idea of what the command is about.
    let root = <GlobalOptions as clap::Args>::augment_args(root).about(ABOUT).long_about(None);
    commands::add_all(root, args)
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
    let options = GlobalOptions::from_arg_matches(&matches).map_err(|error| clap_error(&error))?;
    cx.configure(options)?;
    if !commands::mends_settings(&matches) {
        cx.refuse_faulty_settings()?;
    }
    Ok(Line::Command(matches))
}

fn answer_otherwise(args: &[String], error: &clap::Error, cx: &mut Context) -> Result<Line> {
    answer_in_json_if_asked(args, cx);
    not_a_command(cx, error)?;
    if args.len() == 1 {
        first_run::greet(cx);
    }
    Ok(Line::Answered)
}

/// Help and version are data, and so is the help of a noun that stands alone, as in gh; everything
/// else is a mistake in the command line.
fn not_a_command(cx: &mut Context, error: &clap::Error) -> Result<()> {
    let noun_alone = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if error.use_stderr() && !noun_alone {
        return Err(clap_error(error));
    }
    cx.ui.raw(error.render().to_string().as_bytes())
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

/// clap's message in our form: what is wrong, then what to do.
fn clap_error(error: &clap::Error) -> Error {
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text);
    let (message, rest) = text.split_once("\n\n").unwrap_or((text, ""));
    let hint = rest.trim().replace("\n\n", "\n");
    let usage = Error::usage(message.trim());
    if hint.is_empty() { usage } else { usage.hint(hint) }
}

fn block_on(cx: &mut Context, matches: &ArgMatches) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|cause| Error::failed(format!("the runtime could not be started: {cause}")))?;
    let (interrupt, drains) = (cx.interrupt.clone(), cx.drains());
    let result = runtime.block_on(async {
        let handles_interrupt = commands::drains_when_interrupted(matches);
        tokio::select! {
            biased;
            result = commands::run(matches, cx) => result,
            () = asked_to_end(interrupt, drains), if !handles_interrupt => {
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
        assert_eq!(about(&root).as_deref(), Some(ABOUT));
        let sandbox = root.find_subcommand("sandbox").unwrap();
        assert_eq!(about(sandbox).as_deref(), Some("Run a local Intercom to try things on"));
    }
}
