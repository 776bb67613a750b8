//! A row's way through its requests, told as a dialogue of requests and answers.

use reqwest::header::HeaderMap;
use serde_json::json;

use super::*;
use crate::api::rate_limit::Timing;
use crate::bulk::contacts::conflict::{OnArchived, Tag, contact_named_in};

const LIVE: &str = "A contact matching those details already exists with id=abc1";
const ARCHIVED: &str = "An archived contact matching those details already exists with id=abc1";

/// What a request came back with.
type Result = std::result::Result<Answer, Failure>;

#[expect(clippy::unnecessary_wraps, reason = "an answer is one of the two things that come back")]
fn answer(status: u16, body: &Value) -> Result {
    let body = body.to_string().into_bytes();
    Ok(Answer { status, timing: Timing::default(), headers: HeaderMap::new(), body })
}

fn refusal(status: u16, code: &str, message: &str) -> Result {
    answer(
        status,
        &json!({"type": "error.list", "request_id": "req-1",
            "errors": [{"code": code, "message": message}]}),
    )
}

fn conflict(message: &str) -> Result {
    refusal(409, "conflict", message)
}

fn lost() -> Result {
    Err(Failure::Lost { reason: "the connection broke".into() })
}

fn ada() -> Value {
    json!({"id": "abc1", "email": "ada@example.com", "name": "Ada", "role": "user"})
}

/// Half of a body, with the status of a success.
fn torn() -> Result {
    answer(200, &Value::Null).map(|answer| Answer { body: b"{\"type\":\"err".to_vec(), ..answer })
}

/// A row on its way, with what it asked for.
struct Dialogue {
    steps: Steps,
}

impl Dialogue {
    fn of(policy: Policy, has_key: bool, known: Known) -> Self {
        Dialogue::with(&Arc::new(policy), Vec::new(), has_key, known)
    }

    fn with(policy: &Arc<Policy>, links: Vec<Link>, has_key: bool, known: Known) -> Self {
        let Value::Object(body) = json!({"email": "ada@example.com", "name": "Ada"}) else {
            unreachable!()
        };
        Dialogue { steps: Steps::new(Arc::clone(policy), body, links, has_key, known) }
    }

    /// A user whose rows name a company, and share what they learn.
    fn of_acme(policy: &Arc<Policy>) -> Self {
        let acme = Link::Company { company_id: "42".into(), name: Some("Acme".into()) };
        Dialogue::with(policy, vec![acme], true, Known::Nothing)
    }

    fn tells(self, news: Option<News<'_>>) -> Self {
        assert_eq!(self.steps.news(), news);
        self
    }

    fn user(policy: Policy) -> Self {
        Dialogue::of(policy, true, Known::Nothing)
    }

    fn asks(self, expected: &str) -> Self {
        let request = self.steps.request();
        assert_eq!(format!("{} {}", request.method.as_str(), request.path), expected);
        self
    }

    fn is(mut self, readiness: Readiness) -> Self {
        assert_eq!(self.steps.readiness(), readiness);
        self
    }

    fn goes_on_after(mut self, result: &Result) -> Self {
        assert!(matches!(self.steps.answered(result), Next::Send));
        self
    }

    fn repeats_after(mut self, result: &Result) -> Self {
        assert!(matches!(self.steps.answered(result), Next::Repeat));
        self
    }

    fn ends_after(mut self, result: &Result) -> Outcome {
        assert!(matches!(self.steps.answered(result), Next::Done));
        self.steps.into_outcome()
    }

    fn stops_after(mut self, result: &Result) -> u8 {
        match self.steps.answered(result) {
            Next::Stop(error) => error.kind().exit_code(),
            next => panic!("{next:?}"),
        }
    }
}

fn tagging() -> Policy {
    let mut policy = Policy::default();
    policy.attach(Tag { id: "7".into(), name: "vip".into() });
    policy
}

fn on_conflict(on_conflict: OnConflict) -> Policy {
    Policy { on_conflict, ..Policy::default() }
}

fn on_archived(on_archived: OnArchived) -> Policy {
    Policy { on_archived, ..Policy::default() }
}

#[test]
fn a_row_is_created_with_one_request() {
    let outcome =
        Dialogue::user(Policy::default()).asks("POST /contacts").ends_after(&answer(200, &ada()));
    assert_eq!(outcome, Outcome::of(OutcomeKind::Created, Some("abc1".into())));
}

#[test]
fn an_existing_contact_with_the_same_values_is_left_unwritten() {
    let outcome = Dialogue::user(Policy::default())
        .goes_on_after(&conflict(LIVE))
        .asks("GET /contacts/abc1")
        .ends_after(&answer(200, &ada()));
    assert_eq!(outcome.kind, OutcomeKind::Unchanged);
}

