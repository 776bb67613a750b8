//! Which app logs in? Its client id and secret: of an app that was added, of the environment, or
//! as the user gives them. The secret never stands on the command line.

use crate::api::Region;
use crate::auth::Secret;
use crate::commands::app::no_app;
use crate::commands::secret;
use crate::context::Context;
use crate::error::{Error, Result};

/// How a secret can be given.
const WAYS: &str = "set INTERCOM_CLIENT_SECRET, pipe the secret to stdin, or add the app once with \
                    `ictl app add NAME --client-id ID`";

/// An app as Intercom's token endpoint knows it.
pub(in crate::commands) struct AppClient {
    /// Its client id.
    pub id: String,
    /// Its client secret.
    pub secret: Secret,
    /// The region that it was added with.
    pub region: Option<Region>,
}

/// The app of `--app`, of `--client-id`, of `INTERCOM_CLIENT_ID`, or the one that was added.
pub(in crate::commands) fn choose(
    app: Option<&str>,
    client_id: Option<&str>,
    cx: &mut Context,
) -> Result<AppClient> {
    if cx.in_sandbox() {
        return cx.sandbox_app().map(|(id, secret)| AppClient { id, secret, region: None });
    }
    if let Some(name) = app {
        return stored(name, cx);
    }
    let id = client_id.or_else(|| cx.env("INTERCOM_CLIENT_ID")).map(str::to_owned);
    match id {
        Some(id) => of_id(id, cx),
        None => unnamed(cx),
    }
}

/// The app with this client id. Its secret is at hand, or is asked for.
fn of_id(id: String, cx: &mut Context) -> Result<AppClient> {
    if let Some(secret) = in_environment(cx) {
        return Ok(AppClient { id, secret, region: None });
    }
    let config = cx.config()?;
    let same = config.apps().iter().find(|(_, app)| app.client_id == id);
    if let Some((name, _)) = same {
        return stored(name, cx);
    }
    Ok(AppClient { id, secret: secret::read_line("client secret", WAYS, cx)?, region: None })
}

/// An app that was added.
fn stored(name: &str, cx: &Context) -> Result<AppClient> {
    let config = cx.config()?;
    let app = config.app(name).ok_or_else(|| no_app(name, &config))?;
    let region = app.region.as_deref().map(str::parse).transpose();
    let region = region.map_err(|error: Error| error.context(format!("region of app {name}")))?;
    let secret = cx.credentials()?.secret_of(name, app)?;
    Ok(AppClient { id: app.client_id.clone(), secret, region })
}

/// The app of a command line that names none: the only one that was added, or the user says it.
fn unnamed(cx: &mut Context) -> Result<AppClient> {
    const WHICH: &str = "name the app with --app NAME or --client-id ID";
    let terminal = cx.ui.terminal();
    let config = cx.config()?;
    let names: Vec<String> = config.apps().keys().cloned().collect();
    match names.as_slice() {
        [] if terminal.stdin && terminal.stderr => {
            let question = "Client id of your app (Developer Hub > your app > Basic Information)";
            let id = cx.ui.text(question, WHICH)?.trim().to_owned();
            if id.is_empty() { Err(Error::usage("which app should log in?").hint(WHICH)) } else { of_id(id, cx) }
        }
        [] => Err(Error::usage("which app should log in?").hint(
            "give its client id with --client-id ID (Developer Hub > your app > Basic Information), \
             or add it once with `ictl app add NAME --client-id ID`",
        )),
        [name] => {
            cx.ui.note(&format!("logging in with the app {name}"));
            stored(name, cx)
        }
        names => {
            let place = cx.ui.choose("Choose the app that logs in", names, WHICH)?;
            stored(&names[place], cx)
        }
    }
}

/// The client secret of `INTERCOM_CLIENT_SECRET`.
pub(in crate::commands) fn in_environment(cx: &Context) -> Option<Secret> {
    cx.env("INTERCOM_CLIENT_SECRET").map(Secret::new).filter(|secret| !secret.is_empty())
}
