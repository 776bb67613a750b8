//! What contacts did: their events, and the counts that outlive them.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::change::Change;

/// Something a contact did at a time (UNIX seconds).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub name: Box<str>,
    pub created_at: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Box<Map<String, Value>>>,
}

/// How often something was done, and when first and last (UNIX seconds).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventCount {
    pub count: u64,
    pub first: i64,
    pub last: i64,
}

/// What one contact did.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// Oldest first.
    events: Vec<Event>,
    counts: BTreeMap<Box<str>, EventCount>,
}

impl History {
    /// All events, newest first.
    pub fn newest_first(&self) -> impl Iterator<Item = &Event> {
        self.events.iter().rev()
    }

    /// How often each kind of event happened, by name.
    pub fn counts(&self) -> impl Iterator<Item = (&str, EventCount)> {
        self.counts.iter().map(|(name, count)| (name.as_ref(), *count))
    }

    /// Takes an event up, unless there is one of this name and second already
    /// (source: the API description, "Event de-duplication").
    fn add(&mut self, event: Event) {
        let end = self.events.partition_point(|other| other.created_at <= event.created_at);
        let same_second = self.events[..end]
            .iter()
            .rev()
            .take_while(|other| other.created_at == event.created_at);
        if same_second.into_iter().any(|other| other.name == event.name) {
            return;
        }
        let at = event.created_at;
        let fresh = EventCount { count: 0, first: at, last: at };
        let count = self.counts.entry(event.name.clone()).or_insert(fresh);
        *count = EventCount {
            count: count.count + 1,
            first: count.first.min(at),
            last: count.last.max(at),
        };
        self.events.insert(end, event);
    }
}

/// Everyone's events, by the slot of the contact.
#[derive(Debug, Default)]
pub struct Events(HashMap<u32, History>);

impl Events {
    /// What a contact did.
    pub fn of(&self, slot: u32) -> Option<&History> {
        self.0.get(&slot)
    }

    /// The changes that bring all this about: the counts last, since events count themselves.
    pub fn changes(&self) -> impl Iterator<Item = Change> {
        self.0.iter().flat_map(|(slot, history)| {
            let contact = *slot;
            let events = history.events.iter().cloned();
            let counts = history.counts.iter();
            events.map(move |event| Change::Event { contact, event }).chain(counts.map(
                move |(name, count)| Change::EventCount {
                    contact,
                    name: name.clone(),
                    count: *count,
                },
            ))
        })
    }

    /// Takes an event up.
    pub fn add(&mut self, slot: u32, event: Event) {
        self.0.entry(slot).or_default().add(event);
    }

    /// Says how often an event happened, whatever was counted.
    pub fn set_count(&mut self, slot: u32, name: Box<str>, count: EventCount) {
        self.0.entry(slot).or_default().counts.insert(name, count);
    }

    /// Forgets a contact.
    pub fn delete(&mut self, slot: u32) {
        self.0.remove(&slot);
    }

    /// From now on `into` did what `slot` did.
    pub fn merge(&mut self, slot: u32, into: u32) {
        let Some(old) = self.0.remove(&slot) else { return };
        let history = self.0.entry(into).or_default();
        let counts = std::mem::take(&mut history.counts);
        old.events.into_iter().for_each(|event| history.add(event));
        history.counts = counts;
        for (name, theirs) in old.counts {
            let own = history.counts.entry(name).or_insert(EventCount { count: 0, ..theirs });
            own.count += theirs.count;
            own.first = own.first.min(theirs.first);
            own.last = own.last.max(theirs.last);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(name: &str, created_at: i64) -> Event {
        Event { name: name.into(), created_at, metadata: None }
    }

    #[test]
    fn doubled_events_are_dropped_and_late_ones_find_their_place() {
        let mut events = Events::default();
        for (name, at) in [("b", 20), ("a", 10), ("b", 20), ("a", 20), ("b", 30)] {
            events.add(7, event(name, at));
        }
        let history = events.of(7).unwrap();
        let times: Vec<_> = history.newest_first().map(|event| event.created_at).collect();
        assert_eq!(times, [30, 20, 20, 10]);
        let counts: Vec<_> = history.counts().collect();
        assert_eq!(counts[0], ("a", EventCount { count: 2, first: 10, last: 20 }));
        assert_eq!(counts[1], ("b", EventCount { count: 2, first: 20, last: 30 }));
    }

    #[test]
    fn a_merge_adds_the_counts_up() {
        let mut events = Events::default();
        events.add(1, event("a", 10));
        events.set_count(1, "a".into(), EventCount { count: 40, first: 1, last: 10 });
        events.add(2, event("a", 20));
        events.merge(1, 2);
        assert!(events.of(1).is_none());
        let counts: Vec<_> = events.of(2).unwrap().counts().collect();
        assert_eq!(counts, [("a", EventCount { count: 41, first: 1, last: 20 })]);
    }
}
