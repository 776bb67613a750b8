//! Everything that can be explained, in one form: it is gathered from the places that define it.

use serde_json::{Value, json};

use crate::api::Repeat;
use crate::api::error_codes::{self, Explanation};
use crate::api::error_list::kind_of_status;
use crate::bulk::reject_code::RejectCode;
use crate::bulk::tally::OutcomeKind;
use crate::error::Kind as Failure;
use crate::likeness::plain_name;
use crate::sandbox::{NOT_EMULATED, NOT_EMULATED_ADVICE, NOT_EMULATED_MEANING};

/// Who uses the word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// How the process ends; also the `kind` of an error in JSON.
    ExitCode,
    /// What became of a row or an object.
    Outcome,
    /// Why ictl itself rejects a row or an object, or cannot tell what became of it.
    RowCode,
    /// Intercom's error codes.
    ApiCode,
    /// The status of an answer.
    HttpStatus,
    /// A word of the sandbox alone.
    SandboxCode,
}

impl Kind {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::ExitCode => "exit_code",
            Kind::Outcome => "outcome",
            Kind::RowCode => "row_code",
            Kind::ApiCode => "api_code",
            Kind::HttpStatus => "http_status",
            Kind::SandboxCode => "sandbox_code",
        }
    }

    /// For people.
    pub fn in_words(self) -> &'static str {
        match self {
            Kind::ExitCode => "an exit code",
            Kind::Outcome => "an outcome of a row or an object",
            Kind::RowCode => "a code of ictl for a row or an object",
            Kind::ApiCode => "an error code of Intercom",
            Kind::HttpStatus => "an HTTP status",
            Kind::SandboxCode => "an error code of the sandbox",
        }
    }
}

/// One word, explained.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The word: `not_found`, `404`, `exit 3`, `duplicate_key`.
    pub code: String,
    /// Other words for the same.
    pub also: Vec<&'static str>,
    /// Who uses it.
    pub kind: Kind,
    /// The HTTP statuses that it comes with.
    pub statuses: &'static [u16],
    /// The exit codes that it leads to, after a command that may be repeated.
    pub exit_codes: Vec<u8>,
    /// What it says.
    pub meaning: &'static str,
    /// What to do about it.
    pub what_to_do: String,
    /// Where it is met; empty for what any command may meet.
    pub met: &'static str,
    /// A command that helps; empty where none does.
    pub example: &'static str,
}

impl Entry {
    /// What scripts get. Its keys are an interface.
    pub fn to_json(&self) -> Value {
        let known = |text: &'static str| Some(text).filter(|text| !text.is_empty());
        json!({
            "code": self.code,
            "kind": self.kind.as_str(),
            "also": self.also,
            "statuses": self.statuses,
            "exit_codes": self.exit_codes,
            "meaning": self.meaning,
            "what_to_do": self.what_to_do,
            "met_in": known(self.met),
            "example": known(self.example),
        })
    }

    /// True for any way to write its name, which holds no punctuation any more.
    fn answers_to(&self, name: &str) -> bool {
        let bare = |prefix: &str| name.strip_prefix(prefix).unwrap_or(name).to_owned();
        match self.kind {
            Kind::HttpStatus => {
                let number = bare("http").parse::<u16>();
                name == self.code || number.is_ok_and(|number| self.statuses.contains(&number))
            }
            Kind::ExitCode => {
                let number = bare("exit");
                let number = number.strip_prefix("code").unwrap_or(&number);
                plain_name(&self.code) == format!("exit{number}") || self.is_called(name)
            }
            _ => self.is_called(name),
        }
    }

    fn is_called(&self, name: &str) -> bool {
        plain_name(&self.code) == name || self.also.iter().any(|also| plain_name(also) == name)
    }
}

/// Everything that can be explained, grouped by who uses it.
pub fn all() -> Vec<Entry> {
    let exits = Failure::ALL.into_iter().map(exit);
    let outcomes = OutcomeKind::ALL.into_iter().map(outcome);
    let rows = RejectCode::ALL.iter().copied().map(row);
    let codes = error_codes::codes().map(|known| explained(known, Kind::ApiCode));
    let statuses = error_codes::statuses().map(|known| explained(known, Kind::HttpStatus));
    exits.chain(outcomes).chain(rows).chain(codes).chain(statuses).chain([not_emulated()]).collect()
}

/// What the words name together, or else each of them; nothing where one of them names nothing.
pub fn named(words: &[String]) -> Vec<Entry> {
    let together = called(&words.concat());
    if !together.is_empty() {
        return together;
    }
    let each: Vec<Vec<Entry>> = words.iter().map(|word| called(word)).collect();
    if each.iter().any(Vec::is_empty) { Vec::new() } else { each.concat() }
}

