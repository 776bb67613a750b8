//! What lies in the inbox at the start? Conversations of the last year, always the same for the
//! same seed.
//!
//! Their texts are not copied, so that a hundred thousand of them stay small. They draw from
//! random numbers of their own: the people of a seed stay as they are.

pub mod tickets;
mod topics;

use super::object_id::ObjectId;
use super::random::Random;
use super::store::Store;
use super::store::change::{Change, Tag};
use super::store::conversation::{
    AppliedTag, Assignee, Author, Conversation, Part, PartKind, Priority, Rating, Source, State,
    Thread,
};
use super::store::inbox_attribute::{InboxAttribute, InboxType, ListItem};
use super::store::team::TEAMS;
use super::store::workspace::ADMINS;
use topics::{ISSUE_TYPES, TAGS, TOPICS, Topic};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Conversations are spread over this time before now.
const SPREAD: i64 = 365 * DAY;

/// What conversations refer to.
struct Surroundings {
    /// Who may have begun one, in the order of creation, with that time.
    people: Vec<(i64, ObjectId)>,
    /// Tag numbers.
    tags: Vec<u32>,
    /// The attribute `issue_type`.
    issue_type: InboxAttribute,
}

/// Adds so many conversations to a workspace that has people, and what they refer to.
pub fn fill(store: &mut Store, conversations: u64, seed: u64, now: i64) {
    let mut random = Random::new(seed ^ 0x1b_0c5);
    let surroundings = Surroundings {
        people: store.contacts().all().map(|own| (own.created_at, own.id)).collect(),
        tags: TAGS.iter().map(|name| tag(store, name)).collect(),
        issue_type: add_attributes(store, now),
    };
    if surroundings.people.is_empty() {
        return;
    }
    for number in 0..conversations {
        let age =
            i128::from(SPREAD) * i128::from(conversations - number) / i128::from(conversations + 1);
        let at = now - i64::try_from(age).unwrap_or(0);
        let thread = Draft::new(store, &surroundings, &mut random, at, now).write();
        store.apply(Change::Conversation(Box::new(thread)));
    }
}

fn tag(store: &mut Store, name: &str) -> u32 {
    let number = store.next_number();
    store.apply(Change::Tag(Tag { number, name: name.to_owned() }));
    number
}

fn add_attributes(store: &mut Store, now: i64) -> InboxAttribute {
    let at = now - SPREAD;
    let mut random = Random::new(0x155);
    let mut issue_type =
        InboxAttribute::new(store.next_number(), "issue_type", InboxType::List, at);
    "What the conversation is about".clone_into(&mut issue_type.description);
    let item =
        |label: &&str| ListItem { id: random.uuid(), label: (*label).to_owned(), archived: false };
    issue_type.items = ISSUE_TYPES.iter().map(item).collect();
    store.apply(Change::ConversationAttribute(Box::new(issue_type.clone())));
    let mut order = InboxAttribute::new(store.next_number(), "order", InboxType::String, at);
    "The order that is spoken of".clone_into(&mut order.description);
    store.apply(Change::ConversationAttribute(Box::new(order)));
    issue_type
}

/// A conversation that is being made up.
struct Draft<'a> {
    random: &'a mut Random,
    topic: &'static Topic,
    conversation: Conversation,
    parts: Vec<Part>,
    next_part: u32,
    contact: ObjectId,
    tag: u32,
    at: i64,
    now: i64,
}

impl<'a> Draft<'a> {
    fn new(
        store: &Store,
        surroundings: &Surroundings,
        random: &'a mut Random,
        at: i64,
        now: i64,
    ) -> Self {
        let topic = random.pick(&TOPICS);
        let known = surroundings.people.partition_point(|(created_at, _)| *created_at <= at);
        let (_, contact) = *random.pick(&surroundings.people[..known.max(1)]);
        let number = store.conversations().next_part();
        let by_email = random.fraction() < 0.3;
        let source = Source {
            by_email,
            subject: by_email.then(|| topic.subject.into()),
            ..Source::new(number, Author::Contact(contact), topic.asked)
        };
        let mut conversation =
            Conversation::new(store.conversations().next_number(), source, contact, at);
        conversation.waiting_since = Some(at);
        if random.fraction() < 0.3 {
            let issue = surroundings.issue_type.items[topic.issue].id.as_str();
            conversation.custom.push((surroundings.issue_type.number, issue.into()));
        }
        let tag = surroundings.tags[topic.tag];
        let (parts, next_part) = (Vec::new(), number + 1);
        Draft { random, topic, conversation, parts, next_part, contact, tag, at, now }
    }

