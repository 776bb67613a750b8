//! Companies: a table by place, with indexes by company id and by member.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::attribute::AttributeValue;
use crate::sandbox::object_id::ObjectId;

/// A company. Times are UNIX seconds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[expect(clippy::struct_field_names, reason = "`company_id` is the API's name for it")]
pub struct Company {
    /// Intercom's id; its place is the key of the table.
    pub id: ObjectId,
    /// The workspace's own id for the company; never changes.
    pub company_id: String,
    pub created_at: i64,
    pub updated_at: i64,
    pub remote_created_at: i64,
    #[serde(default)]
    pub last_request_at: Option<i64>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub plan: Option<String>,
    #[serde(default)]
    pub size: Option<i64>,
    #[serde(default)]
    pub website: Option<String>,
    #[serde(default)]
    pub industry: Option<String>,
    #[serde(default)]
    pub monthly_spend: i64,
    /// Values by attribute number.
    #[serde(default)]
    pub custom: Vec<(u32, AttributeValue)>,
    /// Tag numbers.
    #[serde(default)]
    pub tags: Vec<u32>,
}

impl Company {
    /// A company that has nothing but an id.
    pub fn new(id: ObjectId, company_id: String, now: i64) -> Self {
        Company {
            id,
            company_id,
            created_at: now,
            updated_at: now,
            remote_created_at: now,
            last_request_at: None,
            name: None,
            plan: None,
            size: None,
            website: None,
            industry: None,
            monthly_spend: 0,
            custom: Vec::new(),
            tags: Vec::new(),
        }
    }
}

/// The table of companies.
#[derive(Debug, Default)]
pub struct Companies {
    by_place: BTreeMap<u32, Company>,
    by_company_id: HashMap<String, u32>,
    /// Contact slots by company place.
    members: HashMap<u32, BTreeSet<u32>>,
}

impl Companies {
    /// The company with this id.
    pub fn find(&self, id: &str) -> Option<&Company> {
        let id: ObjectId = id.parse().ok()?;
        self.at(id.place()).filter(|company| company.id == id)
    }

    /// The company at a place.
    pub fn at(&self, place: u32) -> Option<&Company> {
        self.by_place.get(&place)
    }

    /// The company with the workspace's own id.
    pub fn with_company_id(&self, company_id: &str) -> Option<&Company> {
        self.at(*self.by_company_id.get(company_id)?)
    }

    /// All companies, oldest first.
    pub fn all(&self) -> impl Iterator<Item = &Company> {
        self.by_place.values()
    }

    /// Slots of the contacts in a company, oldest first.
    pub fn members(&self, place: u32) -> impl DoubleEndedIterator<Item = u32> {
        self.members.get(&place).into_iter().flatten().copied()
    }

    /// How many contacts a company has.
    pub fn member_count(&self, place: u32) -> usize {
        self.members.get(&place).map_or(0, BTreeSet::len)
    }

    /// Writes a company to its place.
    pub fn put(&mut self, company: Company) {
        let place = company.id.place();
        self.by_company_id.insert(company.company_id.clone(), place);
        self.by_place.insert(place, company);
    }

    /// Removes a company and its memberships.
    pub fn delete(&mut self, place: u32) {
        if let Some(company) = self.by_place.remove(&place) {
            self.by_company_id.remove(&company.company_id);
        }
        self.members.remove(&place);
    }

    /// Notes that a contact now belongs to `after`, and before belonged to `before`.
    pub fn moved(&mut self, slot: u32, before: &[u32], after: &[u32]) {
        for place in before.iter().filter(|place| !after.contains(place)) {
            if let Some(members) = self.members.get_mut(place) {
                members.remove(&slot);
            }
        }
        for place in after.iter().filter(|place| !before.contains(place)) {
            self.members.entry(*place).or_default().insert(slot);
        }
    }
}
