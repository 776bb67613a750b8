//! A person at a terminal, played: a shell in a pseudo-terminal, and the screen that its bytes
//! make. Nothing here knows what is run or what becomes of the screen.

use std::error::Error;
use std::io::{ErrorKind, Write as _};
use std::num::NonZeroU16;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

use expectrl::Session;
use expectrl::session::OsSession;
use vt100::{Parser, Screen};

/// What the prompt sends besides what it shows, so that it is not mistaken for anything else: an
/// empty window title. Each time it is seen, a command has ended.
const READY: &str = "\u{1b}]0;\u{7}";

/// How often the terminal is looked at.
const GLANCE: Duration = Duration::from_millis(10);

/// After so many glances without what is waited for, something is wrong: two minutes.
const PATIENCE: usize = 12_000;

/// A shell, and what it shows.
pub struct Terminal {
    shell: OsSession,
    parser: Parser,
    prompts: usize,
    unread: Vec<u8>,
}

impl Terminal {
    /// Opens a window of this size, in which `shell` runs and has shown its first prompt. Its
    /// environment is the caller's affair, but for what makes a terminal.
    pub fn open(mut shell: Command, rows: u16, columns: u16) -> Result<Self, Box<dyn Error>> {
        let prompt = format!("{READY}\u{1b}[1;32m$\u{1b}[0m ");
        shell.env("PS1", prompt).env("PS2", "").env("TERM", "xterm-256color");
        let mut shell = Session::spawn(shell)?;
        shell.get_process_mut().set_window_size(columns, rows)?;
        let size = |cells| NonZeroU16::new(cells).ok_or("a window has rows and columns");
        let parser = Parser::new(size(rows)?, size(columns)?, 0);
        let mut terminal = Terminal { shell, parser, prompts: 0, unread: Vec::new() };
        terminal.until(|terminal| terminal.prompts > 0)?;
        // A pseudo-terminal for programs does not show what is typed; one for people does.
        terminal.run("stty echo")?;
        Ok(terminal)
    }

    /// Types a command and Enter, and waits for the next prompt.
    pub fn run(&mut self, command: &str) -> Result<(), Box<dyn Error>> {
        let before = self.prompts;
        self.begin(command)?;
        self.until(|terminal| terminal.prompts > before)
    }

    /// Types a command and Enter.
    pub fn begin(&mut self, command: &str) -> Result<(), Box<dyn Error>> {
        self.shell.write_all(format!("{command}\n").as_bytes())?;
        Ok(())
    }

    /// Waits until this stands on the screen.
    pub fn sees(&mut self, text: &str) -> Result<(), Box<dyn Error>> {
        self.until(|terminal| terminal.screen().contents().contains(text))
    }

    /// What the window shows.
    pub fn screen(&self) -> &Screen {
        self.parser.screen()
    }

    /// Reads on until this holds.
    fn until(&mut self, holds: impl Fn(&Terminal) -> bool) -> Result<(), Box<dyn Error>> {
        for _ in 0..PATIENCE {
            // Reads little at once: what holds for a moment only should not be missed.
            if !self.reads()? {
                sleep(GLANCE);
            }
            if holds(self) {
                return Ok(());
            }
        }
        Err(format!("it never came to that:\n{}", self.screen().contents()).into())
    }

    /// Takes in what has come, if anything has.
    fn reads(&mut self) -> Result<bool, Box<dyn Error>> {
        let mut bytes = [0; 1024];
        let length = match self.shell.try_read(&mut bytes) {
            Ok(0) => return Err("the shell has ended".into()),
            Ok(length) => length,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        self.parser.process(&bytes[..length]);
        self.unread.extend_from_slice(&bytes[..length]);
        self.prompts += count(&mut self.unread, READY.as_bytes());
        Ok(true)
    }
}

/// How often the mark occurs; what may be the beginning of another one is kept.
fn count(bytes: &mut Vec<u8>, mark: &[u8]) -> usize {
    let mut found = 0;
    while let Some(at) = bytes.windows(mark.len()).position(|window| window == mark) {
        bytes.drain(..at + mark.len());
        found += 1;
    }
    let kept = bytes.len().min(mark.len() - 1);
    bytes.drain(..bytes.len() - kept);
    found
}
