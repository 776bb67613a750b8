//! `ictl contacts create`: as the table has it, and safe where a contact has a unique key: after a
//! lost answer it is created again, and a refusal that names the contact is looked at.

use clap::ArgMatches;
use serde_json::{Map, Value};

use crate::api::client::Client;
use crate::api::error_list::Refusal;
use crate::api::{Answer, Failure, Repeat, Request, path_segment};
use crate::bulk::contacts::conflict::contact_named_in;
use crate::bulk::contacts::existing::has_values;
use crate::commands::operation::{columns_of, operation, prepare};
use crate::context::Context;
use crate::error::Result;

/// Creates one contact and shows it.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let operation = operation("CreateContact")?;
    let mut prepared = prepare(operation, matches, Map::new(), cx)?;
    let fields = sent_fields(&prepared.request);
    if fields.as_ref().is_some_and(has_unique_key) {
        prepared.request.repeat = Repeat::Safe;
    }
    cx.ui.keep_going_without_reader();
    if cx.dry_run() {
        return cx.send(&prepared.request).await.map(|_| ());
    }
    let client = cx.client()?;
    let ending = client.exchange(&prepared.request).await;
    let own = match (&ending.last, fields) {
        (Ok(answer), Some(fields)) if ending.unclear_before && answer.status == 409 => {
            created_unheard(&client, answer, &fields).await?
        }
        _ => None,
    };
    let contact = match own {
        Some(contact) => contact,
        None => reply(ending.last, prepared.request.repeat)?,
    };
    cx.ui.object(columns_of(operation), &contact)
}

fn sent_fields(request: &Request) -> Option<Map<String, Value>> {
    serde_json::from_slice(request.body.as_deref()?).ok()
}

/// Intercom keeps a second user with the same email or external id out; leads are exempt.
fn has_unique_key(fields: &Map<String, Value>) -> bool {
    let is_user = fields.get("role").is_none_or(|role| role == "user");
    is_user
        && ["email", "external_id"].iter().any(|key| fields.get(*key).is_some_and(Value::is_string))
}

/// The contact in the way, if it is the one that an earlier attempt made.
async fn created_unheard(
    client: &Client,
    refused: &Answer,
    fields: &Map<String, Value>,
) -> Result<Option<Value>> {
    let sentence = Refusal::decode(refused).sentence();
    let Some(id) = contact_named_in(&sentence) else { return Ok(None) };
    let contact = client.json(&Request::get(format!("/contacts/{}", path_segment(&id)?))).await?;
    Ok(has_values(&contact, fields).then_some(contact))
}

fn reply(last: std::result::Result<Answer, Failure>, repeat: Repeat) -> Result<Value> {
    Client::reply(last, repeat).map(|reply| reply.value)
}
