//! What is in an export, for comparing with what is in the workspace.

use serde_json::Value;

use crate::support::{Run, TestContext};

/// The ids of records, sorted; a record that is there twice is so here, too.
pub fn ids(records: &[Value]) -> Vec<String> {
    let mut ids: Vec<String> =
        records.iter().map(|record| record["id"].as_str().unwrap().to_owned()).collect();
    ids.sort();
    ids
}

/// The ids of all contacts that the workspace has now, sorted.
pub fn contacts_of(world: &TestContext) -> Vec<String> {
    ids(&world.api().contacts())
}

/// The lines of an exported file.
pub fn lines_of(world: &TestContext, name: &str) -> Vec<Value> {
    world.read(name).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many requests the summary speaks of.
#[track_caller]
pub fn requests(run: &Run) -> u64 {
    let words: Vec<&str> = run.stderr.split_whitespace().collect();
    let at = words.iter().rposition(|word| *word == "requests");
    let at = at.unwrap_or_else(|| panic!("{run:?}"));
    words[at - 1].parse().unwrap()
}

/// The files of the test's directory, sorted.
pub fn files(world: &TestContext) -> Vec<String> {
    let entries = std::fs::read_dir(world.dir()).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}
