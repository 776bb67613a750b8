//! Files and directories: those that fit best first, then directories on the way to others.

use std::fs;
use std::path::{Path, PathBuf};

use clap_complete::engine::CompletionCandidate;

use super::sources::{Asked, described};
use crate::bulk::job::{Found, JobDir};

/// What a table of contacts is in.
const TABLES: &[&str] = &["csv", "tsv", "ndjson", "jsonl", "json"];
/// What a whole body is in.
const BODIES: &[&str] = &["json"];

/// Files of rows, then other files.
pub fn tables(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    files(asked, TABLES)
}

/// JSON files, then other files.
pub fn json(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    files(asked, BODIES)
}

/// Any file.
pub fn any(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    files(asked, &[])
}

/// Directories.
pub fn directories(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let directories = entries(asked).into_iter().filter(|entry| entry.is_dir);
    directories.map(|entry| candidate(&entry)).collect()
}

/// Job directories, with what they are jobs of; then directories in which one may lie.
pub fn jobs(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let directories = entries(asked).into_iter().filter(|entry| entry.is_dir);
    let found: Vec<_> = directories.map(|entry| (job_in(&entry.path), entry)).collect();
    let (jobs, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|(job, _)| job.is_some());
    let jobs = jobs.into_iter().map(|(job, entry)| described(entry.typed, job.unwrap_or_default()));
    jobs.chain(others.iter().map(|(_, entry)| candidate(entry))).collect()
}

/// What the job in a directory is.
fn job_in(path: &Path) -> Option<String> {
    match JobDir::at(path).look() {
        Ok(Found::Job(job)) => Some(format!("{}, {} rows", job.command, job.rows)),
        Ok(Found::Nothing) | Err(_) => None,
    }
}

fn files(asked: &Asked<'_>, first: &[&str]) -> Vec<CompletionCandidate> {
    let mut entries = entries(asked);
    let is_first = |entry: &Entry| {
        let extension = entry.path.extension().and_then(|extension| extension.to_str());
        extension
            .is_some_and(|extension| first.iter().any(|one| extension.eq_ignore_ascii_case(one)))
    };
    entries.sort_by_key(|entry| match (entry.is_dir, is_first(entry)) {
        (false, true) => 0,
        (true, _) => 1,
        (false, false) => 2,
    });
    entries.iter().map(candidate).collect()
}

/// Something in the directory that is typed, as it would stand on the line.
struct Entry {
    typed: String,
    path: PathBuf,
    is_dir: bool,
}

fn candidate(entry: &Entry) -> CompletionCandidate {
    let end = if entry.is_dir { "/" } else { "" };
    CompletionCandidate::new(format!("{}{end}", entry.typed))
}

/// What lies in the directory that is typed, by name. Hidden files are for those who type the dot.
fn entries(asked: &Asked<'_>) -> Vec<Entry> {
    let is_separator = |c: char| c == '/' || (cfg!(windows) && c == '\\');
    let split = asked.typed.rfind(is_separator).map_or(0, |at| at + 1);
    let (folder, name) = asked.typed.split_at(split);
    let place = match (folder.strip_prefix("~/"), &asked.line.places.home) {
        (Some(below), Some(home)) => home.join(below),
        _ if folder.is_empty() => PathBuf::from("."),
        _ => PathBuf::from(folder),
    };
    let Ok(found) = fs::read_dir(place) else { return Vec::new() };
    let entry = |found: fs::DirEntry| {
        let found_name = found.file_name().into_string().ok()?;
        let is_hidden = found_name.starts_with('.') && !name.starts_with('.');
        let path = found.path();
        (found_name.starts_with(name) && !is_hidden).then(|| Entry {
            typed: format!("{folder}{found_name}"),
            is_dir: path.is_dir(),
            path,
        })
    };
    let mut entries: Vec<Entry> = found.filter_map(|found| entry(found.ok()?)).collect();
    entries.sort_by(|one, other| one.typed.cmp(&other.typed));
    entries
}
