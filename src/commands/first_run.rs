//! The first command of somebody who has not logged in yet. On a terminal it is an offer, and goes on
//! after it; elsewhere the error says the same in words.

use clap::ArgMatches;

use super::auth;
use crate::config::StoreKind;
use crate::context::Context;
use crate::error::{Error, Kind, Result};

/// What answers the question in advance.
const INSTEAD: &str = "log in with `ictl auth login`, or add --sandbox";

/// Commands that are about logging in, and say themselves what is missing.
const SPEAK_FOR_THEMSELVES: [&str; 2] = ["auth", "doctor"];

/// How to go on.
enum Way {
    OAuth,
    Token,
    Sandbox,
    NotNow,
}

/// Runs a command; where it lacks a token and the user can be asked, offers a way to one first.
///
/// # Errors
/// Those of the command. When the user wants nothing of it, that nobody is logged in.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let error = match Box::pin(super::dispatch(matches, cx)).await {
        Err(error) if can_be_helped(&error, matches, cx) => error,
        result => return result,
    };
    match choose(cx)? {
        Way::OAuth => login("--oauth", cx).await?,
        Way::Token => login("--with-token", cx).await?,
        Way::Sandbox => cx.enter_sandbox()?,
        Way::NotNow => return Err(error),
    }
    Box::pin(super::dispatch(matches, cx)).await
}

/// Says how to begin, below the help of a command line without a command.
pub fn greet(cx: &mut Context) {
    if cx.ui.terminal().stderr && cx.is_first_run() {
        cx.ui.message(
            "\nNew here? `ictl auth login` connects a workspace.\n\
             To look around without an account: ictl --sandbox contacts list",
        );
    }
}

fn can_be_helped(error: &Error, matches: &ArgMatches, cx: &mut Context) -> bool {
    let terminal = cx.ui.terminal();
    let name = matches.subcommand_name().unwrap_or_default();
    error.kind() == Kind::Auth
        && terminal.stdin
        && terminal.stderr
        && !SPEAK_FOR_THEMSELVES.contains(&name)
        && cx.is_first_run()
}

fn choose(cx: &mut Context) -> Result<Way> {
    cx.ui.message(
        "This command asks Intercom, and ictl is not logged in to a workspace yet.\n\
         A login takes a minute; a sandbox needs no account and sends nothing.\n",
    );
    let choices = [
        "Log in through the browser, with an app of yours (OAuth)",
        "Paste an access token (Developer Hub > your app > Configure > Authentication)",
        "Try it in a sandbox: an Intercom inside this command, with demo data",
        "Not now",
    ];
    let place = cx.ui.choose("Choose how to go on", &choices.map(str::to_owned), INSTEAD)?;
    Ok(match place {
        0 => Way::OAuth,
        1 => Way::Token,
        2 => Way::Sandbox,
        _ => Way::NotNow,
    })
}

async fn login(way: &str, cx: &mut Context) -> Result<()> {
    let mut flags = vec![way];
    if let Some(store) = store(cx)? {
        flags.extend(["--store", store.as_str()]);
    }
    Box::pin(auth::login_with(&flags, cx)).await?;
    cx.choose_again();
    Ok(())
}

/// Where there is no keychain, the file is offered; nobody's token ends there without being asked.
fn store(cx: &mut Context) -> Result<Option<StoreKind>> {
    let Err(error) = cx.credentials()?.probe(StoreKind::Keychain) else { return Ok(None) };
    if error.kind() == Kind::Interrupted {
        return Err(error);
    }
    let file = cx.paths()?.credentials;
    let question = format!(
        "There is no keychain to keep the token in. Keep it in {}, which only you can read?",
        file.display()
    );
    if cx.ui.confirm(&question)? { Ok(Some(StoreKind::File)) } else { Err(error) }
}
