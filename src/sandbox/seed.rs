//! Who is in the workspace at the start? Invented people, always the same for the same seed.
//!
//! Domains are reserved ones (RFC 2606), phone numbers are from ranges kept for fiction.

use std::ops::Range;

use super::demo;
use super::inbox;
use super::options::Options;
use super::random::Random;
use super::store::Store;
use super::store::attribute::{Attribute, AttributeValue, DataType, Model};
use super::store::change::{Change, Tag};
use super::store::contact::{Contact, Role, TagLink};
use super::store::workspace::{ADMINS, Workspace};

/// Contacts are spread over this time before now: two years.
const SPREAD_SECONDS: i64 = 2 * 365 * 86_400;

/// Contacts of the demo workspace.
const DEMO_CONTACTS: u64 = 36;

/// Conversations of the demo workspace.
const DEMO_CONVERSATIONS: u64 = 24;

/// How many people conversations and companies bring along, unless more are asked for.
const CONVERSATIONS_PER_CONTACT: u64 = 10;
const MAX_CONTACTS: u64 = 1000;

const FIRST_NAMES: [&str; 32] = [
    "Ada", "Akira", "Amara", "Anna", "Ben", "Carlos", "Chloe", "Dana", "Diego", "Elena", "Emil",
    "Fatima", "Grace", "Hana", "Ivan", "Jamal", "Kofi", "Lena", "Liam", "Mei", "Mila", "Nadia",
    "Noah", "Olga", "Omar", "Priya", "Rosa", "Sam", "Sofia", "Tariq", "Yuki", "Zoe",
];

const LAST_NAMES: [&str; 32] = [
    "Abbott", "Ahmed", "Alvarez", "Baker", "Becker", "Brown", "Chen", "Costa", "Dubois", "Eriksen",
    "Fischer", "Garcia", "Haddad", "Ito", "Jensen", "Kaur", "Kim", "Lopez", "Mensah", "Moreau",
    "Nguyen", "Novak", "Okafor", "Patel", "Quinn", "Rossi", "Sato", "Silva", "Smith", "Tanaka",
    "Walker", "Yilmaz",
];

const DOMAINS: [&str; 4] = ["example.com", "example.org", "example.net", "mail.example"];

const COMPANIES: [(&str, &str, i64, i64); 5] = [
    ("Northwind Bikes", "Retail", 48, 490),
    ("Lumen Analytics", "Software", 120, 1900),
    ("Harbor Foods", "Food", 310, 750),
    ("Quill & Co", "Publishing", 14, 99),
    ("Atlas Freight", "Logistics", 860, 3200),
];

/// What companies do that are made in numbers.
const COMPANY_KINDS: [&str; 32] = [
    "Analytics",
    "Bakery",
    "Bikes",
    "Books",
    "Builders",
    "Clinic",
    "Coffee",
    "Design",
    "Energy",
    "Farms",
    "Films",
    "Foods",
    "Freight",
    "Games",
    "Gardens",
    "Health",
    "Hotels",
    "Labs",
    "Legal",
    "Logistics",
    "Media",
    "Motors",
    "Music",
    "Optics",
    "Outdoor",
    "Paper",
    "Robotics",
    "Software",
    "Studio",
    "Textiles",
    "Travel",
    "Works",
];

const TAGS: [&str; 4] = ["VIP", "Beta tester", "Newsletter", "Churn risk"];

const PLANS: [&str; 4] = ["free", "starter", "pro", "enterprise"];

/// The regions of the first, second, third workspace, and so on in turn.
const REGIONS: [&str; 3] = ["US", "EU", "AU"];

