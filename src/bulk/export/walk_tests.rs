//! What a walk does with each kind of answer.

use serde_json::{Value, json};

use super::*;
use crate::bulk::export::partition::Grain;

const NOW: i64 = 1_790_000_000;

fn walk(stretch: Stretch, different: u64) -> Walk {
    let plan = Plan {
        noun: Noun::Conversations,
        query: None,
        since: None,
        until: None,
        grain: Grain::Second,
        started: NOW,
        tell: Arc::new(|_| {}),
        overruns: Arc::default(),
    };
    let open = Open { stretch, cursor: None, came: 0, kept: 0, again: 0, proved: None };
    Walk::new(2, open, Arc::new(plan), Some(10_000), Arc::new(AtomicU64::new(different)))
}

fn search() -> Walk {
    walk(Stretch::Search(Part { from: Some(0), until: Some(NOW), ..Part::default() }), 0)
}

#[expect(clippy::unnecessary_wraps, reason = "as the engine hands it over")]
fn answer(status: u16, body: &str) -> Result<Answer, Failure> {
    Ok(Answer {
        status,
        timing: crate::api::rate_limit::Timing::default(),
        headers: reqwest::header::HeaderMap::default(),
        body: body.as_bytes().to_vec(),
    })
}

/// A page of records that were created at these times, which are their ids, too.
fn page(times: &[i64], total: u64, next: Option<&str>) -> Result<Answer, Failure> {
    let records: Vec<Value> =
        times.iter().map(|at| json!({"id": at.to_string(), "created_at": at})).collect();
    let next = next.map(|cursor| json!({"starting_after": cursor}));
    let body = json!({"conversations": records, "total_count": total, "pages": {"next": next}});
    answer(200, &body.to_string())
}

fn cursor(walk: &Walk) -> Value {
    let request = walk.request();
    let body: Value = serde_json::from_slice(&request.body.unwrap()).unwrap();
    body["pagination"]["starting_after"].clone()
}

#[test]
fn a_walk_follows_its_cursor_to_the_end() {
    let mut walk = search();
    assert!(matches!(walk.answered(&page(&[1, 2], 3, Some("c"))), Next::Send));
    assert_eq!((cursor(&walk), walk.found.records.len()), (json!("c"), 2));
    assert!(matches!(walk.answered(&page(&[3], 3, None)), Next::Done));
    assert_eq!((walk.found.end.take(), walk.told(9).kept), (Some(End::Whole), 3));
}

#[test]
fn a_broken_page_is_asked_for_again() {
    let mut walk = search();
    walk.answered(&page(&[1, 2], 3, Some("c")));
    for broken in [
        answer(200, "{\"conversations\":[{\"id\":\"3\""),
        answer(200, "{}"),
        answer(502, "<html>"),
        answer(429, "{}"),
        Err(Failure::Lost { reason: "broke".into() }),
    ] {
        assert!(matches!(walk.answered(&broken), Next::Repeat));
        assert_eq!((cursor(&walk), walk.found.records.len()), (json!("c"), 0));
    }
}

#[test]
fn a_refused_cursor_begins_the_stretch_anew() {
    let mut walk = search();
    walk.answered(&page(&[1, 2], 3, Some("c")));
    assert!(matches!(walk.answered(&answer(400, "{\"errors\":[]}")), Next::Send));
    assert_eq!((cursor(&walk), walk.told(0).again), (Value::Null, 1));
    assert!(matches!(walk.answered(&answer(400, "{\"errors\":[]}")), Next::Stop(_)));
}

#[test]
fn a_stretch_that_lacks_records_is_walked_again_but_not_for_ever() {
    let mut walk = search();
    for _ in 0..MOST_AGAIN {
        assert!(matches!(walk.answered(&page(&[1, 2], 3, None)), Next::Send));
    }
    assert!(matches!(walk.answered(&page(&[1, 2], 3, None)), Next::Done));
}

