//! What does the demo workspace have beside people, tags and companies? A few articles to read,
//! things that people did, chose and were noted for.
//!
//! It draws from random numbers of its own: what is added here leaves the people of a seed as
//! they are.

use super::random::Random;
use super::store::Store;
use super::store::change::{Change, Note, Presence, Subject};
use super::store::contact::{Contact, Role};
use super::store::event::Event;
use super::store::help_center::{Article, Collection};
use super::store::workspace::ADMINS;

const DAY: i64 = 86_400;

/// Names of collections, each with titles of articles and whether they are published.
const SHELVES: [(&str, &[(&str, bool)]); 2] = [
    (
        "Getting started",
        &[("How to invite your team", true), ("Import your customers from a file", true)],
    ),
    (
        "Account and billing",
        &[
            ("Reset your password", true),
            ("Change your plan", true),
            ("Refunds, and how they work", false),
        ],
    ),
];

const EVENTS: [&str; 4] = ["signed-in", "invited-teammate", "placed-order", "exported-report"];

const NOTES: [&str; 3] = [
    "<p>Asked about the annual plan.</p>",
    "<p>Prefers to be written to, not called.</p>",
    "<p>Met at the spring conference.</p>",
];

/// Adds all that to a workspace that has its people and companies.
pub fn enliven(store: &mut Store, seed: u64, now: i64) {
    let mut random = Random::new(seed ^ 0xde_3000);
    add_articles(store, now);
    let people: Vec<Contact> = store.contacts().all().cloned().collect();
    for person in people {
        add_events(store, &mut random, &person, now);
        add_choices(store, &mut random, person);
    }
    let companies: Vec<u32> = store.companies().all().map(|company| company.id.place()).collect();
    if let Some(place) = companies.first() {
        add_note(store, Subject::Company(*place), NOTES[0], now - 20 * DAY);
    }
    let (number, admin) = (store.next_number(), ADMINS[2].number);
    let at = now - 3 * DAY;
    let presence = Presence { number, admin, away: true, reassign: true, reason: None, at };
    store.apply(Change::Presence(presence));
}

fn add_articles(store: &mut Store, now: i64) {
    let mut at = now - 300 * DAY;
    for (name, titles) in SHELVES {
        let shelf = store.next_number();
        store.apply(Change::Collection(Collection {
            number: shelf,
            name: name.to_owned(),
            description: None,
            parent: None,
            translations: serde_json::Map::new(),
            created_at: at,
            updated_at: at,
        }));
        for (title, published) in titles {
            at += 30 * DAY;
            store.apply(Change::Article(Box::new(Article {
                number: store.next_number(),
                title: (*title).to_owned(),
                description: Some(format!("{title}, step by step")),
                body: Some(format!("<p>{title}: open the settings and follow the steps.</p>")),
                markdown: None,
                author: ADMINS[1].number,
                published: *published,
                collection: Some(shelf),
                translations: serde_json::Map::new(),
                created_at: at,
                updated_at: at,
            })));
        }
    }
}

/// Up to five events of the last 120 days, so that some are too old to be listed.
fn add_events(store: &mut Store, random: &mut Random, person: &Contact, now: i64) {
    for _ in 0..random.half() % 6 {
        let created_at = now - i64::from(random.half() % 120) * DAY - 3600;
        let name = *random.pick(&EVENTS);
        if created_at >= person.created_at {
            let event = Event { name: name.into(), created_at, metadata: None };
            store.apply(Change::Event { contact: person.slot(), event });
        }
    }
}

/// A subscription or a note, for one in five or so.
fn add_choices(store: &mut Store, random: &mut Random, mut person: Contact) {
    let drawn = random.fraction();
    if drawn < 0.2 && person.role == Role::User {
        person.extras_mut().subscriptions.push(if drawn < 0.1 { 135 } else { 137 });
        store.apply(Change::Contact(Box::new(person)));
    } else if drawn > 0.8 {
        let about = Subject::Contact(person.slot());
        let text = *random.pick(&NOTES);
        let number = add_note(store, about, text, person.updated_at);
        person.extras_mut().notes.push(number);
        store.apply(Change::Contact(Box::new(person)));
    }
}

fn add_note(store: &mut Store, about: Subject, body: &str, created_at: i64) -> u32 {
    let number = store.next_number();
    let author = ADMINS[1].number;
    store.apply(Change::Note(Note { number, about, author, created_at, body: body.to_owned() }));
    number
}
