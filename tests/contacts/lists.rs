//! Lists and searches: which pages are asked for, and where they stop.

use ictl::sandbox::Options;
use serde_json::json;

use crate::support::TestContext;

#[test]
fn a_pipe_gets_everything() {
    let world = TestContext::with_contacts(170);
    let run = world.run("contacts list");
    run.succeeds();
    assert_eq!(run.lines().len(), 170);
    assert_eq!(world.sandbox().requests()["GET /contacts"], 2, "pages of 150");
    assert_eq!(run.stderr, "");
}

#[test]
fn a_terminal_gets_fifty_and_is_told_so() {
    let world = TestContext::with_contacts(60).on_a_terminal();
    let run = world.run("contacts list --color never");
    run.succeeds().says(&["the first 50", "--all", "--limit N"]);
    assert_eq!(run.stdout.lines().count(), 51, "a header and 50 rows");
    let all = world.run("contacts list --all --color never");
    assert_eq!(all.stdout.lines().count(), 61);
    assert!(!all.stderr.contains("--all"), "{}", all.stderr);
    let exactly = TestContext::with_contacts(50).on_a_terminal().run("contacts list");
    assert!(!exactly.stderr.contains("--all"), "nothing was left out: {}", exactly.stderr);
}

#[test]
fn a_limit_asks_for_no_more_than_it_prints() {
    let world = TestContext::with_contacts(400);
    for (limit, pages) in [(0, 0), (1, 1), (150, 1), (151, 2), (1000, 3)] {
        let before = world.sandbox().requests().get("GET /contacts").copied().unwrap_or_default();
        let run = world.run(&format!("contacts list --limit {limit}"));
        run.succeeds();
        assert_eq!(run.lines().len(), limit.min(400));
        let after = world.sandbox().requests().get("GET /contacts").copied().unwrap_or_default();
        assert_eq!(after - before, pages, "--limit {limit}");
    }
}

#[test]
fn limit_and_all_exclude_each_other() {
    TestContext::new().run("contacts list --limit 3 --all").exits(2);
}

#[test]
fn no_contacts_are_no_output() {
    let world = TestContext::new();
    world.run("contacts list").succeeds().prints("");
    world.run("contacts list --json").succeeds().prints("[]\n");
    world.run("contacts list --output csv --fields id,email").succeeds().prints("id,email\n");
}

#[test]
fn a_readable_search_finds() {
    let world = TestContext::new();
    let api = world.api();
    api.contact(&json!({"email": "ada@acme.com", "name": "Ada"}));
    api.contact(&json!({"email": "bob@acme.com", "role": "lead"}));
    api.contact(&json!({"email": "eve@example.com"}));
    let run = world.run("contacts search 'email ~ \"@acme.com\" and role = user' --jq .email");
    run.succeeds().prints("ada@acme.com\n");
    let run = world.run("contacts search 'role = lead or name = Ada' --jq .email");
    run.succeeds();
    let mut found: Vec<&str> = run.stdout.lines().collect();
    found.sort_unstable();
    assert_eq!(found, ["ada@acme.com", "bob@acme.com"]);
}

#[test]
fn a_search_follows_its_pages() {
    let world = TestContext::with_contacts(170);
    let run = world.run("contacts search 'created_at > 2000-01-01'");
    run.succeeds().says(&["workspace"]);
    assert_eq!(run.lines().len(), 170);
    assert_eq!(world.sandbox().requests()["POST /contacts/search"], 2);
}

#[test]
fn the_day_of_a_date_search_is_shown() {
    let world =
        TestContext::with(&Options { contacts: 1, ..Options::default() }).env("TZ", "ignored");
    let run = world.run("contacts search 'created_at > 2026-01-01' --limit 1");
    run.succeeds().says(&["2026-01-01"]);
}

#[test]
fn a_search_that_the_api_cannot_do_is_refused_before_it_is_sent() {
    let world = TestContext::new();
    let many: Vec<String> = (0..300).map(|number| format!("name = a{number}")).collect();
    let many = many.join(" or ");
    world.run(&format!("contacts search '{many}'")).exits(2).says(&["15"]);
    world.run("contacts search 'name ='").exits(2);
    world.run("contacts search").exits(2);
    assert!(world.sandbox().requests().is_empty());
}

#[test]
fn a_search_in_the_api_s_own_words_is_sent_as_it_is() {
    let world = TestContext::new();
    world.api().contact(&json!({"email": "ada@example.com"}));
    let body = r#"{"query": {"field": "email", "operator": "=", "value": "ada@example.com"}}"#;
    world.file("query.json", body);
    world
        .run("contacts search --input $DIR/query.json --jq .email")
        .succeeds()
        .prints("ada@example.com\n");
    world.pipe(body).run("contacts search --input - --jq .email").succeeds();
}
