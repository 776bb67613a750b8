//! `ictl app serve`: what Intercom's documentation asks of an app that others install, on the
//! developer's machine: a page that starts the installation, the callback that finishes it, and
//! the address that hears of an uninstallation.
//!
//! One loop owns everything and answers each request as it comes. What takes time (a code to be
//! exchanged, a token to be proved, kept or tried) runs beside it and comes back as a [`Done`].

mod events;
mod routes;
mod trial;

use std::sync::Arc;

use clap::Args;
use tokio::task::JoinSet;

use self::events::Event;
use self::routes::Route;
use crate::api::{BaseUrl, Region};
use crate::auth::oauth::{
    AppKey, Arrival, Callback, Code, Decision, Exchange, Installs, Listener, Notice, Page,
    Redirect, Signature, app_store_url, authorize_url,
};
use crate::auth::{Credentials, Current, Identity, Secret};
use crate::commands::auth::keeping::{LoginTarget, keeps, profile_of, proving_client};
use crate::commands::auth::oauth::client::{self, AppClient};
use crate::commands::auth::oauth::{announce, certificate, exchange};
use crate::config::{Profile, StoreKind, TokenKind};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::interrupt::Urgency;

/// Where it is reached when there is no tunnel.
const OWN_URL: &str = "https://localhost:8911";

/// Where a tunnel leads unless `--listen` says otherwise.
const LISTEN: &str = "localhost:8911";

/// So many codes and tokens may be at Intercom at once; anybody can send notifications.
const MOST_AT_WORK: usize = 32;

const EXAMPLES: &str = "\
Examples:
  ictl app serve --app shop
  ictl app serve --app shop --public-url https://shop.example.dev --listen 127.0.0.1:8911
  ictl app serve --app shop | jq -r 'select(.event == \"installed\").workspace_id'";

/// Which app, and how it is reached.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct ServeArgs {
    /// The app to serve, added before by `ictl app add`
    #[arg(long, value_name = "NAME")]
    app: String,

    /// The address by which browsers and Intercom reach this machine, such as a tunnel's
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,

    /// Listen here; port 8911 of this machine unless the public URL says otherwise
    #[arg(long, value_name = "ADDR")]
    listen: Option<String>,

    /// Open the installation page in the browser
    #[arg(long)]
    open: bool,
}

/// Serves until interrupted.
pub async fn serve(args: &ServeArgs, cx: &mut Context) -> Result<()> {
    cx.drain_when_interrupted();
    let client = client::choose(Some(&args.app), None, cx)?;
    let store = store_of(&args.app, cx)?;
    let base = args.public_url.as_deref().unwrap_or(OWN_URL).trim_end_matches('/');
    let redirect = redirect(base, args.listen.as_deref())?;
    let target = LoginTarget {
        profile: None,
        region: client.region,
        store: Some(store),
        current: Current::Stay,
    };
    target.check(cx)?;
    if cx.dry_run() {
        cx.ui.note("dry run: nothing is served");
        announce_urls(base, cx);
        return Ok(());
    }
    let tls =
        if redirect.listening().encrypted { Some(certificate(None, cx)?.config()) } else { None };
    let exchange = exchange(cx)?;
    proving_client(cx, &Secret::new(""), &target)?;
    let mut listener = Listener::open(redirect.listening(), tls, cx.clock.clone())?;
    let region = cx.region_asked_for(client.region)?.unwrap_or_default();
    let mut desk = Desk {
        authorize_at: cx.app_base_url(region)?,
        app_store_at: cx.app_base_url(Region::Us)?,
        exchange,
        name: args.app.clone(),
        client: Arc::new(client),
        target,
        redirect,
        installs: Installs::default(),
        work: JoinSet::new(),
    };
    announce::listener(&desk.redirect, desk.redirect.listening().encrypted, &cx.ui.messages());
    announce_urls(base, cx);
    if args.open {
        announce::open(&format!("{base}{}", routes::INSTALL), false, cx);
    }
    cx.ui.keep_going_without_reader();
    let mut interrupt = cx.interrupt.clone();
    let ended = loop {
        tokio::select! {
            biased;
            () = interrupt.beyond(Urgency::Unheard) => break Ok(()),
            Some(done) = desk.work.join_next() => {
                // A task that panicked took its request along, which is answered with an error.
                let Ok(done) = done else { continue };
                if let Err(error) = desk.finish(done, cx) { break Err(error) }
            }
            arrival = listener.next() => {
                if let Err(error) = desk.answer(arrival, cx) { break Err(error) }
            }
        }
    };
    listener.close();
    ended
}

