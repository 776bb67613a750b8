//! A local Intercom: the REST API on loopback, stateful, with its limits and its bad days.
//!
//! It exists because a free development workspace keeps only 20 contacts, and because nobody
//! should try an import for the first time on real customers. What it does and Intercom does not
//! is a bug; what Intercom does and it does not answers `501`.
//!
//! The way of a request: `router` finds the route, `exchange` takes it through
//! token, faults and rate window, a resource reads and changes the `store`, the `state_file` keeps
//! the change, `outcome` puts the answer on the wire. The client's code is not used here, so that
//! the two can disagree.

mod call;
mod cursor;
mod demo;
mod exchange;
mod faults;
mod hex;
mod inbox;
mod not_emulated;
mod numbered_pages;
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
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use hyper::service::Service;
use hyper_util::service::TowerToHyperService;

use crate::clock::Clock;
use crate::error::{Error, Result};
use crate::server::{self, HangUp};

use call::Memory;
use exchange::{Desk, Shared};
use outcome::Silence;
use state_file::StateFile;
use store::Store;
use traffic::Traffic;

pub use faults::Faults;
pub use options::Options;
pub use rate_limit::PerMinute;
pub use running::Running;

/// A sandbox that listens, and answers once it is served.
pub struct Sandbox {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Sandbox {
    /// Listens on `address` (port 0: any free one) and brings the workspace into being: from the
    /// state file if it has one, else from seed and options.
    pub fn bind(options: &Options, address: SocketAddr, clock: Arc<dyn Clock>) -> Result<Self> {
        let listener = server::bind(address)?;
        let address = listener.local_addr().map_err(|cause| {
            Error::failed(format!("cannot tell the sandbox's address: {cause}")).source(cause)
        })?;
        let (store, state) = open(options, clock.now().as_second())?;
        let shared = Arc::new(Shared {
            traffic: Traffic::new(options),
            clock,
            token: store.workspace().token,
            uninstalled: AtomicBool::new(false),
            base_url: format!("http://{address}"),
            latency: options.latency,
            zone: options.time_zone.clone(),
            desk: Mutex::new(Desk { store, memory: Memory::default(), state }),
        });
        Ok(Sandbox { listener, shared })
    }

    /// Where it listens, such as `http://127.0.0.1:8900`.
    pub fn base_url(&self) -> String {
        self.shared.base_url.clone()
    }

    /// The access token it accepts.
    pub fn token(&self) -> &str {
        &self.shared.token
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

fn open(options: &Options, now: i64) -> Result<(Store, Option<StateFile>)> {
    let (mut state, kept) = match &options.state {
        None => (None, None),
        Some(path) => {
            let (state, kept) = StateFile::open(path)?;
            (Some(state), kept)
        }
    };
    let mut store = kept.unwrap_or_else(|| {
        let workspace = seed::workspace(options.seed, random::token(), now);
        let mut store = Store::new(workspace);
        seed::fill(&mut store, options, now);
        store
    });
    if let Some(token) = &options.token {
        let workspace = store::workspace::Workspace { token: token.clone(), ..store.workspace() };
        store.apply(store::change::Change::Workspace(workspace));
    }
    if let Some(state) = &mut state {
        state.compact(&store)?;
        store.keep_outbox();
    }
    Ok((store, state))
}
