//! The way through companies, which have no search: numbered pages as far as those go, beyond that
//! the scroll. No I/O: a machine of the engine.
//!
//! An app has one scroll, and it cannot go on after an error (description 2.16: "Scroll"). So a step
//! that was lost is made good by another scroll from the beginning, and one that somebody else holds
//! is waited for: unused, it is gone after a minute.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::frontier::{Open, Stretch, Told};
use super::page::Page;
use super::walk::{Different, End, Found, MOST_BAD};
use super::{Noun, Plan};
use crate::api::error_list::{Refusal, answer_error, without_object};
use crate::api::{Answer, Failure, Proof, Repeat, Request};
use crate::bulk::work::Next;
use crate::error::{Error, Kind, Result};

/// Numbered pages end here (description 2.16: `POST /companies/list`).
const MOST_LISTED: u64 = 10_000;

/// How often a scroll that somebody else holds is asked for.
const ASK_EVERY: Duration = Duration::from_secs(10);

/// How often in all: four minutes, in which an unused scroll has ended several times over.
const MOST_ASKED: u32 = 24;

/// How often a scroll that lost a step is begun again.
const MOST_AGAIN: u8 = 10;

/// One page of companies, or the scroll.
pub struct CompanyWalk {
    /// What it has come to.
    pub found: Found,
    /// A step of the scroll was lost: there are companies that it did not show.
    has_holes: bool,
    open: Open,
    plan: Arc<Plan>,
    asked: u32,
    again: u8,
    bad: u8,
    /// Companies in all, as the first page counted them.
    all: Option<u64>,
    different: Different,
}

impl CompanyWalk {
    /// Begins a stretch. A scroll never goes on after a crash.
    pub fn new(
        number: u64,
        mut open: Open,
        plan: Arc<Plan>,
        all: Option<u64>,
        different: Different,
    ) -> Self {
        open.cursor = None;
        CompanyWalk {
            found: Found { number, ..Found::default() },
            has_holes: false,
            open,
            plan,
            asked: 0,
            again: 0,
            bad: 0,
            all,
            different,
        }
    }

    /// The page to ask for.
    pub fn request(&self) -> Request {
        match self.open.stretch {
            Stretch::Numbered(page) => Plan::companies(page),
            _ => Plan::scroll(self.open.cursor.as_deref()),
        }
    }

    /// True for the scroll.
    fn is_scroll(&self) -> bool {
        self.open.stretch == Stretch::Scroll
    }

    /// What the journal is told of the last page; the spool then has this length.
    pub fn told(&self, length: u64) -> Told {
        Told {
            walk: self.found.number,
            total: self.found.total,
            came: self.found.kept,
            kept: self.found.kept,
            cursor: None,
            again: self.again,
            length,
        }
    }

    /// Takes the answer.
    pub fn answered(&mut self, result: &Result<Answer, Failure>) -> Next {
        self.found.records.clear();
        let proof = match result {
            Ok(answer) => Proof::of_status(answer.status),
            Err(failure) => failure.proof(),
        };
        match (result, proof) {
            (Ok(answer), Proof::Done) => match Page::read(&answer.body, Noun::Companies) {
                Ok(page) => self.took(page),
                Err(error) => self.unread(error),
            },
            (Ok(answer), Proof::Refused) => self.refused(answer),
            (_, Proof::Limited | Proof::NotSent) => Next::Repeat,
            _ => self.lost(),
        }
    }

    fn unread(&mut self, error: Error) -> Next {
        self.bad += 1;
        if self.bad < MOST_BAD {
            return self.lost();
        }
        Next::Stop(error.hint("what answers there does not speak as the API does"))
    }

    /// A step of a scroll may be behind us without our having seen it. What follows is taken all the
    /// same: a later scroll brings the rest.
    fn lost(&mut self) -> Next {
        self.has_holes |= self.is_scroll();
        Next::Repeat
    }

