//! Teams: by id or name.

use serde_json::Value;

use super::is_number;
use super::matching::{Thing, id, pick};
use crate::api::Request;
use crate::api::pagination::items;
use crate::context::Context;
use crate::error::Result;

const TEAM: Thing = Thing { noun: "team", names: &["name"], list: "ictl teams list" };

/// The teams of the workspace, for showing their names; none where they cannot be read.
pub async fn teams(cx: &mut Context) -> Result<Vec<Value>> {
    match cx.client()?.json(&Request::get("/teams")).await {
        Ok(page) => Ok(items(&page, "teams").unwrap_or_default().to_vec()),
        Err(_) => Ok(Vec::new()),
    }
}

/// The id of the team that this means.
pub async fn team(text: &str, cx: &mut Context) -> Result<String> {
    if is_number(text) {
        return Ok(text.to_owned());
    }
    let page = cx.client()?.json(&Request::get("/teams")).await?;
    let known = items(&page, "teams").unwrap_or_default();
    // Where there are no teams, the API may say what is wrong.
    if known.is_empty() { Ok(text.to_owned()) } else { pick(&TEAM, text, known).map(id) }
}
