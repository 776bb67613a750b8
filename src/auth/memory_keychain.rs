//! A keychain in memory, for tests: it can be absent, locked or silent like a real one.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::keychain::{Fault, Keychain, OpenKeychain};

/// How it behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Mood {
    /// It does what it is asked.
    #[default]
    Fine,
    /// There is none.
    Absent,
    /// It opens and lets nobody in.
    Locked,
    /// It never answers.
    Silent,
    /// It opens, and then waits for a password that nobody gives.
    Waiting,
}

/// Entries by account. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct MemoryKeychain(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    entries: BTreeMap<String, Vec<u8>>,
    mood: Mood,
    longest: Option<usize>,
    opened: u32,
}

impl MemoryKeychain {
    /// From now on it behaves so.
    pub fn set_mood(&self, mood: Mood) {
        self.state().mood = mood;
    }

    /// From now on it takes secrets of so many bytes at most.
    pub fn set_longest_secret(&self, bytes: usize) {
        self.state().longest = Some(bytes);
    }

    /// The entry of an account, as another program would see it.
    pub fn entry(&self, account: &str) -> Option<String> {
        let bytes = self.state().entries.get(account)?.clone();
        String::from_utf8(bytes).ok()
    }

    /// Changes the entry of an account behind everybody's back.
    pub fn replace(&self, account: &str, secret: Option<&str>) {
        let mut state = self.state();
        match secret {
            Some(secret) => drop(state.entries.insert(account.to_owned(), secret.into())),
            None => drop(state.entries.remove(account)),
        }
    }

    /// The accounts that have an entry.
    pub fn accounts(&self) -> Vec<String> {
        self.state().entries.keys().cloned().collect()
    }

    /// How often it was opened.
    pub fn times_opened(&self) -> u32 {
        self.state().opened
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn usable(&self) -> Result<MutexGuard<'_, State>, Fault> {
        let mood = self.state().mood;
        match mood {
            Mood::Locked => Err(Fault::Locked("the collection is locked".to_owned())),
            Mood::Waiting => wait_for_ever(),
            _ => Ok(self.state()),
        }
    }
}

fn wait_for_ever() -> ! {
    loop {
        std::thread::park();
    }
}

impl Keychain for MemoryKeychain {
    fn open(&self) -> Result<Box<dyn OpenKeychain>, Fault> {
        let mood = {
            let mut state = self.state();
            state.opened += 1;
            state.mood
        };
        match mood {
            Mood::Absent => Err(Fault::Absent("there is no bus".to_owned())),
            Mood::Silent => wait_for_ever(),
            _ => Ok(Box::new(self.clone())),
        }
    }

    fn longest_secret(&self) -> Option<usize> {
        self.state().longest
    }
}

impl OpenKeychain for MemoryKeychain {
    fn get(&self, account: &str) -> Result<Option<Vec<u8>>, Fault> {
        Ok(self.usable()?.entries.get(account).cloned())
    }

    fn set(&self, account: &str, secret: &[u8]) -> Result<(), Fault> {
        self.usable()?.entries.insert(account.to_owned(), secret.to_vec());
        Ok(())
    }

    fn delete(&self, account: &str) -> Result<(), Fault> {
        self.usable()?.entries.remove(account);
        Ok(())
    }
}
