//! What will rows cost in requests? Counted before anything is sent.

use serde::Serialize;

use super::link::{Key, Link, LinkKind};
use super::registry::REMEMBERED;
use crate::bulk::recent::Recent;

/// Requests by what they are for, as though every contact were new.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// To create contacts, or what else becomes of them.
    pub contacts: u64,
    /// To find or create tags.
    pub tags: u64,
    /// To attach tags to contacts.
    pub tag_attachments: u64,
    /// To find, create or update companies.
    pub companies: u64,
    /// To attach companies to contacts.
    pub company_attachments: u64,
}

impl Cost {
    /// All of them.
    pub fn requests(&self) -> u64 {
        let links = self.tags + self.tag_attachments + self.companies + self.company_attachments;
        self.contacts + links
    }
}

/// Counts row by row. It remembers as many objects as the import will, so that of more than that it
/// knows which are asked for twice.
#[derive(Debug)]
pub struct CostCounter {
    cost: Cost,
    known: Recent<Key, bool>,
    everyones: Vec<Key>,
}

impl CostCounter {
    /// Starts at nothing. Every contact gets the tags of `everyones`, which are made before the first
    /// row.
    pub fn new(everyones: &[Link]) -> Self {
        let everyones = everyones.iter().map(Link::key).collect();
        CostCounter { cost: Cost::default(), known: Recent::new(REMEMBERED), everyones }
    }

    /// So many contacts with nothing of their own attached.
    pub fn add_plain(&mut self, contacts: u64) {
        self.cost.contacts += contacts;
        self.cost.tag_attachments += contacts * self.everyones.len() as u64;
    }

    /// A contact with what is attached to it.
    pub fn add(&mut self, links: &[Link]) {
        self.add_plain(1);
        for link in links {
            let key = link.key();
            if self.everyones.contains(&key) {
                continue;
            }
            // The same rule as the registry's: a company gets the first name that a row has.
            let known = self.known.get(&key).is_some_and(|named| *named || !link.gives_name());
            let asked = if known { 0 } else { 1 + u64::from(link.find().is_some()) };
            if !known {
                self.known.insert(key, link.gives_name());
            }
            let (made, attached) = match link.kind() {
                LinkKind::Tag => (&mut self.cost.tags, &mut self.cost.tag_attachments),
                LinkKind::Company => (&mut self.cost.companies, &mut self.cost.company_attachments),
            };
            *made += asked;
            *attached += 1;
        }
    }

    /// What it came to.
    pub fn cost(&self) -> Cost {
        self.cost
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_made_once_and_attached_to_each() {
        let mut counter = CostCounter::new(&[]);
        let acme = || Link::Company { company_id: "42".into(), name: Some("Acme".into()) };
        counter.add(&[Link::Tag("vip".into()), acme()]);
        counter.add(&[Link::Tag("VIP".into()), Link::Tag("beta".into()), acme()]);
        counter.add(&[Link::CompanyNamed("Globex".into())]);
        let cost =
            Cost { contacts: 3, tags: 2, tag_attachments: 3, companies: 3, company_attachments: 3 };
        assert_eq!(counter.cost(), cost);
        assert_eq!(cost.requests(), 14);
    }

    #[test]
    fn the_tag_that_everybody_gets_is_attached_once_to_each() {
        let vip = |name: &str| Link::Tag(name.into());
        let mut counter = CostCounter::new(&[vip("vip")]);
        counter.add(&[vip("VIP")]);
        counter.add_plain(2);
        let cost = Cost { contacts: 3, tag_attachments: 3, ..Cost::default() };
        assert_eq!(counter.cost(), cost);
    }
}
