//! Method and path of `ictl api`: the paths of the table of operations, up to the next id.

use std::collections::BTreeMap;

use clap_complete::engine::CompletionCandidate;

use super::sources::{Asked, described};
use crate::api::operations::{self, Operation};

const METHODS: [&str; 5] = ["GET", "POST", "PUT", "PATCH", "DELETE"];

/// The methods.
pub fn methods(_: &Asked<'_>) -> Vec<CompletionCandidate> {
    METHODS.map(CompletionCandidate::new).into()
}

/// A method, or a path; behind a method only its paths.
pub fn method_or_path(asked: &Asked<'_>) -> Vec<CompletionCandidate> {
    let given = asked.line.after("api");
    let method = given.last().map(|word| word.to_ascii_uppercase());
    let method = method.filter(|word| METHODS.contains(&word.as_str()));
    let methods = if method.is_none() { methods(asked) } else { Vec::new() };
    methods.into_iter().chain(paths(asked.typed, method.as_deref())).collect()
}

/// The paths that go on from what is typed. Each ends where an id is to be filled in.
fn paths(typed: &str, method: Option<&str>) -> Vec<CompletionCandidate> {
    let mut found: BTreeMap<String, Vec<&'static Operation>> = BTreeMap::new();
    let of_method = |operation: &&Operation| method.is_none_or(|m| operation.method.as_str() == m);
    for operation in operations::all().filter(of_method) {
        if let Some(path) = filled_in(operation.path, typed) {
            found.entry(path).or_default().push(operation);
        }
    }
    found
        .into_iter()
        .map(|(path, operations)| described(path.clone(), help(&path, &operations)))
        .collect()
}

/// What a path does, as far as it is decided.
fn help(path: &str, operations: &[&'static Operation]) -> String {
    match operations {
        [only] if !path.ends_with('/') => only.summary.to_owned(),
        _ if path.ends_with('/') => String::new(),
        several => {
            let methods: Vec<&str> =
                several.iter().map(|operation| operation.method.as_str()).collect();
            methods.join(", ")
        }
    }
}

/// The template with the ids that are typed, up to the first that is not.
fn filled_in(template: &str, typed: &str) -> Option<String> {
    let typed = typed.strip_prefix('/').unwrap_or(typed);
    let mut given = typed.split('/').peekable();
    let mut path = String::new();
    for part in template.trim_start_matches('/').split('/') {
        let (given, is_last) = (given.next(), given.peek().is_none());
        path.push('/');
        match (part.starts_with('{'), given) {
            (false, Some(given)) if !part.starts_with(given) => return None,
            (true, Some("") | None) => break,
            // Nobody knows whether the id is whole yet.
            (true, Some(_)) if is_last => return None,
            (true, Some(given)) => path.push_str(given),
            (false, _) => path.push_str(part),
        }
    }
    path.starts_with(&format!("/{typed}")).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_goes_up_to_the_next_id() {
        assert_eq!(filled_in("/contacts/{id}/tags", "/con").unwrap(), "/contacts/");
        assert_eq!(
            filled_in("/contacts/{id}/tags", "/contacts/5ba/").unwrap(),
            "/contacts/5ba/tags"
        );
        assert_eq!(
            filled_in("/contacts/{id}/tags", "/contacts/5ba/t").unwrap(),
            "/contacts/5ba/tags"
        );
        assert_eq!(filled_in("/contacts/search", "/contacts/s").unwrap(), "/contacts/search");
        assert_eq!(filled_in("/contacts/{id}/tags", "/contacts/se"), None);
        assert_eq!(filled_in("/contacts/search", "/tickets"), None);
        assert_eq!(filled_in("/contacts", "/contacts/5ba"), None);
    }
}
