//! `ictl sandbox`: a local Intercom, as a server for any client.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args, Subcommand};
use jiff::tz::TimeZone;

use super::by_hand::verbs_of;
use crate::context::{Context, parse_time_zone, shell_word};
use crate::duration::parse_duration;
use crate::error::{Error, Result};
use crate::interrupt::Urgency;
use crate::sandbox::{Faults, MAX_WORKSPACES, Options, PerMinute, Sandbox as Server};

/// The port that is used unless another is asked for.
const PORT: u16 = 8900;

/// The verbs of `ictl sandbox`.
#[derive(Debug, Subcommand)]
pub enum Sandbox {
    /// Serve a local Intercom until Ctrl-C
    Serve(ServeArgs),
}

const EXAMPLES: &str = "\
--sandbox runs a single command in one, inside the process.

Examples:
  ictl sandbox serve --contacts 1000
  ictl --sandbox contacts list --limit 3";

const SERVE_EXAMPLES: &str = "\
In another terminal, paste the export lines, and every client finds it.

Examples:
  ictl sandbox serve --contacts 1000 --conversations 5000
  ictl sandbox serve --rate-limit 1000/min --latency 50ms
  ictl sandbox serve --fault 503=5%,close-after=2%,slow=1%:2s
  ictl sandbox serve --workspaces 3 --state three.sandbox";

/// Prints the environment that leads a client here, then serves.
#[derive(Debug, Args)]
#[command(after_help = SERVE_EXAMPLES)]
pub struct ServeArgs {
    /// Port to listen on; 0 takes any free one
    #[arg(long, default_value_t = PORT)]
    port: u16,

    /// Do not print the export lines of tokens
    #[arg(long)]
    no_token: bool,

    /// Have this many workspaces, each with its own data, region and token
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = workspaces)]
    workspaces: usize,

    /// Client id of the app that logs in here; without it INTERCOM_CLIENT_ID, or a new one
    #[arg(long, value_name = "ID", value_parser = NonEmptyStringValueParser::new())]
    client_id: Option<String>,

    /// Client secret of that app; without it INTERCOM_CLIENT_SECRET, or a new one
    ///
    /// Other programs can read a command line: give only a secret that guards nothing but the
    /// sandbox, and leave a real one in the environment.
    #[arg(long, value_name = "SECRET", value_parser = NonEmptyStringValueParser::new())]
    client_secret: Option<String>,

    /// Begin with this many contacts in each workspace, created over the last two years
    #[arg(long, value_name = "N", default_value_t = 0)]
    contacts: u64,

    /// Begin with this many companies in each workspace, and with people to be in them
    #[arg(long, value_name = "N", default_value_t = 0)]
    companies: u64,

    /// Begin with this many conversations of the last year, and with people to have them
    #[arg(long, value_name = "N", default_value_t = 0)]
    conversations: u64,

    /// Limit the requests, as Intercom does, in windows of 10 seconds: 10000/min
    #[arg(long, value_name = "N/min")]
    rate_limit: Option<PerMinute>,

    /// Answer no sooner than this
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = parse_duration)]
    latency: Duration,

    /// Find new contacts in searches only after this time, as Intercom does: 2m
    #[arg(long, value_name = "DURATION", default_value = "0s", value_parser = parse_duration)]
    search_lag: Duration,

    /// Let export jobs take this long
    #[arg(long, value_name = "DURATION", default_value = "4s", value_parser = parse_duration)]
    export_delay: Duration,

    /// Let the workspaces be in this time zone, which decides where days begin in searches
    #[arg(long, value_name = "ZONE", default_value = "UTC", value_parser = parse_time_zone)]
    workspace_time_zone: TimeZone,

    /// Let a share of requests go wrong: KIND=P[:DURATION], several with commas
    ///
    /// KIND is 500, 502, 503, 429 (without headers), close-before (closed before the request took
    /// effect), close-after, 500-after (after it), truncate, malformed, slow, hang or drip. P is a
    /// share such as 0.05 or 5%.
    #[arg(
        long,
        value_name = "KIND=P[:DURATION][,…]",
        default_value = "",
        hide_default_value = true
    )]
    fault: Faults,

    /// Make data and faults the same every time
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,

    /// Keep everything in this file, over restarts and crashes
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
}

/// `ictl sandbox` with its verbs.
pub fn command() -> clap::Command {
    verbs_of::<Sandbox>().after_help(EXAMPLES)
}

/// Runs the verb.
pub async fn run(command: Sandbox, cx: &mut Context) -> Result<()> {
    match command {
        Sandbox::Serve(args) => serve(args, cx).await,
    }
}

async fn serve(args: ServeArgs, cx: &mut Context) -> Result<()> {
    cx.drain_when_interrupted();
    let from_env = |name| cx.env(name).map(str::to_owned);
    let secret_in_env = from_env("INTERCOM_CLIENT_SECRET").filter(|_| args.client_secret.is_none());
    let prints_secret = secret_in_env.is_none();
    let options = Options {
        workspaces: args.workspaces,
        client_id: args.client_id.or_else(|| from_env("INTERCOM_CLIENT_ID")),
        client_secret: args.client_secret.or(secret_in_env),
        contacts: args.contacts,
        companies: args.companies,
        conversations: args.conversations,
        rate_limit: args.rate_limit,
        latency: args.latency,
        faults: args.fault,
        seed: args.seed,
        state: args.state,
        search_lag: args.search_lag,
        export_delay: args.export_delay,
        time_zone: args.workspace_time_zone,
        ..Options::default()
    };
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
    let server = Server::bind(&options, address, cx.clock.clone())?;
    cx.ui.keep_going_without_reader();
    for (name, value) in environment(&server, !args.no_token, prints_secret) {
        cx.ui.line(&format!("export {name}={}", shell_word(&value)))?;
    }
    cx.ui.flush()?;
    cx.ui.message(&format!("the sandbox listens on {}; Ctrl-C ends it", server.base_url()));
    let mut interrupt = cx.interrupt.clone();
    server.serve(async move { interrupt.beyond(Urgency::Unheard).await }).await
}

/// What leads a client here. The first workspace's token has the name that programs know; the others
/// count on. A secret that came from the environment is there already, and may be a real one.
fn environment(server: &Server, with_tokens: bool, with_secret: bool) -> Vec<(String, String)> {
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let base_url = server.base_url();
    let mut lines =
        vec![line("INTERCOM_API_BASE_URL", &base_url), line("INTERCOM_APP_BASE_URL", &base_url)];
    if with_tokens {
        lines.extend(server.installations().iter().zip(1..).map(|(installation, number)| {
            let suffix = if number == 1 { String::new() } else { format!("_{number}") };
            (format!("INTERCOM_TOKEN{suffix}"), installation.token.clone())
        }));
    }
    lines.push(line("INTERCOM_CLIENT_ID", server.client_id()));
    if with_secret {
        lines.push(line("INTERCOM_CLIENT_SECRET", server.client_secret()));
    }
    lines
}

fn workspaces(text: &str) -> Result<usize> {
    match text.parse() {
        Ok(count) if (1..=MAX_WORKSPACES).contains(&count) => Ok(count),
        _ => Err(Error::usage(format!("a sandbox has between 1 and {MAX_WORKSPACES} workspaces"))),
    }
}
