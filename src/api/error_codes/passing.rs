//! Codes of what passes by itself: too many requests, and an Intercom that cannot answer now.

use super::Explanation;

/// What to do where a window of the rate limit is used up.
pub(super) const WAIT: &str = "the rate limit is used up: wait some seconds, then run it again";

/// What to do where the server is at fault.
pub(super) const LATER: &str = "Intercom could not answer: try again in a minute";

/// What the retries do by themselves.
const RETRIED: &str = "ictl has tried again by itself where a repeat can do no harm.";

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "rate_limit_exceeded",
        &[429],
        "Too many requests: the allowance of the present 10 seconds is used up, by this program or by \
         another app of the workspace. Where the message speaks of pending jobs, too many exports run \
         at once.",
        WAIT,
    )
    .more(
        "ictl waits for the next window by itself, up to five attempts; imports and streams never run \
         into it. A pending export must end or be canceled first: one message data export and five \
         reporting exports may run in a workspace.",
    )
    .example("ictl doctor"),
    Explanation::new(
        "too_many_requests",
        &[429],
        "Intercom has more to do than it can, whatever is left of your own rate limit.",
        "wait a minute, then run it again",
    )
    .more(RETRIED),
    Explanation::new(
        "retry_after",
        &[],
        "Intercom asks to wait before the next attempt.",
        "wait a minute, then run it again",
    )
    .more(RETRIED),
    Explanation::new(
        "request_timeout",
        &[408],
        "Intercom did not finish the request in its own time.",
        "try again; ask for less at once where you can",
    )
    .more("A smaller page (`--per-page`) and a narrower search are answered sooner."),
    Explanation::new(
        "server_error",
        &[500],
        "Something failed inside Intercom.",
        "try again in a minute",
    )
    .more("If it stays, Intercom's support asks for the request id."),
    Explanation::new(
        "internal_error",
        &[500],
        "Something failed inside Intercom.",
        "try again in a minute",
    )
    .more("If it stays, Intercom's support asks for the request id."),
    Explanation::new(
        "service_unavailable",
        &[503],
        "Intercom, or a part of it, is not available now.",
        "try again in a minute",
    )
    .more(RETRIED),
];
