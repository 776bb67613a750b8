//! Files of people to import, and what must hold for them afterwards.

use std::fmt::Write as _;

use serde_json::Value;

use crate::support::{Run, TestContext};

/// A CSV file with this many users.
pub fn csv(count: usize) -> String {
    let mut text = "email,name\n".to_owned();
    for number in 1..=count {
        let _ = writeln!(text, "{},Person {number}", email(number));
    }
    text
}

/// The email of a user of [`csv`].
pub fn email(number: usize) -> String {
    format!("person{number:04}@example.com")
}

/// The workspace holds the users of [`csv`], each once, and nobody else.
#[track_caller]
pub fn assert_each_exactly_once(world: &TestContext, count: usize) {
    let expected: Vec<String> = (1..=count).map(email).collect();
    assert_eq!(world.api().emails(), expected);
}

/// The outcomes of a report, in the order created, updated, unchanged, skipped, rejected,
/// uncertain.
pub fn outcomes(report: &Value) -> [u64; 6] {
    ["created", "updated", "unchanged", "skipped", "rejected", "uncertain"]
        .map(|key| report[key].as_u64().unwrap_or_else(|| panic!("no {key} in {report}")))
}

/// The outcomes of an import that printed its report.
#[track_caller]
pub fn of(run: &Run) -> [u64; 6] {
    outcomes(&run.json())
}
