//! One explanation as a card for people.

use std::fmt::Write as _;

use super::entry::{Entry, Kind};
use crate::commands::wrapped::wrapped;

/// What stands in front of a sentence.
const INDENT: usize = 2;

/// Draws it for a terminal of this width.
pub fn draw(entry: &Entry, width: usize) -> String {
    let mut card = format!("{}: {}\n", entry.code, entry.kind.in_words());
    let mut paragraph = |heading: &str, text: &str| {
        let _ = write!(card, "\n{heading}\n{}\n", wrapped(text, INDENT, width));
    };
    paragraph("Meaning", entry.meaning);
    paragraph("What to do", &entry.what_to_do);
    let facts = facts(entry);
    if !facts.is_empty() {
        card.push('\n');
    }
    for (label, value) in facts {
        let _ = writeln!(card, "{label:<14}{value}");
    }
    if !entry.example.is_empty() {
        let _ = write!(card, "\nTry\n  {}\n", entry.example);
    }
    card
}

fn facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let statuses: Vec<String> = entry.statuses.iter().map(u16::to_string).collect();
    // An exit code bears its own in its name.
    let exits = entry.exit_codes.iter().filter(|_| entry.kind != Kind::ExitCode);
    let exits: Vec<String> = exits.map(u8::to_string).collect();
    let in_json: Vec<String> =
        entry.also.iter().map(|kind| format!("\"kind\":\"{kind}\"")).collect();
    let all = [
        ("HTTP status", statuses.join(", ")),
        ("Exit code", exits.join(", ")),
        ("In JSON", in_json.join(", ")),
        ("Met in", entry.met.to_owned()),
    ];
    all.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}
