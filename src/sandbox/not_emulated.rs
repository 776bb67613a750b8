//! What of Intercom is missing here? Operations that exist but are not emulated answer `501`,
//! so that nobody mistakes a gap of the sandbox for a mistake of their own.

use axum::routing::MethodFilter;
use hyper::Method;

use super::refusal::Refusal;
use crate::api::operations;

/// The code of the refusal: a word of the sandbox, which Intercom does not use.
pub const NOT_EMULATED: &str = "not_emulated";

/// What that code means.
pub const NOT_EMULATED_MEANING: &str =
    "The sandbox does not have this operation. Intercom does: nothing is wrong with the request.";

/// What to do about it.
pub const NOT_EMULATED_ADVICE: &str =
    "Look at the request with --dry-run, or send it to a workspace.";

/// The refusal of a request that has no route.
pub fn not_emulated(method: &Method, path: &str) -> Refusal {
    // The table overlooks needless slashes, the API's paths have none.
    let needless = path.ends_with('/') || path.contains("//");
    match operations::find(method.as_str(), path) {
        Some(found) if !needless => Refusal::new(
            501,
            NOT_EMULATED,
            format!("{} ({method} {path}) is not emulated by the sandbox", found.operation.id),
        ),
        _ => Refusal::not_found(),
    }
}

/// The operations whose paths are words only, emulated or not.
pub fn without_parameters() -> impl Iterator<Item = (MethodFilter, &'static str)> {
    let words = operations::all().filter(|operation| operation.path_params.is_empty());
    words.filter_map(|operation| {
        let method = operation.method.as_str().parse::<Method>().ok()?;
        Some((MethodFilter::try_from(method).ok()?, operation.path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_that_exist_are_told_from_unknown_paths() {
        let known = not_emulated(&Method::POST, "/messages");
        assert_eq!(known.status, 501);
        assert!(known.message.starts_with("createMessage "), "{}", known.message);
        assert_eq!(not_emulated(&Method::GET, "/nope").status, 404);
        assert_eq!(not_emulated(&Method::DELETE, "/contacts").status, 404);
        assert_eq!(not_emulated(&Method::GET, "/contacts/").status, 404);
        assert_eq!(not_emulated(&Method::GET, "/").code, "not_found");
    }
}
