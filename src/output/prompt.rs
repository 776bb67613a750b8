//! How is the user asked? On the terminal, behind a trait, so that a test answers in the
//! user's place.

use std::fmt;
use std::io::ErrorKind;

use dialoguer::console::Term;
use dialoguer::theme::Theme;

use super::width;
use crate::error::{Error, Kind, Result};

/// Somebody who can be asked.
pub trait Prompter: Send {
    /// Asks a question whose answer is yes or no; no is the answer of Enter alone.
    ///
    /// # Errors
    /// Interrupted when the user broke off; a usage error when nobody can be asked.
    fn confirm(&mut self, question: &str) -> Result<bool>;

    /// Asks a question whose answer is a line of text.
    ///
    /// # Errors
    /// As [`Prompter::confirm`].
    fn text(&mut self, question: &str) -> Result<String>;

    /// Lets the user choose one of several, and returns its place in the list.
    ///
    /// # Errors
    /// As [`Prompter::confirm`].
    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize>;

    /// Asks for a secret, which is not shown while it is typed or pasted.
    ///
    /// # Errors
    /// As [`Prompter::confirm`].
    fn secret(&mut self, question: &str) -> Result<String>;
}

/// The user at the terminal. Reads keys from the terminal even where stdin is a pipe.
pub struct TerminalPrompter;

impl Prompter for TerminalPrompter {
    fn confirm(&mut self, question: &str) -> Result<bool> {
        let terminal = Term::stderr();
        let answer = begin(question, &terminal).and_then(|last| {
            dialoguer::Confirm::new()
                .with_prompt(last)
                .default(false)
                .wait_for_newline(true)
                .interact_on(&terminal)
        });
        answer.map_err(|dialoguer::Error::IO(cause)| broken_off(&terminal, cause, question))
    }

    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize> {
        let terminal = Term::stderr();
        let answer = dialoguer::Select::with_theme(&Asking)
            .with_prompt(question)
            .items(choices)
            .default(0)
            .interact_on_opt(&terminal);
        match answer {
            Ok(Some(place)) => Ok(place),
            // Escape, or q.
            Ok(None) => Err(Error::new(Kind::Interrupted, "nothing was chosen")),
            Err(dialoguer::Error::IO(cause)) => Err(broken_off(&terminal, cause, question)),
        }
    }

    fn secret(&mut self, question: &str) -> Result<String> {
        let terminal = Term::stderr();
        let answer =
            terminal.write_str(&format!("{question}: ")).and_then(|()| terminal.read_secure_line());
        answer.map_err(|cause| broken_off(&terminal, cause, question))
    }

    fn text(&mut self, question: &str) -> Result<String> {
        let terminal = Term::stderr();
        let answer =
            dialoguer::Input::<String>::new().with_prompt(question).interact_text_on(&terminal);
        answer.map_err(|dialoguer::Error::IO(cause)| broken_off(&terminal, cause, question))
    }
}

/// Columns that the answer takes behind a question: ` [y/N] `, and one for the cursor.
const ANSWER: usize = 8;

/// Writes all lines of a question but the last, which comes back: it alone is drawn again after every
/// key, and of what takes several lines on the screen only the lowest would be cleared.
fn begin(question: &str, terminal: &Term) -> dialoguer::Result<String> {
    let (_, columns) = terminal.size();
    let mut lines = lines(question, usize::from(columns).saturating_sub(ANSWER));
    let last = lines.pop().unwrap_or_default();
    for line in lines {
        terminal.write_line(&line)?;
    }
    Ok(last)
}

/// The question in lines of this many columns. What is painted stays in one piece.
fn lines(question: &str, columns: usize) -> Vec<String> {
    const TIED: &str = "\u{a0}";
    let mut tied = String::with_capacity(question.len());
    for (place, piece) in question.split('\u{1b}').enumerate() {
        if place > 0 {
            tied.push('\u{1b}');
        }
        // Paint begins with a style and ends with the style of none, `[0m`.
        if place == 0 || piece.starts_with("[0m") {
            tied.push_str(piece);
        } else {
            tied.push_str(&piece.replace(' ', TIED));
        }
    }
    width::wrap(&tied, columns).into_iter().map(|line| line.replace(TIED, " ")).collect()
}

/// A choice without a colon behind a question mark.
struct Asking;

impl Theme for Asking {
    fn format_select_prompt(&self, f: &mut dyn fmt::Write, prompt: &str) -> fmt::Result {
        write!(f, "{prompt}{}", colon(prompt))
    }

    fn format_select_prompt_selection(
        &self,
        f: &mut dyn fmt::Write,
        prompt: &str,
        chosen: &str,
    ) -> fmt::Result {
        write!(f, "{prompt}{} {chosen}", colon(prompt))
    }
}

fn colon(prompt: &str) -> &'static str {
    if prompt.ends_with('?') { "" } else { ":" }
}

/// The error of a prompt that ended without an answer.
fn broken_off(terminal: &Term, cause: std::io::Error, question: &str) -> Error {
    // The prompt hides the cursor and forgets it when it is broken off, which it only gets to see
    // if the process handles SIGINT instead of dying by it.
    let _ = terminal.show_cursor();
    let _ = terminal.write_line("");
    match cause.kind() {
        ErrorKind::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
        _ => nobody_to_ask(question, YES).source(cause),
    }
}

/// What answers a question in advance.
pub(super) const YES: &str = "give --yes to answer yes in advance";

/// The error of a question that needs a terminal where there is none.
pub(super) fn nobody_to_ask(question: &str, instead: &str) -> Error {
    Error::usage(format!("there is no terminal to ask on: {question}")).hint(instead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_question_is_broken_between_words_and_never_in_a_name() {
        let question = "Delete it in \u{1b}[1;97;41mAcme Inc (w1)\u{1b}[0m, profile prod? Really.";
        assert_eq!(
            lines(question, 24),
            ["Delete it in", "\u{1b}[1;97;41mAcme Inc (w1)\u{1b}[0m, profile", "prod? Really."]
        );
        assert_eq!(lines("Delete it?", 24), ["Delete it?"]);
    }

    #[test]
    fn a_question_mark_needs_no_colon() {
        let mut shown = String::new();
        Asking.format_select_prompt(&mut shown, "Which app?").unwrap();
        Asking.format_select_prompt(&mut shown, " Severity").unwrap();
        assert_eq!(shown, "Which app? Severity:");
    }
}
