//! Why a row or an object is rejected or uncertain, where ictl itself found out: the words in
//! `_code` and `code`, each with what it means and what to do about it. Answers of the API bring
//! their own codes ([`crate::api::error_codes`]), and those without one are called `http_` and the
//! status.
//!
//! A code is defined in one place, with its explanation; there is no other way to make one.

use std::fmt;

/// Makes the enum, and from the same lines what is known of each variant.
macro_rules! reject_codes {
    ($($variant:ident = $name:literal: $short:literal, $meaning:literal, $advice:literal;)*) => {
        /// A code of ictl's own.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum RejectCode {
            $(#[doc = $meaning] $variant,)*
        }

        impl RejectCode {
            /// Every code.
            pub const ALL: &[RejectCode] = &[$(RejectCode::$variant,)*];

            /// The word in files and results.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(RejectCode::$variant => $name,)*
                }
            }

            /// What it means in a few words, for a line of a summary.
            pub fn in_short(self) -> &'static str {
                match self {
                    $(RejectCode::$variant => $short,)*
                }
            }

            /// What it means, in sentences.
            pub fn meaning(self) -> &'static str {
                match self {
                    $(RejectCode::$variant => $meaning,)*
                }
            }

            /// What to do about it, in sentences.
            pub fn what_to_do(self) -> &'static str {
                match self {
                    $(RejectCode::$variant => $advice,)*
                }
            }
        }
    };
}

reject_codes! {
    WrongColumnCount = "wrong_column_count": "more or fewer cells than the header",
        "The row has more or fewer cells than the header. Often a quote or a delimiter inside a \
         value is not quoted.",
        "Mend the row in rejects.csv and import that file.";
    InvalidJson = "invalid_json": "not a JSON object",
        "The line or the element is not valid JSON, or not an object.",
        "Mend the row in rejects.csv and import that file.";
    InvalidValue = "invalid_value": "a value that its field does not take",
        "A value is none that its field or custom attribute takes: a word where a number belongs, a \
         date that cannot be read, a text that is too long. The message names file, line, column and \
         value.",
        "Mend the value in rejects.csv and import that file; or leave the column out with --map \
         'COLUMN=-'.";
    MissingKey = "missing_key": "a user without email and external id",
        "The row is of a user, and has neither an email nor an external id. Intercom could not tell \
         such users apart.",
        "Give the row one of them in rejects.csv and import that file, or import leads with --role \
         lead.";
    DuplicateKey = "duplicate_key": "the key of an earlier row",
        "An earlier row of the file has the same email or external id. The first one stands.",
        "Decide which row is right. To have the later one win, import rejects.csv: it then updates \
         the contact.";
    TagFailed = "tag_failed": "the contact stands, its tag does not",
        "The contact was created or updated, but a tag could not be made or put on it. The message \
         says which tag, and why.",
        "Remove the cause and import rejects.csv: only what is missing is done.";
    CompanyFailed = "company_failed": "the contact stands, its company does not",
        "The contact was created or updated, but a company could not be made, found or attached. The \
         message says which company, and why.",
        "Remove the cause and import rejects.csv: only what is missing is done.";
    Conflict = "conflict": "the contact exists and was to be left alone",
        "A contact with the row's email or external id exists, and --on-conflict or, for an archived \
         one, --on-archived says that such rows are to be rejected.",
        "Import rejects.csv with --on-conflict update or --on-archived unarchive, or leave the \
         contacts as they are.";
    Ambiguous = "ambiguous": "the name belongs to several companies",
        "Several companies have the name in the row, and nothing says which one is meant. It is the \
         cause that a `company_failed` names.",
        "Say which one it is in a company_id column.";
    InvalidObject = "invalid_object": "the piped object lacks what the verb needs",
        "A verb was to act on a piped object, and the object lacks what the request is made from.",
        "Pipe whole objects as the API gives them, or bare ids.";
    NoAnswer = "no_answer": "sent, and nobody knows what became of it",
        "The request was sent, no answer came, and it cannot be looked up what became of it. It is \
         uncertain, and is never sent again by itself.",
        "Look at the contact, conversation or ticket. Only when it is not there, send it again.";
    Unfinished = "unfinished": "not worked through",
        "The job ended before the row was worked through.",
        "Go on with the job: run the same command with --resume.";
}

impl RejectCode {
    /// The code of this name; `None` for the API's.
    pub fn of(name: &str) -> Option<RejectCode> {
        RejectCode::ALL.iter().copied().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for RejectCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_code_is_found_by_its_name_and_says_what_to_do() {
        let names: HashSet<&str> = RejectCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), RejectCode::ALL.len());
        for code in RejectCode::ALL {
            assert_eq!(RejectCode::of(code.as_str()), Some(*code));
            assert!(code.meaning().ends_with('.') && code.what_to_do().ends_with('.'), "{code}");
        }
        assert_eq!(RejectCode::of("parameter_invalid"), None);
    }
}
