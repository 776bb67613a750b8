//! `ictl app`: the apps of one's own, kept with their client secrets so that a login by OAuth need
//! not ask for them.

mod add;
mod list;
mod remove;
mod serve;

use clap::{Command, Subcommand};

use super::by_hand::verbs_of;
use crate::config::Config;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::likeness::nearest;

/// The verbs of `ictl app`.
#[derive(Debug, Subcommand)]
pub enum App {
    /// Keep an app's client id and secret
    Add(add::AddArgs),
    /// List the apps
    #[command(after_help = "Example:\n  ictl app list --jq .name")]
    List,
    /// Forget an app and its secret on this machine
    Remove(remove::RemoveArgs),
    /// Host an app's installation and uninstall URLs on this machine
    ///
    /// Serves /install (starts an installation), /callback (the redirect URL to register) and
    /// /uninstalled (the uninstall notification URL) until Ctrl-C. Each workspace that installs the
    /// app becomes a profile; the current profile stays as it is.
    Serve(serve::ServeArgs),
}

const EXAMPLES: &str = "\
Examples:
  ictl app add mine --client-id 12345678-90ab-cdef-1234-567890abcdef < secret.txt
  ictl auth login --oauth --app mine";

/// `ictl app` with its verbs.
pub fn command() -> Command {
    verbs_of::<App>().after_help(EXAMPLES)
}

/// Runs the verb.
pub async fn run(command: App, cx: &mut Context) -> Result<()> {
    match command {
        App::Add(args) => add::run(args, cx),
        App::List => list::run(cx),
        App::Remove(args) => remove::run(&args, cx),
        App::Serve(args) => serve::serve(&args, cx).await,
    }
}

/// The error of an app's name that no app has.
pub(super) fn no_app(name: &str, config: &Config) -> Error {
    let known: Vec<&str> = config.apps().keys().map(String::as_str).collect();
    let error = Error::usage(format!("there is no app {name:?}"));
    match (nearest(name, known.iter().copied()), &known[..]) {
        (_, []) => error.hint("add it with `ictl app add NAME --client-id ID`"),
        (Some(nearest), _) => error.hint(format!("did you mean {nearest}?")),
        (None, known) => error.hint(format!("there is {}", known.join(", "))),
    }
}
