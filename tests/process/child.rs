//! Processes of the binary under test, and a sandbox server among them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use crate::support::{Api, words};

/// How often something is looked at that has no way to say that it is ready.
const LOOK: Duration = Duration::from_millis(5);

/// How often before the test gives up.
const LOOKS: u32 = 6000;

/// The binary, with an empty environment.
pub fn ictl(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
    command.args(words::split(line)).env_clear().stdin(Stdio::null());
    command
}

/// The same, with both outputs kept.
pub fn piped(mut command: Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Sends a signal by its name. Only the child itself gets it.
pub fn signal(child: &Child, name: &str) {
    let status = Command::new("kill").args(["-s", name, &child.id().to_string()]).status();
    assert!(status.unwrap().success(), "kill -s {name}");
}

/// Waits until something holds.
#[track_caller]
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..LOOKS {
        if holds() {
            return;
        }
        std::thread::sleep(LOOK);
    }
    panic!("in vain: {what}");
}

/// The exit code, with what was said if it is another.
#[track_caller]
pub fn expect_code(output: &Output, code: i32) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{:?}: {stderr}", output.status);
}

/// A running `sandbox serve`.
pub struct Served {
    child: Child,
    env: Vec<(String, String)>,
}

impl Served {
    /// Serves on a free port.
    pub fn start(flags: &str) -> Self {
        let mut child = ictl(&format!("sandbox serve --port 0 {flags}"))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(3);
        let env = lines
            .map(|line| {
                let line = line.unwrap();
                let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
                (name.to_owned(), value.to_owned())
            })
            .collect();
        Served { child, env }
    }

    fn value(&self, name: &str) -> &str {
        &self.env.iter().find(|(known, _)| known == name).unwrap().1
    }

    /// A command that speaks to it.
    pub fn ictl(&self, line: &str) -> Command {
        let mut command = ictl(line);
        command.envs(self.env.iter().cloned());
        command
    }

    /// The same, run by a shell after some words of its own.
    pub fn under(&self, words: &str, line: &str) -> Command {
        let mut command = Command::new("sh");
        let binary = env!("CARGO_BIN_EXE_ictl");
        command.args(["-c", &format!("{words}; exec {binary} {line}")]).env_clear();
        command.stdin(Stdio::null()).envs(self.env.iter().cloned());
        command
    }

    /// An import of a file, with its job beside it.
    pub fn import(&self, file: &Path, flags: &str) -> Command {
        let mut command = self.ictl("contacts import");
        command.arg(file).args(words::split(flags));
        command
    }

    /// A client of its own.
    pub fn api(&self) -> Api {
        Api::new(self.value("INTERCOM_API_BASE_URL"), self.value("INTERCOM_TOKEN"))
    }

    /// How many contacts there are.
    pub fn count(&self) -> u64 {
        self.api().get("/contacts?per_page=1")["total_count"].as_u64().unwrap()
    }

    /// How many closing parts each conversation has, by id.
    pub fn closings(&self) -> BTreeMap<String, u64> {
        let ids = self.ictl("conversations list --jq .id").output().unwrap().stdout;
        let mut read = self
            .ictl("conversations get - --jq '[.id, ([.conversation_parts.conversation_parts[] | select(.part_type==\"close\")] | length)] | @tsv'")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        read.stdin.take().unwrap().write_all(&ids).unwrap();
        let lines = String::from_utf8(read.wait_with_output().unwrap().stdout).unwrap();
        let pairs = lines.lines().map(|line| line.split_once('\t').unwrap());
        pairs.map(|(id, count)| (id.to_owned(), count.parse().unwrap())).collect()
    }

    /// Kills it, without a chance to tidy up.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have been killed already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A file of this many users.
pub fn people(dir: &Path, rows: usize) -> std::path::PathBuf {
    let mut text = "email,name\n".to_owned();
    for number in 1..=rows {
        let _ = writeln!(text, "person{number:05}@example.com,Person {number}");
    }
    let path = dir.join("people.csv");
    std::fs::write(&path, text).unwrap();
    path
}

/// Every row of [`people`] is there exactly once, and nobody else.
#[track_caller]
pub fn assert_each_exactly_once(api: &Api, rows: usize) {
    let expected: Vec<String> =
        (1..=rows).map(|number| format!("person{number:05}@example.com")).collect();
    let found = api.emails();
    assert_eq!(found.len(), rows, "as many contacts as rows");
    assert!(found == expected, "the contacts are those of the file");
}
