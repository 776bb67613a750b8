//! `ictl doctor`: what is wrong with this set-up, and what to do about it.
//!
//! What lies on this machine is looked at first. Then `GET /me` is asked once, and every check that
//! is about Intercom reads the same answer. Each step has a time limit of its own; a check that
//! cannot be made says so instead of failing, so that the one at fault stands out.

mod check;
mod local;
mod probe;
mod proxy;
mod remote;

use clap::{Args, Command};

use crate::api::ApiVersion;
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::{Column, Format};

use check::{Check, Status};
use probe::Probe;

const COLUMNS: &[Column] = &[
    Column::text("Check", "check"),
    Column::text("Status", "status"),
    Column::text("Message", "message"),
    Column::text("Hint", "hint"),
];

const EXAMPLES: &str = "\
Exit code: 1 when a check fails.

Examples:
  ictl doctor
  ictl doctor --profile acme
  ictl doctor --json --jq '.[] | select(.status == \"fail\") | .hint'";

/// Examines settings, keychain, network and token; changes nothing.
#[derive(Debug, Args)]
pub struct DoctorArgs {}

/// `ictl doctor`.
pub fn command() -> Command {
    DoctorArgs::augment_args(Command::new("doctor"))
        .long_about(
            "Find out what is wrong with this set-up\n\n\
             Checks settings, keychain, network, proxy, certificates, token, region, version of \
             the API, clock and rate limit, and says of each what to do. It asks Intercom for \
             `GET /me`, and changes nothing.",
        )
        .after_help(EXAMPLES)
}

/// Makes all checks and prints them.
///
/// # Errors
/// Failed when a check did; interrupted.
pub async fn run(cx: &mut Context) -> Result<()> {
    let checks = examine(cx).await?;
    print(&checks, cx)?;
    let failed: Vec<&str> = checks
        .iter()
        .filter(|check| check.status == Status::Fail)
        .map(|check| check.name)
        .collect();
    if failed.is_empty() {
        return Ok(());
    }
    let (count, all) = (failed.len(), checks.len());
    Err(Error::failed(format!("{count} of {all} checks failed: {}", failed.join(", "))))
}

async fn examine(cx: &mut Context) -> Result<Vec<Check>> {
    let config = match cx.settings_fault() {
        Ok(()) => local::config(cx),
        Err(fault) => Check::failed("config", &fault),
    };
    let keychain = local::keychain(cx)?;
    let probe = Probe::make(cx).await?;
    let asked_version = cx.version();
    let for_http = cx.env("HTTP_PROXY").or(cx.env("http_proxy")).is_some();
    let proxy = proxy::check(&cx.network(), probe.base_url.as_ref().ok(), for_http).await;
    let token = remote::token(&probe);
    // What the settings are at fault for is said once.
    let token = if token.message == config.message {
        Check::unknown(token.name, "the settings cannot be read, see config")
    } else {
        token
    };
    Ok(vec![
        config,
        keychain,
        remote::network(&probe, cx.network().proxy.is_some()),
        proxy,
        local::certificates(&cx.network(), &probe),
        token,
        remote::region(&probe, cx.region_asked_for(None)),
        remote::version(&probe, asked_version),
        remote::clock(&probe),
        remote::rate_limit(&probe),
    ])
}

/// People get lines that wrap as their terminal likes; a table would cut the hints.
fn print(checks: &[Check], cx: &mut Context) -> Result<()> {
    let settings = cx.ui.settings();
    let plain = settings.jq.is_none() && settings.fields.is_none();
    if plain && cx.ui.format() == Format::Table {
        let width = checks.iter().map(|check| check.name.len()).max().unwrap_or_default();
        for check in checks {
            let status = check.status.as_str();
            cx.ui.line(&format!("{status:<4}  {:<width$}  {}", check.name, check.message))?;
            if let Some(hint) = &check.hint {
                cx.ui.line(&format!("{:<4}  {:<width$}  hint: {hint}", "", ""))?;
            }
        }
        return Ok(());
    }
    let mut printer = cx.ui.list(COLUMNS);
    for check in checks {
        printer.item(&check.to_json())?;
    }
    printer.finish().map(drop)
}

/// The version to ask with where the one that was asked for makes no sense.
fn sensible(version: &Result<ApiVersion>) -> ApiVersion {
    *version.as_ref().unwrap_or(&ApiVersion::DEFAULT)
}
