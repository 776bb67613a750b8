//! What does a result mean for the pace of all that follow? Pure, but for the chance in a pause.

use std::time::Duration;

use crate::api::rate_limit::MIN_WAIT_AFTER_429;
use crate::api::retry::pause;
use crate::api::{Answer, Failure, Proof};
use crate::bulk::pacing::GIVE_UP_AFTER;
use crate::bulk::work::Next;

/// What the result proves; a success that its work could not read, or that shows that nothing was
/// achieved, proves nothing.
pub(super) fn proof(result: &Result<Answer, Failure>, next: &Next) -> Proof {
    let proof = match result {
        Ok(answer) => Proof::of_status(answer.status),
        Err(failure) => failure.proof(),
    };
    match (proof, next) {
        (Proof::Done | Proof::Refused, Next::Repeat | Next::After(_)) => Proof::Unclear,
        _ => proof,
    }
}

pub(super) fn is_success(result: &Result<Answer, Failure>) -> bool {
    result.as_ref().is_ok_and(|answer| Proof::of_status(answer.status) == Proof::Done)
}

/// The same request waits longer each time; a 429 says how long, or at least a second.
pub(super) fn pause_before_repeat(
    attempts: u32,
    proof: Proof,
    asked: Option<Duration>,
) -> Duration {
    let pause = pause(attempts, fastrand::f64());
    match (proof, asked) {
        (_, Some(wait)) => wait.min(GIVE_UP_AFTER),
        (Proof::Limited, None) => MIN_WAIT_AFTER_429 + pause,
        _ => pause,
    }
}

pub(super) fn describe(result: &Result<Answer, Failure>) -> String {
    match result {
        Ok(answer) => format!("HTTP {}", answer.status),
        Err(failure) => failure.to_string(),
    }
}
