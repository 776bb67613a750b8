//! `'#123'` in the place of a ticket's id: the number that people see, which the API calls
//! `ticket_id` and takes nowhere. The ticket is found by it first.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::pagination::items;
use crate::context::Context;
use crate::error::{Error, Result};

/// What makes a number of an id.
const MARK: char = '#';

/// The id that was given, or the one of the ticket with the number that was given.
pub async fn id(text: &str, cx: &mut Context) -> Result<String> {
    let Some(number) = text.strip_prefix(MARK) else { return Ok(text.to_owned()) };
    // Most fields of the ticket model can be searched (description 2.16: "Accepted Fields"). What
    // comes back is compared all the same.
    let body = json!({"query": {"field": "ticket_id", "operator": "=", "value": number}});
    let request = Request::post("/tickets/search").json(&body).read_only();
    let page = cx.client()?.json(&request).await?;
    let found = items(&page, "tickets").unwrap_or_default();
    let has_number = |ticket: &&Value| ticket["ticket_id"] == number;
    match found.iter().find(has_number).and_then(|ticket| ticket["id"].as_str()) {
        Some(id) => Ok(id.to_owned()),
        None => Err(Error::failed(format!("there is no ticket with the number {number}"))
            .hint("`ictl tickets list` shows numbers beside ids")),
    }
}

/// Adds to a refusal of an id that it may be a number.
pub fn explain(error: Error, text: &str) -> Error {
    let is_short_number = text.len() < 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    if error.api_facts().status != Some(404) || !is_short_number {
        return error;
    }
    let hint = error.hint_text().map(|hint| format!("{hint}; ")).unwrap_or_default();
    error.hint(format!("{hint}if {text} is the number that people see, write '#{text}'"))
}
