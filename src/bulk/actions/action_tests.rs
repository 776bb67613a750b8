//! An action as a dialogue: what it asks for, what comes back, what it makes of that.

use reqwest::header::{DATE, HeaderMap, HeaderValue};
use serde_json::json;

use super::*;
use crate::api::rate_limit::Timing;
use crate::bulk::actions::Trace;

/// 2023-11-14 22:13:20 UTC, in UNIX seconds and as a header has it.
const NOW: i64 = 1_700_000_000;
const NOW_IN_WORDS: &str = "Tue, 14 Nov 2023 22:13:20 GMT";

/// An action and the time that its requests are sent at.
struct Dialogue {
    action: Action,
    sent: i64,
}

impl Dialogue {
    fn begin(plan: Plan, object: Value) -> Self {
        let subject = Subject::piped("7", object).unwrap();
        let action = Action::begin(Arc::new(plan), subject, Known::Nothing);
        Dialogue { action, sent: NOW * 1000 }
    }

    fn resumed(plan: Plan, known: Known) -> Self {
        let action = Action::begin(Arc::new(plan), Subject::of("7").unwrap(), known);
        Dialogue { action, sent: NOW * 1000 }
    }

    /// The next request, as `METHOD path`.
    fn asks(&self) -> String {
        let request = self.action.request();
        format!("{} {}", request.method.as_str(), request.path)
    }

    fn hears(&mut self, result: Result<Answer, Failure>) -> Next {
        let at = |milliseconds| Timestamp::from_millisecond(milliseconds).unwrap();
        self.action.answered(&result, Span { sent: at(self.sent), ended: at(self.sent + 100) })
    }

    fn ends_as(&self) -> OutcomeKind {
        assert!(self.action.is_over());
        self.action.ending().outcome
    }
}

#[expect(clippy::unnecessary_wraps, reason = "it is what an action is answered with")]
fn answer(status: u16, body: &Value) -> Result<Answer, Failure> {
    let mut headers = HeaderMap::new();
    headers.insert(DATE, HeaderValue::from_static(NOW_IN_WORDS));
    let timing = Timing::from_headers(|name| headers.get(name)?.to_str().ok());
    Ok(Answer { status, timing, headers, body: body.to_string().into_bytes() })
}

fn lost() -> Result<Answer, Failure> {
    Err(Failure::Lost { reason: "the connection broke".to_owned() })
}

fn refused(status: u16, message: &str) -> Result<Answer, Failure> {
    answer(status, &json!({"type": "error.list", "errors": [{"code": "x", "message": message}]}))
}

fn post(path: &'static str, body: Value) -> impl Fn(&Subject) -> Request + Send + Sync {
    move |subject| Request::post(format!("/conversations/{}/{path}", subject.segment())).json(&body)
}

fn closing() -> Step {
    let is_closed = |_: &Subject, conversation: &Value| conversation["state"] == "closed";
    Step::until_seen(post("parts", json!({"message_type": "close"})), is_closed)
}

fn close() -> Plan {
    Plan::new("conversations close", ObjectKind::CONVERSATION).step(closing())
}

fn reply() -> Plan {
    let body = json!({"message_type": "comment", "type": "admin", "admin_id": "1", "body": "Hi"});
    Plan::new("conversations reply", ObjectKind::CONVERSATION)
        .step(Step::once(post("reply", body), Trace::Part))
}

/// A thread with one reply, that many seconds after now.
fn thread(seconds: i64) -> Value {
    let part = json!({"part_type": "comment", "body": "<p>Hi</p>", "created_at": NOW + seconds,
                      "author": {"type": "admin", "id": "1"}});
    json!({"id": "7", "conversation_parts": {"conversation_parts": [part]}})
}

