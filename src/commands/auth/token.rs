//! `ictl auth token`: the token itself, for scripts. The one command that shows a secret, so it
//! does not do that on a terminal by accident.

use clap::Args;
use serde_json::json;

use super::{existing, name_asked_for};
use crate::auth::Secret;
use crate::context::Context;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
Examples:
  INTERCOM_TOKEN=$(ictl auth token) node server.js
  ictl auth token acme | docker secret create intercom_token -";

/// Prints a token.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct TokenArgs {
    /// The profile; without it the token that commands use
    name: Option<String>,

    /// Print it on a terminal, too
    #[arg(long)]
    show: bool,
}

/// Prints it.
pub fn run(args: TokenArgs, cx: &mut Context) -> Result<()> {
    if cx.in_sandbox() {
        return Err(Error::usage("the sandbox's token ends with this command")
            .hint("`ictl sandbox serve` prints one that lives on"));
    }
    if cx.ui.terminal().stdout && !args.show {
        return Err(Error::usage("a token does not belong on a terminal")
            .hint("pipe it into what needs it, or give --show if you must see it"));
    }
    let token = token(args.name.as_deref(), cx)?;
    let settings = cx.ui.settings();
    if settings.output.is_some() || settings.jq.is_some() {
        return cx.ui.object(&[], &json!({"token": token.reveal()}));
    }
    cx.ui.line(token.reveal())
}

fn token(name: Option<&str>, cx: &mut Context) -> Result<Secret> {
    let Some(name) = name_asked_for(name, cx)? else { return cx.token() };
    let config = cx.config()?;
    let profile = existing(&name, &config)?;
    if cx.token_in_environment().is_some() {
        cx.ui.note(&format!("this is the token of profile {name}, not the one in INTERCOM_TOKEN"));
    }
    cx.credentials()?.token_of(&name, profile)
}
