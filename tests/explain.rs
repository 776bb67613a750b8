//! `ictl explain`, as somebody with an error in front of them uses it; and whether what it knows is
//! complete: the codes of the published description, those that are documented elsewhere, and ours.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod support;

use std::collections::BTreeSet;

use serde_json::Value;

use support::{Answer, Server, TestContext};

/// Error codes by the status they usually come with; 0 where no source says (docs: Error Codes, both
/// lists; OpenAPI 2.16 and Preview; the official Ruby library).
const DOCUMENTED: &[(u16, &str)] = &[
    (
        400,
        "bad_request client_error parameter_invalid parameter_not_found parameter_missing \
         missing_parameter parameter_mismatch intercom_version_invalid invalid_field \
         invalid_sort_order invalid_merge invalid_ticket_type ticket_state_id_invalid \
         already_linked_to_tracker linked_conversation_limit_exceeded \
         contact_company_limit_exceeded conversation_id_limit_exceeded tag_has_dependent_objects \
         away_status_reason_mandatory",
    ),
    (
        401,
        "unauthorized token_unauthorized token_revoked token_blocked token_not_found token_expired \
         missing_authorization",
    ),
    (403, "forbidden action_forbidden api_plan_restricted"),
    (
        404,
        "not_found company_not_found conversation_not_found \
         conversation_part_or_message_not_found tag_not_found ticket_not_found admin_not_found \
         assignee_not_found team_not_found article_not_found internal_article_not_found \
         field_not_found job_not_found conversation_attribute_not_found content_snippet_not_found \
         data_connector_not_found execution_result_not_found whatsapp_message_not_found data_invalid",
    ),
    (406, "media_type_not_acceptable"),
    (409, "conflict resource_conflict unique_user_constraint data_connector_in_use"),
    (410, "contact_merged"),
    (
        422,
        "unprocessable_entity data_invalid parameter_invalid parameter_not_found type_mismatch \
         field_not_found merge_failed validation_error content_has_procedure_dependencies",
    ),
    (429, "rate_limit_exceeded too_many_requests"),
    (408, "request_timeout"),
    (500, "server_error internal_error"),
    (503, "service_unavailable"),
    (
        0,
        "unsupported retry_after job_closed not_restorable team_unavailable \
         conversation_part_not_redactable scroll_exists",
    ),
];

/// Statuses that are documented, or that gateways answer with.
const STATUSES: [u16; 18] =
    [400, 401, 402, 403, 404, 405, 406, 408, 409, 410, 415, 422, 429, 500, 501, 502, 503, 504];

fn explained(words: &str) -> Value {
    let run = TestContext::bare().run(&format!("explain {words} --json"));
    run.succeeds();
    run.json()
}

fn all() -> Vec<Value> {
    explained("").as_array().unwrap().clone()
}

fn of_kind(kind: &str) -> BTreeSet<String> {
    let text = |entry: &Value| entry["code"].as_str().unwrap().to_owned();
    all().iter().filter(|entry| entry["kind"] == kind).map(text).collect()
}

#[test]
fn every_documented_code_is_explained_with_its_status() {
    let known = all();
    for (status, codes) in DOCUMENTED {
        for code in codes.split_whitespace() {
            let entry = known
                .iter()
                .find(|entry| entry["code"] == code && entry["kind"] == "api_code")
                .unwrap_or_else(|| panic!("{code} is not explained"));
            let statuses = entry["statuses"].as_array().unwrap();
            let fits = statuses.contains(&Value::from(*status));
            assert!(if *status == 0 { statuses.is_empty() } else { fits }, "{code}: {statuses:?}");
        }
    }
}

#[test]
fn nothing_is_explained_that_no_source_names() {
    let documented: BTreeSet<String> = DOCUMENTED
        .iter()
        .flat_map(|(_, codes)| codes.split_whitespace())
        .map(str::to_owned)
        .collect();
    assert_eq!(of_kind("api_code"), documented);
}

#[test]
fn every_documented_status_is_explained() {
    for status in STATUSES {
        assert_eq!(explained(&status.to_string())["kind"], "http_status");
    }
    assert_eq!(explained("302")["code"], "3xx");
}

