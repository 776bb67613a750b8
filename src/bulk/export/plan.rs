//! What is exported, and how it is asked for: the noun, its endpoints, the query, and the times that
//! the user wants.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::partition::{Grain, Part};
use crate::api::Request;
use crate::api::pagination::MAX_PER_PAGE;
use crate::api::query::narrowed;

/// So long before the export began, in seconds, a record may be missing in searches: they show new
/// contacts after "a few minutes" (docs: "Contact Creation Delay").
pub const SEARCH_LAG: i64 = 3600;

/// Records of a page of companies; the largest page of this list is not documented.
const COMPANIES_PER_PAGE: u64 = 50;

/// What can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Noun {
    /// `POST /contacts/search`, `GET /contacts`
    Contacts,
    /// `POST /conversations/search`, `GET /conversations`
    Conversations,
    /// `POST /tickets/search`; tickets have no list.
    Tickets,
    /// `POST /companies/list`, `GET /companies/scroll`; companies have no search.
    Companies,
}

impl Noun {
    /// As commands and paths call it.
    pub fn name(self) -> &'static str {
        match self {
            Noun::Contacts => "contacts",
            Noun::Conversations => "conversations",
            Noun::Tickets => "tickets",
            Noun::Companies => "companies",
        }
    }

    /// Whether it has a list that a walk of the newest can go along.
    pub fn has_list(self) -> bool {
        matches!(self, Noun::Contacts | Noun::Conversations)
    }

    /// The keys of a page that may hold its records.
    pub fn is_key(self, key: &str) -> bool {
        key == "data" || key == self.name()
    }
}

/// Is told what somebody who waits would like to know.
pub type Tell = Arc<dyn Fn(&str) + Send + Sync>;

/// What an export is about.
#[derive(Clone)]
pub struct Plan {
    /// What.
    pub noun: Noun,
    /// The user's query in the API's form.
    pub query: Option<Value>,
    /// Created at this UNIX second or later.
    pub since: Option<i64>,
    /// Created before this UNIX second.
    pub until: Option<i64>,
    /// How fine the search tells times apart.
    pub grain: Grain,
    /// When the export began, in UNIX seconds.
    pub started: i64,
    /// Is told what goes on.
    pub tell: Tell,
    /// The search brought what its filters leave out: nothing is cut any more.
    pub overruns: Arc<AtomicBool>,
}

impl Plan {
    /// The part that is the whole. It may hold more than is wanted: [`Plan::wants`] tells of each record.
    pub fn whole(&self) -> Part {
        let slack = self.grain.slack();
        let end = |until: i64| self.grain.floor(until - 1) + self.grain.unit() + slack;
        Part {
            from: self.since.map(|since| self.grain.floor(since) - slack),
            until: self.until.map(end),
            ..Part::default()
        }
    }

    /// The part of the newest, which searches may not have shown at first. `None` where the user
    /// wants nothing of it.
    pub fn newest(&self) -> Option<Part> {
        let horizon = self.horizon();
        if self.until.is_some_and(|until| until <= horizon) {
            return None;
        }
        let whole = self.whole();
        let from = self.grain.floor(horizon) - self.grain.slack();
        Some(Part { from: Some(from).max(whole.from), ..whole })
    }

    /// What was created before may be trusted to be in every search.
    pub fn horizon(&self) -> i64 {
        self.started - SEARCH_LAG
    }

    /// Whether the user wants a record that was created then.
    pub fn wants(&self, created_at: Option<i64>) -> bool {
        let Some(at) = created_at else { return self.since.is_none() && self.until.is_none() };
        self.since.is_none_or(|since| at >= since) && self.until.is_none_or(|until| at < until)
    }

    /// Whether every record of the noun is wanted.
    pub fn is_everything(&self) -> bool {
        self.query.is_none() && self.since.is_none() && self.until.is_none()
    }

    /// A page of a part. Sorted by the time of creation, which never changes: so what changes
    /// meanwhile is neither repeated nor skipped.
    pub fn search(&self, part: &Part, cursor: Option<&str>) -> Request {
        let filters = part.filters(&self.grain);
        let query = match &self.query {
            None => filters_alone(filters),
            // Where filters beside the query would be nested too deeply, the query stands alone, and
            // is walked in one piece.
            Some(query) => narrowed(query, &filters).unwrap_or_else(|| query.clone()),
        };
        let mut pagination = json!({"per_page": MAX_PER_PAGE});
        if let Some(cursor) = cursor {
            pagination["starting_after"] = cursor.into();
        }
        let body = json!({
            "query": query,
            "pagination": pagination,
            "sort": {"field": "created_at", "order": "ascending"},
        });
        Request::post(format!("/{}/search", self.noun.name())).json(&body).read_only()
    }

