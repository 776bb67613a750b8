//! Whole command lines, run inside the test: memory streams, an environment of its own, a clock
//! that is stepped instead of waited for, a temporary directory, and a sandbox on a free port.
//!
//! ```ignore
//! let world = TestContext::new();
//! let run = world.run("contacts list --limit 3");
//! run.succeeds();
//! assert_eq!(run.lines().len(), 3);
//! ```

#![allow(dead_code, unused_imports, reason = "each test crate uses its own part")]

pub mod api;
pub mod clock;
pub mod http;
pub mod killed;
pub mod login;
pub mod run;
pub mod server;
pub mod tree;
pub mod words;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use ictl::auth::MemoryKeychain;
use ictl::context::{Context, World};
use ictl::interrupt::{self, Interrupter};
use ictl::output::{MemoryStream, Streams, Terminal};
use ictl::sandbox::{Options, Running, Sandbox};
use jiff::tz::TimeZone;

pub use api::Api;
pub use clock::SteppedClock;
pub use run::Run;
pub use server::{Answer, Recorded, Server};
pub use tree::every_command;

/// The width of the terminal that tests look at.
const COLUMNS: u16 = 100;

/// The world of one test. Every [`TestContext::run`] in it is a new process with the same files,
/// environment and sandbox.
pub struct TestContext {
    /// Time, for the commands and for the sandbox.
    pub clock: Arc<SteppedClock>,
    /// Where secrets are kept.
    pub keychain: MemoryKeychain,
    sandbox: Option<Running>,
    env: BTreeMap<String, String>,
    dir: tempfile::TempDir,
    terminal: Terminal,
    stdin: Mutex<Vec<u8>>,
}

impl TestContext {
    /// A world with an empty sandbox, whose address and token are in the environment.
    pub fn new() -> Self {
        TestContext::with(&Options::default())
    }

    /// A world with a sandbox of this kind.
    pub fn with(options: &Options) -> Self {
        let mut world = TestContext::bare();
        let sandbox = Sandbox::spawn(options, world.clock.sibling()).unwrap();
        world.set_env("INTERCOM_API_BASE_URL", sandbox.base_url());
        world.set_env("INTERCOM_TOKEN", sandbox.token());
        world.sandbox = Some(sandbox);
        world
    }

    /// A world with this many contacts in its sandbox.
    pub fn with_contacts(count: u64) -> Self {
        TestContext::with(&Options { contacts: count, ..Options::default() })
    }

    /// A world with the demo data in its sandbox.
    pub fn demo() -> Self {
        TestContext::with(&Options::demo())
    }

    /// A world that a server of the test's own answers for.
    pub fn at(server: &Server) -> Self {
        TestContext::bare()
            .env("INTERCOM_API_BASE_URL", &server.base_url())
            .env("INTERCOM_TOKEN", "tok-of-the-test")
    }

    /// A world without any API: an empty environment.
    pub fn bare() -> Self {
        TestContext {
            clock: SteppedClock::start(),
            keychain: MemoryKeychain::default(),
            sandbox: None,
            env: BTreeMap::new(),
            dir: tempfile::tempdir().unwrap(),
            terminal: Terminal::default(),
            stdin: Mutex::default(),
        }
    }

    /// The same with a variable set.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.set_env(name, value);
        self
    }

    /// The same without a variable.
    #[must_use]
    pub fn without_env(mut self, name: &str) -> Self {
        self.env.remove(name);
        self
    }

    /// Sets a variable for the runs to come.
    pub fn set_env(&mut self, name: &str, value: &str) {
        self.env.insert(name.to_owned(), value.to_owned());
    }

    /// The same with all streams on a terminal.
    #[must_use]
    pub fn on_a_terminal(mut self) -> Self {
        self.terminal =
            Terminal { stdin: true, stdout: true, stderr: true, columns: Some(COLUMNS) };
        // A pager would take the table away from the stream that the test reads.
        self.env("PAGER", "cat")
    }

    /// The same, but with stdin at the end of a pipe.
    #[must_use]
    pub fn on_a_terminal_with_piped_stdin(self) -> Self {
        let mut world = self.on_a_terminal();
        world.terminal.stdin = false;
        world
    }

    /// What the next run finds on stdin.
    pub fn pipe(&self, bytes: impl AsRef<[u8]>) -> &Self {
        *self.stdin.lock().unwrap() = bytes.as_ref().to_vec();
        self
    }

    /// Writes a file into the test's directory.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        path
    }

    /// A path in the test's directory.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// The text of a file in the test's directory.
    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|cause| panic!("{}: {cause}", path.display()))
    }

    /// The test's directory, which `$DIR` in a command line means.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// The sandbox, to look inside or to change its mood.
    pub fn sandbox(&self) -> &Running {
        self.sandbox.as_ref().expect("this world has a sandbox")
    }

    /// A client of the sandbox that shares no code with ours.
    pub fn api(&self) -> Api {
        Api::new(self.sandbox().base_url(), self.sandbox().token())
    }

    /// Runs `ictl` with the words of a line, in which quotes group and `$DIR` is the test's
    /// directory.
    pub fn run(&self, line: &str) -> Run {
        let (interrupter, interrupt) = interrupt::channel();
        // Kept alive to the end: without a sender nobody could interrupt.
        let run = self.start(line, interrupt);
        drop(interrupter);
        run
    }

    /// As [`TestContext::run`]; `arm` is given what interrupts, before the run begins.
    pub fn run_interrupted(&self, line: &str, arm: impl FnOnce(Arc<Interrupter>)) -> Run {
        let (interrupter, interrupt) = interrupt::channel();
        let interrupter = Arc::new(interrupter);
        arm(interrupter.clone());
        let run = self.start(line, interrupt);
        self.clock.disarm();
        run
    }

    /// As [`TestContext::run`], stopped at the clock's reading of this number, at once, like a
    /// process that dies: nothing under way is waited for.
    pub fn run_killed(&self, line: &str, reading: u64) -> Run {
        let clock = self.clock.clone();
        self.run_interrupted(line, |interrupter| {
            clock.at_reading(reading, move || {
                interrupter.ask();
                interrupter.ask();
            });
        })
    }

    fn start(&self, line: &str, interrupt: interrupt::Interrupt) -> Run {
        let dir = self.dir.path().to_string_lossy();
        let mut args = vec!["ictl".to_owned()];
        args.extend(words::split(line).into_iter().map(|word| word.replace("$DIR", &dir)));
        let (stdout, stderr) = (MemoryStream::default(), MemoryStream::default());
        let stdin = std::mem::take(&mut *self.stdin.lock().unwrap());
        let mut cx = Context::new(World {
            streams: Streams {
                stdin: Box::new(std::io::Cursor::new(stdin)),
                stdout: Box::new(stdout.clone()),
                stderr: Box::new(stderr.clone()),
            },
            terminal: self.terminal,
            env: self.env.clone(),
            args,
            temp_dir: self.dir.path().to_owned(),
            keychain: Arc::new(self.keychain.clone()),
            clock: self.clock.clone(),
            interrupt,
            time_zone: TimeZone::UTC,
        });
        let code = ictl::cli::run(&mut cx);
        drop(cx);
        let shown = |stream: &MemoryStream| stream.text().replace(&*dir, "$DIR");
        Run { line: line.to_owned(), code, stdout: shown(&stdout), stderr: shown(&stderr) }
    }
}
