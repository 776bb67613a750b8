//! `ictl man`: the manual, from the program itself. Packages bring it as files; who has only the
//! program reads it here.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use clap::error::ErrorKind;
use clap::{Args, Command};

use super::manual::{Page, page, pages};
use super::{mistake, whole};
use crate::context::Context;
use crate::error::{Error, Result};

/// Lines of this width where the terminal does not say how wide it is.
const USUAL_WIDTH: usize = 80;
/// Longer lines are hard to read.
const MAX_WIDTH: usize = 100;

const EXAMPLES: &str = "\
Examples:
  ictl man
  ictl man contacts import
  ictl man --dir ~/.local/share/man/man1";

/// Which page, or where to write them all.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The command; without one, the page of ictl itself
    #[arg(value_name = "COMMAND")]
    words: Vec<String>,

    /// Write all pages into this directory
    #[arg(long, value_name = "DIR", conflicts_with = "words")]
    dir: Option<PathBuf>,
}

/// `ictl man`.
pub fn command() -> Command {
    ManArgs::augment_args(Command::new("man"))
        .long_about(
            "Shows the page through man(1) on a terminal that has it, else as plain text. Into a pipe \
             or a file goes the page's source.",
        )
        .after_help(EXAMPLES)
}

/// Shows a page, or writes all of them.
pub fn run(args: &ManArgs, cx: &mut Context) -> Result<()> {
    if let Some(dir) = &args.dir {
        return write_all(dir, cx);
    }
    let page = page(whole(), &args.words).ok_or_else(|| no_command(&args.words))?;
    let terminal = cx.ui.terminal();
    if !terminal.stdout {
        return cx.ui.raw(page.roff().as_bytes());
    }
    if shown_by_man(&page) {
        return Ok(());
    }
    let width = terminal.columns.map_or(USUAL_WIDTH, usize::from).min(MAX_WIDTH);
    cx.ui.raw(page.plain(width).as_bytes())
}

/// Lets `man` show the page, which pages it as the user likes. False where there is no `man`, or one
/// that takes no page from a pipe.
fn shown_by_man(page: &Page) -> bool {
    let process =
        Process::new("man").args(["-l", "-"]).stdin(Stdio::piped()).stderr(Stdio::null()).spawn();
    let Ok(mut process) = process else { return false };
    if let Some(mut stdin) = process.stdin.take() {
        // One that does not read says so by its exit code.
        let _ = stdin.write_all(page.roff().as_bytes());
    }
    process.wait().is_ok_and(|status| status.success())
}

fn write_all(dir: &Path, cx: &mut Context) -> Result<()> {
    let failed = |cause: std::io::Error| Error::failed(format!("{}: {cause}", dir.display()));
    let pages = pages(whole());
    if cx.dry_run() {
        cx.ui.note(&format!("dry run: {} pages would go to {}", pages.len(), dir.display()));
        return Ok(());
    }
    fs::create_dir_all(dir).map_err(failed)?;
    for page in &pages {
        fs::write(dir.join(page.file_name()), page.roff()).map_err(failed)?;
    }
    cx.ui.message(&format!("{} manual pages are in {}", pages.len(), dir.display()));
    Ok(())
}

/// Says which word is wrong as the command line itself would.
fn no_command(words: &[String]) -> Error {
    let line: Vec<String> = ["ictl".to_owned()].into_iter().chain(words.to_vec()).collect();
    match whole().try_get_matches_from(&line) {
        Err(error) if error.kind() == ErrorKind::InvalidSubcommand => mistake(&error, &line),
        _ => Error::usage(format!("there is no command `{}`", words.join(" ")))
            .hint("`ictl --help` lists the commands"),
    }
}
