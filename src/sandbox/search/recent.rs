//! What did searches find a moment ago? Their matches, until something changes.
//!
//! Several are kept, because clients page through several searches at a time; only so many, because
//! each may name every contact.

use std::collections::VecDeque;

/// How many searches are remembered.
const MAX_SEARCHES: usize = 64;

/// How many matches are remembered in all: 16 MB of them.
const MAX_PLACES: usize = 4 << 20;

/// The matches of recent searches, the latest last.
#[derive(Debug, Default)]
pub struct RecentSearches {
    /// The state of the data that they hold for.
    revision: u64,
    searches: VecDeque<(String, Vec<u32>)>,
    places: usize,
}

impl RecentSearches {
    /// The matches of this request, found by `scan` unless they are still known.
    pub fn places(
        &mut self,
        revision: u64,
        request: String,
        scan: impl FnOnce() -> Vec<u32>,
    ) -> &[u32] {
        if self.revision != revision {
            *self = RecentSearches { revision, ..RecentSearches::default() };
        }
        let known = self.searches.iter().position(|(other, _)| *other == request);
        let at = known.unwrap_or_else(|| self.remember(request, scan()));
        &self.searches[at].1
    }

    /// Keeps the matches, and says where.
    fn remember(&mut self, request: String, places: Vec<u32>) -> usize {
        self.places += places.len();
        self.searches.push_back((request, places));
        while self.searches.len() > 1
            && (self.searches.len() > MAX_SEARCHES || self.places > MAX_PLACES)
        {
            self.places -= self.searches.pop_front().map_or(0, |(_, places)| places.len());
        }
        self.searches.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_made_again_only_after_a_change() {
        let mut recent = RecentSearches::default();
        assert_eq!(recent.places(1, "a".into(), || vec![1]), [1]);
        assert_eq!(recent.places(1, "b".into(), || vec![2]), [2]);
        assert_eq!(recent.places(1, "a".into(), || unreachable!()), [1]);
        assert_eq!(recent.places(2, "a".into(), || vec![3]), [3]);
    }

    #[test]
    fn the_oldest_searches_are_forgotten_first() {
        let mut recent = RecentSearches::default();
        for number in 0..=MAX_SEARCHES {
            recent.places(1, number.to_string(), || vec![0]);
        }
        assert_eq!(recent.places(1, "1".into(), || unreachable!()), [0]);
        assert_eq!(recent.places(1, "0".into(), || vec![7]), [7]);
    }
}