    /// Lets things happen to it, in the order of time.
    fn write(mut self) -> Thread {
        let admin = self.random.pick(&ADMINS).number;
        let luck = self.random.fraction();
        if luck < 0.8 {
            self.assign(admin);
        }
        if luck < 0.7 {
            self.say(Author::Admin(admin), self.topic.answered);
            if self.random.fraction() < 0.6 {
                self.say(Author::Contact(self.contact), self.topic.replied);
            }
        }
        if self.random.fraction() < 0.3 {
            self.part(PartKind::Note, Author::Admin(admin)).body = Some(self.topic.noted.into());
        }
        if self.random.fraction() < 0.4 {
            let applied = AppliedTag { tag: self.tag, applied_at: self.at, by: admin };
            self.conversation.tags.push(applied);
        }
        self.conversation.priority = match self.random.half() % 20 {
            0 => Priority::Urgent,
            1 | 2 => Priority::High,
            3 => Priority::Medium,
            4 => Priority::Low,
            _ => Priority::None,
        };
        self.conversation.read = self.random.fraction() < 0.7;
        self.end(admin);
        self.conversation.updated_at = self.at;
        self.parts.shrink_to_fit();
        Thread { conversation: self.conversation, parts: self.parts }
    }

    /// Two in five stay open, one in ten sleeps, the others are closed, some of them rated.
    fn end(&mut self, admin: u32) {
        let luck = self.random.fraction();
        if luck < 0.4 {
            return;
        }
        if luck < 0.5 {
            let until = self.now + DAY + i64::from(self.random.half() % 14) * DAY;
            self.conversation.enter(State::Snoozed, Some(until));
            self.part(PartKind::Snoozed, Author::Admin(admin));
            return;
        }
        self.conversation.enter(State::Closed, None);
        self.conversation.waiting_since = None;
        self.part(PartKind::Close, Author::Admin(admin));
        if luck > 0.85 {
            let score = u8::try_from(self.random.half() % 5 + 1).unwrap_or(5);
            let (contact, at) = (self.contact, self.at);
            let rating = Rating { score, remark: None, contact, admin, at };
            self.conversation.rating = Some(Box::new(rating));
        }
    }

    fn assign(&mut self, admin: u32) {
        let luck = self.random.fraction();
        if luck < 0.7 {
            let team = TEAMS[self.topic.team].number;
            self.conversation.team = Some(team);
            self.part(PartKind::Assignment, Author::Bot).assigned_to = Some(Assignee::Team(team));
        }
        if luck > 0.3 {
            self.conversation.admin = Some(admin);
            self.part(PartKind::Assignment, Author::Admin(admin)).assigned_to =
                Some(Assignee::Admin(admin));
        }
    }

    fn say(&mut self, author: Author, text: &'static str) {
        self.part(PartKind::Comment, author).body = Some(text.into());
        let at = self.at;
        self.conversation.waiting_since = match author {
            Author::Contact(_) => Some(at),
            _ => None,
        };
    }

    /// A part that comes some minutes or hours after the last one, and never after now.
    fn part(&mut self, kind: PartKind, author: Author) -> &mut Part {
        let pause = MINUTE + i64::from(self.random.half() % 20) * 11 * MINUTE;
        self.at = (self.at + pause).min(self.now);
        let part = Part::new(self.next_part, kind, author, self.conversation.state, self.at);
        self.next_part += 1;
        self.parts.push(part);
        self.parts.last_mut().expect("a part was just added")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Options, seed};

    const NOW: i64 = 1_790_000_000;

    fn filled(conversations: u64, seed: u64) -> Store {
        let mut store = Store::new(seed::workspace(seed, 0, NOW));
        let options = Options { conversations, seed, ..Options::default() };
        seed::fill(&mut store, &options, NOW);
        store
    }

    #[test]
    fn conversations_are_spread_over_the_last_year_in_every_state() {
        let store = filled(500, 1);
        let all: Vec<&Conversation> =
            store.conversations().all().map(|thread| &thread.conversation).collect();
        assert_eq!(all.len(), 500);
        assert!(all.iter().all(|own| own.created_at > NOW - SPREAD && own.updated_at <= NOW));
        for state in [State::Open, State::Closed, State::Snoozed] {
            assert!(all.iter().filter(|own| own.state == state).count() > 20, "{state:?}");
        }
        assert!(all.iter().any(|own| own.admin.is_none()));
        assert!(all.iter().any(|own| own.team == Some(TEAMS[2].number)));
        assert!(all.iter().any(|own| !own.tags.is_empty()));
    }

    #[test]
    fn a_seed_makes_the_same_conversations_again() {
        let threads = |seed| filled(50, seed).conversations().all().cloned().collect::<Vec<_>>();
        assert_eq!(threads(1), threads(1));
        assert_ne!(threads(1), threads(2));
    }

    #[test]
    fn what_happens_in_a_conversation_happens_in_order() {
        let store = filled(200, 3);
        for thread in store.conversations().all() {
            let times: Vec<i64> = thread.parts.iter().map(|part| part.created_at).collect();
            assert!(times.is_sorted());
            assert!(times.first().is_none_or(|first| *first >= thread.conversation.created_at));
        }
    }
}
