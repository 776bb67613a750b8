//! `'#123'` in the place of a ticket's id: the number that people see, which the API calls
//! `ticket_id` and takes nowhere. The ticket is found by it first.

use serde_json::{Value, json};

use crate::api::Request;
use crate::api::pagination::{MAX_PER_PAGE, Pagination, items, next};
use crate::context::Context;
use crate::error::{Error, Result};

/// What makes a number of an id.
const MARK: char = '#';

/// Longer ones are ids: the numbers of tickets begin with 1.
const LONGEST_NUMBER: usize = 9;

/// The id that was given, or the one of the ticket with the number that was given.
pub async fn ticket(text: &str, cx: &mut Context) -> Result<String> {
    let Some(number) = text.strip_prefix(MARK) else { return Ok(text.to_owned()) };
    let found = match by_field(number, cx).await? {
        Some(found) => found,
        None => by_reading(number, cx).await?,
    };
    found.ok_or_else(|| {
        Error::failed(format!("there is no ticket with the number {number}"))
            .hint("`ictl tickets list` shows numbers beside ids")
    })
}

/// Asks for the ticket with that number. Most fields of the ticket model can be searched, but the
/// table does not name this one (description 2.16: "Accepted Fields"); `None` where it cannot.
async fn by_field(number: &str, cx: &mut Context) -> Result<Option<Option<String>>> {
    let query = json!({"field": "ticket_id", "operator": "=", "value": number});
    match cx.client()?.json(&search(&query)).await {
        Ok(page) => {
            let tickets = items(&page, "tickets").unwrap_or_default();
            // One that ignores the field answers with others.
            let trusted = tickets.iter().all(|ticket| has_number(ticket, number));
            Ok(trusted.then(|| tickets.first().and_then(id_of)))
        }
        Err(error) if error.api_facts().status == Some(400) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Goes through the tickets until it comes by.
async fn by_reading(number: &str, cx: &mut Context) -> Result<Option<String>> {
    let client = cx.client()?;
    let all = json!({"field": "created_at", "operator": ">", "value": 0});
    let mut request = Some(search(&all));
    while let Some(asked) = request {
        let page = client.json(&asked).await?;
        let tickets = items(&page, "tickets").unwrap_or_default();
        if let Some(found) = tickets.iter().find(|ticket| has_number(ticket, number)) {
            return Ok(id_of(found));
        }
        request = next(Pagination::Search, &asked, &page, tickets.len())?;
    }
    Ok(None)
}

fn search(query: &Value) -> Request {
    let body = json!({"query": query, "pagination": {"per_page": MAX_PER_PAGE}});
    Request::post("/tickets/search").json(&body).read_only()
}

fn has_number(ticket: &Value, number: &str) -> bool {
    ticket["ticket_id"] == number
}

fn id_of(ticket: &Value) -> Option<String> {
    ticket["id"].as_str().map(str::to_owned)
}

/// Adds to a refusal of an id that it may be a number.
pub fn explain_ticket(error: Error, text: &str) -> Error {
    let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
    if error.api_facts().status != Some(404) || !is_digits || text.len() > LONGEST_NUMBER {
        return error;
    }
    let hint = error.hint_text().map(|hint| format!("{hint}; ")).unwrap_or_default();
    error.hint(format!("{hint}if {text} is the number that people see, write '#{text}'"))
}
