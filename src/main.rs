//! The process: hands the real world to the library and exits with its code.

use std::io::{IsTerminal, stderr, stdin, stdout};
use std::process::ExitCode;
use std::sync::Arc;

use ictl::clock::SystemClock;
use ictl::context::{Context, World};
use ictl::interrupt;
use ictl::output::{Streams, Terminal};
use jiff::tz::TimeZone;

mod signals;

fn main() -> ExitCode {
    let (interrupter, interrupt) = interrupt::channel();
    signals::listen(interrupter);
    let terminal = Terminal {
        stdin: stdin().is_terminal(),
        stdout: stdout().is_terminal(),
        stderr: stderr().is_terminal(),
        columns: dialoguer::console::Term::stdout().size_checked().map(|(_, columns)| columns),
    };
    let world = World {
        streams: Streams {
            stdin: Box::new(stdin()),
            stdout: Box::new(stdout()),
            stderr: Box::new(stderr()),
        },
        terminal,
        env: std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect(),
        args: std::env::args_os().map(|arg| arg.to_string_lossy().into_owned()).collect(),
        temp_dir: std::env::temp_dir(),
        clock: Arc::new(SystemClock::start()),
        interrupt,
        time_zone: TimeZone::system(),
    };
    ExitCode::from(ictl::cli::run(&mut Context::new(world)))
}
