//! `ictl app add`: the client secret goes where tokens go, and nowhere else.

use clap::Args;

use crate::auth::Secret;
use crate::commands::auth::oauth::client::in_environment;
use crate::commands::secret;
use crate::config::{App, StoreKind, check_name};
use crate::context::Context;
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
Both are in the Developer Hub, under your app > Basic Information. The secret comes from
INTERCOM_CLIENT_SECRET, from stdin, or is asked for without being shown; it is never an argument.

Examples:
  ictl app add mine --client-id 12345678-90ab-cdef-1234-567890abcdef
  ictl app add mine --client-id 1234… --region eu --store file < secret.txt";

/// How the secret can be given.
const WAYS: &str = "set INTERCOM_CLIENT_SECRET, or pipe the secret to stdin";

/// Keeps an app.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct AddArgs {
    /// What to call it
    name: String,

    /// The app's client id; else that of INTERCOM_CLIENT_ID
    #[arg(long, value_name = "ID")]
    client_id: Option<String>,

    /// Where to keep the secret; else where it was kept before, or in the keychain
    #[arg(long, value_enum, value_name = "STORE")]
    store: Option<StoreKind>,
}

/// Keeps it, in place of an earlier one of that name.
pub fn run(args: AddArgs, cx: &mut Context) -> Result<()> {
    check_name("an app", &args.name)?;
    let client_id = client_id(&args, cx)?;
    let earlier = cx.config()?.app(&args.name).cloned();
    let earlier_store = earlier.as_ref().map(|app| app.store);
    let store = args.store.or(earlier_store).unwrap_or(StoreKind::Keychain);
    let region = cx.region_asked_for(None)?.map(|region| region.to_string());
    let app = App { client_id, region, store };
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: app {} would be kept", args.name));
        return Ok(());
    }
    cx.credentials()?.probe(store)?;
    let secret = client_secret(cx)?;
    cx.credentials()?.keep_app(&args.name, &app, &secret)?;
    let verb = if earlier.is_some() { "replaced" } else { "added" };
    let store = store.as_str();
    cx.ui.message(&format!("{verb} app {}; its client secret is in the {store}", args.name));
    Ok(())
}

fn client_id(args: &AddArgs, cx: &Context) -> Result<String> {
    let given = args.client_id.as_deref().or_else(|| cx.env("INTERCOM_CLIENT_ID"));
    let id = given.map(str::trim).filter(|id| !id.is_empty()).ok_or_else(|| {
        Error::usage("which app is it? --client-id ID is missing")
            .hint("it is in the Developer Hub, under your app > Basic Information")
    })?;
    Ok(id.to_owned())
}

fn client_secret(cx: &mut Context) -> Result<Secret> {
    match in_environment(cx) {
        Some(secret) => Ok(secret),
        None => secret::read("client secret", WAYS, cx),
    }
}