    /// The search does not keep to the filters of parts.
    pub fn cuts_do_not_hold(&self) {
        if !self.overruns.swap(true, Ordering::Relaxed) {
            (self.tell)(
                "the search brings records that its filters leave out; going along one cursor instead",
            );
        }
    }

    /// Whether parts can be relied on.
    pub fn cuts_hold(&self) -> bool {
        !self.overruns.load(Ordering::Relaxed)
    }

    /// Whether the query leaves room for the filters of parts.
    pub fn can_be_cut(&self) -> bool {
        if !self.cuts_hold() {
            return false;
        }
        let filters = Part {
            from: Some(0),
            until: Some(0),
            role: Some(String::new()),
            id: Some(String::new()),
        }
        .filters(&self.grain);
        self.query.as_ref().is_none_or(|query| narrowed(query, &filters).is_some())
    }

    /// A page of the list.
    pub fn list(&self, cursor: Option<&str>) -> Request {
        let mut request = Request::get(format!("/{}", self.noun.name()));
        request.set_query("per_page", MAX_PER_PAGE.to_string());
        if let Some(cursor) = cursor {
            request.set_query("starting_after", cursor);
        }
        request
    }

    /// A page of companies by its number.
    pub fn companies(page: u64) -> Request {
        Request::post("/companies/list")
            .query("page", page.to_string())
            .query("per_page", COMPANIES_PER_PAGE.to_string())
            .read_only()
    }

    /// How many pages so many companies make.
    pub fn company_pages(total: u64) -> u64 {
        total.div_ceil(COMPANIES_PER_PAGE)
    }

    /// A step of the scroll through companies.
    pub fn scroll(param: Option<&str>) -> Request {
        let request = Request::get("/companies/scroll");
        match param {
            Some(param) => request.query("scroll_param", param),
            None => request,
        }
    }
}

fn filters_alone(mut filters: Vec<Value>) -> Value {
    match filters.len() {
        1 => filters.remove(0),
        _ => json!({"operator": "AND", "value": filters}),
    }
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use proptest::prelude::*;

    use super::super::partition::tests::finds;
    use super::*;

    fn plan(since: Option<i64>, until: Option<i64>) -> Plan {
        Plan {
            noun: Noun::Contacts,
            query: None,
            since,
            until,
            grain: Grain::Day(Some(TimeZone::UTC)),
            started: 1_790_000_000,
            tell: Arc::new(|_| {}),
            overruns: Arc::default(),
        }
    }

    #[test]
    fn whole_days_are_searched_and_exact_times_are_kept_of_them() {
        let plan = plan(Some(86_400 + 5), Some(2 * 86_400 + 5));
        assert_eq!(plan.whole().from, Some(86_400));
        assert_eq!(plan.whole().until, Some(3 * 86_400));
        assert!(plan.wants(Some(86_405)) && !plan.wants(Some(86_404)));
        assert!(!plan.wants(Some(2 * 86_400 + 5)) && !plan.wants(None));
    }

    proptest! {
        #[test]
        fn what_is_wanted_is_searched_for_wherever_days_begin(
            at in 1_780_000_000_i64..1_790_000_000,
            since in 1_780_000_000_i64..1_790_000_000,
            until in 1_780_000_000_i64..1_790_000_000,
            hours in -12_i8..=14,
        ) {
            let grain = Grain::Day(None);
            let plan = Plan { grain, ..plan(Some(since), Some(until)) };
            let days = TimeZone::fixed(jiff::tz::offset(hours));
            for part in [Some(plan.whole()), plan.newest()].into_iter().flatten() {
                let is_newer = part == plan.whole() || at >= plan.horizon();
                let is_wanted = is_newer && plan.wants(Some(at));
                prop_assert!(!is_wanted || finds(&part.filters(&plan.grain), at, &days));
            }
        }
    }

    #[test]
    fn the_newest_are_asked_for_again_unless_nobody_wants_them() {
        assert!(plan(None, Some(1_700_000_000)).newest().is_none());
        assert_eq!(plan(None, None).newest().unwrap().from, Some(1_789_948_800));
    }

    #[test]
    fn a_query_that_leaves_no_room_is_not_cut() {
        let deep = json!({"operator": "OR", "value": (0..8).map(|n| json!({
            "operator": "AND", "value": (0..14).map(|m| json!({
                "field": format!("f{n}{m}"), "operator": "=", "value": "x",
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>()});
        let mut plan = plan(None, None);
        assert!(plan.can_be_cut());
        plan.query = Some(json!({"field": "role", "operator": "=", "value": "user"}));
        assert!(plan.can_be_cut());
        plan.query = Some(deep);
        assert!(!plan.can_be_cut());
    }
}
