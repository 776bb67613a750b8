//! Prints a list page by page: the first row is out after the first page, and memory stays flat
//! however long the list is.

use clap::Args;
use serde_json::Value;

use crate::api::pagination::{MAX_PER_PAGE, Pagination, items, next};
use crate::api::{Client, Request};
use crate::context::Context;
use crate::error::{Error, Result};
use crate::output::Column;

/// What a list on a terminal stops after, unless it is told otherwise: more than a screen, and
/// soon there.
const ENOUGH_FOR_A_TERMINAL: u64 = 50;

/// The flags of every list.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArgs {
    /// Stop after N items
    #[arg(long, value_name = "N", conflicts_with = "all")]
    pub limit: Option<u64>,

    /// Print everything, on a terminal, too
    #[arg(long)]
    pub all: bool,
}

impl ListArgs {
    /// How many items are wanted; `None` is all of them.
    pub fn limit(&self, cx: &Context) -> Option<u64> {
        match (self.limit, self.all) {
            (Some(limit), _) => Some(limit),
            (None, false) if cx.ui.terminal().stdout => Some(ENOUGH_FOR_A_TERMINAL),
            (None, _) => None,
        }
    }
}

/// A list as the API gives it.
pub struct List {
    /// The request for its first page.
    pub request: Request,
    /// How it goes on.
    pub pagination: Pagination,
    /// Where its items are: a dotted path.
    pub key: &'static str,
}

/// Prints a list; `columns` are those of a table.
pub async fn print(
    list: List,
    args: &ListArgs,
    columns: &[Column],
    cx: &mut Context,
) -> Result<()> {
    let client = cx.client()?;
    let limit = args.limit(cx);
    let left = pages(list, limit, columns, &client, cx).await?;
    if let (Some(left), None) = (left, args.limit) {
        let all = left.map_or(String::new(), |total| format!(" of {total}"));
        cx.ui.note(&format!(
            "the first {ENOUGH_FOR_A_TERMINAL}{all}; --all prints everything, --limit N another number"
        ));
    }
    Ok(())
}

/// Prints up to `limit` items. When there would have been more, says so with the number of all, if
/// the API tells it.
async fn pages(
    list: List,
    limit: Option<u64>,
    columns: &[Column],
    client: &Client,
    cx: &mut Context,
) -> Result<Option<Option<u64>>> {
    let mut printer = cx.ui.list(columns);
    let mut request = Some(list.request);
    let mut count = 0;
    while let Some(asked) = request {
        if limit == Some(0) {
            break;
        }
        let page = client.json(&asked).await?;
        let found = items(&page, list.key).ok_or_else(|| no_items(&asked, &page))?;
        for (index, item) in found.iter().enumerate() {
            printer.item(item)?;
            count += 1;
            if limit == Some(count) {
                let more = index + 1 < found.len()
                    || next(list.pagination, &asked, &page, found.len())?.is_some();
                printer.finish()?;
                return Ok(more.then(|| page["total_count"].as_u64()));
            }
        }
        printer.page_done()?;
        request = next(list.pagination, &asked, &page, found.len())?;
    }
    printer.finish()?;
    Ok(None)
}

fn no_items(request: &Request, page: &Value) -> Error {
    let keys: Vec<&str> =
        page.as_object().into_iter().flat_map(|page| page.keys()).map(String::as_str).collect();
    Error::failed(format!("the answer of {} holds no list", request.path)).hint(format!(
        "it holds: {}; `ictl api {}` shows it",
        keys.join(", "),
        request.path
    ))
}

/// The page size to ask for: the largest, or no more than is wanted.
pub fn per_page(limit: Option<u64>, largest: Option<u16>) -> u64 {
    let largest = largest.map_or(MAX_PER_PAGE, u64::from);
    limit.unwrap_or(largest).clamp(1, largest)
}
