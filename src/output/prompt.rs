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
    /// As `confirm`.
    fn line(&mut self, question: &str) -> Result<String> {
        Err(nobody_to_ask(question))
    }
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
        answer.map_err(|error| broken_off(error, &terminal, question))
    }

    fn line(&mut self, question: &str) -> Result<String> {
        let terminal = Term::stderr();
        let answer =
            dialoguer::Input::<String>::new().with_prompt(question).interact_text_on(&terminal);
        answer.map_err(|error| broken_off(error, &terminal, question))
    }
}

fn broken_off(error: dialoguer::Error, terminal: &Term, question: &str) -> Error {
    let dialoguer::Error::IO(cause) = error;
    // The prompt hides the cursor and forgets it when it is broken off, which it only gets to see
    // if the process handles SIGINT instead of dying by it.
    let _ = terminal.show_cursor();
    let _ = terminal.write_line("");
    match cause.kind() {
        ErrorKind::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
        _ => nobody_to_ask(question).source(cause),
    }
}

/// The error of a question that needs a terminal where there is none.
pub(super) fn nobody_to_ask(question: &str) -> Error {
    Error::usage(format!("there is no terminal to ask on: {question}"))
        .hint("give --yes to answer yes in advance")
}
