//! Everything a command shows, for people and for pipes.
//!
//! [`Ui`] is the only thing commands speak through. Data goes to stdout in the form the user
//! chose: [`Ui::list`] prints a list while it arrives, [`Ui::object`] one object. Everything
//! else goes to stderr: messages, errors, prompts, progress.
//!
//! Streams, widths, colors and the time zone arrive as values; nothing here reads the
//! environment, asks for the time or looks for a terminal.

mod badge;
mod bar;
mod card;
mod columns;
mod csv;
mod data;
mod dates;
mod escape;
mod fields;
#[cfg(test)]
mod fixture;
mod format;
pub mod html;
mod jq;
mod json;
mod list;
mod memory;
mod messages;
mod meter;
mod pager;
mod progress;
mod prompt;
mod sought;
mod stderr;
mod stdout;
mod style;
mod table;
mod thread;
mod width;

use std::io::{Read, Write};

use jiff::tz::TimeZone;

pub use self::badge::{Badge, BadgeColor};
pub use self::columns::{Column, Kind as ColumnKind};
pub use self::dates::human_duration;
pub use self::escape::line as escaped_line;
pub use self::fields::Fields;
pub use self::format::Format;
pub use self::jq::Filter;
pub use self::list::ListPrinter;
pub use self::memory::MemoryStream;
pub use self::messages::Messages;
pub use self::meter::Meter;
pub use self::pager::choose_pager;
pub use self::progress::Progress;
pub use self::prompt::{Prompter, TerminalPrompter};
pub use self::style::{ColorChoice, Colors};
pub use self::thread::{Entry, Thread};

use self::bar::Columns;
use self::sought::Sought;
use self::stderr::Stderr;
use self::stdout::Stdout;
use crate::error::Result;

/// The streams of a process, or their stand-ins.
pub struct Streams {
    /// Where piped data comes from.
    pub stdin: Box<dyn Read + Send>,
    /// Where data goes. It is buffered here, so it need not be.
    pub stdout: Box<dyn Write + Send>,
    /// Where messages go, and the progress bar.
    pub stderr: Box<dyn Write + Send>,
}

/// Which streams are a terminal, and how wide it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminal {
    /// stdin is a terminal.
    pub stdin: bool,
    /// stdout is a terminal.
    pub stdout: bool,
    /// stderr is a terminal; prompts need this one.
    pub stderr: bool,
    /// The width, where it is known.
    pub columns: Option<u16>,
}

/// What the global flags say about output.
#[derive(Debug)]
pub struct Settings {
    /// `--output` or `--json`; `None` if the user named no form.
    pub output: Option<Format>,
    /// `--jq`.
    pub jq: Option<Filter>,
    /// `--fields`.
    pub fields: Option<Fields>,
    /// Where color is allowed, see [`ColorChoice::resolve`].
    pub colors: Colors,
    /// What stands out in messages and questions, where there is color.
    pub badges: Vec<Badge>,
    /// `--quiet`: no notes, hints and progress.
    pub quiet: bool,
    /// `--verbose`.
    pub verbose: bool,
    /// `--yes`: every question is answered with yes.
    pub yes: bool,
    /// The zone of dates in tables and cards.
    pub time_zone: TimeZone,
    /// `--csv-safe`.
    pub csv_safe: bool,
    /// The command that pages long tables on a terminal; `None` for no paging.
    pub pager: Option<String>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            output: None,
            jq: None,
            fields: None,
            colors: Colors::default(),
            badges: Vec::new(),
            quiet: false,
            verbose: false,
            yes: false,
            time_zone: TimeZone::UTC,
            csv_safe: false,
            pager: None,
        }
    }
}

/// The user interface.
pub struct Ui {
    stdin: Box<dyn Read + Send>,
    stdout: Stdout,
    messages: Messages,
    prompter: Box<dyn Prompter>,
    terminal: Terminal,
    columns: Columns,
    settings: Settings,
    sought: Sought,
}

