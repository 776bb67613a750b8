//! All conversations: a table by number with their parts, and who sleeps until when.

use std::collections::BTreeSet;

use super::conversation::{Conversation, Deleted, Part, State, Thread};

/// The number before the first one. Far from the numbers of tickets, so that one is not taken for
/// the other.
const BEFORE_FIRST: u32 = 100_000;

/// The table of conversations, tickets included.
#[derive(Debug, Default)]
pub struct Conversations {
    threads: Vec<Option<Box<Thread>>>,
    /// In the order of their deletion.
    deleted: Vec<Deleted>,
    /// When snoozed conversations wake, and their numbers.
    sleepers: BTreeSet<(i64, u32)>,
    last_part: u32,
    last_ticket: u32,
}

impl Conversations {
    /// The number of the next new conversation.
    pub fn next_number(&self) -> u32 {
        BEFORE_FIRST + 1 + u32::try_from(self.threads.len()).unwrap_or(u32::MAX - BEFORE_FIRST - 1)
    }

    /// The number of the next new part or first message.
    pub fn next_part(&self) -> u32 {
        self.last_part + 1
    }

    /// The number that people see on the next new ticket.
    pub fn next_ticket(&self) -> u32 {
        self.last_ticket + 1
    }

    /// The conversation with this number.
    pub fn at(&self, number: u32) -> Option<&Thread> {
        self.threads.get(place(number)?)?.as_deref()
    }

    /// The conversation with this id.
    pub fn find(&self, id: &str) -> Option<&Thread> {
        self.at(id.parse().ok()?)
    }

    /// Every conversation, in the order of their numbers.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Thread> {
        self.threads.iter().filter_map(Option::as_deref)
    }

    /// Those that are deleted, the first deleted first.
    pub fn deleted(&self) -> &[Deleted] {
        &self.deleted
    }

    /// The number of a conversation that should have woken by now.
    pub fn overslept(&self, now: i64) -> Option<u32> {
        self.sleepers.first().filter(|(until, _)| *until <= now).map(|(_, number)| *number)
    }

    /// Writes a conversation in its new state, with the parts that are new or changed.
    pub fn put(&mut self, thread: Thread) {
        let number = thread.conversation.number;
        let Some(place) = place(number) else { return };
        self.reserve(place + 1);
        let parts = thread.parts.iter().map(|part| part.number);
        let last = parts.chain([thread.conversation.source.number]).max().unwrap_or(0);
        self.last_part = self.last_part.max(last);
        if let Some(ticket) = &thread.conversation.ticket {
            self.last_ticket = self.last_ticket.max(ticket.number);
        }
        let slot = &mut self.threads[place];
        if let Some(old) = slot.as_deref().and_then(|old| sleeper(&old.conversation)) {
            self.sleepers.remove(&old);
        }
        self.sleepers.extend(sleeper(&thread.conversation));
        match slot {
            Some(old) => {
                old.conversation = thread.conversation;
                thread.parts.into_iter().for_each(|part| put_part(&mut old.parts, part));
            }
            None => *slot = Some(Box::new(thread)),
        }
    }

    /// Deletes a conversation, and remembers that it was there.
    pub fn delete(&mut self, deleted: Deleted) {
        let Some(place) = place(deleted.number) else { return };
        self.reserve(place + 1);
        self.last_part = self.last_part.max(deleted.next_part.saturating_sub(1));
        self.last_ticket = self.last_ticket.max(deleted.next_ticket.saturating_sub(1));
        if let Some(old) = self.threads[place].take().and_then(|old| sleeper(&old.conversation)) {
            self.sleepers.remove(&old);
        }
        if !self.deleted.iter().any(|old| old.number == deleted.number) {
            self.deleted.push(deleted);
        }
    }

    /// Takes a tag off all of them.
    pub fn untag(&mut self, tag: u32) {
        for thread in self.threads.iter_mut().flatten() {
            thread.conversation.tags.retain(|own| own.tag != tag);
        }
    }

    fn reserve(&mut self, length: usize) {
        if self.threads.len() < length {
            self.threads.resize_with(length, || None);
        }
    }
}

/// Where the conversation with this number is.
fn place(number: u32) -> Option<usize> {
    Some(number.checked_sub(BEFORE_FIRST + 1)? as usize)
}

fn sleeper(conversation: &Conversation) -> Option<(i64, u32)> {
    let until = conversation.snoozed_until.filter(|_| conversation.state == State::Snoozed)?;
    Some((until, conversation.number))
}

/// Parts are in the order of their numbers, and new ones come last.
fn put_part(parts: &mut Vec<Part>, part: Part) {
    match parts.binary_search_by_key(&part.number, |own| own.number) {
        Ok(at) => parts[at] = part,
        Err(at) => parts.insert(at, part),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::object_id::ObjectId;
    use crate::sandbox::store::conversation::{Author, PartKind, Source};

    fn conversation(table: &Conversations) -> Conversation {
        let author = Author::Contact(ObjectId::new(1, 1, 0));
        let source = Source::new(table.next_part(), author, "<p>Hi</p>");
        Conversation::new(table.next_number(), source, ObjectId::new(1, 1, 0), 1)
    }

    fn thread(conversation: Conversation, parts: &[u32]) -> Thread {
        let part = |number: &u32| {
            Part::new(*number, PartKind::Note, Author::Bot, conversation.state, i64::from(*number))
        };
        Thread { parts: parts.iter().map(part).collect(), conversation }
    }

    #[test]
    fn parts_are_added_and_replaced_and_writing_twice_does_no_harm() {
        let mut table = Conversations::default();
        let own = conversation(&table);
        table.put(thread(own.clone(), &[2]));
        for _ in 0..2 {
            table.put(thread(own.clone(), &[2, 3]));
        }
        let numbers: Vec<u32> =
            table.at(own.number).unwrap().parts.iter().map(|part| part.number).collect();
        assert_eq!((numbers, table.next_part()), (vec![2, 3], 4));
    }

    #[test]
    fn a_snoozed_conversation_oversleeps_when_its_time_has_come() {
        let mut table = Conversations::default();
        let mut own = conversation(&table);
        own.enter(State::Snoozed, Some(100));
        table.put(thread(own.clone(), &[]));
        assert_eq!((table.overslept(99), table.overslept(100)), (None, Some(own.number)));
        own.enter(State::Open, None);
        table.put(thread(own, &[]));
        assert_eq!(table.overslept(100), None);
    }

    #[test]
    fn a_deleted_number_is_not_given_again() {
        let mut table = Conversations::default();
        let own = conversation(&table);
        table.put(thread(own.clone(), &[2]));
        let deleted = Deleted {
            number: own.number,
            at: 1,
            metrics_retained: true,
            next_part: table.next_part(),
            next_ticket: table.next_ticket(),
        };
        let mut again = Conversations::default();
        again.delete(deleted);
        assert!(again.at(own.number).is_none());
        assert_eq!((again.next_number(), again.next_part()), (own.number + 1, 3));
    }
}
