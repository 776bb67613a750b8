//! Codes of tokens that are not accepted (401), and of what a token may not do (403).

use super::Explanation;

/// What to do about a refused token, as long as nobody knows whose it was.
pub const TOKEN_REFUSED: &str = "the token was not accepted: set INTERCOM_TOKEN to a valid access \
                                 token of this workspace, or log in with `ictl auth login`";

/// What to do about a permission that is missing.
pub(super) const LACKS_PERMISSION: &str =
    "the token's app lacks a permission: add it in the Developer Hub and use a new token";

/// What to do about a plan without the feature.
pub(super) const PLAN: &str = "the workspace's plan does not include this";

/// Why a token dies (docs: Authentication; Installing your App).
const WHY_TOKENS_DIE: &str = "Tokens do not expire on a schedule: they end when they are \
                              regenerated, or when the app is uninstalled.";

pub(super) const CODES: &[Explanation] = &[
    Explanation::new(
        "unauthorized",
        &[401],
        "The access token is not valid: mistyped, regenerated since, or of an app that was \
         uninstalled. Tokens do not expire on a schedule.",
        TOKEN_REFUSED,
    )
    .example("ictl doctor"),
    Explanation::new(
        "token_unauthorized",
        &[401],
        "The token is known, but is not allowed to use this resource.",
        LACKS_PERMISSION,
    )
    .more("It comes with 401, so the exit code is 4, although logging in again with the same app does not help.")
    .example("ictl me"),
    Explanation::new(
        "token_revoked",
        &[401],
        "The token was revoked: regenerated, or the app was uninstalled from the workspace.",
        TOKEN_REFUSED,
    )
    .more(WHY_TOKENS_DIE)
    .example("ictl auth status --check"),
    Explanation::new(
        "token_blocked",
        &[401],
        "Intercom has blocked the token.",
        TOKEN_REFUSED,
    )
    .more("Where a new token is blocked as well, ask Intercom's support, with the request id."),
    Explanation::new("token_not_found", &[401], "Intercom knows no such token.", TOKEN_REFUSED)
        .more("A region's own host may not know the tokens of another region: check --region.")
        .example("ictl doctor"),
    Explanation::new("token_expired", &[401], "The token is no longer valid.", TOKEN_REFUSED)
        .more(WHY_TOKENS_DIE),
    Explanation::new(
        "missing_authorization",
        &[401],
        "The request came without a token.",
        TOKEN_REFUSED,
    )
    .more("ictl always sends one, so something between it and Intercom took it away: look at the proxy.")
    .example("ictl doctor"),
    Explanation::new(
        "forbidden",
        &[403],
        "The token's app may not do this, or the object is closed to changes, as a bulk job that has \
         ended.",
        LACKS_PERMISSION,
    )
    .more("The message often names the permission that is missing."),
    Explanation::new(
        "action_forbidden",
        &[403],
        "The token's app may not do this; from version 2.17 on the answer names the permissions that it \
         would need.",
        LACKS_PERMISSION,
    )
    .example("ictl api GET /me --include"),
    Explanation::new(
        "api_plan_restricted",
        &[403],
        "The workspace's plan does not include this part of the API, or its subscription is not active.",
        PLAN,
    ),
];
