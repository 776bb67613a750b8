//! How does a long table stay readable on a terminal? Through the user's pager, which shows
//! it page by page. The pager is a shell command, as with git and man.

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, Stdio};

use crate::error::{Error, Result};

/// What a shell answers for a command that is not there, or is no program (POSIX, 2.8.2).
const NO_SUCH_COMMAND: [i32; 2] = [126, 127];

/// Most people have `less`; where it is missing, long tables simply scroll by.
#[cfg(unix)]
const DEFAULT_PAGER: &str = "if command -v less >/dev/null; then exec less; else exec cat; fi";
/// Windows has no pager that shows styles.
#[cfg(not(unix))]
const DEFAULT_PAGER: &str = "";

/// The pager by the values of `ICTL_PAGER` and `PAGER`, the first that is there. One that is
/// empty or `cat` means no paging.
pub fn choose_pager(ictl_pager: Option<&str>, pager: Option<&str>) -> Option<String> {
    let chosen = ictl_pager.or(pager).unwrap_or(DEFAULT_PAGER).trim();
    (!matches!(chosen, "" | "cat")).then(|| chosen.to_owned())
}

/// A running pager. Dropping it waits for the user to leave it.
pub(super) struct Pager {
    command: String,
    child: Child,
    /// `None` once everything was written.
    input: Option<ChildStdin>,
}

impl Pager {
    /// Starts the command; it inherits stdout, which is the terminal.
    pub(super) fn start(command: &str) -> Result<Pager> {
        let mut child = shell(command)
            .stdin(Stdio::piped())
            .spawn()
            .map_err(|cause| missing(command, cause))?;
        let input = child.stdin.take();
        Ok(Pager { command: command.to_owned(), child, input })
    }

    /// Waits for the user to leave the pager.
    ///
    /// # Errors
    /// Failed when there is no such command, so that what was printed is not lost silently.
    pub(super) fn finish(mut self) -> Result<()> {
        self.input = None;
        match self.child.wait() {
            Ok(status) if status.code().is_some_and(|code| NO_SUCH_COMMAND.contains(&code)) => {
                Err(missing(&self.command, "no such command"))
            }
            Ok(_) => Ok(()),
            Err(cause) => Err(missing(&self.command, cause)),
        }
    }
}

impl Write for Pager {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.input.as_mut().map_or(Ok(bytes.len()), |input| input.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.input.as_mut().map_or(Ok(()), Write::flush)
    }
}

impl Drop for Pager {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.child.wait();
    }
}

/// Like git, lets `less` keep short output on the screen and show styles, unless the user has
/// told it otherwise.
#[cfg(unix)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("LESS=${{LESS-FRX}}; export LESS; {command}"));
    shell
}

#[cfg(windows)]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.arg("/C").arg(command);
    shell
}

fn missing(command: &str, cause: impl std::fmt::Display) -> Error {
    Error::failed(format!("cannot run the pager '{command}': {cause}"))
        .hint("set ICTL_PAGER or PAGER to another one, or use --no-pager")
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn our_own_variable_beats_the_common_one_and_empty_turns_paging_off() {
        assert_eq!(choose_pager(Some("most"), Some("less -S")).as_deref(), Some("most"));
        assert_eq!(choose_pager(None, Some("less -S")).as_deref(), Some("less -S"));
        assert_eq!(choose_pager(Some(""), Some("less")), None);
        assert_eq!(choose_pager(None, Some("cat")), None);
        assert!(choose_pager(None, None).is_some());
    }

    #[test]
    fn the_pager_gets_everything_and_is_waited_for() {
        let directory = tempfile::tempdir().unwrap();
        let seen = directory.path().join("seen");
        let mut pager = Pager::start(&format!("cat > '{}'", seen.display())).unwrap();
        pager.write_all(b"one\ntwo\n").unwrap();
        pager.finish().unwrap();
        assert_eq!(std::fs::read_to_string(seen).unwrap(), "one\ntwo\n");
    }

    #[test]
    fn a_pager_that_is_not_there_is_named() {
        let pager = Pager::start("no-such-pager-here 2>/dev/null").unwrap();
        let error = pager.finish().unwrap_err();
        assert!(error.message().contains("no-such-pager-here"), "{error}");
    }

    #[test]
    fn a_pager_the_user_leaves_early_is_no_failure() {
        let pager = Pager::start("true").unwrap();
        pager.finish().unwrap();
    }
}
