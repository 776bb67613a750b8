//! `ictl contacts search QUERY`: a readable query, or the API's own JSON with `--input`.

use clap::{Arg, ArgMatches, Command};
use jiff::tz::TimeZone;
use serde_json::Map;

use crate::api::Request;
use crate::api::query::{CONTACTS, Moment, Query, compile};
use crate::commands::operation::{operation, prepare, show};
use crate::context::Context;
use crate::error::{Kind, Result};

const QUERY: &str = "readable-query";

const EXAMPLES: &str = "\
Operators: = != in nin < > <= >= ~ (contains) !~ ^ (starts with) $ (ends with), with and, or and
parentheses. The API takes two levels and 15 filters a group; dates of contacts know only
=, < and >, by whole days in the workspace's time zone.

Examples:
  ictl contacts search 'email ~ \"@acme.com\" and (role = user or created_at > 2026-01-01)'
  ictl contacts search 'custom_attributes.plan = pro' --jq .email
  ictl contacts search 'last_seen_at < 90d' --output csv --fields id,email,last_seen_at";

/// Adds the query to the table's arguments.
pub fn refine(command: Command) -> Command {
    command
        .arg(
            Arg::new(QUERY)
                .value_name("QUERY")
                .help("What to look for, such as 'role = user and email ~ \"@acme.com\"'")
                .conflicts_with_all(["input", "body:query"]),
        )
        .after_help(EXAMPLES)
}

/// Searches and prints what is found.
pub async fn run(matches: &ArgMatches, cx: &mut Context) -> Result<()> {
    let operation = operation("SearchContacts")?;
    let mut preset = Map::new();
    if let Some(text) = matches.get_one::<String>(QUERY) {
        let query = understand(text, cx).await?;
        for note in &query.notes {
            cx.ui.note(note);
        }
        preset.insert("query".to_owned(), query.body);
    }
    let prepared = prepare(operation, matches, preset, cx)?;
    show(operation, matches, prepared, cx).await
}

/// Compiles the query. Only one with dates needs to know the workspace's time zone.
async fn understand(text: &str, cx: &mut Context) -> Result<Query> {
    let mut moment =
        Moment { now: cx.clock.now(), zone: cx.time_zone.clone(), workspace_zone: None };
    let query = compile(text, &CONTACTS, &moment)?;
    if query.notes.is_empty() {
        return Ok(query);
    }
    moment.workspace_zone = workspace_zone(cx).await?;
    compile(text, &CONTACTS, &moment)
}

/// The zone by whose days the API compares. It may be a bare label that names no zone.
async fn workspace_zone(cx: &mut Context) -> Result<Option<TimeZone>> {
    let me = match cx.client()?.json(&Request::get("/me")).await {
        Ok(me) => me,
        Err(error) if error.kind() == Kind::Failed => return Ok(None),
        Err(error) => return Err(error),
    };
    let name = me["app"]["timezone"].as_str();
    Ok(name.and_then(|name| TimeZone::get(name).ok()))
}