impl Ui {
    /// A user interface with default settings, so that it can speak before the command line
    /// is understood.
    pub fn new(streams: Streams, terminal: Terminal) -> Ui {
        Ui {
            stdin: streams.stdin,
            stdout: Stdout::new(streams.stdout),
            messages: Messages::new(Stderr::new(streams.stderr)),
            prompter: Box::new(TerminalPrompter),
            terminal,
            columns: Columns::asking(move || terminal.columns),
            settings: Settings::default(),
            sought: Sought::default(),
        }
    }

    /// A user interface that writes data in this form to another stream, cut and filtered as the
    /// global flags say, and says nothing. It takes the jq expression with it.
    #[must_use]
    pub fn onto(&mut self, stream: Box<dyn Write + Send>, format: Format) -> Ui {
        let (stdin, stderr) = (Box::new(std::io::empty()), Box::new(std::io::sink()));
        let streams = Streams { stdin, stdout: stream, stderr };
        let mut ui = Ui::new(streams, Terminal::default());
        ui.configure(Settings {
            output: Some(format),
            jq: self.settings.jq.take(),
            fields: self.settings.fields.clone(),
            csv_safe: self.settings.csv_safe,
            ..Settings::default()
        });
        ui
    }

    /// Takes over what the global flags say.
    pub fn configure(&mut self, settings: Settings) {
        self.messages.configure(&settings);
        self.settings = settings;
    }

    /// Warns of fields of `--fields` that nothing had of what was printed.
    pub fn warn_of_missing_fields(&mut self) {
        for warning in self.sought.report() {
            self.warn(&warning);
        }
    }

    /// Asks this how wide the terminal of stderr is whenever a progress bar is drawn, so that it
    /// follows the window.
    pub fn follow_width(&mut self, ask: impl Fn() -> Option<u16> + Send + Sync + 'static) {
        self.columns = Columns::asking(ask);
    }

    /// Asks somebody else than the user at the terminal.
    pub fn set_prompter(&mut self, prompter: Box<dyn Prompter>) {
        self.prompter = prompter;
    }

    /// What the global flags say.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Which streams are a terminal.
    pub fn terminal(&self) -> Terminal {
        self.terminal
    }

    /// Piped data.
    pub fn stdin(&mut self) -> &mut (dyn Read + Send) {
        &mut *self.stdin
    }

    /// Piped data, to keep; later readers find it at its end.
    pub fn take_stdin(&mut self) -> Box<dyn Read + Send> {
        std::mem::replace(&mut self.stdin, Box::new(std::io::empty()))
    }

    /// For commands that write to the API: a reader that goes away does not stop them, what
    /// they print is dropped from then on. Such a command has no pager.
    pub fn keep_going_without_reader(&mut self) {
        self.stdout.keep_going();
    }

    /// Asks a question on the terminal; `--yes` answers it.
    ///
    /// # Errors
    /// A usage error without a terminal; interrupted when the user broke off.
    pub fn confirm(&mut self, question: &str) -> Result<bool> {
        if self.settings.yes {
            return Ok(true);
        }
        self.ask(question, prompt::YES, |prompter, question| prompter.confirm(question))
    }

    /// Lets the user choose on the terminal, and returns the place of the choice in the list.
    /// `instead` says which flag or argument answers in advance.
    ///
    /// # Errors
    /// As [`Ui::confirm`].
    pub fn choose(&mut self, question: &str, choices: &[String], instead: &str) -> Result<usize> {
        let choices: Vec<String> =
            choices.iter().map(|choice| self.messages.shown(&escape::line(choice))).collect();
        self.ask(question, instead, |prompter, question| prompter.choose(question, &choices))
    }

    /// Asks for a secret on the terminal, without showing it. `instead` says how else to give it.
    ///
    /// # Errors
    /// As [`Ui::confirm`].
    pub fn secret(&mut self, question: &str, instead: &str) -> Result<String> {
        self.ask(question, instead, |prompter, question| prompter.secret(question))
    }

    /// Asks for a line of text on the terminal. `instead` says how else to give it.
    ///
    /// # Errors
    /// As [`Ui::confirm`].
    pub fn text(&mut self, question: &str, instead: &str) -> Result<String> {
        self.ask(question, instead, |prompter, question| prompter.text(question))
    }