#[test]
fn an_existing_contact_with_other_values_is_updated() {
    let outcome = Dialogue::user(Policy::default())
        .goes_on_after(&conflict(LIVE))
        .goes_on_after(&answer(200, &json!({"id": "abc1", "name": "Bob"})))
        .asks("PUT /contacts/abc1")
        .ends_after(&answer(200, &ada()));
    assert_eq!(outcome.kind, OutcomeKind::Updated);
}

#[test]
fn skip_and_fail_leave_an_existing_contact_alone_without_reading_it() {
    let skipped = Dialogue::user(on_conflict(OnConflict::Skip)).ends_after(&conflict(LIVE));
    assert_eq!(skipped, Outcome::of(OutcomeKind::Skipped, Some("abc1".into())));
    let failed = Dialogue::user(on_conflict(OnConflict::Fail)).ends_after(&conflict(LIVE));
    assert_eq!(failed.kind, OutcomeKind::Rejected);
    assert_eq!(failed.problem.unwrap().code, "conflict");
}

#[test]
fn a_conflict_after_a_lost_answer_is_looked_at_before_the_row_is_refused() {
    for policy in [OnConflict::Skip, OnConflict::Fail] {
        let own = Dialogue::user(on_conflict(policy))
            .repeats_after(&lost())
            .asks("POST /contacts")
            .goes_on_after(&conflict(LIVE))
            .asks("GET /contacts/abc1")
            .ends_after(&answer(200, &ada()));
        assert_eq!(own.kind, OutcomeKind::Unchanged, "{policy:?}");
    }
    let foreign = Dialogue::of(on_conflict(OnConflict::Fail), true, Known::MayExist)
        .goes_on_after(&conflict(LIVE))
        .ends_after(&answer(200, &json!({"id": "abc1", "name": "Bob"})));
    assert_eq!(foreign.problem.unwrap().message, LIVE);
}

#[test]
fn archived_contacts_are_unarchived_skipped_or_refused() {
    let refused = Dialogue::user(Policy::default()).ends_after(&conflict(ARCHIVED));
    assert_eq!(refused.kind, OutcomeKind::Rejected);
    let skipped = Dialogue::user(on_archived(OnArchived::Skip)).ends_after(&conflict(ARCHIVED));
    assert_eq!(skipped.kind, OutcomeKind::Skipped);
    let back = Dialogue::user(on_archived(OnArchived::Unarchive))
        .goes_on_after(&conflict(ARCHIVED))
        .asks("POST /contacts/abc1/unarchive")
        .goes_on_after(&answer(200, &json!({"id": "abc1", "archived": false})))
        .asks("GET /contacts/abc1")
        .ends_after(&answer(200, &ada()));
    assert_eq!(back.kind, OutcomeKind::Updated);
}

#[test]
fn a_conflict_without_an_id_is_looked_up_by_key() {
    let message =
        "Multiple existing users match this email address - must be more specific using user_id";
    let found = |contacts: Value| answer(200, &json!({"type": "list", "data": contacts}));
    let one = Dialogue::user(Policy::default())
        .goes_on_after(&conflict(message))
        .asks("POST /contacts/search")
        .goes_on_after(&found(json!([{"id": "abc1"}])))
        .asks("GET /contacts/abc1")
        .ends_after(&answer(200, &ada()));
    assert_eq!(one.kind, OutcomeKind::Unchanged);
    let several = Dialogue::user(Policy::default())
        .goes_on_after(&conflict(message))
        .ends_after(&found(json!([{"id": "abc1"}, {"id": "abc2"}])));
    assert_eq!(several.problem.unwrap().message, message);
}

#[test]
fn only_an_answer_about_the_row_rejects_it() {
    for status in [400, 422] {
        let outcome = Dialogue::user(Policy::default()).ends_after(&refusal(
            status,
            "parameter_invalid",
            "email is invalid",
        ));
        let problem = outcome.problem.unwrap();
        assert_eq!(outcome.kind, OutcomeKind::Rejected);
        assert_eq!(problem.code, "parameter_invalid");
        assert_eq!(problem.request_id.as_deref(), Some("req-1"));
    }
    for status in [408, 429, 500, 502, 503, 504] {
        Dialogue::user(Policy::default()).repeats_after(&refusal(status, "x", "later"));
    }
}

#[test]
fn answers_about_the_job_stop_it() {
    let stop =
        |status, code| Dialogue::user(Policy::default()).stops_after(&refusal(status, code, "no"));
    assert_eq!(stop(401, "unauthorized"), 4);
    assert_eq!(stop(402, "x"), 1);
    assert_eq!(stop(403, "forbidden"), 1);
    assert_eq!(stop(400, "intercom_version_invalid"), 1);
}

