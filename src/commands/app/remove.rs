//! `ictl app remove`: forgotten here; at Intercom nothing changes.

use clap::Args;

use super::no_app;
use crate::context::Context;
use crate::error::Result;

/// Forgets an app.
#[derive(Debug, Args)]
#[command(after_help = "Profiles that were made with it stay.\n\nExample:\n  ictl app remove mine")]
pub struct RemoveArgs {
    /// The app
    name: String,
}

/// Forgets it.
pub fn run(args: &RemoveArgs, cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    if config.app(&args.name).is_none() {
        return Err(no_app(&args.name, &config));
    }
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: app {} would be forgotten", args.name));
        return Ok(());
    }
    cx.credentials()?.forget_app(&args.name)?;
    cx.ui.message(&format!("forgot app {} and its client secret", args.name));
    Ok(())
}
