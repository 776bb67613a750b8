//! Ticket types by name, and what belongs to one: its states and attributes by theirs.

use serde_json::Value;

use super::is_number;
use super::matching::{self, Thing, pick};
use crate::api::Request;
use crate::api::pagination::items;
use crate::context::Context;
use crate::error::{Error, Result};

const TYPE: Thing = Thing { noun: "ticket type", names: &["name"], list: "ictl ticket-types list" };

/// The states of tickets go by what the team sees, by what the customer sees, or by category.
const STATE: Thing = Thing {
    noun: "ticket state",
    names: &["internal_label", "external_label", "category"],
    list: "ictl ticket-states list",
};

/// The ticket types of the workspace, archived ones included.
pub async fn all_with_archived(cx: &mut Context) -> Result<Vec<Value>> {
    let page = cx.client()?.json(&Request::get("/ticket_types")).await?;
    Ok(items(&page, "data").unwrap_or_default().to_vec())
}

/// The ticket types of the workspace that are in use.
pub async fn all(cx: &mut Context) -> Result<Vec<Value>> {
    let mut all = all_with_archived(cx).await?;
    all.retain(|kind| kind["archived"] != true);
    Ok(all)
}

/// The id of the ticket type that this means.
pub async fn id(text: &str, cx: &mut Context) -> Result<String> {
    if is_number(text) {
        return Ok(text.to_owned());
    }
    find(text, cx).await.map(|kind| matching::id(&kind))
}

/// The ticket type that this means, with its attributes and states.
pub async fn find(text: &str, cx: &mut Context) -> Result<Value> {
    pick(&TYPE, text, &all(cx).await?).cloned()
}

/// The id of the state that this means for tickets of a type.
pub fn state(text: &str, kind: &Value) -> Result<String> {
    let states = items(&kind["ticket_states"], "data").unwrap_or_default();
    let spoken = text.replace('_', " ").to_lowercase();
    let by_category = states.iter().filter(|state| {
        state["category"].as_str().is_some_and(|name| name.replace('_', " ") == spoken)
    });
    let mut by_category = by_category.collect::<Vec<_>>().into_iter();
    match (by_category.next(), by_category.next()) {
        (Some(only), None) => Ok(matching::id(only)),
        _ => pick(&STATE, text, states).map(matching::id).map_err(|error| {
            let labels = states.iter().filter_map(|state| state["internal_label"].as_str());
            let labels = labels.collect::<Vec<_>>().join(", ");
            let name = kind["name"].as_str().unwrap_or("this type");
            Error::failed(error.message()).hint(format!("tickets of {name} can be: {labels}"))
        }),
    }
}