#[test]
fn a_row_without_a_key_is_never_sent_again_after_a_lost_answer() {
    let lead = || Dialogue::of(Policy::default(), false, Known::Nothing);
    for unclear in [lost(), refusal(500, "x", "oops"), answer(200, &json!("cut"))] {
        let outcome = lead().ends_after(&unclear);
        assert_eq!(outcome.kind, OutcomeKind::Uncertain);
        assert!(outcome.problem.unwrap().message.contains("not sent again"));
    }
    lead().repeats_after(&refusal(429, "rate_limit_exceeded", "slow down"));
    lead().repeats_after(&Err(Failure::NotSent { reason: "refused".into() }));
}

#[test]
fn a_created_answer_that_cannot_be_read_does_not_count_as_created() {
    let garbled = Ok(Answer {
        status: 200,
        timing: Timing::default(),
        headers: HeaderMap::new(),
        body: b"{\"id\":".to_vec(),
    });
    let outcome = Dialogue::user(Policy::default())
        .repeats_after(&garbled)
        .goes_on_after(&conflict(LIVE))
        .ends_after(&answer(200, &ada()));
    assert_eq!(outcome.kind, OutcomeKind::Unchanged);
}

#[test]
fn tags_are_attached_after_the_contact_stands() {
    let outcome = Dialogue::user(tagging())
        .goes_on_after(&answer(200, &ada()))
        .asks("POST /contacts/abc1/tags")
        .repeats_after(&lost())
        .ends_after(&answer(200, &json!({"type": "tag", "id": "7"})));
    assert_eq!(outcome.kind, OutcomeKind::Created);
}

#[test]
fn a_tag_that_the_contact_shows_is_not_attached_again() {
    let mut tagged = ada();
    tagged["tags"] = json!({"data": [{"id": "7"}]});
    let outcome =
        Dialogue::user(tagging()).goes_on_after(&conflict(LIVE)).ends_after(&answer(200, &tagged));
    assert_eq!(outcome.kind, OutcomeKind::Unchanged);
}

#[test]
fn a_failed_tag_rejects_the_row_and_names_the_contact() {
    let outcome = Dialogue::user(tagging())
        .goes_on_after(&answer(200, &ada()))
        .ends_after(&refusal(404, "tag_not_found", "Tag not found"));
    let problem = outcome.problem.unwrap();
    assert_eq!(problem.code, "tag_failed");
    assert_eq!(contact_named_in(&problem.message).as_deref(), Some("abc1"));
}

#[test]
fn a_row_that_stands_goes_on_with_what_is_missing() {
    let resumed = Dialogue::of(tagging(), true, Known::Stands("abc1".into(), OutcomeKind::Created))
        .is(Readiness::Now)
        .asks("POST /contacts/abc1/tags")
        .ends_after(&answer(200, &json!({"id": "7"})));
    assert_eq!(resumed.kind, OutcomeKind::Created);
    Dialogue::of(tagging(), false, Known::Stood("abc1".into())).asks("GET /contacts/abc1");
}

#[test]
fn a_company_is_made_and_attached_after_the_contact_stands() {
    let acme = Link::Company { company_id: "42".into(), name: Some("Acme".into()) };
    let outcome = Dialogue::of_acme(&Arc::default())
        .goes_on_after(&answer(200, &ada()))
        .tells(Some(News::Stands("abc1", OutcomeKind::Created)))
        .asks("POST /companies")
        .repeats_after(&lost())
        .goes_on_after(&answer(200, &json!({"type": "company", "id": "co1"})))
        .tells(Some(News::Made(&acme, "co1")))
        .asks("POST /contacts/abc1/companies")
        .ends_after(&answer(200, &json!({"type": "company", "id": "co1"})));
    assert_eq!(outcome, Outcome::of(OutcomeKind::Created, Some("abc1".into())));
}

#[test]
fn a_row_waits_while_another_one_makes_its_company() {
    let policy = Arc::default();
    let first = Dialogue::of_acme(&policy).goes_on_after(&answer(200, &ada()));
    let second = Dialogue::of_acme(&policy)
        .goes_on_after(&answer(200, &json!({"id": "abc2"})))
        .is(Readiness::NotYet);
    first.goes_on_after(&answer(200, &json!({"id": "co1"}))).asks("POST /contacts/abc1/companies");
    second.is(Readiness::Now).asks("POST /contacts/abc2/companies");
}

