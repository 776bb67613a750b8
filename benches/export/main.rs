//! What an export gains by going along many cursors at once: the same contacts, walked one page after
//! the other and exported, from a sandbox that answers with latency.
//!
//! `cargo bench --bench export -- [CONTACTS] [LATENCY_MS]`; 200,000 and 100 unless said otherwise. In
//! mid-export contacts are changed and made, and what comes out is compared with what was there.

#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on should stop")]
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the machine's clock")]

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let contacts = numbers.first().copied().unwrap_or(200_000);
    let latency = numbers.get(1).copied().unwrap_or(100);
    println!("{contacts} contacts, {latency} ms latency\n");
    println!("{:<34} {:>9} {:>9} {:>9}", "", "seconds", "contacts", "times");
    let dir = tempfile::tempdir().unwrap();
    let sequential = sequential(contacts, latency);
    for (name, flags, spoil) in [
        ("exported, no rate limit", "", false),
        ("exported, 10,000 requests a minute", "--rate-limit 10000/min", false),
        ("exported, 5 % faults", "--fault 503=3%,truncate=1%,close-before=1%", false),
        ("exported, changes in mid-export", "--search-lag 30s", true),
    ] {
        let (took, count) = exported(contacts, latency, flags, spoil, dir.path());
        show(name, took, count, sequential);
    }
}

fn show(name: &str, took: Duration, count: u64, sequential: Duration) {
    let times = sequential.as_secs_f64() / took.as_secs_f64();
    println!("{name:<34} {:>9.1} {count:>9} {times:>8.1}x", took.as_secs_f64());
}

/// A walk along the list, as every client does it.
fn sequential(contacts: u64, latency: u64) -> Duration {
    let served = Served::start(contacts, latency, "");
    let began = Instant::now();
    let output = served.ictl("contacts list --jq .id").output().unwrap();
    let took = began.elapsed();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let ids = different(&output.stdout);
    assert_eq!(ids.len() as u64, contacts, "the walk is whole");
    show("one page after the other", took, contacts, took);
    took
}

/// An export, judged by the ids that a list shows before it.
fn exported(contacts: u64, latency: u64, flags: &str, spoil: bool, dir: &Path) -> (Duration, u64) {
    let served = Served::start(contacts, latency, flags);
    let file = dir.join("contacts.ndjson");
    let mut export = served.ictl("contacts export --no-names --fields id --restart --output-file");
    let began = Instant::now();
    let mut export = export.arg(&file).stderr(Stdio::null()).spawn().unwrap();
    let mut changes = 0;
    while spoil && export.try_wait().unwrap().is_none() {
        let made = format!("contacts create --email new{changes}@example.com --no-retry");
        changes += u64::from(served.ictl(&made).output().unwrap().status.success());
    }
    assert!(export.wait().unwrap().success());
    let took = began.elapsed();
    let lines = std::fs::read_to_string(&file).unwrap();
    let count = lines.lines().count() as u64;
    assert_eq!(different(lines.as_bytes()).len() as u64, count, "none is there twice");
    assert!(count >= contacts && count <= contacts + changes, "{count} of {contacts} + {changes}");
    (took, count)
}

fn different(lines: &[u8]) -> BTreeSet<&[u8]> {
    lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect()
}

/// A running sandbox.
struct Served {
    process: Child,
    env: Vec<(String, String)>,
}

impl Served {
    fn start(contacts: u64, latency: u64, flags: &str) -> Self {
        let line =
            format!("sandbox serve --port 0 --contacts {contacts} --latency {latency}ms {flags}");
        let mut process = ictl(&line).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().take(3);
        let exports = lines.map(|line| {
            let line = line.unwrap();
            let (name, value) = line.strip_prefix("export ").unwrap().split_once('=').unwrap();
            (name.to_owned(), value.to_owned())
        });
        let env = exports.collect();
        Served { process, env }
    }

    fn ictl(&self, line: &str) -> Command {
        let mut command = ictl(line);
        command.envs(self.env.iter().cloned());
        command
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn ictl(line: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ictl"));
    command.args(line.split_whitespace()).env_clear().stdin(Stdio::null());
    command
}
