//! A conversation that is being changed: its new state, and the parts that tell of it.

use super::view::{self, Look};
use crate::sandbox::call::{Answer, Call, Reply};
use crate::sandbox::refusal::Refusal;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::conversation::{Author, Conversation, Part, PartKind, State, Thread};

/// Changes to one conversation, made together or not at all.
pub struct Edit {
    /// The conversation as it will be.
    pub conversation: Conversation,
    parts: Vec<Part>,
    next_part: u32,
    now: i64,
}

/// The conversation with this id, awake if its time has come.
pub fn find<'a>(call: &'a mut Call, id: &str) -> Result<&'a Thread, Refusal> {
    wake(call);
    call.store.conversations().find(id).ok_or_else(Refusal::not_found)
}

/// Opens the snoozed conversations whose time has come.
pub fn wake(call: &mut Call) {
    while let Some(number) = call.store.conversations().overslept(call.now) {
        let Some(thread) = call.store.conversations().at(number) else { return };
        let until = thread.conversation.snoozed_until.unwrap_or(call.now);
        let mut edit =
            Edit::new(thread.conversation.clone(), call.store.conversations().next_part(), until);
        edit.conversation.enter(State::Open, None);
        edit.add(PartKind::TimerUnsnooze, Author::Bot).by_api = false;
        edit.commit(call);
    }
}

impl Edit {
    /// Changes that begin with this conversation, made at `now`.
    pub fn new(conversation: Conversation, next_part: u32, now: i64) -> Self {
        Edit { conversation, parts: Vec::new(), next_part, now }
    }

    /// Changes to the conversation with this id.
    pub fn of(call: &mut Call, id: &str) -> Result<Self, Refusal> {
        let conversation = find(call, id)?.conversation.clone();
        Ok(Edit::new(conversation, call.store.conversations().next_part(), call.now))
    }

    /// Counts further parts after those that were made meanwhile.
    pub fn renumber(&mut self, call: &Call) {
        self.next_part = call.store.conversations().next_part();
    }

    /// Adds a part that is made now, in the state that the conversation has by then.
    pub fn add(&mut self, kind: PartKind, author: Author) -> &mut Part {
        let mut part = Part::new(self.next_part, kind, author, self.conversation.state, self.now);
        part.by_api = true;
        self.next_part += 1;
        self.parts.push(part);
        self.last_part()
    }

    /// The part that was added last; there must be one.
    pub fn last_part(&mut self) -> &mut Part {
        self.parts.last_mut().expect("a part was added before")
    }

    /// Puts a changed part in the place of the old one.
    pub fn replace(&mut self, part: Part) {
        self.parts.push(part);
    }

    /// Writes everything; the conversation was updated now.
    pub fn commit(mut self, call: &mut Call) {
        self.conversation.updated_at = self.now.max(self.conversation.updated_at);
        let thread = Thread { conversation: self.conversation, parts: self.parts };
        call.store.commit(Change::Conversation(Box::new(thread)));
    }

    /// The same, and answers with the whole conversation.
    pub fn save(self, call: &mut Call) -> Reply {
        let number = self.conversation.number;
        self.commit(call);
        show(call, number)
    }
}

/// Answers with the whole conversation.
pub fn show(call: &Call, number: u32) -> Reply {
    let thread = call.store.conversations().at(number).ok_or_else(Refusal::not_found)?;
    Answer::json(&view::whole(thread, Look::of(call)))
}
