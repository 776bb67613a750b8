//! Which tickets are there at the start? A type of each category, and the demo's few tickets.

use serde_json::Value;

use crate::sandbox::object_id::ObjectId;
use crate::sandbox::store::Store;
use crate::sandbox::store::change::Change;
use crate::sandbox::store::conversation::{
    Assignee, Author, Conversation, Part, PartKind, Source, State, Thread,
};
use crate::sandbox::store::inbox_attribute::{InboxAttribute, InboxType};
use crate::sandbox::store::team::TEAMS;
use crate::sandbox::store::ticket::{
    Category, STATES, Ticket, TicketType, default_attributes, list_items,
};
use crate::sandbox::store::workspace::ADMINS;

const DAY: i64 = 86_400;

/// Names, icons and categories of the types, with their further attributes.
const TYPES: [(&str, &str, Category, &[Attribute]); 3] = [
    (
        "Problem report",
        "🐞",
        Category::Customer,
        &[("Severity", InboxType::List, true), ("Steps", InboxType::String, false)],
    ),
    ("Refund", "💶", Category::BackOffice, &[("Amount", InboxType::Decimal, true)]),
    ("Incident", "🔥", Category::Tracker, &[("Started", InboxType::Datetime, false)]),
];

/// Its name, its type, and whether it must be given.
type Attribute = (&'static str, InboxType, bool);

/// The values of every list.
const LEVELS: &str = "Low, Medium, High";

/// The demo's tickets: the place of the type, the title, the place of the state, days of age, and
/// the place of the team.
const TICKETS: [(usize, &str, usize, i64, usize); 9] = [
    (0, "Export stops at 50 %", 1, 12, 3),
    (0, "Charts are empty in Safari", 0, 2, 0),
    (0, "Wrong currency on the invoice", 2, 20, 2),
    (0, "Cannot upload a logo", 3, 45, 0),
    (1, "Refund the second payment", 0, 3, 2),
    (1, "Refund the unused seats", 3, 60, 2),
    (1, "Refund after cancellation", 1, 8, 2),
    (2, "Slow pages on Monday morning", 4, 5, 3),
    (2, "Emails are delayed", 3, 90, 3),
];

/// Adds the types.
pub fn add_types(store: &mut Store, now: i64) -> Vec<TicketType> {
    TYPES
        .iter()
        .map(|(name, icon, category, further)| {
            let number = store.next_number();
            let at = now - 365 * DAY;
            let mut attributes: Vec<InboxAttribute> = default_attributes(number + 1, at).into();
            for ((name, data_type, required), number) in further.iter().zip(number + 3..) {
                let mut attribute = InboxAttribute::new(number, name, *data_type, at);
                attribute.required = *required;
                if *data_type == InboxType::List {
                    attribute.items = list_items(number, LEVELS);
                }
                attributes.push(attribute);
            }
            let kind = TicketType {
                number,
                name: (*name).to_owned(),
                description: String::new(),
                icon: (*icon).to_owned(),
                category: *category,
                internal: *category != Category::Customer,
                archived: false,
                created_at: at,
                updated_at: at,
                attributes,
            };
            store.apply(Change::TicketType(Box::new(kind.clone())));
            kind
        })
        .collect()
}

/// Adds the demo's tickets. The incident that is going on has the conversations about it.
pub fn add_tickets(store: &mut Store, types: &[TicketType], now: i64) {
    let people: Vec<ObjectId> = store.contacts().all().map(|contact| contact.id).collect();
    for (at, (kind, title, state, days, team)) in TICKETS.into_iter().enumerate() {
        let Some(contact) = people.get(at * 3 % people.len().max(1)) else { return };
        let mut thread = ticket(store, &types[kind], title, *contact, now - days * DAY);
        let own = &mut thread.conversation;
        own.team = Some(TEAMS[team].number);
        let state = &STATES[state];
        if let Some(ticket) = own.ticket.as_mut().filter(|ticket| ticket.state != state.number) {
            ticket.previous_state = Some(ticket.state);
            ticket.state = state.number;
            change_state(&mut thread, STATES[0].number, state.number);
        }
        if state.category == "resolved" {
            thread.conversation.enter(State::Closed, None);
        }
        if types[kind].category == Category::Tracker {
            link(store, &mut thread);
        }
        store.apply(Change::Conversation(Box::new(thread)));
    }
}

fn ticket(store: &Store, kind: &TicketType, title: &str, contact: ObjectId, at: i64) -> Thread {
    let table = store.conversations();
    let source = Source::new(table.next_part(), Author::Contact(contact), "");
    let mut own = Conversation::new(table.next_number(), source, contact, at);
    own.ticket = Some(Box::new(Ticket {
        number: table.next_ticket(),
        kind: kind.number,
        state: STATES[0].number,
        previous_state: None,
        attributes: values(kind, title, at),
        shared: kind.category == Category::Customer,
    }));
    let mut thread = Thread { conversation: own, parts: Vec::new() };
    change_state(&mut thread, STATES[0].number, STATES[0].number);
    let admin = ADMINS[usize::try_from(at.rem_euclid(6)).unwrap_or(0)].number;
    thread.conversation.admin = Some(admin);
    add(&mut thread, PartKind::Assignment).assigned_to = Some(Assignee::Admin(admin));
    thread
}

fn values(kind: &TicketType, title: &str, at: i64) -> Vec<(u32, Value)> {
    let value = |own: &InboxAttribute| match (own.data_type, own.name.as_str()) {
        (_, "_default_title_") => Some(title.into()),
        (_, "_default_description_") => Some(format!("{title}, see the conversation.").into()),
        (InboxType::List, _) => Some(own.items.get(1)?.id.as_str().into()),
        (InboxType::Decimal, _) => Some(49.5.into()),
        (InboxType::Datetime, _) => Some(at.into()),
        _ => None,
    };
    kind.attributes.iter().filter_map(|own| Some((own.number, value(own)?))).collect()
}

/// Adds a part that comes an hour after the last one.
fn add(thread: &mut Thread, kind: PartKind) -> &mut Part {
    let own = &mut thread.conversation;
    own.updated_at += 3600;
    let number = thread.parts.last().map_or(own.source.number, |part| part.number) + 1;
    thread.parts.push(Part::new(number, kind, Author::Bot, own.state, own.updated_at));
    thread.parts.last_mut().expect("a part was just added")
}

fn change_state(thread: &mut Thread, before: u32, after: u32) {
    add(thread, PartKind::TicketStateUpdatedByAdmin).extras_mut().ticket_state =
        Some((before, after));
}

/// Links the first two open conversations that no other ticket has.
fn link(store: &mut Store, ticket: &mut Thread) {
    let free = |own: &&Thread| {
        let own = &own.conversation;
        own.ticket.is_none() && own.links.is_empty() && own.state == State::Open
    };
    let found: Vec<Conversation> = store
        .conversations()
        .all()
        .filter(free)
        .take(2)
        .map(|own| own.conversation.clone())
        .collect();
    for mut other in found {
        other.links.push(ticket.conversation.number);
        ticket.conversation.links.push(other.number);
        let thread = Thread { conversation: other, parts: Vec::new() };
        store.apply(Change::Conversation(Box::new(thread)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::{Options, seed};

    #[test]
    fn the_demo_has_tickets_of_every_category_and_a_tracker_with_conversations() {
        let now = 1_790_000_000;
        let mut store = Store::new(seed::workspace(0, 0, now));
        seed::fill(&mut store, &Options::demo(), now);
        let tickets: Vec<(Category, &Conversation)> = store
            .conversations()
            .all()
            .filter_map(|thread| {
                let kind = thread.conversation.ticket.as_ref()?.kind;
                Some((store.ticket_type(kind)?.category, &thread.conversation))
            })
            .collect();
        assert_eq!(tickets.len(), 9);
        for category in [Category::Customer, Category::BackOffice, Category::Tracker] {
            assert!(tickets.iter().any(|(own, _)| *own == category), "{category:?}");
        }
        assert!(tickets.iter().any(|(_, own)| own.links.len() == 2));
    }
}
