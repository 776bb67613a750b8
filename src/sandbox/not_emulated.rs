//! What of Intercom is missing here? Operations that exist but are not emulated answer `501`,
//! so that nobody mistakes a gap of the sandbox for a mistake of their own.

use hyper::Method;

use super::refusal::Refusal;

/// First path segments of all operations (source: the API description, version 2.16).
const RESOURCES: [&str; 40] = [
    "admins",
    "ai",
    "articles",
    "audiences",
    "away_status_reasons",
    "brands",
    "calls",
    "companies",
    "contacts",
    "content",
    "content_snippets",
    "conversations",
    "custom_object_instances",
    "data_attributes",
    "data_connectors",
    "download",
    "emails",
    "events",
    "export",
    "fin",
    "fin_voice",
    "help_center",
    "internal_articles",
    "ip_allowlist",
    "jobs",
    "macros",
    "me",
    "messages",
    "news",
    "notes",
    "office_hours_schedules",
    "phone_call_redirects",
    "segments",
    "subscription_types",
    "tags",
    "teams",
    "ticket_states",
    "ticket_types",
    "tickets",
    "visitors",
];

/// The refusal of a request that has no route.
pub fn not_emulated(method: &Method, path: &str) -> Refusal {
    let first = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    if RESOURCES.contains(&first) {
        let message = format!("{method} {path} is not emulated by the sandbox");
        return Refusal::new(501, "not_emulated", message);
    }
    Refusal::not_found()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_resources_are_told_from_unknown_paths() {
        let known = not_emulated(&Method::POST, "/tickets/search");
        assert_eq!(known.status, 501);
        assert!(known.message.starts_with("POST /tickets/search "), "{}", known.message);
        assert_eq!(not_emulated(&Method::GET, "/nope").status, 404);
        assert_eq!(not_emulated(&Method::GET, "/").code, "not_found");
    }
}
