//! `ictl browse`: from an id to its page in Intercom's web application.
//!
//! The paths are not documented. They are those that programs of others link to; an address that is
//! wrong shows Intercom's own page for it.

use clap::{Args, Command, Subcommand};
use serde_json::json;

use super::auth::oauth::announce;
use super::by_hand::verbs_of;
use super::names::ticket;
use crate::api::{Region, path_segment};
use crate::auth::Identity;
use crate::context::{Context, Source};
use crate::error::{Error, Result};

/// A conversation in the inbox (seen in public sources, unverified).
const CONVERSATION: &str = "/a/inbox/{workspace}/inbox/conversation/{id}";

/// A ticket: taken to be in the inbox as the conversation of its id. No source tells (unverified).
const TICKET: &str = CONVERSATION;

/// A contact with all their conversations (seen in public sources, unverified).
const CONTACT: &str = "/a/apps/{workspace}/users/{id}/all-conversations";

const EXAMPLES: &str = "\
The address is printed, and opened where a browser is at hand. Through a pipe it is printed alone.

Examples:
  ictl browse conversation 1295
  ictl browse ticket '#12'
  ictl browse contact 63a07ddf05a32042dffac965 --no-browser
  ictl contacts find ada-7 --jq .id | xargs ictl browse contact";

/// What can be looked at.
#[derive(Debug, Subcommand)]
pub enum Browse {
    /// Open a contact's page
    #[command(after_help = "Example:\n  ictl browse contact 63a07ddf05a32042dffac965 --no-browser")]
    Contact(PageArgs),
    /// Open a conversation in the inbox
    #[command(after_help = "Example:\n  ictl browse conversation 1295")]
    Conversation(PageArgs),
    /// Open a ticket in the inbox
    #[command(after_help = "Example:\n  ictl browse ticket '#12'")]
    Ticket(PageArgs),
}

/// Which one.
#[derive(Debug, Args)]
pub struct PageArgs {
    /// Its id; of a ticket also '#12', the number that people see
    id: String,

    /// Only print the address
    #[arg(long)]
    no_browser: bool,
}

/// `ictl browse`.
pub fn command() -> Command {
    verbs_of::<Browse>().after_help(EXAMPLES)
}

/// Prints the address, and opens it.
pub async fn run(command: Browse, cx: &mut Context) -> Result<()> {
    refuse_sandbox(cx)?;
    let (template, args, is_ticket) = match command {
        Browse::Contact(args) => (CONTACT, args, false),
        Browse::Conversation(args) => (CONVERSATION, args, false),
        Browse::Ticket(args) => (TICKET, args, true),
    };
    if args.id == "-" {
        return Err(Error::usage("a browser shows one page at a time")
            .hint("name one id; a loop of the shell opens several"));
    }
    let id = if is_ticket { ticket(&args.id, cx).await? } else { args.id };
    let path = template.replace("{id}", &path_segment(&id)?);
    let (workspace, region) = workspace(cx).await?;
    let path = path.replace("{workspace}", &path_segment(&workspace)?);
    let url = cx.app_base_url(region)?.join(&path)?;
    show(url.as_str(), args.no_browser, cx)
}

fn show(url: &str, unwanted: bool, cx: &mut Context) -> Result<()> {
    let settings = cx.ui.settings();
    if settings.output.is_some() || settings.jq.is_some() {
        cx.ui.object(&[], &json!({"url": url}))?;
    } else {
        cx.ui.line(url)?;
    }
    if cx.ui.terminal().stdout {
        announce::open(url, unwanted || cx.dry_run(), cx);
    }
    Ok(())
}

/// The workspace's id and region: the profile knows them, of another token Intercom does.
async fn workspace(cx: &mut Context) -> Result<(String, Region)> {
    if let Source::Profile(name, profile) = cx.source()? {
        let region = profile.region.parse();
        let region =
            region.map_err(|error: Error| error.context(format!("region of profile {name}")))?;
        return Ok((profile.workspace_id, region));
    }
    let identity = Identity::ask(&cx.client()?).await?;
    let region = match identity.region {
        Some(region) => region,
        None => cx.region_asked_for(None)?.unwrap_or_default(),
    };
    Ok((identity.workspace_id, region))
}

/// A sandbox is the API alone; of `INTERCOM_APP_BASE_URL` only the user knows what is behind it.
fn refuse_sandbox(cx: &mut Context) -> Result<()> {
    let has_app = cx.env("INTERCOM_APP_BASE_URL").is_some();
    let local = cx.in_sandbox() || (!has_app && cx.base_url().is_ok_and(|url| url.is_loopback()));
    if !local {
        return Ok(());
    }
    Err(Error::failed("a sandbox has no web app: there is no page to open").hint(
        "without --sandbox and INTERCOM_API_BASE_URL a page of Intercom opens; here `get` shows it",
    ))
}
