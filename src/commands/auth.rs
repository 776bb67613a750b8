//! `ictl auth`: tokens and the workspaces they stand for. `login` gets one, `revoke` gives it up at
//! Intercom, everything between looks after what is kept on this machine.

pub(super) mod keeping;
mod list;
mod login;
mod logout;
pub(super) mod oauth;
mod revoke;
mod status;
mod switch;
mod token;

use clap::{Args as _, Command, Subcommand};

use super::by_hand::verbs_of;
use crate::config::{Config, Profile};
use crate::context::{Context, Source, no_profile};
use crate::error::{Error, Result};

/// The verbs of `ictl auth`.
#[derive(Debug, Subcommand)]
pub enum Auth {
    /// Log in to a workspace and keep its token as a profile
    Login(login::LoginArgs),
    /// Show the profiles, and which token commands use
    Status(status::StatusArgs),
    /// List the profiles
    #[command(after_help = "Example:\n  ictl auth list --jq .name")]
    List,
    /// Choose the profile that commands use
    Switch(switch::SwitchArgs),
    /// Print the token that commands use, for scripts
    Token(token::TokenArgs),
    /// Forget a profile and its token on this machine
    Logout(logout::LogoutArgs),
    // Its help is that of the operation behind it.
    #[command(about = revoke::ABOUT)]
    Revoke(revoke::RevokeArgs),
}

const EXAMPLES: &str = "\
A profile is one workspace that an app is installed on. Without profiles, INTERCOM_TOKEN is enough.

Examples:
  ictl auth login
  ictl auth status --check
  ictl auth switch acme-eu
  ictl auth revoke acme-eu";

/// `ictl auth` with its verbs.
pub fn command() -> Command {
    verbs_of::<Auth>().after_help(EXAMPLES)
}

/// Runs the verb.
pub async fn run(command: Auth, cx: &mut Context) -> Result<()> {
    match command {
        Auth::Login(args) => login::run(args, cx).await,
        Auth::Status(args) => status::run(&args, cx).await,
        Auth::List => list::run(cx),
        Auth::Switch(args) => switch::run(args, cx),
        Auth::Token(args) => token::run(args, cx),
        Auth::Logout(args) => logout::run(&args, cx),
        Auth::Revoke(args) => revoke::run(&args, cx).await,
    }
}

/// Logs in with these flags of `auth login`, for a command that finds nobody logged in.
pub(super) async fn login_with(flags: &[&str], cx: &mut Context) -> Result<()> {
    let command = login::LoginArgs::augment_args(Command::new("login"));
    let words = std::iter::once("login").chain(flags.iter().copied());
    let matches = command.try_get_matches_from(words);
    let matches = matches.map_err(|error| Error::usage(error.to_string()))?;
    login::run(super::parsed(&matches)?, cx).await
}

/// The profile that a verb is about: the NAME it was given, which means the same as `--profile`.
///
/// # Errors
/// Exit 2 when both are given and differ.
fn name_asked_for(name: Option<&str>, cx: &Context) -> Result<Option<String>> {
    match (name, cx.options().profile.as_deref()) {
        (Some(name), Some(flag)) if name != flag => {
            Err(Error::usage(format!("{name} and --profile {flag} are two profiles"))
                .hint("name the one that you mean"))
        }
        (name, flag) => Ok(name.or(flag).map(str::to_owned)),
    }
}

/// With `--all`, a profile that was named as well may be the only one that was meant.
///
/// # Errors
/// Exit 2 when there is one.
fn refuse_profile_with_all(cx: &Context) -> Result<()> {
    match cx.options().profile.as_deref() {
        Some(name) => {
            Err(Error::usage(format!("--all and --profile {name} contradict each other"))
                .hint("leave out the one that you do not mean"))
        }
        None => Ok(()),
    }
}

/// The profile of that name.
///
/// # Errors
/// Exit 2 where there is none, with the names there are.
fn existing<'a>(name: &str, config: &'a Config) -> Result<&'a Profile> {
    config.profile(name).ok_or_else(|| no_profile(name, config))
}

/// The profile that is used unless a command line says otherwise: that of `ICTL_PROFILE`, else the
/// current one.
///
/// # Errors
/// Exit 4 where there is none.
fn usual_profile(cx: &Context) -> Result<String> {
    let config = cx.config()?;
    if let Some(name) = cx.env("ICTL_PROFILE") {
        existing(name, &config).map_err(|error| error.context("ICTL_PROFILE"))?;
        return Ok(name.to_owned());
    }
    let current = config.current().filter(|name| config.profile(name).is_some());
    current.map(str::to_owned).ok_or_else(|| cx.not_logged_in())
}

/// The name of the profile that commands use now, if it is a profile's token.
fn name_in_use(cx: &mut Context) -> Result<Option<String>> {
    Ok(match cx.source()? {
        Source::Profile(name, _) => Some(name),
        _ => None,
    })
}