fn store_of(app: &str, cx: &Context) -> Result<StoreKind> {
    let config = cx.config()?;
    Ok(config.app(app).map_or(StoreKind::Keychain, |app| app.store))
}

fn redirect(base: &str, listen: Option<&str>) -> Result<Redirect> {
    let uri = format!("{base}{}", routes::CALLBACK);
    let parsed = Redirect::parse(&uri, listen, false)?;
    if parsed.is_tunnel() && listen.is_none() {
        return Redirect::parse(&uri, Some(LISTEN), false);
    }
    Ok(parsed)
}

fn announce_urls(base: &str, cx: &mut Context) {
    let messages = cx.ui.messages();
    messages.message(&format!(
        "Register these in the Developer Hub:\n  \
         redirect URL           {base}{}\n  \
         uninstall notification {base}{}",
        routes::CALLBACK,
        routes::UNINSTALLED
    ));
    messages.prompt(&format!("Install the app here; Ctrl-C ends:\n  {base}{}", routes::INSTALL));
}

/// What the loop works with.
struct Desk {
    name: String,
    client: Arc<AppClient>,
    target: LoginTarget,
    redirect: Redirect,
    authorize_at: BaseUrl,
    app_store_at: BaseUrl,
    exchange: Exchange,
    installs: Installs,
    work: JoinSet<Done>,
}

/// What ran beside the loop.
enum Done {
    /// A code was exchanged for the token of the workspace whose browser waits.
    Exchanged(Box<Arrival>, Result<Secret>),
    /// The token was proved, and this is the workspace that it is of.
    Proved(Box<Newcomer>, Result<Identity>),
    /// It was kept as this profile.
    Kept(Box<Arrival>, String, Box<Profile>, Result<()>),
    /// A profile's token was tried: true when Intercom refused it.
    Tried { profile: String, fingerprint: Option<String>, refused: bool },
}

/// A workspace whose browser waits, and whose token is not kept yet.
struct Newcomer {
    arrival: Arrival,
    token: Secret,
    base_url: BaseUrl,
}

impl Desk {
    fn answer(&mut self, arrival: Arrival, cx: &mut Context) -> Result<()> {
        match routes::route(&arrival.asked, &self.redirect) {
            Route::Welcome => {
                arrival.answer(&Page::welcome(&self.name, routes::INSTALL.trim_start_matches('/')));
            }
            Route::Install => return self.begin(arrival, cx),
            Route::Callback(callback) => return self.callback(arrival, callback, cx),
            Route::Uninstalled => return self.uninstalled(arrival, cx),
            Route::Refused(page) => {
                let asked = &arrival.asked;
                cx.ui.verbose(&format!("{} {}: {}", asked.method, asked.path, page.status));
                arrival.answer(&page);
            }
        }
        Ok(())
    }

    fn begin(&mut self, arrival: Arrival, cx: &mut Context) -> Result<()> {
        let Some(state) = self.installs.begin(cx.clock.elapsed())? else {
            arrival.answer(&Page::too_many());
            return Event::Refused("too many installations are open").tell(cx);
        };
        let url = authorize_url(&self.authorize_at, &self.client.id, self.redirect.uri(), &state)?;
        arrival.answer(&Page::redirect(url.as_str()));
        Event::Begun.tell(cx)
    }

    fn callback(&mut self, arrival: Arrival, callback: Callback, cx: &mut Context) -> Result<()> {
        if !self.installs.end(&callback.state, cx.clock.elapsed()) {
            arrival.answer(&Page::stranger(
                "This answer belongs to no installation that is open; start again at /install",
            ));
            return Event::Refused("an answer without an open installation").tell(cx);
        }
        match callback.decision {
            Decision::Denied(reason) => {
                arrival.answer(&self.landing(Some(&format!("Access was denied: {reason}")))?);
                Event::Denied(&reason).tell(cx)
            }
            Decision::Code(_) if self.work.len() >= MOST_AT_WORK => {
                arrival.answer(&Page::too_many());
                Event::Refused("too many installations end at once").tell(cx)
            }
            Decision::Code(code) => {
                self.redeem(arrival, code, cx);
                Ok(())
            }
        }
    }

    fn redeem(&mut self, arrival: Arrival, code: Code, cx: &Context) {
        let (exchange, client) = (self.exchange.clone(), self.client.clone());
        let clock = cx.clock.clone();
        self.work.spawn(async move {
            let key = AppKey { client_id: &client.id, client_secret: client.secret.reveal() };
            let token = exchange.token(&key, &code, &*clock).await;
            Done::Exchanged(Box::new(arrival), token)
        });
    }

