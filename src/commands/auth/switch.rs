//! `ictl auth switch`: the profile that commands use from now on.

use clap::Args;

use super::existing;
use super::keeping::warn_of_what_beats_it;
use crate::config::Config;
use crate::context::{Context, workspace};
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
For a single command, --profile NAME does it; for a shell, ICTL_PROFILE=NAME.

Examples:
  ictl auth switch acme
  ictl auth switch";

/// What answers the question of which profile.
const INSTEAD: &str = "name it: `ictl auth switch NAME`; `ictl auth list` shows the names";

/// Chooses the current profile.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct SwitchArgs {
    /// The profile; on a terminal it can be chosen from a list
    name: Option<String>,
}

/// Switches.
pub fn run(args: SwitchArgs, cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    if config.profiles().is_empty() {
        return Err(cx.not_logged_in());
    }
    let asked_for = super::name_asked_for(args.name.as_deref(), cx)?;
    let name = match asked_for {
        Some(name) => name,
        None => chosen(&config, cx)?,
    };
    let profile = existing(&name, &config)?;
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: profile {name} would become the current one"));
        return Ok(());
    }
    cx.credentials()?.switch(&name)?;
    cx.ui.message(&format!("commands use profile {name} now: {}", workspace(profile)));
    warn_of_what_beats_it(&name, cx);
    Ok(())
}

fn chosen(config: &Config, cx: &mut Context) -> Result<String> {
    let (names, shown): (Vec<&String>, Vec<String>) = config
        .profiles()
        .iter()
        .map(|(name, profile)| (name, format!("{name}: {}", workspace(profile))))
        .unzip();
    let place = cx.ui.choose("Choose the profile that commands use", &shown, INSTEAD)?;
    let name = names.get(place).ok_or_else(|| Error::usage("nothing was chosen"))?;
    Ok((*name).clone())
}
