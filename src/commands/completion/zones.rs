//! Names of time zones, a part at a time: `Europe/`, then `Europe/Dublin`.
//!
//! Read from the system's directory and not through the library of dates, which opens each of the six
//! hundred files to see whether it is a zone.

use std::fs;

use clap_complete::engine::CompletionCandidate;

use super::sources::Asked;

/// Beside the zones lie tables in lower case, and the same zones again for other clocks.
fn is_zone(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_uppercase()) && !name.contains('.') && name != "SECURITY"
}

/// The zones that go on from what is typed.
pub fn zones(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let folder = asked.typed.rsplit_once('/').map_or("", |(folder, _)| folder);
    if folder.starts_with('/') || folder.split('/').any(|part| part == "..") {
        return Vec::new();
    }
    let Ok(found) = fs::read_dir(asked.line.places.zones.join(folder)) else { return Vec::new() };
    let slash = if folder.is_empty() { "" } else { "/" };
    let mut names: Vec<String> = found
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok().filter(|name| is_zone(name))?;
            let end = if entry.path().is_dir() { "/" } else { "" };
            Some(format!("{folder}{slash}{name}{end}"))
        })
        .collect();
    names.sort();
    names.into_iter().map(CompletionCandidate::new).collect()
}