#[test]
fn every_code_of_the_published_description_is_explained_with_its_statuses() {
    let facts: Value = serde_json::from_str(include_str!("description.json")).unwrap();
    let known = all();
    let codes = facts["codes"].as_object().unwrap();
    assert!(codes.len() > 40);
    for (code, statuses) in codes {
        let entry =
            known.iter().find(|entry| entry["code"] == **code && entry["kind"] == "api_code");
        let entry = entry.unwrap_or_else(|| panic!("{code} is not explained"));
        for status in statuses.as_array().unwrap() {
            assert!(entry["statuses"].as_array().unwrap().contains(status), "{code}: {status}");
        }
    }
}

#[test]
fn a_code_is_explained_to_people_as_a_card() {
    let run = TestContext::bare().on_a_terminal().run("explain Not-Found");
    run.succeeds();
    for part in
        ["not_found: an error code of Intercom\n", "Meaning\n", "What to do\n", "404", "Try\n"]
    {
        assert!(run.stdout.contains(part), "{part:?} is missing in\n{}", run.stdout);
    }
    assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
}

#[test]
fn exit_codes_and_kinds_of_errors_are_the_same_thing() {
    assert_eq!(explained("exit 3"), explained("partial"));
    assert_eq!(explained("exit-3"), explained("3"));
    assert_eq!(explained("unknown_outcome")["code"], "exit 6");
    let codes = ["exit 0", "exit 1", "exit 130", "exit 2", "exit 3", "exit 4", "exit 5", "exit 6"];
    assert_eq!(of_kind("exit_code").into_iter().collect::<Vec<_>>(), codes);
}

#[test]
fn a_word_with_two_meanings_gives_both_and_says_so() {
    let run = TestContext::bare().run("explain conflict --json");
    run.succeeds().says(&["more than once", "a code of ictl", "an error code of Intercom"]);
    assert_eq!(run.json().as_array().unwrap().len(), 2);
}

#[test]
fn an_unknown_code_is_no_mistake_of_the_user_but_nothing_is_known_of_it() {
    let run = TestContext::bare().run("explain parametre_invalid");
    run.exits(1).says(&["did you mean parameter_invalid?", "adds codes at any time", "STATUS"]);
    let run = TestContext::bare().run("explain frobnicated");
    run.exits(1).says(&["no code is known as", "ictl explain"]).prints("");
    TestContext::bare().run("explain 418").exits(1);
}

#[test]
fn without_a_code_everything_is_listed() {
    let run = TestContext::bare().on_a_terminal().run("explain");
    run.succeeds();
    assert!(!run.stdout.contains("[]") && !run.stdout.contains("[404]"), "{}", run.stdout);
    for code in ["exit 130", "uncertain", "duplicate_key", "not_found", "404", "not_emulated"] {
        assert!(run.stdout.contains(code), "{code}");
    }
}

#[test]
fn every_example_is_a_command_line_that_can_be_read() {
    let world = TestContext::demo();
    for entry in all() {
        let Some(example) = entry["example"].as_str() else { continue };
        let line = example.strip_prefix("ictl ").unwrap_or_else(|| panic!("{example}"));
        let run = world.run(&format!("{line} --dry-run"));
        assert_ne!(run.code, 2, "{example}: {}", run.stderr);
    }
}

#[test]
fn the_codes_of_rejected_rows_are_those_that_are_explained() {
    let known = of_kind("row_code");
    let rows = "Email,Phone\nada@example.com,1\nada@example.com,2\n,3\nbea@example.com\n";
    let world = TestContext::new();
    world.file("people.csv", rows);
    world.run("contacts import $DIR/people.csv").exits(3);
    let rejects = world.read("people.csv.ictl-import/rejects.csv");
    for code in ["duplicate_key", "missing_key", "wrong_column_count"] {
        assert!(rejects.contains(&format!(",{code},")), "{code} is missing in\n{rejects}");
        assert!(known.contains(code), "{code} is not explained");
    }
}

#[test]
fn an_error_with_a_code_leads_to_its_explanation() {
    for (status, code) in [(400, "parameter_invalid"), (429, "rate_limit_exceeded")] {
        let server = Server::script([Answer::refusal(status, code, "Sentence")]);
        let run = TestContext::at(&server).run("contacts get x");
        run.says(&[&format!("`ictl explain {code}` tells more")]);
    }
    let server = Server::script([Answer::refusal(422, "made_up_tomorrow", "Sentence")]);
    TestContext::at(&server).run("contacts get x").never_shows("ictl explain");
}
