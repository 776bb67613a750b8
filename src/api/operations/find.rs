//! Which operation a request, or a person's words, speak of.
//!
//! Apart from the table because it is the only logic here: templates against concrete
//! paths, and words against what a row says of itself.

use super::row::Operation;

/// The operation behind a concrete request.
#[derive(Debug, Clone)]
pub struct Match<'path> {
    /// The row.
    pub operation: &'static Operation,
    /// The values of its path parameters, in the path's order, still percent-encoded.
    pub arguments: Vec<&'path str>,
}

/// Finds the operation that a request is, such as `GET` `/contacts/5ba6…/tags`.
///
/// The method is in capitals, as it is sent. The path is without host; a query and a slash
/// at its end are ignored. Where several templates fit, a word of the template beats a
/// parameter: `/contacts/search` is never a contact with the id `search`.
pub fn find<'path>(method: &str, path: &'path str) -> Option<Match<'path>> {
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_matches('/');
    let segments: Vec<&str> = path.split('/').collect();
    super::all()
        .filter(|operation| operation.method.as_str() == method && fits(operation.path, &segments))
        .max_by_key(|operation| literals(operation.path))
        .map(|operation| Match { operation, arguments: arguments(operation.path, &segments) })
}

/// Finds the operations that every one of these words speaks of, the likeliest first.
///
/// A word may stand in the command, the id, the path, the summary, the details or a field's
/// name, in any case. Rows that have more of the words in their command come first, then those
/// with more of them in their summary; without words, every row is found.
pub fn search<S: AsRef<str>>(words: &[S]) -> Vec<&'static Operation> {
    let words: Vec<String> = words.iter().map(|word| word.as_ref().to_lowercase()).collect();
    let mut found: Vec<_> = super::all().filter(|operation| speaks_of(operation, &words)).collect();
    found.sort_by_key(|operation| std::cmp::Reverse(likeness(operation, &words)));
    found
}

fn template(path: &'static str) -> impl Iterator<Item = &'static str> {
    path.trim_matches('/').split('/')
}

fn is_parameter(segment: &str) -> bool {
    segment.starts_with('{')
}

fn fits(path: &'static str, segments: &[&str]) -> bool {
    template(path).count() == segments.len()
        && template(path).zip(segments).all(|(expected, &given)| {
            if is_parameter(expected) { !given.is_empty() } else { expected == given }
        })
}

/// Says for each segment whether it is a word; compared, the earlier segment decides.
fn literals(path: &'static str) -> Vec<bool> {
    template(path).map(|segment| !is_parameter(segment)).collect()
}

fn arguments<'path>(path: &'static str, segments: &[&'path str]) -> Vec<&'path str> {
    let parameters = template(path).zip(segments).filter(|(expected, _)| is_parameter(expected));
    parameters.map(|(_, &given)| given).collect()
}

fn speaks_of(operation: &Operation, words: &[String]) -> bool {
    let names = operation.body.iter().map(|field| field.name);
    let names = names.chain(operation.query.iter().map(|param| param.name));
    let mut text = operation.command.join(" ");
    let own = [operation.id, operation.method.as_str(), operation.path];
    for part in own.into_iter().chain([operation.summary, operation.details]).chain(names) {
        text.push(' ');
        text.push_str(part);
    }
    let text = text.to_lowercase();
    words.iter().all(|word| text.contains(word))
}

fn likeness(operation: &Operation, words: &[String]) -> (usize, usize) {
    let in_command = words.iter().filter(|word| operation.command.contains(&word.as_str()));
    let summary = operation.summary.to_lowercase();
    let in_summary = words.iter().filter(|word| summary.contains(word.as_str()));
    (in_command.count(), in_summary.count())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(method: &str, path: &str) -> Option<&'static str> {
        find(method, path).map(|found| found.operation.id)
    }

    #[test]
    fn a_word_of_a_template_beats_a_parameter() {
        assert_eq!(found("POST", "/contacts/merge"), Some("MergeContact"));
        assert_eq!(found("POST", "/contacts/search"), Some("SearchContacts"));
        assert_eq!(found("GET", "/conversations/deleted"), Some("listDeletedConversationIds"));
        assert_eq!(found("GET", "/conversations/attributes"), Some("listConversationAttributes"));
        assert_eq!(found("GET", "/conversations/42"), Some("retrieveConversation"));
        assert_eq!(found("GET", "/conversations/attributes/7"), Some("getConversationAttribute"));
    }

    #[test]
    fn arguments_come_in_the_order_of_the_path() {
        let found = find("DELETE", "/contacts/5ba6/tags/7?x=1").unwrap();
        assert_eq!(found.operation.id, "detachTagFromContact");
        assert_eq!(found.arguments, ["5ba6", "7"]);
    }

    #[test]
    fn method_and_length_must_fit() {
        assert_eq!(found("PATCH", "/contacts/5ba6"), None);
        assert_eq!(found("GET", "/contacts//tags"), None);
        assert_eq!(found("GET", "/nothing/like/it"), None);
        assert_eq!(found("GET", "/"), None);
    }

    #[test]
    fn a_slash_at_the_end_is_ignored() {
        assert_eq!(found("GET", "/contacts/"), Some("ListContacts"));
    }

    #[test]
    fn a_search_puts_the_command_named_by_the_words_first() {
        let found = search(&["Contacts", "merge"]);
        assert_eq!(found[0].id, "MergeContact");
        assert!(found.iter().any(|operation| operation.id == "ListContactMergeHistory"));
        assert_eq!(search(&["find_by_external_id"])[0].id, "ShowContactByExternalId");
        assert!(search(&["contacts", "no such thing"]).is_empty());
    }

    #[test]
    fn a_search_without_words_finds_everything() {
        assert_eq!(search::<&str>(&[]).len(), super::super::all().count());
    }
}