fn called(word: &str) -> Vec<Entry> {
    let name = plain_name(word);
    all().into_iter().filter(|entry| entry.answers_to(&name)).collect()
}

fn exit(kind: Failure) -> Entry {
    let word = match kind {
        Failure::ReaderGone => Vec::new(),
        other => vec![other.as_str()],
    };
    Entry {
        code: format!("exit {}", kind.exit_code()),
        also: word,
        kind: Kind::ExitCode,
        statuses: &[],
        exit_codes: vec![kind.exit_code()],
        meaning: kind.meaning(),
        what_to_do: kind.what_to_do().to_owned(),
        met: "",
        example: "",
    }
}

fn outcome(outcome: OutcomeKind) -> Entry {
    let exit_codes = match outcome {
        OutcomeKind::Rejected | OutcomeKind::Uncertain => vec![Failure::Partial.exit_code()],
        _ => vec![0],
    };
    Entry {
        code: outcome.as_str().to_owned(),
        also: Vec::new(),
        kind: Kind::Outcome,
        statuses: &[],
        exit_codes,
        meaning: outcome.meaning(),
        what_to_do: outcome.what_to_do().to_owned(),
        met: "imports, and streams of ids",
        example: "",
    }
}

fn row(code: RejectCode) -> Entry {
    Entry {
        code: code.as_str().to_owned(),
        also: Vec::new(),
        kind: Kind::RowCode,
        statuses: &[],
        exit_codes: vec![Failure::Partial.exit_code()],
        meaning: code.meaning(),
        what_to_do: code.what_to_do().to_owned(),
        met: match code {
            RejectCode::InvalidObject => "streams of ids",
            RejectCode::NoAnswer => "imports, and streams of ids",
            _ => "imports: `_code` in rejects.csv, `problems` in report.json",
        },
        example: "",
    }
}

fn explained(known: &'static Explanation, kind: Kind) -> Entry {
    let exits = known.statuses.iter().map(|status| kind_of_status(*status, Repeat::Safe));
    let mut exit_codes: Vec<u8> = exits.map(Failure::exit_code).collect();
    exit_codes.sort_unstable();
    exit_codes.dedup();
    Entry {
        code: known.name.to_owned(),
        also: Vec::new(),
        kind,
        statuses: known.statuses,
        exit_codes,
        meaning: known.meaning,
        what_to_do: known.what_to_do(),
        met: known.met,
        example: known.example,
    }
}

fn not_emulated() -> Entry {
    Entry {
        code: NOT_EMULATED.to_owned(),
        also: Vec::new(),
        kind: Kind::SandboxCode,
        statuses: &[501],
        exit_codes: vec![kind_of_status(501, Repeat::Safe).exit_code()],
        meaning: NOT_EMULATED_MEANING,
        what_to_do: NOT_EMULATED_ADVICE.to_owned(),
        met: "--sandbox, ictl sandbox serve",
        example: "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(words: &[&str]) -> Vec<Kind> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        named(&words).iter().map(|entry| entry.kind).collect()
    }

    #[test]
    fn a_word_is_found_however_it_is_written() {
        for words in [&["not_found"][..], &["NOT-FOUND"], &["not", "found"], &["Not Found"]] {
            assert_eq!(kinds(words), [Kind::ApiCode], "{words:?}");
        }
        for words in [&["404"][..], &["http_404"], &["HTTP", "404"], &["307"]] {
            assert_eq!(kinds(words), [Kind::HttpStatus], "{words:?}");
        }
        for words in [&["exit", "3"][..], &["exit-3"], &["exit code 3"], &["3"], &["partial"]] {
            assert_eq!(kinds(words), [Kind::ExitCode], "{words:?}");
        }
    }

    #[test]
    fn a_word_of_two_kinds_is_explained_as_both_and_two_words_as_each() {
        assert_eq!(kinds(&["conflict"]), [Kind::RowCode, Kind::ApiCode]);
        assert_eq!(kinds(&["403", "forbidden"]), [Kind::HttpStatus, Kind::ApiCode]);
        assert!(kinds(&["403", "frobnicated"]).is_empty());
        assert!(kinds(&[""]).is_empty());
    }

    #[test]
    fn statuses_lead_to_exit_codes() {
        let of = |word: &str| named(&[word.to_owned()])[0].exit_codes.clone();
        assert_eq!((of("401"), of("429"), of("422")), (vec![4], vec![5], vec![1]));
    }
}
