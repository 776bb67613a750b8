//! `ictl auth login --oauth`: sends the user's browser to Intercom, waits for it to come back, and
//! keeps the token. Everything that could keep the login from succeeding at its end is checked
//! before the browser opens.

pub(in crate::commands) mod announce;
pub(in crate::commands) mod client;

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::json;

use self::client::AppClient;
use super::keeping::{LoginTarget, keep_token, proving_client, say_kept};
use crate::api::{BaseUrl, Region, Request};
use crate::auth::Secret;
use crate::auth::oauth::{
    AppKey, Browser, Certificate, Code, DEFAULT_REDIRECT, Decision, Exchange, Page, Redirect,
    Session, app_store_url, authorize_url, paste,
};
use crate::commands::columns;
use crate::config::{Profile, TokenKind};
use crate::context::{Context, workspace};
use crate::duration::parse_duration;
use crate::error::{Error, Result};

/// What `--oauth` can be told.
#[derive(Debug, Clone, Args)]
pub struct OAuthArgs {
    /// Log in with this app, added before by `ictl app add`
    #[arg(long, value_name = "NAME", conflicts_with = "client_id", requires = "oauth", help_heading = HEADING)]
    pub app: Option<String>,

    /// Log in with the app of this client id (Developer Hub > Basic Information)
    ///
    /// Also read from INTERCOM_CLIENT_ID. Its secret comes from the app that was added with this
    /// id, from INTERCOM_CLIENT_SECRET, from stdin, or is asked for.
    #[arg(long, value_name = "ID", requires = "oauth", help_heading = HEADING)]
    pub client_id: Option<String>,

    /// The redirect URL that is registered on the app
    ///
    /// On localhost it also says where to listen; any other https address is taken for a tunnel.
    #[arg(long, value_name = "URL", default_value = DEFAULT_REDIRECT, requires = "oauth", help_heading = HEADING)]
    pub redirect_uri: String,

    /// Listen here for what a tunnel or a published port brings, such as 127.0.0.1:8910
    #[arg(long, value_name = "ADDR", requires = "oauth", help_heading = HEADING)]
    pub listen: Option<String>,

    /// Use this certificate (PEM) in place of a self-signed one
    #[arg(long, value_name = "FILE", requires_all = ["key", "oauth"], help_heading = HEADING)]
    pub cert: Option<PathBuf>,

    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires_all = ["cert", "oauth"], help_heading = HEADING)]
    pub key: Option<PathBuf>,

    /// Do not open a browser; print the address alone
    #[arg(long, requires = "oauth", help_heading = HEADING)]
    pub no_browser: bool,

    /// Give up after this long
    #[arg(long, value_name = "DURATION", default_value = "5m", value_parser = parse_duration,
          requires = "oauth", help_heading = HEADING)]
    pub wait: Duration,

    /// End on Intercom's App Store page in place of a page of our own
    #[arg(long, requires = "oauth", help_heading = HEADING)]
    pub app_store_redirect: bool,
}

const HEADING: &str = "OAuth options";

/// Logs in and says how it went.
pub(super) async fn login(args: &OAuthArgs, target: &LoginTarget, cx: &mut Context) -> Result<()> {
    let redirect =
        Redirect::parse(&args.redirect_uri, args.listen.as_deref(), args.cert.is_some())?;
    target.check(cx)?;
    let client = client::choose(args.app.as_deref(), args.client_id.as_deref(), cx)?;
    let target = LoginTarget { region: target.region.or(client.region), ..target.clone() };
    let region = cx.region_asked_for(target.region)?.unwrap_or_default();
    let app_url = cx.app_base_url(region)?;
    let exchange = exchange(cx)?;
    // That the token can be proved there is found out now, with one that is none.
    proving_client(cx, &Secret::new(""), &target)?;
    let certificate = if redirect.listening().encrypted {
        Some(certificate(args.cert.as_deref().zip(args.key.as_deref()), cx)?)
    } else {
        None
    };
    if cx.dry_run() {
        return show_address(&app_url, &client, &redirect, cx);
    }
    let tls = certificate.as_ref().map(Certificate::config);
    let mut session = Session::open(redirect.clone(), tls, cx.clock.clone())?;
    let url = authorize_url(&app_url, &client.id, redirect.uri(), session.state())?;
    let self_signed = certificate.is_some_and(|certificate| certificate.self_signed);
    announce::login(&redirect, url.as_str(), self_signed, args.wait, cx);
    announce::open(url.as_str(), args.no_browser, cx);
    let login = Login { client, exchange, target, wait: args.wait, ending: args.ending(cx)? };
    let done = login.finish(&mut session, cx).await;
    session.close();
    done
}

impl OAuthArgs {
    fn ending(&self, cx: &mut Context) -> Result<Ending> {
        if !self.app_store_redirect {
            return Ok(Ending::Ours);
        }
        // One address is documented, for all regions.
        Ok(Ending::AppStore(cx.app_base_url(Region::Us)?))
    }
}

