//! `ictl app`: the apps of your own.

pub mod serve;

use clap::Subcommand;

use crate::context::Context;
use crate::error::Result;

/// The verbs of `ictl app`.
#[derive(Debug, Subcommand)]
pub enum App {
    Serve(serve::ServeArgs),
}

/// `ictl app` with its verbs.
pub fn command() -> clap::Command {
    super::by_hand::<App>("app", "Keep your app's client id and secret, and let others install it")
}

/// Runs the verb.
pub async fn run(command: App, cx: &mut Context) -> Result<()> {
    match command {
        App::Serve(args) => serve::serve(&args, cx).await,
    }
}
