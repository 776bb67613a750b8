//! `ictl api`: any request, with what the table of operations knows of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use ictl::api::Method;
use ictl::api::operations;
use serde_json::{Value, json};
use support::{Answer, Server, TestContext};

fn ok(body: &Value) -> Answer {
    Answer::json(200, body)
}

#[test]
fn a_path_is_a_get_and_fields_make_it_a_post() {
    let server = Server::script([ok(&json!({"id": "1"}))]);
    let world = TestContext::at(&server);
    world.run("api contacts").succeeds();
    world.run("api /contacts -f email=ann@example.com -F age=3 -F ok=true").succeeds();
    world.run("api -X PUT contacts/1 -f custom_attributes.plan=pro -F tags[]=1").succeeds();
    world.run("api patch /contacts/1 -F n=null").succeeds();
    let lines: Vec<String> = server.requests().iter().map(support::Recorded::line).collect();
    assert_eq!(lines, ["GET /contacts", "POST /contacts", "PUT /contacts/1", "PATCH /contacts/1"]);
    let bodies = server.requests();
    assert_eq!(bodies[1].json(), json!({"email": "ann@example.com", "age": 3, "ok": true}));
    assert_eq!(bodies[2].json(), json!({"custom_attributes": {"plan": "pro"}, "tags": [1]}));
}

#[test]
fn fields_of_a_get_go_into_the_query() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    world.run("api GET '/tags?a=x y&b=%2B' -f c=1&2 -F d=[1,2]").succeeds();
    assert_eq!(server.request().target, "/tags?a=x+y&b=%2B&c=1%262&d=1%2C2");
    assert!(server.request().body.is_empty());
}

#[test]
fn a_body_from_a_file_or_stdin_is_sent_byte_for_byte() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    let bytes = "{ \"a\" : 1.10,\n\t\"b\":\"\u{e9}\" }\n";
    world.file("body.json", bytes);
    world.run("api PUT /contacts/1 --input $DIR/body.json").succeeds();
    world.pipe(bytes).run("api /contacts --input -").succeeds();
    for request in server.requests() {
        assert_eq!(request.body, bytes.as_bytes());
    }
    assert_eq!(server.requests()[1].method, "POST");
}

#[test]
fn the_answer_comes_out_byte_for_byte_in_a_pipe_and_laid_out_on_a_terminal() {
    let body = r#"{"n":1.10,"big":123456789012345678901234567890}"#;
    let server = Server::script([Answer::text(200, "application/json", body)]);
    TestContext::at(&server).run("api me").succeeds().prints(&format!("{body}\n"));
    let server = Server::script([ok(&json!({"n": "\u{9b}x"}))]);
    let shown = TestContext::at(&server).on_a_terminal().run("api me");
    shown.prints("{\n  \"n\": \"\\u009bx\"\n}\n").says(&["`ictl me` does the same"]);
}

#[test]
fn jq_filters_the_whole_answer() {
    let server = Server::script([ok(&json!({"data": [{"id": "1"}, {"id": "2"}]}))]);
    TestContext::at(&server).run("api contacts --jq .data[].id").succeeds().prints("1\n2\n");
}

#[test]
fn status_and_headers_come_first_when_asked_for() {
    let server = Server::script([ok(&json!({"id": "1"})).header("X-Request-Id", "req-7")]);
    let run = TestContext::at(&server).run("api me --include");
    assert!(run.succeeds().stdout.starts_with("HTTP/1.1 200 OK\n"), "{}", run.stdout);
    assert!(run.stdout.contains("X-Request-Id: req-7\n"), "{}", run.stdout);
    assert!(run.stdout.ends_with("\n\n{\"id\":\"1\"}\n"), "{}", run.stdout);
    TestContext::at(&server).run("api me --silent").succeeds().prints("");
}

#[test]
fn a_refusal_prints_its_body_and_the_exit_code_tells() {
    for (status, method, code) in [
        (401, "GET", 4),
        (404, "GET", 1),
        (422, "POST", 1),
        (429, "GET", 5),
        (503, "GET", 5),
        (503, "POST", 6),
    ] {
        let server = Server::script([Answer::refusal(status, "the_code", "The reason")]);
        let run = TestContext::at(&server).run(&format!("api {method} /odd --no-retry --jq .x"));
        run.exits(code).says(&["The reason", "the_code", "req-1"]);
        assert_eq!(run.json()["errors"][0]["code"], "the_code");
    }
}

