//! The global flags: what every command understands.

use std::time::Duration;

use clap::Args;
use jiff::tz::TimeZone;

use crate::api::{ApiVersion, Region};
use crate::duration::parse_duration;
use crate::error::{Error, Result};
use crate::output::{ColorChoice, Fields, Format};

/// The heading of the global flags in help.
const HEADING: &str = "Global options";

/// The global flags.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = HEADING)]
pub struct GlobalOptions {
    /// Use this profile's workspace
    #[arg(long, global = true, value_name = "NAME")]
    pub profile: Option<String>,

    /// Region of the workspace: us, eu or au (else `INTERCOM_REGION` decides)
    #[arg(long, global = true)]
    pub region: Option<Region>,

    /// API version to ask for, such as 2.16 or Preview (else `INTERCOM_VERSION` decides)
    #[arg(long, global = true, value_name = "VERSION")]
    pub api_version: Option<ApiVersion>,

    /// Form of the output
    #[arg(long, global = true, value_enum, value_name = "FORM")]
    pub output: Option<Format>,

    /// Print one JSON document; short for --output json
    #[arg(long, global = true, conflicts_with = "output")]
    pub json: bool,

    /// Filter the output with a jq expression
    #[arg(long, global = true, value_name = "EXPR")]
    pub jq: Option<String>,

    /// Show these fields only, such as id,email,location.city
    #[arg(long, global = true, value_name = "LIST", value_parser = Fields::parse)]
    pub fields: Option<Fields>,

    /// Give up an attempt after this long (else 30s)
    #[arg(long, global = true, value_name = "DURATION", value_parser = parse_timeout)]
    pub timeout: Option<Duration>,

    /// Send every request once, whatever happens
    #[arg(long, global = true)]
    pub no_retry: bool,

    /// Send no write; show the request instead
    #[arg(long, short = 'n', global = true)]
    pub dry_run: bool,

    /// Answer every question with yes
    #[arg(long, short = 'y', global = true)]
    pub yes: bool,

    /// Zone of dates without one, such as Europe/Dublin
    #[arg(long, global = true, value_name = "ZONE", value_parser = parse_time_zone)]
    pub time_zone: Option<TimeZone>,

    /// Show every request on stderr, without secrets
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub verbose: bool,

    /// Leave out notes, summaries and progress
    #[arg(long, short, global = true)]
    pub quiet: bool,

    /// When to use color
    #[arg(long, global = true, value_enum, value_name = "WHEN")]
    pub color: Option<ColorChoice>,

    /// Quote CSV cells that a spreadsheet would run as a formula
    #[arg(long, global = true)]
    pub csv_safe: bool,

    /// Do not page long tables
    #[arg(long, global = true)]
    pub no_pager: bool,

    /// Run against a sandbox inside this process: no account, no network
    #[arg(long, global = true)]
    pub sandbox: bool,
}

pub(super) fn parse_timeout(text: &str) -> Result<Duration> {
    let timeout = parse_duration(text)?;
    if timeout.is_zero() {
        Err(Error::usage("a time limit of zero allows nothing"))
    } else {
        Ok(timeout)
    }
}

/// Reads the name of a time zone.
pub fn parse_time_zone(name: &str) -> Result<TimeZone> {
    TimeZone::get(name).map_err(|_| {
        Error::usage(format!("{name:?} is not a time zone"))
            .hint("zones are named like Europe/Dublin, America/New_York or UTC")
    })
}
