//! `ictl auth revoke`: the app leaves workspaces, and its tokens die. The one thing that asks
//! first: it stops what the app does there, and cannot be taken back from here.
//!
//! All tokens are at hand before the first request leaves, and what is kept here is forgotten only
//! once Intercom has confirmed, or has said that the token is dead already.

mod outcome;
mod target;

use clap::Args;
use futures_util::future::join_all;

use self::outcome::{Outcome, print};
use self::target::Target;
use crate::api::{Client, Repeat, Request};
use crate::context::Context;
use crate::error::{Error, Result};

/// The line of help, that of the operation behind the command.
pub const ABOUT: &str = "Uninstall the app from the workspace and revoke the token";

const EXAMPLES: &str = "\
Examples:
  ictl auth revoke
  ictl auth revoke acme globex --yes
  ictl auth revoke --all
  ictl auth revoke --with-token < token.txt

Uninstalling stops webhooks, Messenger apps and workflows that use the app in that workspace, for
everybody. To forget a token on this machine alone, use `ictl auth logout`.

POST /auth/uninstall, which cannot be taken back. A token that is dead already answers 401, and is
forgotten as well.";

/// Uninstalls the app from workspaces.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct RevokeArgs {
    /// The profiles; without any the current one
    #[arg(value_name = "NAME")]
    names: Vec<String>,

    /// Revoke the tokens of all profiles
    #[arg(long, conflicts_with = "names")]
    all: bool,

    /// Revoke the token that comes through stdin
    #[arg(long, conflicts_with_all = ["names", "all"])]
    with_token: bool,
}

/// Says what uninstalling does, asks, does it everywhere at once, and tells how each went.
pub async fn run(args: &RevokeArgs, cx: &mut Context) -> Result<()> {
    let mut targets = target::choose(args, cx)?;
    if targets.is_empty() {
        cx.ui.note("there is no profile to revoke");
        return Ok(());
    }
    if cx.dry_run() {
        return targets.iter().try_for_each(|target| cx.show_held_at(&target.base_url, &request()));
    }
    let clients: Vec<Client> =
        targets.iter().map(|target| target.client(cx)).collect::<Result<_>>()?;
    let mut dead = false;
    if let ([target], [client]) = (targets.as_mut_slice(), clients.as_slice()) {
        dead = !target.learn_workspace(client).await?;
    }
    if dead {
        cx.ui.note("Intercom refuses this token: there is nothing left to revoke");
    } else {
        ask(&targets, cx)?;
    }
    cx.ui.keep_going_without_reader();
    let uninstall = request();
    let endings = join_all(clients.iter().map(|client| client.exchange(&uninstall))).await;
    let mut outcomes: Vec<Outcome> =
        endings.into_iter().map(|ending| Outcome::of(ending.last)).collect();
    for (target, outcome) in targets.iter().zip(&mut outcomes) {
        if outcome.is_final() {
            outcome.take_fault(target.forget(cx));
        }
    }
    print(&targets, &outcomes, cx)?;
    outcome::verdict(&targets, outcomes)
}

/// Sent again after a lost answer: the second one finds the token dead, which is what was wanted.
fn request() -> Request {
    Request::post("/auth/uninstall").repeat(Repeat::Safe)
}

fn ask(targets: &[Target], cx: &mut Context) -> Result<()> {
    let workspaces: Vec<&str> = targets.iter().map(|target| target.workspace.as_str()).collect();
    let workspaces = workspaces.join(", ");
    cx.ui.message(&format!(
        "this uninstalls the app from {workspaces} and revokes the token: webhooks, Messenger apps \
         and workflows that use the app stop there, for everybody"
    ));
    let question = match targets {
        [_] => format!("Uninstall the app from {workspaces}?"),
        _ => format!("Uninstall the app from these {} workspaces?", targets.len()),
    };
    if cx.ui.confirm(&question)? { Ok(()) } else { Err(Error::failed("nothing was uninstalled")) }
}