#[test]
fn another_host_gets_nothing() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    for address in [
        "https://example.com/contacts".to_owned(),
        format!("{}/contacts", server.other_name()),
        format!("{}/contacts", server.base_url().replace("http:", "https:")),
        "ftp://127.0.0.1/contacts".to_owned(),
    ] {
        world.run(&format!("api {address}")).exits(2).says(&["nothing was sent"]);
    }
    assert!(server.requests().is_empty());
    world.run(&format!("api {}/contacts?per_page=1", server.base_url())).succeeds();
    assert_eq!(server.request().target, "/contacts?per_page=1");
}

#[test]
fn what_is_no_call_is_refused_before_anything_is_sent() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    for line in [
        "api",
        "api ''",
        "api /",
        "api GET",
        "api FETCH /contacts",
        "api -X GET GET /contacts",
        "api /contacts#1",
        "api me -H 'Authorization: Bearer tok-secret'",
        "api me -H 'Content-Length: 5'",
        "api me -H nonsense",
        "api me -f nonsense",
        "api POST /contacts --paginate -f a=b",
        "api contacts --paginate --include --output csv",
    ] {
        world.run(line).exits(2).never_shows("tok-secret");
    }
    assert!(server.requests().is_empty(), "{:#?}", server.requests());
}

#[test]
fn headers_are_sent_and_the_version_of_the_operation_is_asked_for() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    world.run("api POST /conversations/1/run_assignment_rules").succeeds();
    world.run("api POST /conversations/1/run_assignment_rules --api-version 2.10").succeeds();
    world.run("api me -H 'X-Own: a b' -H Intercom-Version:2.9").succeeds();
    let requests = server.requests();
    assert_eq!(requests[0].header("intercom-version"), Some("2.11"));
    assert_eq!(requests[1].header("intercom-version"), Some("2.10"));
    assert_eq!(requests[2].header("intercom-version"), Some("2.9"));
    assert_eq!(requests[2].header("x-own"), Some("a b"));
}

#[test]
fn a_dry_run_sends_no_write_but_reads() {
    let server = Server::script([ok(&json!({"data": []}))]);
    let world = TestContext::at(&server);
    let run = world.run("api DELETE /contacts/1 --dry-run");
    assert_eq!(run.succeeds().json()["method"], "DELETE");
    assert!(server.requests().is_empty());
    world.run("api POST /contacts/search --dry-run --input /dev/null").succeeds();
    assert_eq!(server.request().line(), "POST /contacts/search");
}

#[test]
fn a_post_is_not_sent_again_and_a_search_is() {
    let broken = || Answer::json(503, &json!({}));
    let server = Server::script([broken(), ok(&json!({}))]);
    TestContext::at(&server).run("api POST /conversations/1/reply -f body=hi").exits(6);
    assert_eq!(server.requests().len(), 1);
    let server = Server::script([broken(), ok(&json!({}))]);
    TestContext::at(&server).run("api POST /contacts/search -F query={}").succeeds();
    assert_eq!(server.requests().len(), 2);
}

/// Three pages of a list that goes on in its own way; the third is the last.
fn pages(next: impl Fn(u64, &support::Recorded) -> Value + Send + 'static) -> Server {
    let mut number = 0;
    Server::answering(move |request| {
        number += 1;
        let mut page = json!({"data": [{"id": number.to_string()}]});
        let more = next(number, request);
        for (key, value) in more.as_object().unwrap() {
            page[key] = value.clone();
        }
        ok(&page)
    })
}

/// What a page holds beside its items.
type Extra = fn(u64) -> Value;

fn cursor(number: u64) -> Value {
    if number > 2 {
        Value::Null
    } else {
        json!({"page": number + 1, "starting_after": format!("c{number}=")})
    }
}

#[test]
fn every_kind_of_list_is_read_to_its_end() {
    let cases: [(&str, Extra); 8] = [
        ("api contacts", |n| json!({"pages": {"next": cursor(n)}})),
        ("api /unheard/of", |n| json!({"pages": {"next": cursor(n)}})),
        ("api /unheard/of", |n| json!({"pages": {"page": n, "total_pages": 3}})),
        ("api articles", |n| json!({"pages": {"page": n, "total_pages": 3, "next": null}})),
        ("api POST /companies/list", |n| {
            let next = format!("https://api.intercom.io/companies/list?page={}&per_page=15", n + 1);
            json!({"pages": {"next": if n > 2 { Value::Null } else { next.into() }}})
        }),
        ("api POST /contacts/search -F query={}", |n| json!({"pages": {"next": cursor(n)}})),
        (
            "api POST /admins/activity_logs/search -f a=b",
            |n| json!({"pages": {"page": n, "total_pages": 3}}),
        ),
        ("api POST /unheard/of/search -F query={}", |n| json!({"pages": {"next": cursor(n)}})),
    ];
    for (line, next) in cases {
        let server = pages(move |number, _| next(number));
        let run = TestContext::at(&server).run(&format!("{line} --paginate --jq .data[].id"));
        run.succeeds().prints("1\n2\n3\n");
        assert_eq!(server.requests().len(), 3, "{line}");
        for request in server.requests() {
            assert_eq!(
                request.target.matches('?').count(),
                usize::from(request.target.contains('?'))
            );
            assert!(request.target.matches("starting_after").count() < 2, "{}", request.target);
        }
    }
}