#[test]
fn a_step_that_is_answered_is_done() {
    let mut dialogue = Dialogue::begin(close(), Value::Null);
    assert_eq!(dialogue.asks(), "POST /conversations/7/parts");
    assert!(matches!(dialogue.hears(answer(200, &json!({"id": "7"}))), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
    assert_eq!(dialogue.action.ending().status, Some(200));
}

#[test]
fn a_piped_object_that_has_the_state_already_needs_no_request() {
    let dialogue = Dialogue::begin(close(), json!({"state": "closed"}));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Unchanged);
    let dialogue = Dialogue::begin(close(), json!({"state": "open"}));
    assert!(!dialogue.action.is_over());
}

#[test]
fn after_a_lost_answer_the_state_is_read_and_the_step_repeated_only_where_it_is_missing() {
    let mut dialogue = Dialogue::begin(close(), Value::Null);
    assert!(matches!(dialogue.hears(lost()), Next::After(_)));
    assert_eq!(dialogue.asks(), "GET /conversations/7");
    assert!(matches!(dialogue.hears(answer(200, &json!({"state": "open"}))), Next::Repeat));
    assert_eq!(dialogue.asks(), "POST /conversations/7/parts");
    assert!(matches!(dialogue.hears(answer(503, &Value::Null)), Next::After(_)));
    let closed = json!({"state": "closed", "updated_at": NOW});
    assert!(matches!(dialogue.hears(answer(200, &closed)), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
}

#[test]
fn a_state_that_is_older_than_the_request_was_there_before() {
    let mut dialogue = Dialogue::begin(close(), Value::Null);
    dialogue.hears(lost());
    let closed = json!({"state": "closed", "updated_at": NOW - 60});
    assert!(matches!(dialogue.hears(answer(200, &closed)), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Unchanged);
}

#[test]
fn a_reply_whose_answer_was_lost_is_found_in_the_thread() {
    let mut dialogue = Dialogue::begin(reply(), Value::Null);
    assert!(matches!(dialogue.hears(lost()), Next::After(_)));
    assert_eq!(dialogue.asks(), "GET /conversations/7");
    assert!(matches!(dialogue.hears(answer(200, &thread(0))), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
}

#[test]
fn a_reply_that_is_not_found_in_three_looks_is_uncertain_and_never_sent_again() {
    let mut dialogue = Dialogue::begin(reply(), Value::Null);
    dialogue.hears(lost());
    for pause in &LOOKS[1..] {
        assert_eq!(dialogue.asks(), "GET /conversations/7");
        let next = dialogue.hears(answer(200, &thread(-60)));
        assert!(matches!(next, Next::After(wait) if wait == *pause), "{next:?}");
    }
    assert!(matches!(dialogue.hears(answer(200, &thread(-60))), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Uncertain);
    let message = dialogue.action.ending().message.clone().unwrap();
    assert!(message.contains("conversation 7"), "{message}");
}

#[test]
fn a_reply_that_was_certainly_not_taken_is_sent_again() {
    let mut dialogue = Dialogue::begin(reply(), Value::Null);
    let not_sent = Err(Failure::NotSent { reason: "connection refused".to_owned() });
    for result in [not_sent, refused(429, "slow down")] {
        assert!(matches!(dialogue.hears(result), Next::Repeat));
        assert_eq!(dialogue.asks(), "POST /conversations/7/reply");
        assert!(!dialogue.action.is_unheard());
    }
}

#[test]
fn a_look_that_fails_is_repeated_and_proves_nothing() {
    let mut dialogue = Dialogue::begin(reply(), Value::Null);
    dialogue.hears(lost());
    for _ in 0..5 {
        assert!(matches!(dialogue.hears(answer(502, &Value::Null)), Next::Repeat));
        assert!(dialogue.action.is_looking());
    }
    assert!(matches!(dialogue.hears(answer(200, &thread(0))), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
}

#[test]
fn refusals_reject_the_object_or_stop_the_job() {
    let mut dialogue = Dialogue::begin(close(), Value::Null);
    assert!(matches!(dialogue.hears(refused(404, "gone")), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Rejected);
    for status in [401, 402, 403] {
        let mut dialogue = Dialogue::begin(close(), Value::Null);
        assert!(matches!(dialogue.hears(refused(status, "no")), Next::Stop(_)), "{status}");
    }
}

#[test]
fn a_refusal_that_says_that_it_is_so_already_leaves_it_unchanged() {
    let step = closing().unchanged_when(|refusal| refusal.sentence().contains("already"));
    let plan = Plan::new("conversations close", ObjectKind::CONVERSATION).step(step);
    let mut dialogue = Dialogue::begin(plan, Value::Null);
    assert!(matches!(dialogue.hears(refused(422, "already closed")), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Unchanged);
}

#[test]
fn a_deletion_that_finds_nothing_after_a_lost_answer_is_done() {
    let delete = |subject: &Subject| Request::delete(format!("/tags/{}", subject.segment()));
    let plan = || Plan::new("tags delete", ObjectKind::named("tag")).step(Step::repeatable(delete));
    let mut dialogue = Dialogue::begin(plan(), Value::Null);
    assert!(matches!(dialogue.hears(lost()), Next::Repeat));
    assert!(matches!(dialogue.hears(refused(404, "no such tag")), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
    let mut dialogue = Dialogue::begin(plan(), Value::Null);
    dialogue.hears(refused(404, "no such tag"));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Rejected);
}

#[test]
fn what_leaves_no_trace_is_uncertain_at_once() {
    let step = Step::once(post("convert", json!({})), Trace::Nowhere);
    let plan = Plan::new("conversations convert", ObjectKind::CONVERSATION).step(step);
    let mut dialogue = Dialogue::begin(plan, Value::Null);
    assert!(matches!(dialogue.hears(lost()), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Uncertain);
}

#[test]
fn a_run_that_was_cut_off_looks_before_it_sends() {
    let sent = Known::Sent(0, Timestamp::from_second(NOW).unwrap());
    let mut dialogue = Dialogue::resumed(reply(), sent);
    assert_eq!(dialogue.asks(), "GET /conversations/7");
    assert!(matches!(dialogue.hears(answer(200, &thread(0))), Next::Done));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);

    let mut dialogue = Dialogue::resumed(close(), sent);
    assert!(matches!(dialogue.hears(answer(200, &json!({"state": "open"}))), Next::Repeat));
    assert_eq!(dialogue.asks(), "POST /conversations/7/parts");
}

#[test]
fn steps_that_an_earlier_run_did_are_not_done_again() {
    let plan = close().step(Step::repeatable(post("tags", json!({"id": "9"}))));
    let mut dialogue = Dialogue::resumed(plan, Known::Stepped(1));
    assert_eq!(dialogue.asks(), "POST /conversations/7/tags");
    dialogue.hears(answer(200, &json!({})));
    assert_eq!(dialogue.ends_as(), OutcomeKind::Done);
}

#[test]
fn an_object_that_the_plan_cannot_be_made_for_is_rejected_without_a_request() {
    let plan = close().requiring(|_| Err(crate::error::Error::failed("it has no first message")));
    let dialogue = Dialogue::begin(plan, Value::Null);
    assert_eq!(dialogue.ends_as(), OutcomeKind::Rejected);
    assert_eq!(dialogue.action.ending().code.as_deref(), Some("invalid_object"));
}

#[test]
fn an_intent_stands_in_the_journal_before_what_could_be_done_twice() {
    assert_eq!(Dialogue::begin(reply(), Value::Null).action.intent(), Intent::Durable);
    assert_eq!(Dialogue::begin(close(), Value::Null).action.intent(), Intent::Remembered);
    let mut looking = Dialogue::begin(reply(), Value::Null);
    looking.hears(lost());
    assert_eq!(looking.action.intent(), Intent::None);
}

#[test]
fn an_uncertain_ending_names_the_answer_that_left_it_so() {
    let mut dialogue = Dialogue::begin(reply(), Value::Null);
    let error = json!({"type": "error.list", "request_id": "r1", "errors": []});
    dialogue.hears(answer(500, &error));
    for _ in LOOKS {
        dialogue.hears(answer(200, &thread(-60)));
    }
    assert_eq!(dialogue.ends_as(), OutcomeKind::Uncertain);
    let ending = dialogue.action.ending();
    assert_eq!((ending.status, ending.request_id.as_deref()), (Some(500), Some("r1")));
}

#[test]
fn what_was_sent_a_moment_before_is_not_counted_as_this() {
    for (others, outcome) in [(0, OutcomeKind::Done), (1, OutcomeKind::Uncertain)] {
        let mut dialogue = Dialogue::begin(reply(), Value::Null);
        dialogue.action = dialogue.action.after_others(others);
        dialogue.hears(lost());
        for _ in LOOKS {
            if !dialogue.action.is_over() {
                dialogue.hears(answer(200, &thread(0)));
            }
        }
        assert_eq!(dialogue.ends_as(), outcome);
    }
}