/// The user's certificate, else ours. In a sandbox nothing new is kept.
pub(in crate::commands) fn certificate(
    own: Option<(&std::path::Path, &std::path::Path)>,
    cx: &Context,
) -> Result<Certificate> {
    let now = cx.clock.now();
    match own {
        Some((certificate, key)) => Certificate::of_the_user(certificate, key),
        None if cx.in_sandbox() || cx.dry_run() => {
            let paths = cx.paths().ok();
            Certificate::fleeting(paths.as_ref().map(|paths| paths.certificate.as_path()), now)
        }
        None => Certificate::kept(&cx.paths()?.certificate, now),
    }
}

/// With `--dry-run`: where the browser would be sent.
fn show_address(
    app_url: &BaseUrl,
    client: &AppClient,
    redirect: &Redirect,
    cx: &mut Context,
) -> Result<()> {
    let state = crate::auth::oauth::State::random()?;
    let url = authorize_url(app_url, &client.id, redirect.uri(), &state)?;
    cx.ui.note("dry run: nobody waits for an answer from this address");
    let shown = json!({"dry_run": true, "method": "GET", "url": url.as_str()});
    cx.ui.object(&[], &shown)
}

/// Where the browser ends.
enum Ending {
    Ours,
    AppStore(BaseUrl),
}

/// What is needed once the answer is there.
struct Login {
    client: AppClient,
    exchange: Exchange,
    target: LoginTarget,
    wait: Duration,
    ending: Ending,
}

/// What a login achieved.
struct LoggedIn {
    name: String,
    profile: Profile,
    token: Secret,
}

impl Login {
    async fn finish(&self, session: &mut Session, cx: &mut Context) -> Result<()> {
        let mut lines = paste::lines(cx.ui.take_stdin());
        let (messages, clock) = (cx.ui.messages(), cx.clock.clone());
        let complain = |why: &str| messages.warn(&format!("{why}; the login goes on waiting"));
        let answered = tokio::select! {
            answered = session.answer(&mut lines, complain) => answered,
            () = clock.sleep(self.wait) => return Err(timed_out(self.wait)),
        };
        match answered.decision {
            Decision::Denied(reason) => {
                self.show(answered.browser, Page::denied(&reason), Some("Access was denied"))?;
                Err(Error::failed(format!("access was denied: {reason}"))
                    .hint("run the command again to be asked again"))
            }
            Decision::Code(code) => {
                let done = session.meanwhile(self.redeem(&code, cx)).await;
                let (page, failure) = match &done {
                    Ok(done) => (done.page(cx), None),
                    Err(error) => (Page::failed(error.message()), Some(error.message())),
                };
                self.show(answered.browser, page, failure)?;
                done?.report(cx).await
            }
        }
    }

    /// Turns the code into a token that is kept.
    async fn redeem(&self, code: &Code, cx: &mut Context) -> Result<LoggedIn> {
        let key = AppKey { client_id: &self.client.id, client_secret: self.client.secret.reveal() };
        let token = self.exchange.token(&key, code, &*cx.clock).await?;
        let (name, profile) = keep_token(cx, &token, TokenKind::OAuth, &self.target).await?;
        Ok(LoggedIn { name, profile, token })
    }

    fn show(&self, browser: Option<Browser>, ours: Page, failure: Option<&str>) -> Result<()> {
        let Some(browser) = browser else { return Ok(()) };
        browser.show(&match &self.ending {
            Ending::Ours => ours,
            Ending::AppStore(app_url) => Page::redirect(app_store_url(app_url, failure)?.as_str()),
        });
        Ok(())
    }
}

impl LoggedIn {
    fn page(&self, cx: &Context) -> Page {
        let workspace = workspace(&self.profile);
        if cx.in_sandbox() {
            Page::shown_only(&workspace)
        } else {
            Page::stored(&workspace, &self.name)
        }
    }

    /// In a sandbox, where nothing is kept, the token shows whose it is once more.
    async fn report(self, cx: &mut Context) -> Result<()> {
        if !cx.in_sandbox() {
            say_kept(&self.name, &self.profile, cx);
            return Ok(());
        }
        let workspace = workspace(&self.profile);
        cx.ui.message(&format!("logged in to {workspace}; nothing was stored"));
        let base_url = cx.api_base_url(None)?;
        let me = cx.client_at(base_url, &self.token)?.json(&Request::get("/me")).await?;
        cx.ui.object(columns::of(&["me"]), &me)
    }
}

/// Where codes are exchanged: one host for all regions, as far as is known.
pub(in crate::commands) fn exchange(cx: &mut Context) -> Result<Exchange> {
    let api = cx.api_base_url(Some(Region::Us))?;
    Exchange::new(&api, &cx.network(), cx.timeout())
}

fn timed_out(wait: Duration) -> Error {
    let wait = announce::in_words(wait);
    Error::failed(format!("nobody answered within {wait}")).hint(
        "run it again, with --wait 15m for more time; where no browser reaches this machine, paste \
         the address that it ends on",
    )
}
