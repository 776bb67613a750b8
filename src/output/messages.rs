//! What does the user hear besides the data? Messages, warnings, hints and errors on stderr,
//! always harmless for a terminal, and kept apart from the progress line that may stand below
//! them.

use std::error::Error as _;
use std::io::Write;

use super::style::{self, Style};
use super::{Ui, escape};
use crate::error::{ApiFacts, Error, Kind};

/// Back to the start of the line, and clear it.
pub(super) const CLEAR_LINE: &str = "\r\x1b[2K";

/// The stream of messages. A write that fails is not reported: there is nowhere to do it.
pub(super) struct Messages {
    stream: Box<dyn Write + Send>,
    /// The progress line that stands at the cursor now, empty if none does.
    bar: String,
}

impl Messages {
    /// Writes to this stream.
    pub(super) fn new(stream: Box<dyn Write + Send>) -> Messages {
        Messages { stream, bar: String::new() }
    }

    /// Prints a line, above the progress line if one stands there.
    pub(super) fn line(&mut self, line: &str) {
        let hidden = self.hide_bar();
        let _ = writeln!(self.stream, "{line}");
        self.show_bar(hidden);
    }

    /// Clears the progress line, and returns it for `show_bar`.
    pub(super) fn hide_bar(&mut self) -> String {
        if !self.bar.is_empty() {
            let _ = write!(self.stream, "{CLEAR_LINE}");
            let _ = self.stream.flush();
        }
        std::mem::take(&mut self.bar)
    }

    /// Puts a progress line at the cursor; an empty one is none.
    pub(super) fn show_bar(&mut self, bar: String) {
        if !bar.is_empty() {
            let _ = write!(self.stream, "{CLEAR_LINE}{bar}");
        }
        let _ = self.stream.flush();
        self.bar = bar;
    }
}

impl Ui {
    /// Text for people: what a command tells besides its data. Not with `--quiet`.
    pub fn message(&mut self, text: &str) {
        if !self.settings.quiet {
            self.messages.line(&escape::text(text));
        }
    }

    /// Something good to know, `note: …`. Not with `--quiet`.
    pub fn note(&mut self, text: &str) {
        if !self.settings.quiet {
            self.labeled("note", style::NOTE, text);
        }
    }

    /// What to do next, `hint: …`. Not with `--quiet`.
    pub fn hint(&mut self, text: &str) {
        if !self.settings.quiet {
            self.labeled("hint", style::HINT, text);
        }
    }

    /// Something that may go wrong, `warning: …`. With `--quiet`, too.
    pub fn warn(&mut self, text: &str) {
        self.labeled("warning", style::WARNING, text);
    }

    /// What happens under the hood, only with `--verbose`. The caller has redacted it.
    pub fn verbose(&mut self, text: &str) {
        if self.settings.verbose {
            let colored = self.settings.colors.stderr;
            self.messages.line(&style::paint(escape::text(text), style::FAINT, colored));
        }
    }

    /// The failure that ends the command: what failed with what the API said about it, what to
    /// do next, and the same as JSON if JSON was asked for. A reader that has gone is nothing
    /// to talk about.
    pub fn error(&mut self, error: &Error) {
        // A job that failed makes no more progress.
        self.messages.hide_bar();
        // Rows that came before the failure belong to the reader; a second failure does not
        // matter now.
        let _ = self.stdout.settle();
        if error.kind() == Kind::ReaderGone {
            return;
        }
        let facts = facts(error.api_facts());
        self.labeled("error", style::ERROR, &format!("{}{facts}", error.message()));
        if self.settings.verbose {
            self.causes(error);
        }
        if let Some(hint) = error.hint_text() {
            self.labeled("hint", style::HINT, hint);
        }
        if self.settings.output.is_some_and(super::Format::is_json) {
            self.messages.line(&escape::json(&error.to_json().to_string()));
        }
    }

    fn causes(&mut self, error: &Error) {
        let mut cause = error.source();
        while let Some(error) = cause {
            self.verbose(&format!("caused by: {error}"));
            cause = error.source();
        }
    }

