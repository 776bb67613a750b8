//! What went wrong, in groups: a million rejected rows are a handful of reasons, and a person wants to
//! see each with its column and one example. However many reasons a server makes up, it stays
//! small.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Groups that are told apart: more are no overview.
const MAX_GROUPS: usize = 100;

/// Where rows are counted that come after [`MAX_GROUPS`] other groups.
const OTHER: &str = "other";

/// Characters of a code or column that are kept: real ones are far shorter.
const MAX_NAME_CHARS: usize = 100;

/// Characters of an example that are kept: some answers are whole pages.
const MAX_EXAMPLE_CHARS: usize = 500;

/// Rejected and uncertain rows by code and column.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problems {
    /// By code, and by column or "" where none is at fault.
    groups: BTreeMap<String, BTreeMap<String, Group>>,
    /// How many groups there are.
    kinds: usize,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Group {
    count: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    example: Option<String>,
}

/// One group as a report shows it. Its keys are an interface.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemGroup {
    /// The API's code, or ours.
    pub code: String,
    /// The column of the input, where one is at fault.
    pub column: Option<String>,
    /// Rows.
    pub count: u64,
    /// What was said of the first of them.
    pub example: Option<String>,
}

impl Problems {
    /// Counts one more row; its example is kept where it is the first.
    pub fn add(&mut self, code: &str, column: Option<&str>, example: Option<&str>) {
        let group = self.group(code, column);
        group.count += 1;
        if group.example.is_none() {
            group.example = example.map(|text| cut(text, MAX_EXAMPLE_CHARS).to_owned());
        }
    }

    /// Counts so many rows of which nothing else is known.
    pub fn add_all(&mut self, code: &str, count: u64) {
        if count > 0 {
            self.group(code, None).count += count;
        }
    }

    /// True when a row of this kind should bring an example along.
    pub fn lack_example(&self, code: &str, column: Option<&str>) -> bool {
        let known = self.find(cut(code, MAX_NAME_CHARS), named(column));
        let known = if self.is_full() { known.or_else(|| self.find(OTHER, "")) } else { known };
        known.is_none_or(|group| group.example.is_none())
    }

    /// The groups, the largest first.
    pub fn largest_first(&self) -> Vec<ProblemGroup> {
        let mut all: Vec<ProblemGroup> = self.each().collect();
        // Groups of the same size stay in the order of their names.
        all.sort_by_key(|group| std::cmp::Reverse(group.count));
        all
    }

    fn each(&self) -> impl Iterator<Item = ProblemGroup> {
        self.groups.iter().flat_map(|(code, columns)| {
            columns.iter().map(|(column, group)| ProblemGroup {
                code: code.clone(),
                column: Some(column.clone()).filter(|column| !column.is_empty()),
                count: group.count,
                example: group.example.clone(),
            })
        })
    }

    fn find(&self, code: &str, column: &str) -> Option<&Group> {
        self.groups.get(code)?.get(column)
    }

    fn is_full(&self) -> bool {
        self.kinds >= MAX_GROUPS
    }

    /// The group of this name, or the one that takes all others in.
    fn group(&mut self, code: &str, column: Option<&str>) -> &mut Group {
        let (code, column) = (cut(code, MAX_NAME_CHARS), named(column));
        let known = self.find(code, column).is_some();
        let (code, column) = if known || !self.is_full() { (code, column) } else { (OTHER, "") };
        self.kinds += usize::from(self.find(code, column).is_none());
        self.groups.entry(code.to_owned()).or_default().entry(column.to_owned()).or_default()
    }
}

/// Rejected and uncertain rows by code alone, as scripts ask for them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reasons(BTreeMap<String, u64>);

impl Reasons {
    /// Counts one more row.
    pub fn add(&mut self, code: &str) {
        let code = cut(code, MAX_NAME_CHARS);
        let known = self.0.contains_key(code) || self.0.len() < MAX_GROUPS;
        let code = if known { code } else { OTHER };
        match self.0.get_mut(code) {
            Some(count) => *count += 1,
            None => drop(self.0.insert(code.to_owned(), 1)),
        }
    }

    /// The counts by code.
    pub fn by_code(&self) -> &BTreeMap<String, u64> {
        &self.0
    }
}

fn named(column: Option<&str>) -> &str {
    cut(column.unwrap_or_default(), MAX_NAME_CHARS)
}

fn cut(text: &str, chars: usize) -> &str {
    text.char_indices().nth(chars).map_or(text, |(end, _)| &text[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_grouped_by_code_and_column_with_the_first_example() {
        let mut problems = Problems::default();
        problems.add("conflict", None, Some("row 1"));
        problems.add("invalid_value", Some("Phone"), Some("row 2"));
        problems.add("invalid_value", Some("Plan"), None);
        problems.add("invalid_value", Some("Phone"), Some("row 4"));
        problems.add_all("duplicate_key", 3);
        let shown: Vec<_> = problems
            .largest_first()
            .into_iter()
            .map(|g| (g.code, g.column.unwrap_or_default(), g.count, g.example))
            .collect();
        let of = |code: &str, column: &str, count, example: Option<&str>| {
            (code.to_owned(), column.to_owned(), count, example.map(str::to_owned))
        };
        assert_eq!(
            shown,
            [
                of("duplicate_key", "", 3, None),
                of("invalid_value", "Phone", 2, Some("row 2")),
                of("conflict", "", 1, Some("row 1")),
                of("invalid_value", "Plan", 1, None),
            ]
        );
        assert!(problems.lack_example("invalid_value", Some("Plan")));
        assert!(problems.lack_example("new", None));
        assert!(!problems.lack_example("invalid_value", Some("Phone")));
    }

    #[test]
    fn many_kinds_take_no_more_memory_than_a_hundred() {
        let mut problems = Problems::default();
        for number in 0..10_000 {
            problems.add(&format!("code_{number}"), Some("Phone"), Some("message"));
        }
        let groups = problems.largest_first();
        assert_eq!(groups.len(), MAX_GROUPS + 1);
        assert_eq!((groups[0].code.as_str(), groups[0].count), (OTHER, 9_900));
        assert!(!problems.lack_example("code_7777777", None), "the others have their example");
    }

    #[test]
    fn what_is_long_is_cut_between_characters() {
        let mut problems = Problems::default();
        problems.add(&"é".repeat(5000), Some(&"ü".repeat(5000)), Some(&"漢".repeat(5000)));
        let group = problems.largest_first().remove(0);
        assert_eq!(group.code.chars().count(), MAX_NAME_CHARS);
        assert_eq!(group.column.unwrap().chars().count(), MAX_NAME_CHARS);
        assert_eq!(group.example.unwrap().chars().count(), MAX_EXAMPLE_CHARS);
        let mut reasons = Reasons::default();
        reasons.add(&"é".repeat(5000));
        assert_eq!(reasons.by_code()[&"é".repeat(MAX_NAME_CHARS)], 1);
    }

    #[test]
    fn a_million_codes_take_no_more_memory_than_a_hundred() {
        let mut reasons = Reasons::default();
        for number in 0..1_000_000 {
            reasons.add(&format!("code_{number}"));
        }
        reasons.add("code_1");
        let by_code = reasons.by_code();
        assert_eq!(by_code.len(), MAX_GROUPS + 1);
        assert_eq!((by_code["code_1"], by_code[OTHER]), (2, 999_900));
    }
}