#[test]
fn what_a_page_repeats_of_the_one_before_is_dropped() {
    let mut walk = search();
    walk.answered(&page(&[1, 2], 3, Some("c")));
    walk.answered(&page(&[2, 3], 3, None));
    assert_eq!(walk.found.records.len(), 1);
}

#[test]
fn a_stretch_with_many_records_is_cut_by_time() {
    let mut walk = search();
    assert!(matches!(walk.answered(&page(&[1000], 5000, Some("c"))), Next::Done));
    let Some(End::Cut(pieces)) = walk.found.end.take() else { panic!() };
    assert!(pieces.len() > 4 && walk.found.records.is_empty());
}

#[test]
fn a_part_whose_pieces_have_all_it_has_is_not_walked() {
    let mut walk = search();
    walk.open.proved = Some(5000);
    assert!(matches!(walk.answered(&page(&[1000], 5000, Some("c"))), Next::Done));
    assert_eq!((walk.found.end.take(), walk.told(0).kept), (Some(End::Whole), 0));
}

#[test]
fn records_of_a_neighbor_are_left_to_it() {
    let mut walk = search();
    walk.answered(&page(&[1, NOW], 2, None));
    assert_eq!((walk.found.records.len(), walk.found.end.take()), (1, Some(End::Whole)));
}

#[test]
fn the_list_is_walked_until_all_is_old_and_nothing_is_missing() {
    let old = NOW - super::super::plan::SEARCH_LAG - 10;
    let mut list = walk(Stretch::List, 500);
    assert!(matches!(list.answered(&page(&[NOW, NOW - 1], 500, Some("a"))), Next::Send));
    assert!(matches!(list.answered(&page(&[NOW - 2, old], 500, Some("b"))), Next::Done));
    let mut short = walk(Stretch::List, 499);
    assert!(matches!(short.answered(&page(&[NOW, old], 500, Some("a"))), Next::Send));
}

#[test]
fn a_list_without_order_is_walked_to_its_end() {
    let old = NOW - super::super::plan::SEARCH_LAG - 10;
    let mut list = walk(Stretch::List, 500);
    assert!(matches!(list.answered(&page(&[old, NOW, old], 500, Some("a"))), Next::Send));
    assert!(matches!(list.answered(&page(&[old - 5], 500, Some("b"))), Next::Send));
}

#[test]
fn pages_in_a_circle_stop_the_export() {
    let mut walk = search();
    let stopped =
        ["a", "b", "c"].iter().cycle().take(20).any(|cursor| {
            matches!(walk.answered(&page(&[1, 2], 100, Some(cursor))), Next::Stop(_))
        });
    assert!(stopped);
}

#[test]
fn what_never_is_a_page_stops_the_export() {
    let mut walk = search();
    let alien = answer(200, "<html>");
    let repeats = (1..MOST_BAD).filter(|_| matches!(walk.answered(&alien), Next::Repeat));
    assert_eq!(repeats.count(), usize::from(MOST_BAD) - 1);
    assert!(matches!(walk.answered(&alien), Next::Stop(_)));
}

#[test]
fn a_part_with_records_that_its_filters_leave_out_is_left_to_the_whole() {
    let mut walk = search();
    walk.open.stretch = Stretch::Search(Part { from: Some(1000), ..Part::default() });
    assert!(matches!(walk.answered(&page(&[5], 5000, Some("c"))), Next::Done));
    assert_eq!((walk.found.end.take(), walk.found.total), (Some(End::Whole), Some(0)));
    assert!(walk.found.records.is_empty() && !walk.plan.can_be_cut());
}

#[test]
fn a_page_that_names_itself_stops_the_export() {
    let mut walk = search();
    walk.answered(&page(&[1, 2], 3, Some("c")));
    assert!(matches!(walk.answered(&page(&[3], 4, Some("c"))), Next::Stop(_)));
}