#[test]
fn a_scroll_is_read_until_a_page_is_empty() {
    let server = pages(|number, _| match number {
        1 | 2 => json!({"scroll_param": "s"}),
        _ => json!({"data": [], "scroll_param": "s"}),
    });
    let run = TestContext::at(&server).run("api companies/scroll --paginate --jq .data[].id");
    run.succeeds().prints("1\n2\n");
    assert_eq!(server.requests()[1].target, "/companies/scroll?scroll_param=s");
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn a_cursor_of_the_path_is_replaced_and_encoded() {
    let server = pages(|number, _| json!({"pages": {"next": cursor(number)}}));
    TestContext::at(&server).run("api '/contacts?starting_after=x&q=1' --paginate").succeeds();
    let targets: Vec<String> =
        server.requests().into_iter().map(|request| request.target).collect();
    assert_eq!(targets[1], "/contacts?q=1&per_page=150&starting_after=c1%3D");
}

#[test]
fn a_list_that_runs_in_a_circle_is_an_error() {
    let server = pages(|_, _| json!({"pages": {"next": {"starting_after": "same"}}}));
    let run = TestContext::at(&server).run("api contacts --paginate");
    run.exits(1).says(&["the same page"]);
}

#[test]
fn pages_come_as_they_are_and_with_a_form_their_items_do() {
    let world = TestContext::with_contacts(200);
    let pages = world.run("api contacts --paginate").succeeds().lines();
    assert!(pages.len() > 1 && pages.iter().all(|page| page["type"] == "list"));
    let items = world.run("api contacts --paginate --json").succeeds().json();
    assert_eq!(items.as_array().map(Vec::len), Some(200));
    let csv = world
        .run("api contacts --paginate --output csv --fields id,email")
        .succeeds()
        .stdout
        .clone();
    assert_eq!(csv.lines().count(), 201);
    let page =
        world.run("api '/contacts?per_page=3' --output csv --fields id").succeeds().stdout.clone();
    assert_eq!(page.lines().count(), 4);
}

#[test]
fn a_file_is_passed_through_as_it_is() {
    let bytes = "\u{1f}\u{8b}\0 not JSON";
    let server = Server::script([Answer::text(200, "application/octet-stream", bytes)]);
    let world = TestContext::at(&server);
    assert_eq!(world.run("api /download/content/data/j1").succeeds().stdout, bytes);
    let run = world.run("api /odd -H 'Accept: text/csv'");
    assert_eq!(run.succeeds().stdout, bytes);
    assert_eq!(server.requests()[0].header("accept"), Some("application/octet-stream"));
    assert_eq!(server.requests()[1].header("accept"), Some("text/csv"));
}

#[test]
fn a_web_page_in_place_of_an_answer_is_printed_and_an_error() {
    let server = Server::script([Answer::html(200)]);
    let run = TestContext::at(&server).run("api me --no-retry");
    run.exits(5).says(&["HTML"]);
    assert!(run.stdout.contains("<html>"));
}

#[test]
fn on_a_terminal_the_command_that_does_the_same_is_named() {
    let server = Server::script([ok(&json!({"id": "1"}))]);
    let world = TestContext::at(&server).on_a_terminal();
    let run = world.run("api GET /contacts/5ba6/tags?x=1");
    run.says(&["`ictl contacts tags list 5ba6` does the same"]);
    assert!(!world.run("api GET /unheard/of").succeeds().stderr.contains("does the same"));
    let piped = TestContext::at(&server).run("api GET /contacts/5ba6");
    assert_eq!(piped.stderr, "");
}

#[test]
fn every_operation_can_be_called() {
    let server = Server::script([ok(&json!({}))]);
    let world = TestContext::at(&server);
    for row in operations::all() {
        let path: Vec<&str> = row
            .path
            .split('/')
            .map(|part| if part.starts_with('{') { "x1" } else { part })
            .collect();
        let (method, path) = (row.method.as_str(), path.join("/"));
        world.run(&format!("api {method} {path}")).succeeds();
        let sent = server.requests().pop().unwrap();
        assert_eq!(sent.line(), format!("{method} {path}"));
        assert_eq!(sent.header("intercom-version"), Some(row.pinned.unwrap_or("2.16")));
        assert!(row.method != Method::Get || sent.body.is_empty());
    }
}
