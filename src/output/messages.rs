//! What does the user hear besides the data? Messages, warnings, hints and errors on stderr,
//! always harmless for a terminal, and kept apart from the progress bar that may stand below
//! them.
//!
//! [`Messages`] is a handle of its own, because something may be worth telling while the user
//! interface is busy: a request that is being repeated, for instance.

use std::error::Error as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::ProgressBar;

use super::badge::{self, Badge};
use super::stderr::Stderr;
use super::style::{self, Style};
use super::{Settings, Ui, escape};
use crate::error::{ApiFacts, Error, Kind};

/// Speaks to the user on stderr. Clones and [`Ui`] itself share the stream, the progress bar
/// and the settings, so a handle may be taken before the settings are known.
#[derive(Clone)]
pub struct Messages(Arc<Mutex<State>>);

struct State {
    stderr: Stderr,
    /// The progress bar that stands at the cursor now.
    bar: Option<ProgressBar>,
    manner: Manner,
    badges: Vec<Badge>,
}

/// What the global flags say about messages.
#[derive(Clone, Copy, Default)]
struct Manner {
    quiet: bool,
    verbose: bool,
    colored: bool,
}

impl Messages {
    /// Text for people: what a command tells besides its data. Not with `--quiet`.
    pub fn message(&self, text: &str) {
        if !self.manner().quiet {
            self.line(&self.shown(text));
        }
    }

    /// What the user is asked to do, without which the command cannot go on. With `--quiet`, too.
    pub fn prompt(&self, text: &str) {
        self.line(&self.shown(text));
    }

    /// Something good to know, `note: …`. Not with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.manner().quiet {
            self.labeled("note", style::NOTE, text);
        }
    }

    /// What to do next, `hint: …`. Not with `--quiet`.
    pub fn hint(&self, text: &str) {
        if !self.manner().quiet {
            self.labeled("hint", style::HINT, text);
        }
    }

    /// Something that may go wrong, `warning: …`. With `--quiet`, too.
    pub fn warn(&self, text: &str) {
        self.labeled("warning", style::WARNING, text);
    }

    /// True when what happens under the hood is to be told.
    pub fn is_verbose(&self) -> bool {
        self.manner().verbose
    }

    /// What happens under the hood, only with `--verbose`. The caller has redacted it.
    pub fn verbose(&self, text: &str) {
        let Manner { verbose, colored, .. } = self.manner();
        if verbose {
            self.line(&style::paint(escape::text(text), style::FAINT, colored));
        }
    }

    /// Speaks on this stream, with default settings.
    pub(super) fn new(stderr: Stderr) -> Messages {
        let state = State { stderr, bar: None, manner: Manner::default(), badges: Vec::new() };
        Messages(Arc::new(Mutex::new(state)))
    }

    /// Takes over what the global flags say.
    pub(super) fn configure(&self, settings: &Settings) {
        let Settings { quiet, verbose, .. } = *settings;
        let mut state = self.state();
        state.manner = Manner { quiet, verbose, colored: settings.colors.stderr };
        state.badges.clone_from(&settings.badges);
    }

    /// The text fit for the terminal, with what should stand out in its color.
    pub(super) fn shown(&self, text: &str) -> String {
        let text = escape::text(text);
        let state = self.state();
        if state.manner.colored { badge::painted(&text, &state.badges) } else { text.into_owned() }
    }

    /// Prints a line that is fit for a terminal, above the progress bar if one stands there.
    pub(super) fn line(&self, line: &str) {
        let state = self.state();
        let write = || state.stderr.write(&format!("{line}\n"));
        match &state.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }

    /// The stream, to draw a progress bar on.
    pub(super) fn stderr(&self) -> Stderr {
        self.state().stderr.clone()
    }

    /// The progress bar that stands at the cursor. Suspend it to write to the terminal; what
    /// runs meanwhile must not speak here, or it waits for itself.
    pub(super) fn bar(&self) -> Option<ProgressBar> {
        self.state().bar.clone()
    }

    /// Says that this progress bar stands at the cursor from now on.
    pub(super) fn set_bar(&self, bar: ProgressBar) {
        self.state().bar = Some(bar);
    }

    /// Takes the progress bar away.
    pub(super) fn remove_bar(&self) {
        if let Some(bar) = self.state().bar.take() {
            bar.finish_and_clear();
        }
    }

    fn manner(&self) -> Manner {
        self.state().manner
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A label and text. Lines after the first are indented, so that quoted text can't pass
    /// for a message of its own.
    fn labeled(&self, label: &str, style: Style, text: &str) {
        let label = style::paint(format_args!("{label}:"), style, self.manner().colored);
        let text = self.shown(text.trim_end()).replace('\n', "\n  ");
        self.line(&format!("{label} {text}"));
    }
}

