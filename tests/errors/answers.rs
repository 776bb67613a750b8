//! Answers that are no success, in every form they come in.

use serde_json::{Value, json};

use crate::support::{Answer, Run, Server, TestContext};

/// Runs `contacts get x --json` against one answer, sent again and again.
fn get(answer: Answer) -> Run {
    TestContext::at(&Server::script([answer])).run("contacts get x --json")
}

#[test]
fn the_api_s_own_refusal_gives_status_code_field_and_request_id() {
    let body = json!({"type": "error.list", "request_id": "req-7",
        "errors": [{"code": "parameter_invalid", "message": "bad id", "field": "id"}]});
    let run = get(Answer::json(400, &body));
    run.exits(1).says(&["error: bad id", "HTTP 400", "parameter_invalid", "req-7"]).prints("");
    let error = run.error_json();
    let keys: Vec<&str> = error.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["kind", "message", "hint", "status", "code", "field", "request_id"]);
    assert_eq!(error["status"], 400);
    assert_eq!(error["code"], "parameter_invalid");
    assert_eq!(error["field"], "id");
    assert_eq!(error["request_id"], "req-7");
    assert_eq!(error["kind"], "failed");
}

#[test]
fn several_errors_are_all_told() {
    let body = json!({"type": "error.list", "errors": [
        {"code": "a", "message": "first"}, {"code": "b", "message": "second"}]});
    get(Answer::json(422, &body)).exits(1).says(&["first", "second"]);
}

#[test]
fn an_object_of_errors_is_understood() {
    get(Answer::json(422, &json!({"errors": {"base": "no such thing"}})))
        .exits(1)
        .says(&["base: no such thing"]);
}

#[test]
fn without_an_error_absent_facts_are_null() {
    let error = TestContext::bare().run("contacts get x --json").error_json();
    for key in ["status", "code", "field", "request_id"] {
        assert_eq!(error[key], Value::Null, "{key}");
    }
    assert_eq!(error["kind"], "auth");
}

#[test]
fn the_exit_code_follows_the_status() {
    for (status, code) in [
        (400, 1),
        (401, 4),
        (402, 1),
        (403, 1),
        (404, 1),
        (405, 1),
        (406, 1),
        (409, 1),
        (410, 1),
        (422, 1),
        (408, 5),
        (429, 5),
        (500, 5),
        (502, 5),
        (503, 5),
        (504, 5),
        (501, 1),
    ] {
        let run = get(Answer::refusal(status, "some_code", "Sentence"));
        assert_eq!(run.code, code, "{status}: {run:?}");
        assert_eq!(run.error_json()["status"], status);
    }
}

#[test]
fn a_gateway_s_web_page_is_called_one() {
    let run = get(Answer::html(502));
    run.exits(5).says(&["web page", "HTTP 502"]).never_shows("<html>");
    get(Answer::html(404)).exits(1).says(&["INTERCOM_API_BASE_URL"]);
    get(Answer::html(200)).exits(5).says(&["HTML page"]);
}

#[test]
fn an_answer_that_ends_early_is_no_answer() {
    let whole = Answer::json(200, &json!({"type": "contact", "id": "x"}));
    get(whole.cut(9)).exits(5).says(&["broke"]);
    get(Answer::text(200, "application/json", "{\"id\": \"x"))
        .exits(5)
        .says(&["ends after 9 bytes"]);
    get(Answer::hang_up()).exits(5).says(&["broke"]);
}

#[test]
fn a_malformed_answer_is_no_answer() {
    get(Answer::text(200, "application/json", "{,}")).exits(5).says(&["not JSON"]);
}

#[test]
fn a_list_without_items_says_what_it_holds() {
    let server = Server::script([Answer::json(200, &json!({"type": "admin", "things": 1}))]);
    TestContext::at(&server).run("contacts list").exits(1).says(&["holds no list", "things"]);
}

#[test]
fn pages_that_lead_in_a_circle_end() {
    let page = json!({"type": "list", "data": [{"type": "contact", "id": "x"}],
        "pages": {"type": "pages", "next": {"starting_after": "same"}}});
    let server = Server::script([Answer::json(200, &page)]);
    let run = TestContext::at(&server).run("contacts list --limit 100000");
    run.exits(1);
    assert!(server.requests().len() <= 3, "{} pages", server.requests().len());
}

#[test]
fn a_next_page_given_as_an_address_is_followed() {
    let first = json!({"type": "list", "data": [{"id": "1"}],
        "pages": {"next": "https://api.intercom.io/contacts?per_page=1&starting_after=c2"}});
    let second = json!({"type": "list", "data": [{"id": "2"}], "pages": {"next": null}});
    let server = Server::script([Answer::json(200, &first), Answer::json(200, &second)]);
    let run = TestContext::at(&server).run("contacts list --jq .id");
    run.succeeds().prints("1\n2\n");
    assert!(server.requests()[1].target.contains("starting_after=c2"));
}

#[test]
fn nobody_listens() {
    let world = TestContext::bare()
        .env("INTERCOM_API_BASE_URL", "http://127.0.0.1:1")
        .env("INTERCOM_TOKEN", "t");
    let run = world.run("contacts create --role lead --json");
    run.exits(5).says(&["could not connect to 127.0.0.1:1", "nothing was sent"]);
}

#[test]
fn a_command_line_that_cannot_be_read_answers_in_json_when_asked() {
    for line in ["contacts get --json", "contacts bogus --output=json", "me --output ndjson --nope"]
    {
        let error = TestContext::bare().run(line).exits(2).error_json();
        assert_eq!(error["kind"], "usage", "{line}");
    }
}
