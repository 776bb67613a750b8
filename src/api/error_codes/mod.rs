//! What do the words mean in which Intercom says no? One table of its error codes and of the HTTP
//! statuses, with what to do about each. Errors take their hints from it, `ictl explain` its cards
//! and the page on errors its lists, so that all of them say the same.
//!
//! It is apart from [`super::error_list`], which reads an answer: here is only what is known of a word
//! before any answer came. Intercom adds codes at any time, so nothing may depend on finding one.

mod absence;
mod access;
mod conflict;
mod passing;
mod refused;
mod statuses;

pub use access::TOKEN_REFUSED;

/// What is known of an error code or of an HTTP status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Explanation {
    /// The code, such as `parameter_invalid`, or the status, such as `404`.
    pub name: &'static str,
    /// The statuses that it is documented or was seen with; none where no source says.
    pub statuses: &'static [u16],
    /// What it says, in a sentence or two.
    pub meaning: &'static str,
    /// What to do, as an error's hint says it: a clause without a full stop.
    pub hint: &'static str,
    /// What the hint has no room for, in sentences; empty where the hint says all.
    pub more: &'static str,
    /// Where it is met; empty for what any command may meet.
    pub met: &'static str,
    /// A command that helps or that is about it; empty where none does.
    pub example: &'static str,
}

impl Explanation {
    const fn new(
        name: &'static str,
        statuses: &'static [u16],
        meaning: &'static str,
        hint: &'static str,
    ) -> Self {
        Explanation { name, statuses, meaning, hint, more: "", met: "", example: "" }
    }

    const fn more(mut self, more: &'static str) -> Self {
        self.more = more;
        self
    }

    const fn met(mut self, met: &'static str) -> Self {
        self.met = met;
        self
    }

    const fn example(mut self, example: &'static str) -> Self {
        self.example = example;
        self
    }

    /// What to do about it, in whole sentences.
    pub fn what_to_do(&self) -> String {
        let mut letters = self.hint.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string());
        let sentence = format!("{}{}.", first.unwrap_or_default(), letters.as_str());
        if self.more.is_empty() { sentence } else { format!("{sentence} {}", self.more) }
    }
}

/// Intercom's error codes, by the status that they usually come with (docs: Error Codes, the lists of
/// 2.16 and 2.17; the examples of OpenAPI 2.16 and Preview; the official Ruby library).
pub fn codes() -> impl Iterator<Item = &'static Explanation> {
    let groups = [refused::CODES, access::CODES, absence::CODES, conflict::CODES, passing::CODES];
    groups.into_iter().flatten()
}

/// The statuses that Intercom and what stands in front of it answer with (docs: HTTP Responses).
pub fn statuses() -> impl Iterator<Item = &'static Explanation> {
    statuses::STATUSES.iter()
}

/// What is known of an error code, as the API writes it.
pub fn code(name: &str) -> Option<&'static Explanation> {
    codes().find(|known| known.name == name)
}

/// What is known of a status. Of redirects one explanation holds for all.
pub fn status(status: u16) -> Option<&'static Explanation> {
    statuses().find(|known| known.statuses.contains(&status))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn each_code_and_each_status_is_explained_once() {
        let mut seen = HashSet::new();
        for known in codes() {
            assert!(seen.insert(known.name), "{} stands in the table twice", known.name);
        }
        let mut seen = HashSet::new();
        for status in statuses().flat_map(|known| known.statuses) {
            assert!(seen.insert(status), "{status} stands in the table twice");
        }
    }

    #[test]
    fn every_status_of_a_code_is_explained_itself() {
        for known in codes() {
            for number in known.statuses {
                assert!(status(*number).is_some(), "{} comes with {number}", known.name);
            }
        }
    }

    #[test]
    fn meanings_are_sentences_and_hints_are_clauses() {
        for known in codes().chain(statuses()) {
            let name = known.name;
            assert!(known.meaning.ends_with('.'), "{name}: {}", known.meaning);
            assert!(known.more.is_empty() || known.more.ends_with('.'), "{name}: {}", known.more);
            assert!(!known.hint.is_empty() && !known.hint.ends_with('.'), "{name}: {}", known.hint);
            let is_clause =
                known.hint.starts_with(char::is_lowercase) || known.hint.starts_with("Intercom");
            assert!(is_clause, "{name}: {}", known.hint);
        }
    }

    #[test]
    fn what_to_do_begins_with_the_hint() {
        let known = code("rate_limit_exceeded").unwrap();
        assert!(known.what_to_do().starts_with("The rate limit is used up: "));
        assert!(known.what_to_do().ends_with('.'));
    }
}
