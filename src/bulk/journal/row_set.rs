//! A set of row numbers that are added roughly in order: all of them up to a floor, and one bit a
//! row beyond. Memory follows how far the rows beyond are spread, not how many there are in all.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

/// Rows a word holds.
const WORD: u64 = 64;

/// Row numbers, counted from 1.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Spans", into = "Spans")]
pub struct RowSet {
    /// Words in front that were full and are gone.
    full: u64,
    words: VecDeque<u64>,
}

/// The form of a set in a file: every row up to `floor`, and those from one number to another.
#[derive(Serialize, Deserialize)]
struct Spans {
    floor: u64,
    beyond: Vec<(u64, u64)>,
}

impl RowSet {
    /// Adds a row; false when it was there already.
    pub fn insert(&mut self, row: u64) -> bool {
        let (word, bit) = place(row);
        let Some(word) = word.checked_sub(self.full) else { return false };
        let word = usize::try_from(word).expect("a file has fewer rows than memory has addresses");
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        while self.words.front() == Some(&u64::MAX) {
            self.words.pop_front();
            self.full += 1;
        }
        new
    }

    /// True when the row is in the set.
    pub fn contains(&self, row: u64) -> bool {
        let (word, bit) = place(row);
        let Some(word) = word.checked_sub(self.full) else { return true };
        let word = usize::try_from(word).ok().and_then(|word| self.words.get(word));
        word.is_some_and(|word| word & bit != 0)
    }

    /// Every row up to this one is in the set, and the next is not.
    pub fn floor(&self) -> u64 {
        let next = self.words.front().map_or(0, |word| u64::from(word.trailing_ones()));
        self.full * WORD + next
    }

    /// The rows beyond the floor, as spans from their first to their last.
    fn beyond(&self) -> Vec<(u64, u64)> {
        let mut spans: Vec<(u64, u64)> = Vec::new();
        let floor = self.floor();
        for (word, bits) in (self.full..).zip(&self.words) {
            for bit in (0..WORD).filter(|bit| bits & (1 << bit) != 0) {
                let row = word * WORD + bit + 1;
                match spans.last_mut() {
                    _ if row <= floor => {}
                    Some((_, last)) if *last + 1 == row => *last = row,
                    _ => spans.push((row, row)),
                }
            }
        }
        spans
    }
}

impl From<RowSet> for Spans {
    fn from(rows: RowSet) -> Self {
        Spans { floor: rows.floor(), beyond: rows.beyond() }
    }
}

impl From<Spans> for RowSet {
    fn from(spans: Spans) -> Self {
        let mut rows = RowSet { full: spans.floor / WORD, words: VecDeque::new() };
        let rest = spans.floor / WORD * WORD + 1..=spans.floor;
        for row in rest.chain(spans.beyond.into_iter().flat_map(|(first, last)| first..=last)) {
            rows.insert(row);
        }
        rows
    }
}

/// The word of a row and its bit there.
fn place(row: u64) -> (u64, u64) {
    let index = row.saturating_sub(1);
    (index / WORD, 1 << (index % WORD))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_found_where_they_were_put() {
        let mut rows = RowSet::default();
        assert!(rows.insert(64));
        assert!(!rows.insert(64));
        assert!(rows.contains(64));
        assert!(!rows.contains(63) && !rows.contains(65) && !rows.contains(1_000_000));
        assert_eq!(rows.floor(), 0);
    }

    #[test]
    fn rows_in_order_take_no_memory() {
        let mut rows = RowSet::default();
        for row in 1..=100_000 {
            assert!(rows.insert(row));
        }
        assert!(rows.words.len() <= 1, "{} words", rows.words.len());
        assert_eq!(rows.floor(), 100_000);
        assert!(!rows.insert(7) && rows.contains(7) && !rows.contains(100_001));
    }

    proptest! {
        #[test]
        fn a_set_comes_back_from_its_form_in_a_file(
            mut numbers in proptest::collection::btree_set(1u64..400, 0..300),
            floor in 0u64..200,
        ) {
            numbers.extend(1..=floor);
            let mut rows = RowSet::default();
            for row in numbers.iter().rev() {
                rows.insert(*row);
            }
            let text = serde_json::to_string(&rows).unwrap();
            let again: RowSet = serde_json::from_str(&text).unwrap();
            for row in 1..450 {
                prop_assert_eq!(again.contains(row), numbers.contains(&row));
                prop_assert_eq!(rows.contains(row), numbers.contains(&row));
            }
            prop_assert_eq!(again.floor(), rows.floor());
        }
    }
}
