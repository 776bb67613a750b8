//! `search QUERY`, for the nouns whose search is written in readable words: the query is read, its
//! names are looked up, and it is sent in the API's own form. `--input` sends that form as it is.

use clap::{Arg, ArgMatches, Command};
use serde_json::{Map, Value};

use super::names;
use super::operation::{operation, prepare, show};
use crate::api::query::{Moment, Names, Query, Rules, compile_with, names as names_in};
use crate::context::Context;
use crate::error::Result;

const QUERY: &str = "readable-query";

/// Adds the query to the table's arguments.
pub fn refine(command: Command, help: &'static str, examples: &'static str) -> Command {
    command
        .arg(
            Arg::new(QUERY)
                .value_name("QUERY")
                .help(help)
                .conflicts_with_all(["input", "body:query"]),
        )
        .after_help(examples)
}

/// Searches and prints what is found. `also` holds filters that flags add to the query.
pub async fn run(
    operation_id: &'static str,
    rules: &Rules,
    also: Vec<Value>,
    matches: &ArgMatches,
    cx: &mut Context,
) -> Result<()> {
    let operation = operation(operation_id)?;
    let text = matches.try_get_one::<String>(QUERY).ok().flatten();
    let mut preset = Map::new();
    if text.is_some() || !also.is_empty() {
        let query = understand(text.map(String::as_str), &also, rules, cx).await?;
        for note in &query.notes {
            cx.ui.note(note);
        }
        preset.insert("query".to_owned(), query.body);
    }
    let prepared = prepare(operation, matches, preset, cx)?;
    show(operation, matches, prepared, cx).await
}

/// Looks up the names of a query and compiles it.
pub async fn understand(
    text: Option<&str>,
    also: &[Value],
    rules: &Rules,
    cx: &mut Context,
) -> Result<Query> {
    let moment = Moment { now: cx.clock.now(), zone: cx.time_zone.clone(), workspace_zone: None };
    let names = match text {
        Some(text) => {
            // What is wrong with it is said before anything is asked for.
            let found = names_in(text, rules)?;
            names::look_up(found, cx).await?
        }
        None => Names::default(),
    };
    compile_with(text, also, rules, &moment, &names)
}
