//! The process: hands the real world to the library and exits with its code.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{IsTerminal, Write, stderr, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use ictl::auth::SystemKeychain;
use ictl::clock::SystemClock;
use ictl::commands::completion;
use ictl::context::{Context, World};
use ictl::error::Kind;
use ictl::interrupt;
use ictl::output::{Streams, Terminal};
use jiff::tz::TimeZone;

mod signals;

fn main() -> ExitCode {
    let args: Result<Vec<String>, _> = std::env::args_os().map(OsString::into_string).collect();
    let args = match args {
        Ok(args) => args,
        // To send something else than was typed would be worse than to send nothing.
        Err(bad) => {
            let _ = writeln!(stderr(), "error: the argument {} is not UTF-8", shown(&bad));
            let _ = writeln!(
                stderr(),
                "hint: rename a file whose name is not UTF-8, or let stdin be it: - < FILE"
            );
            return ExitCode::from(Kind::Usage.exit_code());
        }
    };
    // Asked by every prompt and script that looks for the tool: worth not opening the world for.
    if let [_, flag] = args.as_slice()
        && matches!(flag.as_str(), "--version" | "-V")
        && writeln!(stdout(), "{}", ictl::cli::VERSION_LINE).is_ok()
    {
        return ExitCode::SUCCESS;
    }
    let (interrupter, interrupt) = interrupt::channel();
    let interrupter = Arc::new(interrupter);
    let terminal = Terminal {
        stdin: stdin().is_terminal(),
        stdout: stdout().is_terminal(),
        stderr: stderr().is_terminal(),
        columns: dialoguer::console::Term::stdout().size_checked().map(|(_, columns)| columns),
    };
    let unseen = !terminal.stdout && !terminal.stderr;
    signals::listen(interrupter.clone(), unseen);
    let env: BTreeMap<String, String> = std::env::vars_os()
        .filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.to_string_lossy().into_owned()))
        })
        .collect();
    let world = World {
        streams: Streams {
            stdin: Box::new(stdin()),
            stdout: Box::new(stdout()),
            stderr: Box::new(signals::Heard::new(interrupter, unseen)),
        },
        terminal,
        // To find the system's zone, all its zones are walked through: a good part of the time that a
        // shell waits for completions, which show no date.
        time_zone: if env.contains_key(completion::VARIABLE) {
            TimeZone::UTC
        } else {
            TimeZone::system()
        },
        env,
        args,
        temp_dir: std::env::temp_dir(),
        keychain: Arc::new(SystemKeychain),
        clock: Arc::new(SystemClock::start()),
        interrupt,
    };
    let mut cx = Context::new(world);
    cx.ui
        .follow_width(|| dialoguer::console::Term::stderr().size_checked().map(|(_, width)| width));
    ExitCode::from(ictl::cli::run(&mut cx))
}

/// What can be shown of a word that is no text.
fn shown(word: &OsString) -> String {
    ictl::output::escaped_line(&word.to_string_lossy()).into_owned()
}