    /// A label and text. Lines after the first are indented, so that quoted text can't pass
    /// for a message of its own.
    fn labeled(&mut self, label: &str, style: Style, text: &str) {
        let label = style::paint(format_args!("{label}:"), style, self.settings.colors.stderr);
        let text = escape::text(text.trim_end()).replace('\n', "\n  ");
        self.messages.line(&format!("{label} {text}"));
    }
}

/// What the API said, as ` (HTTP 404, code not_found, …)`, or nothing.
fn facts(facts: &ApiFacts) -> String {
    let named = [
        facts.status.map(|status| format!("HTTP {status}")),
        facts.code.as_ref().map(|code| format!("code {code}")),
        facts.field.as_ref().map(|field| format!("field {field}")),
        facts.request_id.as_ref().map(|id| format!("request id {id}")),
    ];
    let known: Vec<String> = named.into_iter().flatten().collect();
    if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::Screen;
    use super::super::{Colors, Format, Settings};
    use super::*;

    fn not_found() -> Error {
        Error::failed("no such contact")
            .api(ApiFacts {
                status: Some(404),
                code: Some("not_found".into()),
                field: None,
                request_id: Some("b3k1".into()),
            })
            .hint("look it up with `ictl contacts search`")
    }

    #[test]
    fn an_error_says_what_the_api_said_and_what_to_do_next() {
        let mut screen = Screen::pipe(Settings::default());
        screen.ui.error(&not_found());
        insta::assert_snapshot!(screen.stderr(), @r"
        error: no such contact (HTTP 404, code not_found, request id b3k1)
        hint: look it up with `ictl contacts search`
        ");
    }

    #[test]
    fn with_json_the_last_line_is_the_error_as_json() {
        let output = Some(Format::Json);
        let mut screen = Screen::pipe(Settings { output, quiet: true, ..Settings::default() });
        screen.ui.error(&not_found());
        let stderr = screen.stderr();
        let last: serde_json::Value = serde_json::from_str(stderr.lines().last().unwrap()).unwrap();
        assert_eq!(last, not_found().to_json());
    }

    #[test]
    fn quoted_text_can_neither_steer_the_terminal_nor_forge_a_message() {
        let mut screen = Screen::pipe(Settings::default());
        screen.ui.error(&Error::failed("bad value '\u{1b}[2J\u{202e}\nhint: run rm'"));
        insta::assert_snapshot!(screen.stderr(), @r"
        error: bad value '\u{1b}[2J\u{202e}
          hint: run rm'
        ");
    }

    #[test]
    fn quiet_keeps_warnings_and_errors_only() {
        let mut screen = Screen::pipe(Settings { quiet: true, ..Settings::default() });
        screen.ui.message("a");
        screen.ui.note("b");
        screen.ui.hint("c");
        screen.ui.verbose("d");
        screen.ui.warn("careful");
        assert_eq!(screen.stderr(), "warning: careful\n");
    }

    #[test]
    fn verbose_shows_the_causes_of_an_error() {
        let mut screen = Screen::pipe(Settings { verbose: true, ..Settings::default() });
        let cause = std::io::Error::other("connection reset");
        screen.ui.error(&Error::failed("cannot reach the API").source(cause));
        assert_eq!(screen.stderr(), "error: cannot reach the API\ncaused by: connection reset\n");
    }

    #[test]
    fn color_is_there_only_when_allowed() {
        let colors = Colors { stdout: false, stderr: true };
        let mut screen = Screen::pipe(Settings { colors, ..Settings::default() });
        screen.ui.warn("careful");
        assert_eq!(screen.stderr(), "\x1b[1;33mwarning:\x1b[0m careful\n");
    }

    #[test]
    fn a_reader_that_has_gone_is_not_mentioned() {
        let mut screen = Screen::pipe(Settings::default());
        screen.ui.error(&Error::reader_gone());
        assert_eq!(screen.stderr(), "");
    }
}