impl Ui {
    /// A handle to speak to the user while the user interface itself is in use.
    pub fn messages(&self) -> Messages {
        self.messages.clone()
    }

    /// See [`Messages::message`].
    pub fn message(&mut self, text: &str) {
        self.messages.message(text);
    }

    /// See [`Messages::note`].
    pub fn note(&mut self, text: &str) {
        self.messages.note(text);
    }

    /// See [`Messages::hint`].
    pub fn hint(&mut self, text: &str) {
        self.messages.hint(text);
    }

    /// See [`Messages::warn`].
    pub fn warn(&mut self, text: &str) {
        self.messages.warn(text);
    }

    /// See [`Messages::verbose`].
    pub fn verbose(&mut self, text: &str) {
        self.messages.verbose(text);
    }

    /// The failure that ends the command: what failed with what the API said about it, what to
    /// do next, and the same as JSON if JSON was asked for. A reader that has gone is nothing
    /// to talk about.
    pub fn error(&mut self, error: &Error) {
        // A job that failed makes no more progress.
        self.messages.remove_bar();
        // Rows that came before the failure belong to the reader; a second failure does not
        // matter now.
        let _ = self.stdout.settle();
        if error.kind() == Kind::ReaderGone {
            return;
        }
        let facts = facts(error.api_facts());
        self.messages.labeled("error", style::ERROR, &format!("{}{facts}", error.message()));
        self.causes(error);
        if let Some(hint) = error.hint_text() {
            self.messages.labeled("hint", style::HINT, hint);
        }
        if self.settings.output.is_some_and(super::Format::is_json) {
            self.messages.line(&escape::json(&error.to_json().to_string()));
        }
    }

    fn causes(&self, error: &Error) {
        let mut cause = error.source();
        while let Some(error) = cause {
            self.messages.verbose(&format!("caused by: {error}"));
            cause = error.source();
        }
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
    fn a_handle_speaks_from_another_thread_while_the_user_interface_is_busy() {
        let mut screen = Screen::pipe(Settings { verbose: true, ..Settings::default() });
        let messages = screen.ui.messages();
        let list = screen.ui.list(&[]);
        let watcher: Box<dyn Fn(&str) + Send + Sync> = Box::new(move |text| messages.verbose(text));
        std::thread::scope(|scope| {
            scope.spawn(|| watcher("GET /contacts"));
        });
        list.finish().unwrap();
        assert!(screen.stderr().starts_with("GET /contacts\n"), "{}", screen.stderr());
    }

    #[test]
    fn a_handle_taken_early_follows_the_settings_that_come_later() {
        let mut screen = Screen::pipe(Settings::default());
        let messages = screen.ui.messages();
        messages.verbose("unheard");
        let colors = Colors { stdout: false, stderr: true };
        screen.ui.configure(Settings { verbose: true, quiet: true, colors, ..Settings::default() });
        messages.verbose("heard");
        messages.note("unheard");
        assert_eq!(screen.stderr(), "\x1b[2mheard\x1b[0m\n");
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
