//! A local Intercom: the REST API on loopback, stateful, with its limits and its bad days.
//!
//! It exists because a free development workspace keeps only 20 contacts, and because nobody
//! should try an import for the first time on real customers. What it does and Intercom does not
//! is a bug; what Intercom does and it does not answers `501`.
//!
//! The way of a request: `router` finds the route, `exchange` takes it through
//! token, faults and rate window, a resource reads and changes the `store` of the workspace that the
//! token opens, the `state_file` keeps the change, `outcome` puts the answer on the wire. How an app
//! gets a token is in `oauth`. The client's code is not used here, so that
//! the two can disagree.

mod call;
mod cursor;
mod demo;
mod desk;
mod exchange;
mod faults;
mod hex;
mod inbox;
mod not_emulated;
mod numbered_pages;
mod oauth;
mod object_id;
mod options;
mod outcome;
mod paging;
mod random;
mod rate_limit;
mod refusal;
mod resources;
mod router;
mod running;
mod search;
mod seed;
mod segments;
mod state_file;
mod store;
mod traffic;
mod version;

use std::future::Future;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::body::Body;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::server::{self, HangUp};

use desk::Desk;
use exchange::Shared;
use oauth::App;
use outcome::Silence;
use state_file::{Kept, StateFile};
use store::Store;
use traffic::Traffic;

pub use desk::Installation;
pub use faults::Faults;
pub use not_emulated::{NOT_EMULATED, NOT_EMULATED_ADVICE, NOT_EMULATED_MEANING};
pub use options::{MAX_WORKSPACES, Options};
pub use rate_limit::PerMinute;
pub use running::Running;

/// A sandbox that listens, and answers once it is served.
pub struct Sandbox {
    listener: TcpListener,
    /// At the start; there is always one.
    installations: Vec<Installation>,
    shared: Arc<Shared>,
}

impl Sandbox {
    /// Listens on `address` (port 0: any free one) and brings the workspaces into being: from the
    /// state file as far as it has them, else from seed and options.
    pub fn bind(options: &Options, address: SocketAddr, clock: Arc<dyn Clock>) -> Result<Self> {
        let listener = server::bind(address)?;
        let address = listener.local_addr().map_err(|cause| {
            Error::failed(format!("cannot tell the sandbox's address: {cause}")).source(cause)
        })?;
        let (app, desk) = open(options, clock.now().as_second())?;
        let installations =
            desk.tenants.iter().map(|tenant| Installation::of(&tenant.store)).collect();
        let shared = Arc::new(Shared {
            traffic: Traffic::new(options),
            clock,
            app,
            base_url: format!("http://{address}"),
            latency: options.latency,
            zone: options.time_zone.clone(),
            search_lag: seconds(options.search_lag),
            export_delay: seconds(options.export_delay),
            desk: Mutex::new(desk),
        });
        Ok(Sandbox { listener, installations, shared })
    }

    /// Where it listens, such as `http://127.0.0.1:8900`.
    pub fn base_url(&self) -> String {
        self.shared.base_url.clone()
    }

    /// The workspaces, each with a token that it accepts; there is always one.
    pub fn installations(&self) -> &[Installation] {
        &self.installations
    }

    /// The id of the app that may be let in.
    pub fn client_id(&self) -> &str {
        &self.shared.app.client_id
    }

    /// What the app proves itself with.
    pub fn client_secret(&self) -> &str {
        &self.shared.app.client_secret
    }

    /// Answers requests until `shutdown` resolves. Needs a tokio runtime with I/O and time.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> Result<()> {
        let clock = self.shared.clock.clone();
        let router = TowerToHyperService::new(router::router(self.shared));
        let dated_by = clock.clone();
        let service = move |request: hyper::Request<hyper::body::Incoming>| {
            let answer = router.call(request.map(Body::new));
            let clock = dated_by.clone();
            async move {
                let mut response = answer.await?;
                if let Some(Silence) = response.extensions().get() {
                    return Err(HangUp);
                }
                outcome::date(&mut response, clock.now());
                Ok(response)
            }
        };
        server::serve(self.listener, service, shutdown, clock).await
    }
}

/// Whole seconds.
fn seconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}

fn open(options: &Options, now: i64) -> Result<(App, Desk)> {
    let (mut state, kept) = match &options.state {
        None => (None, None),
        Some(path) => {
            let (state, kept) = StateFile::open(path)?;
            (Some(state), kept)
        }
    };
    let Kept { mut app, mut stores } =
        kept.unwrap_or_else(|| Kept { app: App::invent(), stores: Vec::new() });
    for index in stores.len()..options.workspaces.clamp(1, MAX_WORKSPACES) {
        stores.push(new_store(options, index, now));
    }
    install(&mut stores, options.token.as_deref());
    if let Some(state) = &mut state {
        state.compact(&app, &stores)?;
        stores.iter_mut().for_each(Store::keep_outbox);
    }
    app.client_id = options.client_id.clone().unwrap_or(app.client_id);
    app.client_secret = options.client_secret.clone().unwrap_or(app.client_secret);
    Ok((app, Desk::new(stores, state)))
}

fn new_store(options: &Options, index: usize, now: i64) -> Store {
    let mut store = Store::new(seed::workspace(options.seed, index, now));
    let seed = seed::of_workspace(options.seed, index);
    seed::fill(&mut store, &Options { seed, ..options.clone() }, now);
    store
}

/// Lets the app into every workspace that it is not in: a sandbox begins with a token for each.
fn install(stores: &mut [Store], first_token: Option<&str>) {
    if let (Some(token), Some(store)) = (first_token, stores.first_mut()) {
        let mut workspace = store.workspace();
        workspace.tokens.retain(|known| known != token);
        workspace.tokens.insert(0, token.to_owned());
        store.apply(store::change::Change::Workspace(workspace));
    }
    for store in stores.iter_mut().filter(|store| store.tokens().is_empty()) {
        desk::install(store, random::token());
    }
}
