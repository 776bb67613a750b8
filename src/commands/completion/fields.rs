//! Values of `--fields`: the columns of what a command shows, after a comma as well.
//!
//! The table of operations knows requests, not answers. So these are the columns of a noun's table,
//! and where it has none, what an update of the object may set, which the object then has.

use clap_complete::engine::CompletionCandidate;

use super::sources::{Asked, described};
use crate::api::Method;
use crate::api::operations;
use crate::commands::columns;

/// The fields of what the command shows that are not in the list yet.
pub fn fields(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let listed = asked.typed.rfind(',').map_or("", |at| &asked.typed[..=at]);
    let is_listed = |path: &str| listed.split(',').any(|one| one == path);
    let known = known(asked.command).into_iter().filter(|(path, _)| !is_listed(path));
    known.map(|(path, title)| described(format!("{listed}{path}"), title)).collect()
}

/// Paths with what tables call them.
fn known(command: &[String]) -> Vec<(String, String)> {
    let words: Vec<&str> = command.iter().map(String::as_str).collect();
    let columns = columns::of(&words);
    if !columns.is_empty() {
        let pair = |column: &crate::output::Column| {
            (column.path.clone().into_owned(), column.title.clone().into_owned())
        };
        return columns.iter().map(pair).collect();
    }
    let Some((_, noun)) = words.split_last() else { return Vec::new() };
    let is_update = |operation: &&operations::Operation| {
        operation.method == Method::Put
            && operation.command.split_last().is_some_and(|c| c.1 == noun)
    };
    let body = operations::all().find(is_update).map_or(&[][..], |operation| operation.body);
    let fields = body.iter().map(|field| (field.name.to_owned(), String::new()));
    [("id".to_owned(), String::new())].into_iter().chain(fields).collect()
}
