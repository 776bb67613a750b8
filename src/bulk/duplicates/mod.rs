//! Which rows of a file repeat a unique key of an earlier row? Exact over any number of
//! rows in constant memory.
//!
//! Keys are reduced to 120-bit hashes (two of 20 million different keys agree with a
//! chance below 1 in 10^21) and sorted, on disk where memory does not do. What comes out is
//! sorted by row, so that a later pass over the file walks along with it. A row claims its
//! keys even when it is itself a repetition.
//!
//! A job keeps what was found in a file of its directory (`kept.rs`): to go on with it takes neither
//! another pass over the input nor another sort.

mod external_sort;
mod kept;

use std::path::Path;

use sha2::{Digest, Sha256};

use self::external_sort::{RUN_ENTRIES, Sorted, Sorter};
use self::kept::KeptPairs;
use crate::error::Result;

pub use self::kept::Kept;

/// Which of a user's two unique keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// Compared without case and surrounding white space.
    Email,
    /// Compared exactly.
    ExternalId,
}

impl KeyKind {
    /// The field's name.
    pub fn as_str(self) -> &'static str {
        match self {
            KeyKind::Email => "email",
            KeyKind::ExternalId => "external_id",
        }
    }
}

/// A row that repeats the key of an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duplicate {
    /// Number of the row.
    pub row: u64,
    /// Number of the first row with that key.
    pub first: u64,
    /// The key they share.
    pub kind: KeyKind,
}

/// Collects the keys of a file, then tells the repetitions.
pub struct DuplicateFinder {
    keys: Sorter<KEY_ENTRY>,
}

/// Kind, hash and row, each in big-endian order, so that entries sort as bytes.
const KEY_ENTRY: usize = 1 + HASH + 8;
const HASH: usize = 15;

/// Later row, first row, kind.
const PAIR_ENTRY: usize = 8 + 8 + 1;

impl DuplicateFinder {
    /// Starts; files that memory cannot hold are made in `directory`, readable by the
    /// owner only, and vanish with the process.
    pub fn new(directory: &Path) -> Self {
        DuplicateFinder::with_run(directory, RUN_ENTRIES)
    }

    fn with_run(directory: &Path, run: usize) -> Self {
        DuplicateFinder { keys: Sorter::new(directory, run) }
    }

    /// Notes a key. Feed only rows of role `user` that are not rejected for another reason.
    pub fn feed(&mut self, row: u64, kind: KeyKind, key: &str) -> Result<()> {
        let hash = match kind {
            KeyKind::Email => Sha256::digest(key.trim().to_lowercase()),
            KeyKind::ExternalId => Sha256::digest(key),
        };
        let mut entry = [0; KEY_ENTRY];
        entry[0] = u8::from(kind == KeyKind::ExternalId);
        entry[1..=HASH].copy_from_slice(&hash[..HASH]);
        entry[1 + HASH..].copy_from_slice(&row.to_be_bytes());
        self.keys.push(entry)
    }

    /// Finds the repetitions.
    pub fn finish(self) -> Result<Duplicates> {
        let mut pairs: Sorter<PAIR_ENTRY> = self.keys.another();
        let mut first: Option<[u8; KEY_ENTRY]> = None;
        let mut total = 0;
        for entry in self.keys.finish()? {
            let entry = entry?;
            match first {
                Some(first) if first[..=HASH] == entry[..=HASH] => {
                    if first[1 + HASH..] != entry[1 + HASH..] {
                        pairs.push(pair(&entry, &first))?;
                        total += 1;
                    }
                }
                _ => first = Some(entry),
            }
        }
        Ok(Duplicates { pairs: Pairs::Sorted(pairs.finish()?), next: None, total })
    }
}

fn pair(later: &[u8; KEY_ENTRY], first: &[u8; KEY_ENTRY]) -> [u8; PAIR_ENTRY] {
    let mut pair = [0; PAIR_ENTRY];
    pair[..8].copy_from_slice(&later[1 + HASH..]);
    pair[8..16].copy_from_slice(&first[1 + HASH..]);
    pair[16] = later[0];
    pair
}

/// The repetitions of a file, by ascending row. A row that repeats both its keys comes
/// twice.
pub struct Duplicates {
    pairs: Pairs,
    next: Option<Duplicate>,
    total: u64,
}

enum Pairs {
    Sorted(Sorted<PAIR_ENTRY>),
    Kept(KeptPairs),
}

