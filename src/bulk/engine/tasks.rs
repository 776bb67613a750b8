//! Rows between two requests: which of them is next, and when?

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

/// A row between two requests, with the attempts that its present one has had.
pub(super) struct Task<W> {
    pub(super) work: W,
    pub(super) attempts: u32,
}

/// All of them.
pub(super) struct Tasks<W> {
    /// Their next request may leave at once: begun rows come before new ones.
    ready: VecDeque<Task<W>>,
    /// They need what another one is asking for: every answer may be what they wait for.
    parked: Vec<Task<W>>,
    /// They wait before they repeat a request, by when they are due; the number keeps those apart
    /// that are due together.
    waiting: BTreeMap<(Duration, u64), Task<W>>,
    /// Rows that have waited so far.
    waits: u64,
}

impl<W> Default for Tasks<W> {
    fn default() -> Self {
        Tasks { ready: VecDeque::new(), parked: Vec::new(), waiting: BTreeMap::new(), waits: 0 }
    }
}

impl<W> Tasks<W> {
    pub(super) fn is_empty(&self) -> bool {
        self.ready.is_empty() && self.held_back() == 0
    }

    /// How many cannot go on yet.
    pub(super) fn held_back(&self) -> usize {
        self.waiting.len() + self.parked.len()
    }

    /// When the first of those that wait is due.
    pub(super) fn next_due(&self) -> Option<Duration> {
        self.waiting.first_key_value().map(|((due, _), _)| *due)
    }

    /// Takes the next one out.
    pub(super) fn next(&mut self, now: Duration) -> Option<Task<W>> {
        match self.waiting.first_entry() {
            Some(entry) if entry.key().0 <= now => Some(entry.remove()),
            _ => self.ready.pop_front(),
        }
    }

    pub(super) fn ready(&mut self, task: Task<W>) {
        self.ready.push_back(task);
    }

    pub(super) fn wait(&mut self, due: Duration, task: Task<W>) {
        self.waits += 1;
        self.waiting.insert((due, self.waits), task);
    }

    pub(super) fn park(&mut self, task: Task<W>) {
        self.parked.push(task);
    }

    /// An answer came that the parked ones may have waited for.
    pub(super) fn unpark(&mut self) {
        self.ready.extend(self.parked.drain(..));
    }
}