    fn refused(&mut self, answer: &Answer) -> Next {
        if !self.is_scroll() {
            return Next::Stop(without_object(answer_error(answer, Repeat::Safe)));
        }
        let refusal = Refusal::decode(answer);
        let is_held = refusal.code.as_deref() == Some("scroll_exists");
        if is_held && self.open.cursor.is_none() {
            return self.wait();
        }
        // It has expired, or did not survive an error.
        if self.open.cursor.take().is_some() && matches!(answer.status, 400 | 404 | 410) {
            (self.plan.tell)("the scroll through companies has expired; it is begun again");
            self.has_holes = false;
            return Next::Send;
        }
        Next::Stop(without_object(answer_error(answer, Repeat::Safe)))
    }

    fn wait(&mut self) -> Next {
        self.asked += 1;
        if self.asked == 1 {
            (self.plan.tell)(
                "another program scrolls through the companies, and an app has only one scroll; \
                 waiting for it to end",
            );
        }
        if self.asked <= MOST_ASKED {
            return Next::After(ASK_EVERY);
        }
        Next::Stop(
            Error::new(Kind::Temporary, "another program keeps the scroll through companies open")
                .hint("find the program that reads companies with the same app, and let it end"),
        )
    }

    fn took(&mut self, page: Page) -> Next {
        (self.asked, self.bad) = (0, 0);
        self.found.total = page.total;
        let came = page.records.len() as u64;
        let pages = page.pages;
        let scroll = page.scroll.filter(|_| !page.records.is_empty());
        let wanted = page.records.into_iter().filter(|own| self.plan.wants(own.created_at));
        self.found.records = wanted.collect();
        self.found.kept += self.found.records.len() as u64;
        if self.is_scroll() && scroll.is_some() {
            self.open.cursor = scroll;
            return Next::Send;
        }
        if self.is_scroll() && std::mem::take(&mut self.has_holes) && self.is_begun_anew() {
            return Next::Send;
        }
        self.found.end = Some(self.next_pages(came, pages));
        Next::Done
    }

    /// Begins the scroll again, which lost a step, unless all that the API counts is there.
    fn is_begun_anew(&mut self) -> bool {
        let is_there = self.all.is_some_and(|all| self.different.load(Ordering::Relaxed) >= all);
        if is_there || self.again >= MOST_AGAIN {
            return false;
        }
        self.again += 1;
        self.open.cursor = None;
        (self.plan.tell)("the scroll through companies lost a step; it is begun again");
        true
    }

