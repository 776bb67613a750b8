//! A sandbox on a thread of its own, for `--sandbox` and for tests, which may also look inside.

use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use super::desk::Installation;
use super::exchange::Shared;
use super::{Faults, Options, PerMinute, Sandbox};
use crate::clock::Clock;
use crate::error::{Error, Result};

/// A running sandbox; it ends when this is dropped.
pub struct Running {
    base_url: String,
    installations: Vec<Installation>,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    /// Runs a sandbox on any free port of loopback, on a thread and runtime of its own.
    pub fn spawn(options: &Options, clock: Arc<dyn Clock>) -> Result<Running> {
        let sandbox = Sandbox::bind(options, SocketAddr::from((Ipv4Addr::LOCALHOST, 0)), clock)?;
        let (base_url, installations) = (sandbox.base_url(), sandbox.installations.clone());
        let shared = sandbox.shared.clone();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|cause| cannot_start(&cause))?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("sandbox".into())
            .spawn(move || {
                // It ends at once when told to: nobody is left to wait for an answer. A failure to
                // serve shows itself at the client, as a refused connection.
                runtime.block_on(async {
                    tokio::select! {
                        _ = sandbox.serve(std::future::pending()) => {}
                        _ = stopped => {}
                    }
                });
            })
            .map_err(|cause| cannot_start(&cause))?;
        Ok(Running { base_url, installations, shared, stop: Some(stop), thread: Some(thread) })
    }
}

fn cannot_start(cause: &std::io::Error) -> Error {
    Error::failed(format!("cannot start the sandbox: {cause}"))
}

impl Running {
    /// Where it listens, such as `http://127.0.0.1:40123`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The access token of the first workspace, as it was at the start.
    pub fn token(&self) -> &str {
        &self.installations[0].token
    }

    /// All workspaces, each with a token that it accepted at the start.
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

    /// Requests so far, refused ones included, by `METHOD path`, such as `GET /contacts/{id}`.
    pub fn requests(&self) -> BTreeMap<String, u64> {
        self.shared.traffic.requests()
    }

    /// How many requests were answered with 429 because their window was used up.
    pub fn rate_limited(&self) -> u64 {
        self.shared.traffic.rate_limited()
    }

    /// How many requests met a fault.
    pub fn faults_struck(&self) -> u64 {
        self.shared.traffic.struck()
    }

    /// From now on, this limit.
    pub fn set_rate_limit(&self, rate: Option<PerMinute>) {
        self.shared.traffic.set_rate_limit(rate);
    }

    /// From now on, these faults.
    pub fn set_faults(&self, faults: Faults) {
        self.shared.traffic.set_faults(faults);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The receiver is gone only if the server ended already.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
