//! `ictl auth`: the token and what it stands for. Giving it up is the one thing that asks first: it
//! uninstalls the app from the workspace, and cannot be taken back from here.

mod login;

use clap::ArgMatches;
use serde_json::{Map, Value};

use super::operation::{operation, prepare, show};
use crate::api::Request;
use crate::context::Context;
use crate::error::{Error, Kind, Result};

/// Runs the verb.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    match matches.subcommand() {
        Some(("revoke", own)) => revoke(own, cx).await,
        _ => Err(Error::usage("ictl auth has no such command")),
    }
}

/// Says what uninstalling does, asks, and does it.
async fn revoke(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let operation = operation("POST /auth/uninstall")?;
    let prepared = prepare(operation, matches, Map::new(), cx)?;
    if cx.dry_run() {
        return show(operation, matches, prepared, cx).await;
    }
    let workspace = match workspace(cx).await {
        Err(error) if error.kind() == Kind::Auth && error.api_facts().status.is_some() => {
            cx.ui.note("Intercom refuses this token: there is nothing left to revoke");
            return Ok(());
        }
        workspace => workspace?,
    };
    cx.ui.message(&format!(
        "this uninstalls the app from {workspace} and revokes the token: webhooks, Messenger apps \
         and workflows that use the app stop there, for everybody"
    ));
    if !cx.ui.confirm(&format!("Uninstall the app from {workspace}?"))? {
        return Err(Error::failed("nothing was uninstalled"));
    }
    show(operation, matches, prepared, cx).await
}

/// The workspace in words, as far as the token may know it.
async fn workspace(cx: &mut Context) -> Result<String> {
    let me = match cx.client()?.json(&Request::get("/me")).await {
        Err(error) if error.kind() == Kind::Failed => Value::Null,
        me => me?,
    };
    let app = &me["app"];
    Ok(match (app["name"].as_str(), app["id_code"].as_str()) {
        (Some(name), Some(id)) => format!("the workspace {name} ({id})"),
        (None, Some(id)) => format!("the workspace {id}"),
        _ => "the token's workspace".to_owned(),
    })
}
