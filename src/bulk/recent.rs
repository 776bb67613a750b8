//! A map that forgets what was not asked for lately, so that its size has a bound: for knowledge that
//! may be gained again at a price.

use std::collections::HashMap;
use std::hash::Hash;

/// The map. It holds at most as many entries as it was made for, and at least the half of them that
/// was used last.
#[derive(Debug)]
pub struct Recent<K, V> {
    young: HashMap<K, V>,
    old: HashMap<K, V>,
    half: usize,
}

impl<K: Eq + Hash, V> Recent<K, V> {
    /// An empty map for so many entries.
    pub fn new(capacity: usize) -> Self {
        Recent { young: HashMap::new(), old: HashMap::new(), half: (capacity / 2).max(1) }
    }

    /// The value, which is remembered longer for being asked for.
    pub fn get(&mut self, key: &K) -> Option<&V> {
        if let Some((key, value)) = self.old.remove_entry(key) {
            self.insert(key, value);
        }
        self.young.get(key)
    }

    /// Sets a value; where there is no room, the older half goes.
    pub fn insert(&mut self, key: K, value: V) {
        self.old.remove(&key);
        if self.young.len() >= self.half && !self.young.contains_key(&key) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(key, value);
    }

    /// Forgets a value.
    pub fn remove(&mut self, key: &K) {
        self.young.remove(key);
        self.old.remove(key);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_stays_and_the_size_has_a_bound() {
        let mut recent = Recent::new(8);
        for number in 0..1000 {
            recent.insert(number, number * 2);
            assert_eq!(recent.get(&0), Some(&0), "after {number}");
            assert!(recent.young.len() + recent.old.len() <= 8);
        }
        assert_eq!(recent.get(&999), Some(&1998));
        assert_eq!(recent.get(&500), None);
        recent.remove(&0);
        assert_eq!(recent.get(&0), None);
    }
}
