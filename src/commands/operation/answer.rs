//! What comes back from an operation, shown: one object, a list, a file, or nothing.

use clap::{ArgMatches, FromArgMatches};
use serde_json::{Value, json};

use super::args::OUTPUT_FILE;
use super::request::Prepared;
use crate::api::client::Client;
use crate::api::operations::{Answer, Operation};
use crate::api::pagination::Pagination;
use crate::api::{Proof, Request};
use crate::commands::listing::{List, ListArgs, per_page, print};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::Column;

/// Sends what was prepared and shows the answer.
pub async fn show(
    operation: &'static Operation,
    matches: &ArgMatches,
    prepared: Prepared,
    cx: &mut Context,
) -> Result<()> {
    match operation.answer {
        Answer::List(key) => list(operation, key, matches, prepared, cx).await,
        Answer::Download { .. } => download(matches, &prepared.request, cx).await,
        Answer::Object | Answer::Empty => object(operation, &prepared.request, cx).await,
    }
}

async fn object(operation: &Operation, request: &Request, cx: &mut Context) -> Result<()> {
    if request.writes {
        cx.ui.keep_going_without_reader();
    }
    let Some(reply) = cx.send(request).await? else { return Ok(()) };
    if reply.value.is_null() {
        cx.ui.note("done; the API answers with nothing");
        return Ok(());
    }
    cx.ui.object(columns_of(operation), &reply.value)
}

async fn list(
    operation: &'static Operation,
    key: &'static str,
    matches: &ArgMatches,
    prepared: Prepared,
    cx: &mut Context,
) -> Result<()> {
    if prepared.request.writes {
        return object(operation, &prepared.request, cx).await;
    }
    let args = ListArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
    let mut request = prepared.request;
    ask_for_large_pages(operation, &mut request, prepared.fields, &args);
    let list = List { request, pagination: operation.pagination, key };
    print(list, &args, columns_of(operation), cx).await
}

/// Fewer, larger pages, unless the user gave a size or the whole body.
fn ask_for_large_pages(
    operation: &Operation,
    request: &mut Request,
    fields: Option<serde_json::Map<String, Value>>,
    args: &ListArgs,
) {
    let size = per_page(args, operation.max_per_page);
    match operation.pagination {
        Pagination::None | Pagination::Scroll => {}
        Pagination::Cursor { .. } | Pagination::Page { .. } => {
            if !request.query.iter().any(|(name, _)| name == "per_page") {
                request.set_query("per_page", size.to_string());
            }
        }
        Pagination::Search | Pagination::PageInBody => {
            let Some(mut body) = fields else { return };
            let place = if operation.pagination == Pagination::Search {
                body.entry("pagination").or_insert_with(|| json!({})).as_object_mut()
            } else {
                Some(&mut body)
            };
            if let Some(place) = place {
                place.entry("per_page").or_insert_with(|| size.into());
            }
            *request = request.clone().json_object(&body);
        }
    }
}

async fn download(matches: &ArgMatches, request: &Request, cx: &mut Context) -> Result<()> {
    let ending = cx.client()?.exchange(request).await;
    let answer = match ending.last {
        Ok(answer) if Proof::of_status(answer.status) == Proof::Done => answer,
        other => {
            return Client::reply(other, request.repeat).map(|_| ());
        }
    };
    match matches.get_one::<String>(OUTPUT_FILE) {
        None => cx.ui.raw(&answer.body),
        Some(file) => {
            std::fs::write(file, &answer.body)
                .map_err(|cause| Error::failed(format!("{file} could not be written: {cause}")))?;
            cx.ui.message(&format!("wrote {} bytes to {file}", answer.body.len()));
            Ok(())
        }
    }
}

/// The table columns of an operation's noun; empty lets the first item decide.
pub fn columns_of(operation: &Operation) -> &'static [Column] {
    crate::commands::columns::of(operation.command)
}
