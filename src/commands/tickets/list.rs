//! `ictl tickets list`: the API has no such call, so it is a search that finds every ticket.

use clap::{ArgMatches, Args as _, Command, FromArgMatches as _};
use serde_json::json;

use super::search;
use crate::api::Request;
use crate::api::operations::Answer;
use crate::commands::listing::{List, ListArgs, per_page, print};
use crate::commands::operation::{columns_of, operation};
use crate::context::Context;
use crate::error::{Error, Result};

const AFTER_HELP: &str = "\
POST /tickets/search: the API has no call that lists tickets, so this searches for all of them.

Examples:
  ictl tickets list
  ictl tickets list --category task --jq .ticket_id";

pub fn command() -> Command {
    let command = ListArgs::augment_args(search::takes_kinds(Command::new("list")));
    command.about("List tickets").long_about(None).after_help(AFTER_HELP)
}

/// Lists.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let row = operation("searchTickets")?;
    let args = ListArgs::from_arg_matches(matches).map_err(|e| Error::usage(e.to_string()))?;
    let mut filters = search::kinds(matches, cx).await?;
    if filters.is_empty() {
        filters.push(json!({"field": "created_at", "operator": ">", "value": 0}));
    }
    let query = search::compiled(None, &filters, cx).await?;
    let size = per_page(args.limit(cx), row.max_per_page);
    let body = json!({"query": query, "pagination": {"per_page": size}});
    let key = match row.answer {
        Answer::List(key) => key,
        _ => "tickets",
    };
    let request = Request::new(row.method, row.path).json(&body).read_only();
    print(List { request, pagination: row.pagination, key }, &args, columns_of(row), cx).await
}