    fn ask<T>(
        &mut self,
        question: &str,
        instead: &str,
        ask: impl FnOnce(&mut dyn Prompter, &str) -> Result<T>,
    ) -> Result<T> {
        if !self.terminal.stderr {
            return Err(prompt::nobody_to_ask(question, instead));
        }
        self.flush()?;
        let question = self.messages.shown(question);
        match self.messages.bar() {
            Some(bar) => bar.suspend(|| ask(&mut *self.prompter, &question)),
            None => ask(&mut *self.prompter, &question),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::fixture::Screen;
    use super::*;

    /// Answers every question in the same way.
    struct Answer(bool);

    impl Prompter for Answer {
        fn confirm(&mut self, question: &str) -> Result<bool> {
            assert_eq!(question, r"Delete 'a\u{1b}b'?");
            Ok(self.0)
        }

        fn text(&mut self, _: &str) -> Result<String> {
            Ok("typed".to_owned())
        }

        fn choose(&mut self, _: &str, choices: &[String]) -> Result<usize> {
            assert_eq!(choices, [r"a\u{1b}", "b"]);
            Ok(1)
        }

        fn secret(&mut self, _: &str) -> Result<String> {
            Ok("s3cret".to_owned())
        }
    }

    #[test]
    fn a_choice_and_a_secret_are_asked_for_on_a_terminal_only() {
        let choices = ["a\u{1b}".to_owned(), "b".to_owned()];
        let mut screen = Screen::terminal(80, Settings::default());
        screen.ui.set_prompter(Box::new(Answer(true)));
        assert_eq!(screen.ui.choose("Which?", &choices, "name it").unwrap(), 1);
        assert_eq!(screen.ui.secret("Token", "pipe it").unwrap(), "s3cret");
        assert_eq!(screen.stderr(), "");
        let mut screen = Screen::pipe(Settings::default());
        let error = screen.ui.choose("Which?", &choices, "name it").unwrap_err();
        assert_eq!((error.kind().exit_code(), error.hint_text()), (2, Some("name it")));
    }

    #[test]
    fn a_question_goes_to_the_user_harmless() {
        for answer in [true, false] {
            let mut screen = Screen::terminal(80, Settings::default());
            screen.ui.set_prompter(Box::new(Answer(answer)));
            assert_eq!(screen.ui.confirm("Delete 'a\u{1b}b'?").unwrap(), answer);
        }
    }

    #[test]
    fn without_a_terminal_a_question_names_the_flag_that_answers_it() {
        let mut screen = Screen::pipe(Settings::default());
        let error = screen.ui.confirm("Delete 3 contacts?").unwrap_err();
        assert_eq!(error.kind().exit_code(), 2);
        assert!(error.hint_text().unwrap().contains("--yes"));
        screen.ui.configure(Settings { yes: true, ..Settings::default() });
        assert!(screen.ui.confirm("Delete 3 contacts?").unwrap());
    }

    #[test]
    fn a_user_interface_can_cross_threads_and_its_messages_be_shared_by_them() {
        fn crosses_threads<T: Send>() {}
        fn is_shared<T: Clone + Send + Sync>() {}
        crosses_threads::<Ui>();
        is_shared::<Messages>();
    }

    #[test]
    fn a_question_takes_the_place_of_the_progress_bar() {
        let mut screen = Screen::terminal(80, Settings::default());
        screen.ui.set_prompter(Box::new(Answer(true)));
        let mut progress = screen.ui.progress("Closing", None);
        progress.update(&mut screen.ui, std::time::Duration::ZERO, 1, "");
        screen.ui.confirm("Delete 'a\u{1b}b'?").unwrap();
        assert_eq!(bar::in_words(&screen.stderr()), "Closing 1<start><clear>Closing 1<start>");
    }

    #[test]
    fn stdin_can_be_taken_once() {
        let mut screen = Screen::pipe(Settings::default());
        let mut text = String::new();
        screen.ui.take_stdin().read_to_string(&mut text).unwrap();
        assert_eq!(text, "piped");
        assert_eq!(screen.ui.stdin().read(&mut [0; 8]).unwrap(), 0);
    }
}
