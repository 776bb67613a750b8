//! An alias that a shell runs: its text is the user's own, and the words behind it are positional
//! parameters, so that none of them is ever read as part of the program.

use std::process::{Command, ExitStatus};

use crate::context::Context;
use crate::error::{Error, Result};

/// Names the aliases that are being run, for those that call `ictl` again.
const RUNNING: &str = "ICTL_ALIAS";

/// What a shell adds to the number of the signal that ended a command (POSIX, 2.8.2).
#[cfg(unix)]
const SIGNALED: i32 = 128;

/// A program for the shell.
pub struct Shell {
    /// The alias.
    pub name: String,
    /// Its text.
    pub script: String,
    /// The words behind it.
    pub given: Vec<String>,
}

impl Shell {
    /// Runs it and returns its exit code.
    ///
    /// # Errors
    /// An alias that calls itself; no shell.
    pub fn run(&self, cx: &mut Context) -> Result<u8> {
        let name = &self.name;
        let running = cx.env(RUNNING).unwrap_or_default();
        if running.split(' ').any(|known| known == name) {
            return Err(Error::usage(format!("the alias {name} calls itself"))
                .hint(format!("its definition is: {}", self.script)));
        }
        let status = Command::new("sh")
            .args(["-c", &self.script, name])
            .args(&self.given)
            .env(RUNNING, format!("{running} {name}").trim())
            .status()
            .map_err(|cause| {
                Error::failed(format!("alias {name}: no shell could be started: {cause}"))
                    .hint("it needs the program `sh`")
            })?;
        Ok(exit_code(status))
    }
}

fn exit_code(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|s| SIGNALED + s);
    #[cfg(not(unix))]
    let signal = None;
    let code = status.code().or(signal);
    code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1)
}