impl Duplicates {
    /// No repetitions.
    pub fn none() -> Self {
        Duplicates { pairs: Pairs::Sorted(Sorted::none()), next: None, total: 0 }
    }

    /// How many repetitions there are.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Whether this row repeats a key. Rows must be asked for in ascending order; those in
    /// between may be left out.
    pub fn of_row(&mut self, row: u64) -> Result<Option<Duplicate>> {
        loop {
            if self.next.is_none() {
                self.next = self.next_pair().transpose()?;
            }
            match self.next {
                Some(next) if next.row < row => self.next = None,
                Some(next) if next.row == row => return Ok(Some(next)),
                _ => return Ok(None),
            }
        }
    }

    fn next_pair(&mut self) -> Option<Result<Duplicate>> {
        let pair = match &mut self.pairs {
            Pairs::Sorted(pairs) => pairs.next(),
            Pairs::Kept(pairs) => pairs.next(),
        };
        pair.map(|pair| {
            pair.map(|pair| Duplicate {
                row: number(&pair[..8]),
                first: number(&pair[8..16]),
                kind: if pair[16] == 0 { KeyKind::Email } else { KeyKind::ExternalId },
            })
        })
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
}

impl Iterator for Duplicates {
    type Item = Result<Duplicate>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next.take() {
            Some(next) => Some(Ok(next)),
            None => self.next_pair(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    fn found(run: usize, keys: &[(u64, KeyKind, &str)]) -> Vec<(u64, u64, KeyKind)> {
        let directory = tempfile::tempdir().unwrap();
        let mut finder = DuplicateFinder::with_run(directory.path(), run);
        for (row, kind, key) in keys {
            finder.feed(*row, *kind, key).unwrap();
        }
        let duplicates = finder.finish().unwrap().map(|found| found.unwrap());
        duplicates.map(|found| (found.row, found.first, found.kind)).collect()
    }

    #[test]
    fn emails_ignore_case_and_external_ids_do_not() {
        use KeyKind::{Email, ExternalId};
        let keys = [
            (1, Email, "Jo@x.com"),
            (2, ExternalId, "A"),
            (3, Email, " jo@X.com "),
            (4, ExternalId, "a"),
            (5, ExternalId, "jo@x.com"),
            (6, ExternalId, "A"),
            (6, Email, "JO@x.com"),
        ];
        let expected = [(3, 1, Email), (6, 1, Email), (6, 2, ExternalId)];
        assert_eq!(found(RUN_ENTRIES, &keys), expected);
        assert_eq!(found(1, &keys), expected);
    }

    #[test]
    fn a_pass_over_the_rows_walks_along() {
        let directory = tempfile::tempdir().unwrap();
        let mut finder = DuplicateFinder::new(directory.path());
        for row in [1, 2, 3, 5, 9] {
            finder.feed(row, KeyKind::Email, if row % 2 == 1 { "odd" } else { "even" }).unwrap();
        }
        let mut duplicates = finder.finish().unwrap();
        assert_eq!(duplicates.total(), 3);
        let first = |row, duplicates: &mut Duplicates| {
            duplicates.of_row(row).unwrap().map(|found| found.first)
        };
        assert_eq!(first(1, &mut duplicates), None);
        assert_eq!(first(3, &mut duplicates), Some(1));
        assert_eq!(first(3, &mut duplicates), Some(1));
        assert_eq!(first(9, &mut duplicates), Some(1));
        assert_eq!(first(10, &mut duplicates), None);
    }

    #[test]
    fn a_directory_that_cannot_be_used_is_named() {
        let mut finder = DuplicateFinder::with_run(Path::new("/nowhere"), 1);
        finder.feed(1, KeyKind::Email, "a").unwrap();
        let error = finder.feed(2, KeyKind::Email, "b").unwrap_err();
        assert!(error.message().contains("/nowhere"), "{error}");
    }

    proptest::proptest! {
        #[test]
        fn spilled_runs_find_what_a_map_finds(
            keys in proptest::collection::vec("[a-d]{1,2}", 0..60),
            run in 1usize..20,
        ) {
            let mut seen = HashMap::new();
            let mut expected = Vec::new();
            let mut fed = Vec::new();
            for (row, key) in (1..).zip(&keys) {
                fed.push((row, KeyKind::ExternalId, key.as_str()));
                if let Some(first) = seen.get(key) {
                    expected.push((row, *first, KeyKind::ExternalId));
                } else {
                    seen.insert(key, row);
                }
            }
            assert_eq!(found(run, &fed), expected);
        }
    }
}
