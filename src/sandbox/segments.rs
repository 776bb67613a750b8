//! Who belongs together, by rule? The segments of every sandbox; Intercom's API cannot make any.
//!
//! It stands beside the search, which filters by segment, and below the resources, which list
//! them. Rules look at whole days, so that a search has the same matches all day.

use super::store::company::Company;
use super::store::contact::{Contact, Role};

const DAY: i64 = 86_400;

/// A group with a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Segment {
    /// The API's id.
    pub id: &'static str,
    pub name: &'static str,
    pub rule: Rule,
}

/// What makes a contact or a company a member.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    Role(Role),
    /// Users made at most this many days ago.
    New(i64),
    /// Users last seen at least and less than so many days ago.
    Seen(i64, i64),
    /// Companies with a monthly spend.
    Paying,
    /// Companies with more than so many people.
    Larger(i64),
}

/// All segments.
pub const SEGMENTS: [Segment; 7] = [
    segment("66b2a1c05e1f4a0d7c000001", "All users", Rule::Role(Role::User)),
    segment("66b2a1c05e1f4a0d7c000002", "All leads", Rule::Role(Role::Lead)),
    segment("66b2a1c05e1f4a0d7c000003", "New", Rule::New(30)),
    segment("66b2a1c05e1f4a0d7c000004", "Active", Rule::Seen(0, 30)),
    segment("66b2a1c05e1f4a0d7c000005", "Slipping away", Rule::Seen(30, 60)),
    segment("66b2a1c05e1f4a0d7c000006", "Paying companies", Rule::Paying),
    segment("66b2a1c05e1f4a0d7c000007", "Large companies", Rule::Larger(100)),
];

const fn segment(id: &'static str, name: &'static str, rule: Rule) -> Segment {
    Segment { id, name, rule }
}

/// The segment with this id.
pub fn find(id: &str) -> Option<&'static Segment> {
    SEGMENTS.iter().find(|segment| segment.id == id)
}

impl Segment {
    /// The contact is a member at `now` (UNIX seconds).
    pub fn has_contact(&self, contact: &Contact, now: i64) -> bool {
        let user = contact.role == Role::User;
        let days = |time: i64| now.div_euclid(DAY) - time.div_euclid(DAY);
        match self.rule {
            Rule::Role(role) => contact.role == role,
            Rule::New(limit) => user && days(contact.created_at) <= limit,
            Rule::Seen(from, to) => {
                user && contact.last_seen_at.is_some_and(|seen| (from..to).contains(&days(seen)))
            }
            Rule::Paying | Rule::Larger(_) => false,
        }
    }

    /// The company is a member.
    pub fn has_company(&self, company: &Company) -> bool {
        match self.rule {
            Rule::Paying => company.monthly_spend > 0,
            Rule::Larger(people) => company.size.is_some_and(|size| size > people),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sandbox::object_id::ObjectId;

    #[test]
    fn a_user_slips_away_as_days_pass() {
        let now = 1_790_000_000;
        let mut user = Contact::new(ObjectId::new(now, 1, 0), Role::User, now - 90 * DAY);
        let names = |user: &Contact, now| -> Vec<&str> {
            let own = SEGMENTS.iter().filter(|segment| segment.has_contact(user, now));
            own.map(|segment| segment.name).collect()
        };
        assert_eq!(names(&user, now), ["All users"]);
        user.last_seen_at = Some(now - 29 * DAY);
        assert_eq!(names(&user, now), ["All users", "Active"]);
        assert_eq!(names(&user, now + 2 * DAY), ["All users", "Slipping away"]);
        user.role = Role::Lead;
        assert_eq!(names(&user, now), ["All leads"]);
    }
}