/// The seed of one workspace among several: the first one's is the sandbox's own.
pub fn of_workspace(seed: u64, index: usize) -> u64 {
    // The odd factor spreads small numbers over all bits.
    let index = u64::try_from(index).unwrap_or(0);
    seed ^ index.wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// A new workspace without any objects, in which the app is not installed yet; `index` counts from
/// 0.
pub fn workspace(seed: u64, index: usize, now: i64) -> Workspace {
    let seed = of_workspace(seed, index);
    // Its code also depends on the time: a sandbox without a state file that is started again is
    // another workspace, and a job that was begun in the first must notice.
    let mut random = Random::new(seed ^ now.cast_unsigned().rotate_left(20));
    let code = (0..8).map(|_| char::from(*random.pick(b"abcdefghijklmnopqrstuvwxyz0123456789")));
    Workspace {
        code: code.collect(),
        name: if index == 0 { "Sandbox".to_owned() } else { format!("Sandbox {}", index + 1) },
        region: REGIONS[index % REGIONS.len()].to_owned(),
        installed_by: ADMINS[index % ADMINS.len()].number,
        id_part: Random::new(seed).half(),
        created_at: now - SPREAD_SECONDS,
        tokens: Vec::new(),
        next_number: 1,
        next_contact: 0,
        next_company: 0,
    }
}

/// Fills a new workspace with the people and conversations that are asked for, and with the
/// demo's objects.
pub fn fill(store: &mut Store, options: &Options, now: i64) {
    let &Options { contacts, companies, conversations, demo, seed, .. } = options;
    // Conversations and companies need people.
    let contacts = match conversations {
        0 => contacts,
        _ => contacts.max(conversations.div_ceil(CONVERSATIONS_PER_CONTACT).min(MAX_CONTACTS)),
    };
    let contacts = contacts.max(companies.min(MAX_CONTACTS));
    if contacts == 0 && !demo {
        return;
    }
    let mut random = Random::new(seed);
    let attributes = add_attributes(store, now);
    if demo {
        add_tags_and_companies(store, now);
    }
    let people = contacts + if demo { DEMO_CONTACTS } else { 0 };
    let places = add_companies(store, companies, now);
    for number in 0..people {
        let mut contact = person(store, &mut random, &attributes, number, people, now, demo);
        join(&mut contact, number, people, &places);
        store.apply(Change::Contact(Box::new(contact)));
    }
    if demo {
        demo::enliven(store, seed, now);
    }
    let conversations = conversations + if demo { DEMO_CONVERSATIONS } else { 0 };
    if conversations > 0 {
        inbox::fill(store, conversations, seed, now);
        let types = inbox::tickets::add_types(store, now);
        if demo {
            inbox::tickets::add_tickets(store, &types, now);
        }
    }
}

/// The custom attributes that the people have, by number: plan, seats, trial, renewal date, spend.
fn add_attributes(store: &mut Store, now: i64) -> [u32; 5] {
    [
        ("plan", DataType::String, "The plan the customer pays for"),
        ("seats", DataType::Integer, "How many people use the product"),
        ("trial", DataType::Boolean, "Still in the trial period"),
        ("renewal_date", DataType::Date, "When the subscription renews"),
        ("monthly_spend", DataType::Float, "Revenue per month"),
    ]
    .map(|(name, data_type, description)| {
        let number = store.next_number();
        store.apply(Change::Attribute(Attribute {
            number,
            model: Model::Contact,
            name: name.to_owned(),
            data_type,
            description: Some(description.to_owned()),
            options: Vec::new(),
            messenger_writable: false,
            archived: false,
            created_at: now - SPREAD_SECONDS,
            updated_at: now - SPREAD_SECONDS,
        }));
        number
    })
}

fn add_tags_and_companies(store: &mut Store, now: i64) {
    for name in TAGS {
        let number = store.next_number();
        store.apply(Change::Tag(Tag { number, name: name.to_owned() }));
    }
    for (number, (name, industry, size, spend)) in (1..).zip(COMPANIES) {
        let mut company = store.blank_company(format!("company-{number}"), now - SPREAD_SECONDS);
        company.name = Some(name.to_owned());
        company.industry = Some(industry.to_owned());
        company.size = Some(size);
        company.monthly_spend = spend;
        company.plan = Some(PLANS[usize::from(size > 100) + 1].to_owned());
        company.last_request_at = Some(now - 86_400 * i64::from(number));
        store.apply(Change::Company(Box::new(company)));
    }
}

/// Invents companies of last year's customers, and says where they are.
fn add_companies(store: &mut Store, count: u64, now: i64) -> Range<u32> {
    let first = store.workspace().next_company;
    for number in 0..count {
        let age = i128::from(SPREAD_SECONDS) * i128::from(count - number) / i128::from(count + 1);
        let created_at = now - i64::try_from(age).unwrap_or(0);
        let mut company = store.blank_company(format!("seeded-{:06}", number + 1), created_at);
        let (name, kind) = (LAST_NAMES[bounded(number)], COMPANY_KINDS[bounded(number / 32)]);
        company.name = Some(format!("{name} {kind} {}", number + 1));
        company.plan = Some(PLANS[bounded(number) % PLANS.len()].to_owned());
        company.last_request_at = Some(created_at + 3600);
        store.apply(Change::Company(Box::new(company)));
    }
    first..store.workspace().next_company
}

/// An index into one of the lists of 32 names.
fn bounded(number: u64) -> usize {
    usize::try_from(number % 32).unwrap_or(0)
}

/// Puts a contact into its companies: every company gets one contact at least, and every contact one
/// company.
fn join(contact: &mut Contact, number: u64, people: u64, places: &Range<u32>) {
    let count = u64::from(places.end - places.start);
    if count == 0 {
        return;
    }
    let step = usize::try_from(people).unwrap_or(usize::MAX);
    let own = if number < count { number..count } else { number % count..number % count + 1 };
    for place in own.step_by(step).filter_map(|at| u32::try_from(at).ok()) {
        let place = places.start + place;
        if !contact.extras().companies.contains(&place) {
            contact.extras_mut().companies.push(place);
        }
    }
}

fn person(
    store: &Store,
    random: &mut Random,
    attributes: &[u32; 5],
    number: u64,
    people: u64,
    now: i64,
    demo: bool,
) -> Contact {
    // Evenly spread, the last one a little before now.
    let age = i128::from(SPREAD_SECONDS) * i128::from(people - number) / i128::from(people + 1);
    let created_at = now - i64::try_from(age).unwrap_or(0);
    let role = if random.fraction() < 0.85 { Role::User } else { Role::Lead };
    let mut contact = store.blank_contact(role, created_at);
    let (first, last) = (random.pick(&FIRST_NAMES), random.pick(&LAST_NAMES));
    let domain = random.pick(&DOMAINS);
    let address = format!("{first}.{last}{}@{domain}", number + 1).to_lowercase();
    contact.email = Some(address.into());
    contact.name = Some(format!("{first} {last}").into());
    if role == Role::User {
        contact.external_id = Some(format!("user-{:06}", number + 1).into());
        contact.signed_up_at = Some(created_at);
    }
    if random.fraction() < 0.5 {
        contact.phone = Some(format!("+1 202-555-0{:03}", random.half() % 1000).into());
    }
    let life = u64::try_from(now - created_at).unwrap_or(1).max(1);
    let seen = created_at + i64::try_from(random.bits() % life).unwrap_or(0);
    contact.last_seen_at = Some(seen);
    contact.updated_at = seen;
    contact.custom = values(random, attributes, now);
    if demo {
        belongings(&mut contact, random, store, seen);
    }
    contact
}

fn values(random: &mut Random, attributes: &[u32; 5], now: i64) -> Vec<(u32, AttributeValue)> {
    let [plan, seats, trial, renewal_date, monthly_spend] = *attributes;
    let at = *random.pick(&[0_usize, 1, 2, 3]);
    let used = i64::from(random.half() % 40 + 1);
    let mut values = vec![
        (plan, AttributeValue::Text(PLANS[at].into())),
        (seats, AttributeValue::Integer(used)),
        (trial, AttributeValue::Flag(at == 0 && random.fraction() < 0.5)),
    ];
    if at > 0 {
        let renewal = now + 86_400 * i64::from(random.half() % 365);
        values.push((renewal_date, AttributeValue::Integer(renewal - renewal.rem_euclid(86_400))));
        let spend = f64::from(random.half() % 100_000) / 100.0;
        values.push((monthly_spend, AttributeValue::Float(spend)));
    }
    values
}

/// An owner, a company, a tag: not for everyone.
fn belongings(contact: &mut Contact, random: &mut Random, store: &Store, at: i64) {
    if random.fraction() < 0.6 {
        contact.owner = Some(random.pick(&ADMINS).number);
    }
    let companies: Vec<u32> = store.companies().all().map(|company| company.id.place()).collect();
    if random.fraction() < 0.6 {
        contact.extras_mut().companies.push(*random.pick(&companies));
    }
    let tags: Vec<u32> = store.tags().map(|tag| tag.number).collect();
    if random.fraction() < 0.4 {
        let tag = *random.pick(&tags);
        contact.extras_mut().tags.push(TagLink { tag, applied_at: at });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::store::contact::Extras;

    const NOW: i64 = 1_790_000_000;

    fn filled(contacts: u64, demo: bool, seed: u64) -> Store {
        let mut store = Store::new(workspace(seed, 0, NOW));
        fill(&mut store, &Options { contacts, demo, seed, ..Options::default() }, NOW);
        store
    }

    #[test]
    fn contacts_are_spread_over_two_years_before_now() {
        let store = filled(1000, false, 1);
        let times: Vec<i64> = store.contacts().all().map(|contact| contact.created_at).collect();
        assert_eq!(times.len(), 1000);
        assert!(times.is_sorted());
        assert!(times[0] < NOW - SPREAD_SECONDS + 86_400 * 2);
        assert!(times[999] < NOW && times[999] > NOW - 86_400 * 2);
    }

    #[test]
    fn a_seed_makes_the_same_people_again() {
        let people = |seed| filled(50, true, seed).contacts().all().cloned().collect::<Vec<_>>();
        assert_eq!(people(1), people(1));
        assert_ne!(people(1), people(2));
    }

    #[test]
    fn a_sandbox_started_later_is_another_workspace() {
        let code = |now| workspace(1, 0, now).code;
        assert_eq!(code(NOW), code(NOW));
        assert_ne!(code(NOW), code(NOW + 1));
    }

    #[test]
    fn every_company_has_somebody_and_everybody_a_company() {
        for (contacts, companies) in [(0, 3), (10, 3), (3, 10), (0, 1500)] {
            let options = Options { contacts, companies, ..Options::default() };
            let mut store = Store::new(workspace(1, 0, NOW));
            fill(&mut store, &options, NOW);
            let places: Vec<u32> = store.companies().all().map(|own| own.id.place()).collect();
            assert_eq!(places.len() as u64, companies);
            assert!(places.iter().all(|place| store.companies().member_count(*place) > 0));
            assert!(store.contacts().all().all(|contact| !contact.extras().companies.is_empty()));
        }
    }

    #[test]
    fn nobody_doubles_another_and_all_addresses_are_reserved_ones() {
        let store = filled(500, false, 3);
        for contact in store.contacts().all() {
            assert!(store.contacts().conflict(contact).is_none());
            assert!(contact.email.as_ref().unwrap().contains("example"));
        }
    }

    #[test]
    fn the_demo_has_a_little_of_everything() {
        let store = filled(0, true, 0);
        assert_eq!(store.contacts().listed(), 36);
        assert_eq!((store.tags().count(), store.companies().all().count()), (8, 5));
        assert_eq!(store.attributes().count(), 5);
        assert_eq!(store.help_center().articles.len(), 5);
        assert_eq!(store.presences().count(), 1);
        assert!(store.conversations().all().count() >= 24);
        let extras = |has: fn(&Extras) -> bool| {
            store.contacts().all().filter(|contact| has(contact.extras())).count()
        };
        assert!(extras(|extras| !extras.notes.is_empty()) > 2);
        assert!(extras(|extras| !extras.subscriptions.is_empty()) > 2);
        assert!(store.contacts().all().any(|contact| store.events().of(contact.slot()).is_some()));
        assert!(store.contacts().all().any(|contact| !contact.extras().tags.is_empty()));
        assert!(
            store
                .companies()
                .all()
                .any(|company| { store.companies().member_count(company.id.place()) > 0 })
        );
    }
}
