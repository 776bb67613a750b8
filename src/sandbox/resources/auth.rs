//! `POST /auth/uninstall`: the app leaves the workspace, and its tokens die.
//!
//! The answer is not documented: clients look at the status only.

use serde_json::json;

use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::exchange::Route;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::workspace::Workspace;

/// What this file answers.
pub const ROUTES: &[Route] = &[Route::post("/auth/uninstall", uninstall)];

/// All data stays: a new authorization finds it again.
fn uninstall(call: &mut Call) -> Reply {
    let workspace = Workspace { tokens: Vec::new(), ..call.store.workspace() };
    call.store.commit(Change::Workspace(workspace));
    Answer::json(&json!({}))
}