    /// A notification is a hint that anybody can send: what it says is found out from the token.
    fn uninstalled(&mut self, arrival: Arrival, cx: &mut Context) -> Result<()> {
        let secret = self.client.secret.reveal();
        if Signature::of(&arrival.asked, &arrival.body, secret) == Signature::Wrong {
            arrival.answer(&Page::empty(401));
            return Event::Refused("a notification with a wrong signature").tell(cx);
        }
        let Some(notice) = Notice::parse(&arrival.body) else {
            arrival.answer(&Page::empty(400));
            return Event::Refused("a notification that names no workspace").tell(cx);
        };
        if self.work.len() >= MOST_AT_WORK {
            arrival.answer(&Page::empty(503));
            return Event::Refused("too many notifications at once").tell(cx);
        }
        // Intercom gives precedence to those who answer at once.
        arrival.answer(&Page::empty(200));
        Event::UninstallReported(&notice.workspace_id).tell(cx)?;
        self.try_tokens(&notice.workspace_id, cx)
    }

    fn try_tokens(&mut self, workspace_id: &str, cx: &mut Context) -> Result<()> {
        let config = cx.config()?;
        for (name, profile) in config.profiles() {
            if !profile.workspace_id.eq_ignore_ascii_case(workspace_id) {
                continue;
            }
            let token = cx.credentials()?.token_of(name, profile);
            let client = match token
                .and_then(|token| cx.client_at(cx.profile_base_url(name, profile)?, &token))
            {
                Ok(client) => client,
                Err(error) => {
                    cx.ui.warn(&format!("the token of profile {name} cannot be tried: {error}"));
                    continue;
                }
            };
            let (name, fingerprint) = (name.clone(), profile.fingerprint.clone());
            self.work.spawn(async move {
                let refused = trial::is_refused(&client).await;
                Done::Tried { profile: name, fingerprint, refused }
            });
        }
        Ok(())
    }

    fn finish(&mut self, done: Done, cx: &mut Context) -> Result<()> {
        match done {
            Done::Exchanged(arrival, Ok(token)) => self.prove(*arrival, token, cx),
            Done::Exchanged(arrival, Err(error)) => self.fail(*arrival, &error, cx),
            Done::Proved(newcomer, Ok(identity)) => self.keep(*newcomer, identity, cx),
            Done::Proved(newcomer, Err(error)) => self.fail(newcomer.arrival, &error, cx),
            Done::Kept(arrival, name, profile, Ok(())) => {
                arrival.answer(&self.landing(None)?);
                Event::Installed { name: &name, profile: &profile }.tell(cx)
            }
            Done::Kept(arrival, _, _, Err(error)) => self.fail(*arrival, &error, cx),
            Done::Tried { profile, fingerprint, refused } => {
                trial::end(&profile, fingerprint.as_ref(), refused, cx)
            }
        }
    }

    fn prove(&mut self, arrival: Arrival, token: Secret, cx: &mut Context) -> Result<()> {
        let client = match proving_client(cx, &token, &self.target) {
            Ok(client) => client,
            Err(error) => return self.fail(arrival, &error, cx),
        };
        self.work.spawn(async move {
            let identity = Identity::ask(&client).await;
            let base_url = client.base_url().clone();
            Done::Proved(Box::new(Newcomer { arrival, token, base_url }), identity)
        });
        Ok(())
    }

    /// A keychain may ask its user for a password first: that is waited for on another thread.
    fn keep(&mut self, newcomer: Newcomer, identity: Identity, cx: &mut Context) -> Result<()> {
        let Newcomer { arrival, token, base_url } = newcomer;
        let named = profile_of(identity, &base_url, TokenKind::OAuth, &self.target, cx);
        let credentials = if keeps(cx) { cx.credentials().map(Some) } else { Ok(None) };
        let (name, profile, credentials) = match (named, credentials) {
            (Ok((name, profile)), Ok(credentials)) => (name, profile, credentials),
            (Err(error), _) | (_, Err(error)) => return self.fail(arrival, &error, cx),
        };
        let current = self.target.current;
        self.work.spawn_blocking(move || {
            let keep = |store: Credentials| store.keep(&name, &profile, &token, current);
            let kept = credentials.map_or(Ok(()), keep);
            Done::Kept(Box::new(arrival), name, Box::new(profile), kept)
        });
        Ok(())
    }

    fn fail(&self, arrival: Arrival, error: &Error, cx: &mut Context) -> Result<()> {
        arrival.answer(&self.landing(Some(error.message()))?);
        Event::Failed(error).tell(cx)
    }

    /// The App Store's page that an installation ends on.
    fn landing(&self, failure: Option<&str>) -> Result<Page> {
        Ok(Page::redirect(app_store_url(&self.app_store_at, failure)?.as_str()))
    }
}