#[test]
fn a_row_that_waited_may_find_nothing_left_to_do() {
    let policy = Arc::default();
    let first = Dialogue::of_acme(&policy).goes_on_after(&answer(200, &ada()));
    let mut member = ada();
    member["companies"] = json!({"data": [{"type": "company", "id": "co1"}]});
    let second = Dialogue::of_acme(&policy)
        .goes_on_after(&conflict(LIVE))
        .goes_on_after(&answer(200, &member))
        .is(Readiness::NotYet);
    first.goes_on_after(&answer(200, &json!({"id": "co1"})));
    let outcome = second.is(Readiness::Over).steps.into_outcome();
    assert_eq!(outcome.kind, OutcomeKind::Unchanged);
}

#[test]
fn a_company_that_cannot_be_made_rejects_all_its_rows_and_names_their_contacts() {
    let policy = Arc::default();
    let refused = refusal(400, "parameter_invalid", "no such thing");
    let first = Dialogue::of_acme(&policy)
        .goes_on_after(&answer(200, &ada()))
        .ends_after(&refused)
        .problem
        .unwrap();
    let second = Dialogue::of_acme(&policy).ends_after(&answer(200, &json!({"id": "abc2"})));
    let second = second.problem.unwrap();
    assert_eq!((first.code.as_str(), second.code.as_str()), ("company_failed", "company_failed"));
    assert_eq!(contact_named_in(&first.message).as_deref(), Some("abc1"));
    assert_eq!(contact_named_in(&second.message).as_deref(), Some("abc2"));
    assert!(second.message.contains("no such thing (parameter_invalid)"), "{}", second.message);
}

#[test]
fn a_company_of_an_earlier_run_that_has_gone_is_made_anew() {
    let policy: Arc<Policy> = Arc::default();
    let acme = Link::Company { company_id: "42".into(), name: Some("Acme".into()) };
    policy.registry.recall(&acme, "old");
    let gone = refusal(404, "company_not_found", "Company Not Found");
    let outcome = Dialogue::of_acme(&policy)
        .goes_on_after(&answer(200, &ada()))
        .asks("POST /contacts/abc1/companies")
        .goes_on_after(&gone)
        .asks("POST /companies")
        .goes_on_after(&answer(200, &json!({"id": "new"})))
        .asks("POST /contacts/abc1/companies")
        .ends_after(&gone);
    assert_eq!(outcome.problem.unwrap().code, "company_failed");
}

#[test]
fn a_company_is_looked_for_by_name_before_it_is_made() {
    let acme = || vec![Link::CompanyNamed("Acme".into())];
    let stands = |policy: &Arc<Policy>| {
        Dialogue::with(policy, acme(), true, Known::Nothing)
            .goes_on_after(&answer(200, &ada()))
            .asks("GET /companies")
    };
    let listed = json!({"type": "list", "data": [{"id": "co1"}]});
    for found in [json!({"type": "company", "id": "co1"}), listed] {
        stands(&Arc::default())
            .goes_on_after(&answer(200, &found))
            .asks("POST /contacts/abc1/companies");
    }
    for nothing in [
        refusal(404, "company_not_found", "Company Not Found"),
        answer(200, &json!({"type": "list", "data": []})),
    ] {
        stands(&Arc::default()).goes_on_after(&nothing).asks("POST /companies");
    }
}

#[test]
fn a_contact_that_vanishes_on_the_way_is_created_anew() {
    let outcome = Dialogue::user(Policy::default())
        .goes_on_after(&conflict(LIVE))
        .goes_on_after(&refusal(404, "not_found", "User Not Found"))
        .asks("POST /contacts")
        .ends_after(&answer(200, &ada()));
    assert_eq!(outcome.kind, OutcomeKind::Created);
}

#[test]
fn a_success_that_cannot_be_read_is_asked_for_again() {
    let vip = Tag { id: "7".into(), name: "vip".into() };
    let mut policy = Policy { on_archived: OnArchived::Unarchive, ..Policy::default() };
    policy.attach(vip);
    let outcome = Dialogue::user(policy)
        .goes_on_after(&conflict(ARCHIVED))
        .asks("POST /contacts/abc1/unarchive")
        .repeats_after(&torn())
        .goes_on_after(&answer(200, &ada()))
        .goes_on_after(&answer(200, &json!({"id": "abc1", "name": "Old"})))
        .asks("PUT /contacts/abc1")
        .repeats_after(&torn())
        .goes_on_after(&answer(200, &Value::Null))
        .asks("POST /contacts/abc1/tags")
        .repeats_after(&torn())
        .ends_after(&answer(200, &json!({"type": "tag", "id": "7"})));
    assert_eq!(outcome.kind, OutcomeKind::Updated);
}
