//! `ictl config`: what is settled once for all, in a file that people may edit as well.
//!
//! Which settings there are, and what beats them, is `context::settings`; here they are looked at and
//! changed.

mod key;

use clap::{Args, Command, Subcommand};
use serde_json::json;

use super::by_hand::verbs_of;
use crate::config::Config;
use crate::context::{Context, KEYS, PROFILE_KEYS, SETTINGS_FILE};
use crate::error::{Error, Result};
use crate::output::Column;

use key::Setting;

const COLUMNS: &[Column] = &[
    Column::id("Key", "key").priority(3),
    Column::text("Value", "value").priority(2),
    Column::text("Source", "source").priority(1),
    Column::text("About", "about"),
];

const EXAMPLES: &str = "\
A flag beats the environment, which beats this file, which beats the default. The file is \
config.toml; `config list` says where it lies. Comments and unknown keys in it stay. Tokens are \
never in it: `ictl auth login` keeps them in the keychain.

Examples:
  ictl config list
  ictl config set profiles.prod.color red
  ictl config set time_zone Europe/Dublin
  ictl config get timeout
  ictl config unset pager";

const SET_EXAMPLES: &str = "\
Examples:
  ictl config set profiles.prod.color red
  ictl config set time_zone Europe/Dublin";

/// The verbs of `ictl config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print the value of a setting
    ///
    /// That is the value which commands use, whoever decides it. Exit code 1 where there is none.
    #[command(after_help = "Example:\n  ictl config get timeout")]
    Get(KeyArgs),
    /// Change a setting
    #[command(after_help = SET_EXAMPLES)]
    Set(SetArgs),
    /// Remove a setting from the file
    #[command(after_help = "Example:\n  ictl config unset pager")]
    Unset(KeyArgs),
    /// List the settings, their values and what decides them
    #[command(after_help = "Example:\n  ictl config list --output table")]
    List,
}

/// Which setting.
#[derive(Debug, Args)]
pub struct KeyArgs {
    /// The setting, such as timeout or profiles.prod.color
    key: String,
}

/// Which setting, and what it becomes.
#[derive(Debug, Args)]
pub struct SetArgs {
    /// The setting, such as timeout or profiles.prod.color
    key: String,

    /// What it becomes
    #[arg(allow_hyphen_values = true)]
    value: String,
}

/// `ictl config` with its verbs.
pub fn command() -> Command {
    verbs_of::<ConfigCommand>().after_help(EXAMPLES)
}

/// Runs the verb.
pub fn run(command: ConfigCommand, cx: &mut Context) -> Result<()> {
    match command {
        ConfigCommand::Get(args) => get(&args.key, cx),
        ConfigCommand::Set(args) => set(&args.key, &args.value, cx),
        ConfigCommand::Unset(args) => unset(&args.key, cx),
        ConfigCommand::List => list(cx),
    }
}

fn get(key: &str, cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let setting = Setting::find(key, &config)?;
    let (value, _) = setting.value(&config, cx)?;
    let value = value.ok_or_else(|| {
        Error::failed(format!("{} is not set, and has no default", setting.name()))
            .hint(format!("set it with `ictl config set {} VALUE`", setting.name()))
    })?;
    let settings = cx.ui.settings();
    if settings.output.is_some() || settings.jq.is_some() {
        return cx.ui.object(&[], &json!({"key": setting.name(), "value": value}));
    }
    cx.ui.line(&value)
}

fn set(key: &str, value: &str, cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let setting = Setting::find(key, &config)?;
    let name = setting.name();
    setting.check(value, &config).map_err(|error| error.context(&name))?;
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {name} would become {value}"));
        return Ok(());
    }
    Config::edit(&cx.paths()?, |config| config.set_value(&setting.path(), value))?;
    cx.ui.message(&format!("{name} is {value} from now on"));
    warn_of_what_beats_it(&setting, cx)
}

/// A setting without an effect deserves a word.
fn warn_of_what_beats_it(setting: &Setting, cx: &mut Context) -> Result<()> {
    let (_, by) = setting.value(&cx.config()?, cx)?;
    let name = setting.name();
    if by != SETTINGS_FILE {
        cx.ui.warn(&format!("{by} beats it: {name} counts where {by} is not given"));
    } else if name == "current" && cx.token_in_environment().is_some() {
        cx.ui.warn("INTERCOM_TOKEN is set: commands use that token until it is unset");
    }
    Ok(())
}

fn unset(key: &str, cx: &mut Context) -> Result<()> {
    let setting = Setting::find(key, &cx.config()?)?;
    let name = setting.name();
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {name} would be removed"));
        return Ok(());
    }
    if Config::edit(&cx.paths()?, |config| Ok(config.unset_value(&setting.path())))? {
        cx.ui.message(&format!("{name} is no longer set"));
    } else {
        cx.ui.note(&format!("{name} was not set"));
    }
    Ok(())
}

fn list(cx: &mut Context) -> Result<()> {
    let config = cx.config()?;
    let mut settings: Vec<Setting> = KEYS.iter().map(Setting::global).collect();
    for name in config.profiles().keys() {
        settings.extend(PROFILE_KEYS.iter().map(|key| Setting::of_profile(name, key)));
    }
    let mut rows = Vec::new();
    for setting in &settings {
        let (value, source) = setting.value(&config, cx)?;
        rows.push(json!({
            "key": setting.name(),
            "value": value,
            "source": value.is_some().then_some(source),
            "about": setting.about(),
        }));
    }
    let mut printer = cx.ui.list(COLUMNS);
    for row in &rows {
        printer.item(row)?;
    }
    printer.finish()?;
    let paths = cx.paths()?;
    let is_there = if paths.config.exists() { "" } else { ", not there yet" };
    cx.ui.message(&format!("the file is {}{is_there}", paths.config.display()));
    Ok(())
}
