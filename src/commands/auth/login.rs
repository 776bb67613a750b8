//! `ictl auth login`: which way to log in, and the way with a token that the user has.

use clap::Args;

use super::keeping::{LoginTarget, keep_token, say_kept};
use super::oauth::{self, OAuthArgs};
use crate::auth::Current;
use crate::commands::secret;
use crate::config::{StoreKind, TokenKind};
use crate::context::{Context, workspace};
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
The token is proved with GET /me before it is kept. It goes to the keychain of the operating
system; --store file keeps it in a file that only you can read. Where nothing is to be kept, set
INTERCOM_TOKEN instead of logging in.

Examples:
  ictl auth login
  ictl auth login --with-token < token.txt
  ictl auth login --oauth --client-id 12345678-90ab-cdef-1234-567890abcdef
  ictl auth login --oauth --app mine --no-browser
  ictl --sandbox auth login --oauth
  ictl auth login --with-token --profile acme-eu --region eu --store file < token.txt";

/// What answers the question of how to log in.
const WAYS: &str =
    "give --oauth to log in through the browser, or --with-token and the access token on stdin";

/// Gets a token and keeps it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct LoginArgs {
    /// Read an access token from stdin
    #[arg(long, conflicts_with = "oauth")]
    with_token: bool,

    /// Log in through the browser, with an app of yours
    #[arg(long)]
    oauth: bool,

    /// Where to keep the token; else where an earlier login kept it, or in the keychain
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreKind>,

    #[command(flatten)]
    with: OAuthArgs,
}

/// How to log in.
#[derive(Debug, Clone, Copy)]
enum Way {
    OAuth,
    Token,
}

/// Logs in the way the flags say, or the user chooses.
pub async fn run(args: LoginArgs, cx: &mut Context) -> Result<()> {
    let target = LoginTarget {
        profile: cx.options().profile.clone(),
        region: None,
        store: args.store,
        current: Current::Switch,
    };
    match args.way(cx)? {
        Way::OAuth => oauth::login(&args.with, &target, cx).await,
        Way::Token => with_token(&target, cx).await,
    }
}

impl LoginArgs {
    fn way(&self, cx: &mut Context) -> Result<Way> {
        match (self.with_token, self.oauth) {
            (true, _) => return Ok(Way::Token),
            (_, true) => return Ok(Way::OAuth),
            _ => {}
        }
        let terminal = cx.ui.terminal();
        if !terminal.stdin || !terminal.stderr {
            return Err(Error::usage("how to log in?").hint(WAYS));
        }
        let choices = ["In the browser, with an app of yours (OAuth)", "Paste an access token"];
        let place = cx.ui.choose("Choose how to log in", &choices.map(str::to_owned), WAYS)?;
        Ok(if place == 0 { Way::OAuth } else { Way::Token })
    }
}

async fn with_token(target: &LoginTarget, cx: &mut Context) -> Result<()> {
    target.check(cx)?;
    let token = secret::read("access token", "pipe it: ictl auth login --with-token < FILE", cx)?;
    let (name, profile) = keep_token(cx, &token, TokenKind::Access, target).await?;
    let workspace = workspace(&profile);
    if cx.in_sandbox() {
        cx.ui.message(&format!("the token is one of {workspace}; nothing was kept"));
        return Ok(());
    }
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {workspace} would have been kept as profile {name}"));
        return Ok(());
    }
    say_kept(&name, &profile, cx);
    Ok(())
}
