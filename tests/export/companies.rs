//! Companies have no search: numbered pages up to 10,000, a scroll beyond.

use serde_json::{Value, json};

use crate::support::{Answer, Recorded, Run, Server, TestContext};
use crate::within::ids;

/// Companies with a contact each, since lists leave out the others.
fn with_companies(count: usize) -> TestContext {
    let world = TestContext::new();
    let api = world.api();
    for number in 0..count {
        let company =
            api.post("/companies", &json!({"company_id": format!("c{number}"), "name": "N"}));
        let contact = api.contact(&json!({"email": format!("p{number}@example.com")}));
        api.post(&format!("/contacts/{contact}/companies"), &json!({"id": company["id"]}));
    }
    world
}

#[test]
fn every_company_is_exported_once() {
    let world = with_companies(120);
    let run = world.run("companies export");
    let exported = ids(&run.succeeds().lines());
    assert_eq!(exported.len(), 120);
    assert_eq!(exported, ids(&world.run("companies list").lines()));
}

#[test]
fn companies_become_a_table() {
    let world = with_companies(2);
    let run = world.run("companies export --output csv --fields company_id,name");
    let mut lines: Vec<&str> = run.succeeds().stdout.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["c0,N", "c1,N", "company_id,name"]);
}

/// A server with 3 companies that counts more than pages reach to, and scrolls one at a step; `spoil`
/// may answer instead.
fn scrolling(mut spoil: impl FnMut(&Recorded) -> Option<Answer> + Send + 'static) -> Server {
    let company = |id: u32| json!({"id": id.to_string(), "created_at": 5});
    let mut next = 0;
    Server::answering(move |request| {
        if request.target.starts_with("/me") {
            return Answer::json(200, &json!({"app": {"id_code": "abc"}}));
        }
        if let Some(answer) = spoil(request) {
            return answer;
        }
        if request.target.starts_with("/companies/list") {
            return Answer::json(200, &json!({"data": [company(1)], "total_count": 10_001}));
        }
        if !request.target.contains("scroll_param") {
            next = 0;
        }
        next += 1;
        let data: Vec<Value> = (next <= 3).then(|| company(next)).into_iter().collect();
        Answer::json(200, &json!({"data": data, "scroll_param": "s"}))
    })
}

/// What comes out of it. Since it counts more than it has, the count must not matter.
fn exported_by(server: &Server) -> Run {
    let run = TestContext::at(server).run("companies export --since 1 --fields id");
    assert_eq!(ids(&run.succeeds().lines()), ["1", "2", "3"], "{run:?}");
    run
}

#[test]
fn beyond_ten_thousand_companies_are_scrolled_through() {
    let server = scrolling(|_| None);
    exported_by(&server);
    let scrolls = server.requests().iter().filter(|r| r.target.contains("/scroll")).count();
    assert_eq!(scrolls, 4);
}

#[test]
fn a_scroll_that_another_program_holds_is_waited_for() {
    let mut refusals = 3;
    let server = scrolling(move |request| {
        let refused = request.target == "/companies/scroll" && refusals > 0;
        refusals -= i32::from(refused);
        refused.then(|| Answer::refusal(400, "scroll_exists", "scroll already exists"))
    });
    exported_by(&server).says(&["another program scrolls"]);
}

#[test]
fn an_expired_scroll_is_begun_again_and_what_came_is_not_doubled() {
    let mut steps = 0;
    let server = scrolling(move |request| {
        steps += u32::from(request.target.contains("scroll_param"));
        let expired = steps == 2;
        steps += u32::from(expired);
        expired.then(|| Answer::refusal(404, "not_found", "scroll parameter not found"))
    });
    exported_by(&server).says(&["begun again"]);
}
