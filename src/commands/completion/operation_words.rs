//! Words for `ictl operations`: those of the commands that the words before them find.

use std::collections::BTreeMap;

use clap_complete::engine::CompletionCandidate;

use super::sources::{Asked, described};
use crate::api::operations;

/// The words that find fewer operations, but some.
pub fn words(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let given = asked.line.after("operations");
    if given.is_empty() {
        let nouns = operations::nouns().iter();
        return nouns.map(|noun| described(noun.name, noun.about)).collect();
    }
    let mut found: BTreeMap<&str, &str> = BTreeMap::new();
    for operation in operations::search(&given) {
        for word in operation.command.iter().filter(|word| !given.contains(word)) {
            found.entry(word).or_insert(operation.summary);
        }
    }
    found.into_iter().map(|(word, summary)| described(word, summary)).collect()
}
