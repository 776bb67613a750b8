//! What can go wrong, said so that the reader knows what to do next; and the only
//! mapping from a kind of failure to an exit code.
//!
//! It is the lowest layer: every module may return an [`Error`], none needs to know
//! how it will be shown.

use std::fmt;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Whose turn it is after a failure. The exit code follows from it alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Understood, but it could not be done: a 4xx, an invalid file, a refused confirmation.
    Failed,
    /// The command line is wrong, or lacks a flag that a script must give.
    Usage,
    /// A bulk job finished, but rows were rejected or are uncertain.
    Partial,
    /// Not logged in, or the token was refused.
    Auth,
    /// Rate limit, 5xx or network after all retries: nothing was done, running again may work.
    Temporary,
    /// The request was sent and its outcome is unknown: look before running it again.
    Unknown,
    /// The user or the system interrupted the command.
    Interrupted,
    /// The reader of stdout has gone: there is nobody left to work for, which is no failure.
    ReaderGone,
}

impl Kind {
    /// Every kind, in the order of its exit code.
    pub const ALL: [Kind; 8] = [
        Kind::ReaderGone,
        Kind::Failed,
        Kind::Usage,
        Kind::Partial,
        Kind::Auth,
        Kind::Temporary,
        Kind::Unknown,
        Kind::Interrupted,
    ];

    /// The process's exit code.
    pub fn exit_code(self) -> u8 {
        match self {
            Kind::ReaderGone => 0,
            Kind::Failed => 1,
            Kind::Usage => 2,
            Kind::Partial => 3,
            Kind::Auth => 4,
            Kind::Temporary => 5,
            Kind::Unknown => 6,
            Kind::Interrupted => 130,
        }
    }

    /// The word for `error.kind` in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::ReaderGone => "reader_gone",
            Kind::Failed => "failed",
            Kind::Usage => "usage",
            Kind::Partial => "partial",
            Kind::Auth => "auth",
            Kind::Temporary => "temporary",
            Kind::Unknown => "unknown_outcome",
            Kind::Interrupted => "interrupted",
        }
    }

    /// What has happened, in a sentence or two.
    pub fn meaning(self) -> &'static str {
        match self {
            Kind::ReaderGone => "Done, also where the reader of a pipe went away before the end.",
            Kind::Failed => {
                "Understood, and it could not be done: refused by the API, an invalid file, a \
                 declined question, a failed check."
            }
            Kind::Usage => {
                "The command line is wrong, or lacks a flag that a script must give. Nothing was sent."
            }
            Kind::Partial => {
                "A bulk job has finished, and some of its rows were rejected or are uncertain."
            }
            Kind::Auth => "Not logged in, or the token was refused.",
            Kind::Temporary => {
                "Rate limit, server or network, after all retries. Nothing was done, or doing it again \
                 can do no harm."
            }
            Kind::Unknown => {
                "The request was sent, no answer came, and a repeat could do it twice: nobody knows \
                 whether it took effect."
            }
            Kind::Interrupted => {
                "Ctrl-C or a signal ended the command; the message says how to go on."
            }
        }
    }

    /// Whose turn it is, and with what, in a sentence or two.
    pub fn what_to_do(self) -> &'static str {
        match self {
            Kind::ReaderGone => "Nothing.",
            Kind::Failed => "Change the request, the file or the workspace; the message says what.",
            Kind::Usage => "Change the command line; the message names the flag.",
            Kind::Partial => {
                "Mend the rows in rejects.csv and import that file. Look at uncertain ones first."
            }
            Kind::Auth => {
                "Log in with `ictl auth login`, or set INTERCOM_TOKEN to a valid access token."
            }
            Kind::Temporary => "Run the same command again later; a job goes on with --resume.",
            Kind::Unknown => "Look at what the command was about first, then decide.",
            Kind::Interrupted => "For a job, run the command that the message gives: it goes on.",
        }
    }
}

/// What the API said about a failure, for `error.status` and its neighbours in JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ApiFacts {
    /// HTTP status.
    pub status: Option<u16>,
    /// Intercom's error code, such as `parameter_invalid`.
    pub code: Option<String>,
    /// The request field the API complained about.
    pub field: Option<String>,
    /// Intercom's `request_id`, which its support asks for.
    pub request_id: Option<String>,
}

/// A failure: its kind, what failed, what to do next, and what caused it.
///
/// Boxed inside, so that a `Result<T>` stays as small as its `T`.
pub struct Error(Box<Inner>);

struct Inner {
    kind: Kind,
    message: String,
    hint: Option<String>,
    api: ApiFacts,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl Error {
    /// An error of this kind. `message` says what failed, without a trailing full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            hint: None,
            api: ApiFacts::default(),
            source: None,
        }))
    }

    /// Understood, but it could not be done (exit 1).
    pub fn failed(message: impl Into<String>) -> Self {
        Error::new(Kind::Failed, message)
    }

    /// The command line is at fault (exit 2).
    pub fn usage(message: impl Into<String>) -> Self {
        Error::new(Kind::Usage, message)
    }

    /// The reader of stdout closed the pipe (exit 0, nothing said).
    pub fn reader_gone() -> Self {
        Error::new(Kind::ReaderGone, "the reader of the output has gone")
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// Adds what the API said.
    #[must_use]
    pub fn api(mut self, facts: ApiFacts) -> Self {
        self.0.api = facts;
        self
    }

    /// Keeps the cause, for `--verbose`.
    #[must_use]
    pub fn source(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(cause));
        self
    }

    /// Puts where it happened in front of the message: `context: message`.
    #[must_use]
    pub fn context(mut self, context: impl fmt::Display) -> Self {
        self.0.message = format!("{context}: {}", self.0.message);
        self
    }

    /// Whose turn it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What failed.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do next, where the place that failed knew.
    pub fn hint_text(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }

    /// What the API said; empty when no answer was involved.
    pub fn api_facts(&self) -> &ApiFacts {
        &self.0.api
    }

    /// The line that ends stderr when JSON output was asked for. Absent facts are null.
    pub fn to_json(&self) -> serde_json::Value {
        let api = self.api_facts();
        serde_json::json!({"error": {
            "kind": self.kind().as_str(),
            "message": self.message(),
            "hint": self.hint_text(),
            "status": api.status,
            "code": api.code,
            "field": api.field,
            "request_id": api.request_id,
        }})
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("message", &self.0.message)
            .field("hint", &self.0.hint)
            .field("api", &self.0.api)
            .field("source", &self.0.source)
            .finish()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.source {
            Some(cause) => Some(cause.as_ref()),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_word_and_an_exit_code_of_its_own() {
        let codes: Vec<u8> = Kind::ALL.iter().map(|kind| kind.exit_code()).collect();
        assert_eq!(codes, [0, 1, 2, 3, 4, 5, 6, 130]);
        for kind in Kind::ALL {
            assert!(kind.meaning().ends_with('.') && kind.what_to_do().ends_with('.'));
        }
    }
}
