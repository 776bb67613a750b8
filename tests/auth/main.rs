//! Logging in and out, whose token a command uses, and giving tokens up: whole commands with a
//! keychain in memory, against a small Intercom that knows three tokens.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

#[path = "../support/mod.rs"]
mod support;

mod apps;
mod choice;
mod login;
mod logout;
mod revoke;
mod secrets;
mod status;

use std::collections::BTreeSet;

use serde_json::json;
use support::{Answer, Recorded, Server, TestContext};

/// The token of the workspace Acme (`Acme1`) in Europe.
pub const ACME: &str = "dG9rOmFjbWU=";

/// The token of the workspace Globex (`Globex2`) in the United States.
pub const GLOBEX: &str = "dG9rOmdsb2JleA==";

/// Another token of Acme.
pub const ACME_TOO: &str = "dG9rOmFjbWUy";

/// A small Intercom: it knows the tokens until their app is uninstalled.
pub fn intercom() -> Server {
    let mut dead: BTreeSet<String> = BTreeSet::new();
    Server::answering(move |request| {
        let bearer = request.header("authorization").unwrap_or_default().to_owned();
        let token = bearer.trim_start_matches("Bearer ");
        let (id, name, region) = match token {
            ACME | ACME_TOO => ("Acme1", "Acme", "Europe"),
            GLOBEX => ("Globex2", "Globex", "US"),
            _ => ("", "", ""),
        };
        if id.is_empty() || dead.contains(token) {
            return Answer::refusal(401, "unauthorized", "Access Token Invalid");
        }
        if request.target == "/auth/uninstall" {
            dead.insert(token.to_owned());
            return Answer::json(200, &json!({}));
        }
        Answer::json(
            200,
            &json!({"type": "admin", "id": "7", "email": "ada@example.com", "name": "Ada",
                "app": {"type": "app", "id_code": id, "name": name, "region": region}}),
        )
    })
}

/// A world with a place of its own for settings, and that Intercom.
pub fn world(server: &Server) -> TestContext {
    let mut world = TestContext::bare().env("INTERCOM_API_BASE_URL", &server.base_url());
    let config = world.path("config").to_string_lossy().into_owned();
    world.set_env("ICTL_CONFIG_DIR", &config);
    world
}

/// The same, logged in to Acme and then to Globex, which is the current one.
pub fn logged_in(server: &Server) -> TestContext {
    let world = world(server);
    for token in [ACME, GLOBEX] {
        world.pipe(token).run("auth login --with-token").succeeds();
    }
    world
}

/// The token of the last request.
#[track_caller]
pub fn last_token(server: &Server) -> String {
    let requests = server.requests();
    let bearer = requests.last().and_then(|request: &Recorded| request.header("authorization"));
    bearer.unwrap().trim_start_matches("Bearer ").to_owned()
}
