//! `ictl app`: the apps of one's own, kept with their client secrets so that a login by OAuth need
//! not ask for them.

mod add;
mod list;
mod remove;

use clap::{Command, Subcommand};

use super::by_hand;
use crate::config::Config;
use crate::context::{Context, nearest};
use crate::error::{Error, Result};

/// The verbs of `ictl app`.
#[derive(Debug, Subcommand)]
pub enum App {
    /// Keep an app's client id and secret
    Add(add::AddArgs),
    /// List the apps
    List,
    /// Forget an app and its secret on this machine
    Remove(remove::RemoveArgs),
}

/// `ictl app` with its verbs.
pub fn command() -> Command {
    by_hand::<App>("app", "Keep the client id and secret of your app")
}

/// Runs the verb.
pub fn run(command: App, cx: &mut Context) -> Result<()> {
    match command {
        App::Add(args) => add::run(args, cx),
        App::List => list::run(cx),
        App::Remove(args) => remove::run(&args, cx),
    }
}

/// The error of an app's name that no app has.
pub(super) fn no_app(name: &str, config: &Config) -> Error {
    let known: Vec<&str> = config.apps().keys().map(String::as_str).collect();
    let error = Error::usage(format!("there is no app {name:?}"));
    match (nearest(name, &known), &known[..]) {
        (_, []) => error.hint("add it with `ictl app add NAME --client-id ID`"),
        (Some(nearest), _) => error.hint(format!("did you mean {nearest}?")),
        (None, known) => error.hint(format!("there is {}", known.join(", "))),
    }
}
