//! What comes back from an operation, shown: one object, a list, a file, or nothing.

use clap::{ArgMatches, FromArgMatches};
use serde_json::{Value, json};

use super::args::OUTPUT_FILE;
use super::download::download;
use super::request::Prepared;
use crate::api::Request;
use crate::api::operations::{Answer, Operation};
use crate::api::pagination::Pagination;
use crate::commands::consent;
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
        Answer::Download { .. } => {
            let file = matches.get_one::<String>(OUTPUT_FILE);
            download(&prepared.request, file.map(String::as_str), cx).await
        }
        Answer::Object | Answer::Empty => object(operation, &prepared.request, cx).await,
    }
}

async fn object(operation: &Operation, request: &Request, cx: &mut Context) -> Result<()> {
    if request.writes {
        let command = operation.command.join(" ");
        consent::before_lasting(&command, &consent::line(operation, request), cx).await?;
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
    let size = per_page(args.limit(cx), operation.max_per_page);
    ask_for_large_pages(operation, &mut request, prepared.fields, size);
    let list = List { request, pagination: operation.pagination, key };
    print(list, &args, columns_of(operation), cx).await
}

/// Fewer, larger pages, unless the user gave a size or the whole body.
fn ask_for_large_pages(
    operation: &Operation,
    request: &mut Request,
    fields: Option<serde_json::Map<String, Value>>,
    size: u64,
) {
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

/// The table columns of an operation's noun; empty lets the first item decide.
pub fn columns_of(operation: &Operation) -> &'static [Column] {
    crate::commands::columns::of(operation.command)
}
