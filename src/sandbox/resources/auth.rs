//! `POST /auth/uninstall`: the app leaves the workspace, and its token dies.
//!
//! The answer is not documented: clients look at the status only.

use serde_json::json;

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::random;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::workspace::Workspace;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::post("/auth/uninstall", uninstall)];

/// The workspace that a state file keeps gets a new token, for the next start.
fn uninstall(call: &mut Call) -> Reply {
    let workspace = Workspace { token: random::token(), ..call.store.workspace() };
    call.store.commit(Change::Workspace(workspace));
    call.memory.uninstalled = true;
    Answer::json(&json!({}))
}
