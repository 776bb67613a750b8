//! `ictl auth logout`: a profile and its token are forgotten here. Intercom is not asked, so the
//! token goes on working for whoever has a copy; that is what `revoke` ends.

use clap::Args;

use super::{existing, name_asked_for, refuse_profile_with_all, usual_profile};
use crate::context::{Context, workspace};
use crate::error::Result;

const EXAMPLES: &str = "\
The token stays valid at Intercom; `ictl auth revoke` ends it there.

Examples:
  ictl auth logout
  ictl auth logout acme
  ictl auth logout --all";

/// Forgets profiles.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct LogoutArgs {
    /// The profile; without it the current one
    name: Option<String>,

    /// Forget all profiles
    #[arg(long, conflicts_with = "name")]
    all: bool,
}

/// Forgets them, one after the other.
pub fn run(args: &LogoutArgs, cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let names = names(args, cx)?;
    if names.is_empty() {
        cx.ui.note("there is no profile to forget");
        return Ok(());
    }
    for name in names {
        let workspace = workspace(existing(&name, &config)?);
        if cx.dry_run() {
            cx.ui.note(&format!("dry run: profile {name} would be forgotten: {workspace}"));
            continue;
        }
        cx.credentials()?.forget(&name)?;
        cx.ui.message(&format!("forgot profile {name}: {workspace}"));
    }
    if cx.dry_run() {
        return Ok(());
    }
    cx.ui.note(
        "the token is still valid at Intercom: `ictl auth revoke` before a logout ends it there, \
         and so does uninstalling the app or regenerating its token in the Developer Hub",
    );
    let config = cx.config()?;
    if config.current().is_none() && !config.profiles().is_empty() {
        cx.ui.hint("no profile is the current one now; choose one with `ictl auth switch NAME`");
    }
    if cx.token_in_environment().is_some() {
        cx.ui.note("INTERCOM_TOKEN is set: commands go on using that token");
    }
    Ok(())
}

fn names(args: &LogoutArgs, cx: &Context) -> Result<Vec<String>> {
    if args.all {
        refuse_profile_with_all(cx)?;
        return Ok(cx.config()?.profiles().keys().cloned().collect());
    }
    let name = name_asked_for(args.name.as_deref(), cx)?;
    Ok(vec![name.map_or_else(|| usual_profile(cx), Ok)?])
}
