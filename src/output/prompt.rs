//! How is the user asked? On the terminal, behind a trait, so that a test answers in the
//! user's place.

use std::io::ErrorKind;

use dialoguer::console::Term;

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
        let answer = dialoguer::Confirm::new()
            .with_prompt(question)
            .default(false)
            .wait_for_newline(true)
            .interact_on(&terminal);
        answer.map_err(|dialoguer::Error::IO(cause)| broken_off(&terminal, cause, question))
    }

    fn choose(&mut self, question: &str, choices: &[String]) -> Result<usize> {
        let terminal = Term::stderr();
        let answer = dialoguer::Select::new()
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
