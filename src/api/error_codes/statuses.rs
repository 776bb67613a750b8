//! HTTP statuses: what decides, since the same code comes with several of them, and some answers have
//! no code at all (docs: HTTP Responses).

use super::Explanation;
use super::absence::CHECK_ID;
use super::access::{LACKS_PERMISSION, PLAN, TOKEN_REFUSED};
use super::passing::{LATER, WAIT};
use super::refused::CHECK_VALUES;

pub(super) const STATUSES: &[Explanation] = &[
    Explanation::new(
        "3xx",
        &[300, 301, 302, 303, 304, 305, 306, 307, 308],
        "A redirect that is not followed: to another host, where the token has no business, in a circle, or \
         of a write.",
        "check INTERCOM_API_BASE_URL and the region",
    )
    .example("ictl doctor"),
    Explanation::new(
        "400",
        &[400],
        "Bad request: Intercom cannot use it as it is. The code says more.",
        CHECK_VALUES,
    ),
    Explanation::new(
        "401",
        &[401],
        "Unauthorized: the token is missing, wrong, revoked, or of another workspace.",
        TOKEN_REFUSED,
    )
    .example("ictl doctor"),
    Explanation::new(
        "402",
        &[402],
        "Payment required: an older way to say that the plan does not include this.",
        PLAN,
    ),
    Explanation::new(
        "403",
        &[403],
        "Forbidden: the token is good, and is not allowed to do this.",
        LACKS_PERMISSION,
    )
    .more("With `api_plan_restricted` it is not the permission but the workspace's plan."),
    Explanation::new(
        "404",
        &[404],
        "Not found: nothing has this id or path in the token's workspace; from version 2.17 on also a \
         method that the path does not have.",
        CHECK_ID,
    ),
    Explanation::new(
        "405",
        &[405],
        "Not allowed: the path does not have this method, or this kind of admin may not use it.",
        "check the method and the path; `ictl operations PATH` names what there is",
    )
    .met("ictl api"),
    Explanation::new(
        "406",
        &[406],
        "Not acceptable: the answer cannot be given in the form that the `Accept` header asks for.",
        "leave out the Accept header, or ask for application/json",
    )
    .met("ictl api with -H"),
    Explanation::new(
        "408",
        &[408],
        "Request timeout: Intercom did not finish the request in its own time.",
        "try again; ask for less at once where you can",
    ),
    Explanation::new(
        "409",
        &[409],
        "Conflict: what the request would make exists already, or something is in the way.",
        "it exists already: update the one named by id= instead",
    )
    .example("ictl explain conflict"),
    Explanation::new(
        "410",
        &[410],
        "Gone: the contact was merged into another one.",
        "the contact was merged into another one: ask for that one",
    )
    .met("contacts get, contacts find"),
    Explanation::new(
        "415",
        &[415],
        "Unsupported media type: the body is not in a form that the API reads.",
        "send JSON, with Content-Type: application/json",
    )
    .met("ictl api with -H"),
    Explanation::new(
        "422",
        &[422],
        "Unprocessable: the request reads well, and its values are not allowed.",
        CHECK_VALUES,
    ),
    Explanation::new(
        "429",
        &[429],
        "Too many requests: the rate limit's window is used up, too many exports are pending, or \
         Intercom is overloaded.",
        WAIT,
    )
    .example("ictl explain rate_limit_exceeded"),
    Explanation::new(
        "500",
        &[500],
        "Something failed inside Intercom.",
        LATER,
    )
    .more("If it stays, Intercom's support asks for the request id."),
    Explanation::new(
        "501",
        &[501],
        "Not implemented. Intercom itself is not known to answer so; the sandbox does, for operations \
         that it does not emulate.",
        "this server does not have the operation; Intercom's own may",
    )
    .example("ictl explain not_emulated"),
    Explanation::new(
        "502",
        &[502],
        "Bad gateway: what stands in front of Intercom got no good answer from it.",
        LATER,
    ),
    Explanation::new("503", &[503], "Intercom, or a part of it, is not available now.", LATER),
    Explanation::new(
        "504",
        &[504],
        "Gateway timeout: Intercom did not answer what stands in front of it in time.",
        LATER,
    ),
];
