//! `ictl auth revoke`: the app leaves workspaces, and its tokens die. The one thing that asks
//! first: it stops what the app does there, and cannot be taken back from here.
//!
//! All tokens are at hand before the first request leaves, and what is kept here is forgotten only
//! once Intercom has confirmed, or has said that the token is dead already.

mod outcome;
mod target;

use clap::Args;
use futures_util::future::join_all;
use serde_json::json;

use self::outcome::{Outcome, print};
use self::target::Target;
use crate::api::{Client, Repeat, Request};
use crate::context::Context;
use crate::error::{Error, Kind, Result};

/// The line of help, that of the operation behind the command.
pub const ABOUT: &str = "Uninstall the app from the workspace and revoke the token";

const EXAMPLES: &str = "\
Uninstalling stops webhooks, Messenger apps and workflows that use the app in that workspace, for
everybody. To forget a token on this machine alone, use `ictl auth logout`.

POST /auth/uninstall, which cannot be taken back. A token that is dead already answers 401, and is
forgotten as well.

Examples:
  ictl auth revoke
  ictl auth revoke acme globex --yes
  ictl auth revoke --all
  ictl auth revoke --with-token < token.txt";

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
        return targets.iter().try_for_each(|target| {
            cx.show_held_at(&target.base_url, target.profile.as_deref(), &request())
        });
    }
    let clients = clients(&targets, cx)?;
    let mut dead = false;
    if let ([target], [Ok(client)]) = (targets.as_mut_slice(), clients.as_slice()) {
        dead = !target.learn_workspace(client).await?;
    }
    if dead {
        cx.ui.note("Intercom refuses this token: there is nothing left to revoke");
    } else {
        let at_hand = targets.iter().zip(&clients).filter(|(_, client)| client.is_ok());
        ask(&at_hand.map(|(target, _)| target).collect::<Vec<_>>(), cx)?;
    }
    cx.ui.keep_going_without_reader();
    let uninstall = request();
    let uninstall = &uninstall;
    let endings = clients.into_iter().map(|client| async move {
        match client {
            Ok(client) => Outcome::of(client.exchange(uninstall).await.last),
            Err(error) => Outcome::failed(error),
        }
    });
    let mut outcomes: Vec<Outcome> = join_all(endings).await;
    for (target, outcome) in targets.iter().zip(&mut outcomes) {
        if outcome.is_final() {
            outcome.take_fault(target.forget(cx));
        }
    }
    print(&targets, &outcomes, cx)?;
    outcome::verdict(&targets, outcomes)
}

/// Documented with the content type of JSON, and without a body; an empty object agrees with both.
/// Sent again after a lost answer: the second one finds the token dead, which is what was wanted.
fn request() -> Request {
    Request::post("/auth/uninstall").json(&json!({})).repeat(Repeat::Safe)
}

/// A client for each. Where one of several has lost its token, that is its own result; a store that
/// answers nobody stops everything.
fn clients(targets: &[Target], cx: &mut Context) -> Result<Vec<Result<Client>>> {
    let client = |target: &Target| match target.client(cx) {
        Err(error) if targets.len() == 1 || error.kind() != Kind::Auth => Err(error),
        client => Ok(client),
    };
    targets.iter().map(client).collect()
}

fn ask(targets: &[&Target], cx: &mut Context) -> Result<()> {
    if targets.is_empty() {
        return Ok(());
    }
    // Several profiles may stand for the same workspace.
    let mut names: Vec<&str> = Vec::new();
    for target in targets {
        if !names.contains(&target.workspace.as_str()) {
            names.push(&target.workspace);
        }
    }
    let workspaces = names.join(", ");
    cx.ui.message(&format!(
        "this uninstalls the app from {workspaces} and revokes the token: webhooks, Messenger apps \
         and workflows that use the app stop there, for everybody"
    ));
    let question = match names[..] {
        [_] => format!("Uninstall the app from {workspaces}?"),
        _ => format!("Uninstall the app from these {} workspaces?", names.len()),
    };
    if cx.ui.confirm(&question)? { Ok(()) } else { Err(Error::failed("nothing was uninstalled")) }
}
