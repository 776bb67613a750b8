//! A set of row numbers, one bit a row: ten million rows take little more than a megabyte.

/// Row numbers, counted from 1.
#[derive(Debug, Default, Clone)]
pub struct RowSet {
    words: Vec<u64>,
}

impl RowSet {
    /// Adds a row; false when it was there already.
    pub fn insert(&mut self, row: u64) -> bool {
        let (word, bit) = place(row);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        let new = self.words[word] & bit == 0;
        self.words[word] |= bit;
        new
    }

    /// True when the row is in the set.
    pub fn contains(&self, row: u64) -> bool {
        let (word, bit) = place(row);
        self.words.get(word).is_some_and(|word| word & bit != 0)
    }
}

fn place(row: u64) -> (usize, u64) {
    let word = usize::try_from(row / 64).expect("a file has fewer rows than memory has addresses");
    (word, 1 << (row % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_where_they_were_put() {
        let mut rows = RowSet::default();
        assert!(rows.insert(64));
        assert!(!rows.insert(64));
        assert!(rows.contains(64));
        assert!(!rows.contains(63) && !rows.contains(65) && !rows.contains(1_000_000));
    }
}
