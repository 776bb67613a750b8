//! Teams: by id or name.

use super::is_number;
use super::matching::{Thing, id, pick};
use crate::api::Request;
use crate::api::pagination::items;
use crate::context::Context;
use crate::error::Result;

const TEAM: Thing = Thing { noun: "team", names: &["name"], list: "ictl teams list" };

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