    /// The first page says whether numbered pages reach to the end, and how many there are: the API
    /// need not give as many companies to a page as it is asked for.
    fn next_pages(&self, came: u64, pages: Option<u64>) -> End {
        let total = self.found.total.unwrap_or(u64::MAX);
        let counted = if came == 0 { 1 } else { total.div_ceil(came) };
        let pages = counted.max(pages.unwrap_or(1));
        match self.open.stretch {
            Stretch::Numbered(1) if total > MOST_LISTED => End::Cut(vec![Stretch::Scroll]),
            Stretch::Numbered(1) if pages > 1 => {
                End::Cut((2..=pages.min(MOST_LISTED)).map(Stretch::Numbered).collect())
            }
            _ => End::Whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use serde_json::{Value, json};

    use super::super::partition::Grain;
    use super::*;

    fn walk(stretch: Stretch) -> (CompanyWalk, Arc<Mutex<Vec<String>>>) {
        let told = Arc::new(Mutex::new(Vec::new()));
        let heard = told.clone();
        let plan = Plan {
            noun: Noun::Companies,
            query: None,
            since: None,
            until: None,
            grain: Grain::Second,
            started: 0,
            tell: Arc::new(move |text| heard.lock().unwrap().push(text.to_owned())),
            overruns: Arc::default(),
        };
        let open = Open { stretch, cursor: None, came: 0, kept: 0, again: 0, proved: None };
        (CompanyWalk::new(1, open, Arc::new(plan), None, Arc::default()), told)
    }

    #[expect(clippy::unnecessary_wraps, reason = "as the engine hands it over")]
    fn answer(status: u16, body: &Value) -> Result<Answer, Failure> {
        Ok(Answer {
            status,
            timing: crate::api::rate_limit::Timing::default(),
            headers: reqwest::header::HeaderMap::default(),
            body: body.to_string().into_bytes(),
        })
    }

    fn held() -> Result<Answer, Failure> {
        answer(400, &json!({"type": "error.list", "errors": [{"code": "scroll_exists"}]}))
    }

    fn step(id: &str) -> Result<Answer, Failure> {
        answer(200, &json!({"data": [{"id": id}], "scroll_param": "s"}))
    }

    #[test]
    fn a_scroll_that_somebody_holds_is_waited_for_and_said_once() {
        let (mut walk, told) = walk(Stretch::Scroll);
        for _ in 0..3 {
            assert!(matches!(walk.answered(&held()), Next::After(_)));
        }
        assert_eq!(told.lock().unwrap().len(), 1);
        assert!(matches!(walk.answered(&step("a")), Next::Send));
        assert!(!walk.has_holes);
    }

    #[test]
    fn the_patience_for_a_held_scroll_ends() {
        let (mut walk, _) = walk(Stretch::Scroll);
        for _ in 0..MOST_ASKED {
            walk.answered(&held());
        }
        let Next::Stop(error) = walk.answered(&held()) else { panic!() };
        assert_eq!(error.kind(), Kind::Temporary);
    }

    #[test]
    fn an_expired_scroll_is_begun_again() {
        let (mut walk, told) = walk(Stretch::Scroll);
        walk.answered(&step("a"));
        assert_eq!(walk.request().query, [("scroll_param".to_owned(), "s".to_owned())]);
        let gone = answer(404, &json!({"errors": [{"code": "not_found"}]}));
        assert!(matches!(walk.answered(&gone), Next::Send));
        assert!(walk.request().query.is_empty());
        assert_eq!(told.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_lost_step_leaves_a_hole_that_the_export_knows_of() {
        let (mut walk, _) = walk(Stretch::Scroll);
        walk.answered(&step("a"));
        let lost = Err(Failure::Lost { reason: "broke".into() });
        assert!(matches!(walk.answered(&lost), Next::Repeat));
        let end = answer(200, &json!({"data": [], "scroll_param": "s"}));
        assert!(matches!(walk.answered(&end), Next::Send));
        assert!(walk.request().query.is_empty());
        assert!(matches!(walk.answered(&step("a")), Next::Send));
        assert!(matches!(walk.answered(&end), Next::Done));
    }

    #[test]
    fn a_scroll_with_a_hole_ends_when_all_is_there() {
        let (mut walk, _) = walk(Stretch::Scroll);
        walk.all = Some(1);
        walk.different.store(1, Ordering::Relaxed);
        walk.answered(&step("a"));
        walk.answered(&Err(Failure::Lost { reason: "broke".into() }));
        let end = answer(200, &json!({"data": [], "scroll_param": "s"}));
        assert!(matches!(walk.answered(&end), Next::Done));
    }

    #[test]
    fn what_never_is_a_page_stops_the_export() {
        let (mut walk, _) = walk(Stretch::Numbered(1));
        let alien = answer(200, &json!({"hello": "world"}));
        let repeats = (1..MOST_BAD).filter(|_| matches!(walk.answered(&alien), Next::Repeat));
        assert_eq!(repeats.count(), usize::from(MOST_BAD) - 1);
        assert!(matches!(walk.answered(&alien), Next::Stop(_)));
    }

    #[test]
    fn numbered_pages_are_asked_for_at_once_where_they_reach_to_the_end() {
        let first = |total: u64| {
            let (mut walk, _) = walk(Stretch::Numbered(1));
            let data: Vec<Value> = (0..50).map(|id| json!({"id": id})).collect();
            walk.answered(&answer(200, &json!({"data": data, "total_count": total})));
            walk.found.end.unwrap()
        };
        assert_eq!(first(50), End::Whole);
        assert_eq!(first(101), End::Cut(vec![Stretch::Numbered(2), Stretch::Numbered(3)]));
        assert_eq!(first(10_001), End::Cut(vec![Stretch::Scroll]));
    }

    #[test]
    fn pages_smaller_than_asked_for_are_counted_by_what_came() {
        let (mut walk, _) = walk(Stretch::Numbered(1));
        let data = json!([{"id": 1}, {"id": 2}]);
        walk.answered(&answer(200, &json!({"data": data, "total_count": 5})));
        let pages = vec![Stretch::Numbered(2), Stretch::Numbered(3)];
        assert_eq!(walk.found.end, Some(End::Cut(pages)));
    }
}
