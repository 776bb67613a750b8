//! Looks a user up by a key, where no id is known.

use serde_json::json;

use crate::api::Request;

/// The search for users of this email: leads may share it, and do not count.
pub(super) fn users_by_email(email: &str) -> Request {
    let filter =
        |field: &str, value: &str| json!({"field": field, "operator": "=", "value": value});
    let both = [filter("email", email), filter("role", "user")];
    Request::post("/contacts/search")
        .json(&json!({"query": {"operator": "AND", "value": both}}))
        .read_only()
}
