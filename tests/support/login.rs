//! Logins in a process of their own: a sandbox stands for Intercom, and somebody else plays the
//! browser.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::thread::JoinHandle;

use ictl::clock::SystemClock;
use ictl::sandbox::{Options, Running, Sandbox};
use reqwest::Url;
use tempfile::TempDir;

use super::words;

/// A sandbox, and a home of its own for the commands.
pub struct World {
    pub sandbox: Running,
    home: TempDir,
}

impl World {
    pub fn new() -> Self {
        World::with_workspaces(1)
    }

    pub fn with_workspaces(workspaces: usize) -> Self {
        let options = Options { workspaces, ..Options::default() };
        let sandbox = Sandbox::spawn(&options, Arc::new(SystemClock::start())).unwrap();
        World { sandbox, home: tempfile::tempdir().unwrap() }
    }

    /// Where the commands keep everything.
    pub fn home(&self) -> PathBuf {
        self.home.path().join("ictl")
    }

    /// A command that logs in to the sandbox as if it were Intercom.
    pub fn ictl(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
        command
            .args(words::split(line))
            .env_clear()
            .env("ICTL_CONFIG_DIR", self.home())
            .env("INTERCOM_API_BASE_URL", self.sandbox.base_url())
            .env("INTERCOM_APP_BASE_URL", self.sandbox.base_url())
            .env("INTERCOM_CLIENT_ID", self.sandbox.client_id())
            .env("INTERCOM_CLIENT_SECRET", self.sandbox.client_secret());
        command
    }

    /// What a command prints, which must end with 0.
    #[track_caller]
    pub fn prints(&self, line: &str) -> String {
        let output = self.ictl(line).output().unwrap();
        assert!(output.status.success(), "ictl {line}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Begins a login that comes back to this scheme, and waits until it waits.
    pub fn login(&self, scheme: &str, flags: &str) -> Waiting {
        let redirect = format!("{scheme}://localhost:{}/callback", free_port());
        let line = format!("auth login --oauth --store file --redirect-uri {redirect} {flags}");
        Waiting::start(&mut self.ictl(&line))
    }

    /// True when something was stored.
    pub fn stored_a_token(&self) -> bool {
        self.home().join("credentials.json").exists()
    }
}

/// A port that nobody listens on at the moment.
pub fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// A command that waits for a browser.
pub struct Waiting {
    child: Child,
    /// The address that it asks to be opened.
    pub url: Url,
    /// What it said until it waited.
    said: String,
    rest: Option<JoinHandle<String>>,
    stdout: Option<JoinHandle<String>>,
}

/// How it ended.
#[derive(Debug)]
pub struct Ended {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Waiting {
    /// Runs until an address of its own stands on a line.
    pub fn start(command: &mut Command) -> Self {
        let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        let url = loop {
            let mut line = String::new();
            assert!(stderr.read_line(&mut line).unwrap() > 0, "it ended: {said}");
            said.push_str(&line);
            let url = Url::parse(line.trim()).ok();
            if let Some(url) = url.filter(|url| ["/oauth", "/install"].contains(&url.path())) {
                break url;
            }
        };
        let rest = Some(collect(stderr));
        let stdout = child.stdout.take().map(collect);
        Waiting { child, url, said, rest, stdout }
    }

    /// A parameter of the address.
    pub fn parameter(&self, name: &str) -> String {
        let found = self.url.query_pairs().find(|(known, _)| known == name);
        found.unwrap_or_else(|| panic!("{} has no {name}", self.url)).1.into_owned()
    }

    /// Types a line.
    pub fn paste(&mut self, line: &str) {
        writeln!(self.child.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Ends its input.
    pub fn end_input(&mut self) {
        self.child.stdin = None;
    }

    /// The process's id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// True while it has not ended.
    pub fn is_waiting(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").args(["-s", name, &self.pid().to_string()]).status();
        assert!(status.unwrap().success(), "kill -s {name}");
    }

    /// Waits for its end.
    pub fn end(mut self) -> Ended {
        let code = self.child.wait().unwrap().code();
        let said = std::mem::take(&mut self.said);
        let rest = self.rest.take().unwrap().join().unwrap();
        let stdout = self.stdout.take().unwrap().join().unwrap();
        Ended { code, stdout, stderr: said + &rest }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        // It has ended, unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    #[track_caller]
    pub fn exits(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.stderr.contains(text), "{text:?} is missing: {self:#?}");
        self
    }

    #[track_caller]
    pub fn never_shows(&self, text: &str) -> &Self {
        assert!(!self.stderr.contains(text) && !self.stdout.contains(text), "{text}: {self:#?}");
        self
    }
}

fn collect(mut stream: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut text = String::new();
        let _ = stream.read_to_string(&mut text);
        text
    })
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}
