//! A spawned sandbox, asked one request at a time.

use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;

use ictl::sandbox::{Options, Running, Sandbox};
use serde_json::Value;

use crate::support::{SteppedClock, http};

pub use crate::support::clock::START as NOW;
pub use crate::support::http::{Answer, send};

/// A spawned sandbox and a client with its token.
pub struct Api {
    pub sandbox: Running,
    pub clock: Arc<SteppedClock>,
    http: reqwest::Client,
}

impl Api {
    pub fn empty() -> Api {
        Api::with(&Options::default())
    }

    pub fn with(options: &Options) -> Api {
        let clock = SteppedClock::start();
        let sandbox = Sandbox::spawn(options, clock.clone()).unwrap();
        Api { sandbox, clock, http: http::client() }
    }

    /// A request with the token, to be changed before it is sent.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.bare(method, path).bearer_auth(self.sandbox.token())
    }

    /// A request without the token.
    pub fn bare(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.sandbox.base_url());
        self.http.request(method.parse().unwrap(), url)
    }

    /// A connection for what no client would send; reading from it gives up after a while.
    pub fn connect(&self, patience: Duration) -> TcpStream {
        let address = self.sandbox.base_url().strip_prefix("http://").unwrap();
        let stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(patience)).unwrap();
        stream
    }

    pub async fn get(&self, path: &str) -> Answer {
        send(self.request("GET", path)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        send(self.request("DELETE", path)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        send(self.request("POST", path).json(&body)).await
    }

    /// The id of a new contact.
    pub async fn contact(&self, email: &str) -> String {
        self.post("/contacts", serde_json::json!({"email": email})).await.id()
    }

    pub async fn put(&self, path: &str, body: Value) -> Answer {
        send(self.request("PUT", path).json(&body)).await
    }
}
