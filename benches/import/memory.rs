//! How much memory does an import take, and how long does a job that is nearly done need to go on?
//! Neither may follow the number of rows.
//!
//! Each number of rows is imported once from beginning to end. Then a second job over the same file is
//! killed when 99 % of its rows are done, and the time is taken from the start of the process that goes
//! on with it to the first request that creates a contact.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::arguments::Arguments;
use crate::rows;
use crate::server::Server;
use crate::table::print;

/// Rows of the files; `--rows` names another number alone.
const ROWS: [u64; 2] = [100_000, 1_000_000];

/// How often a process is looked at.
const LOOK: Duration = Duration::from_millis(1);

/// The part of a job that is done when it is killed, in percent.
const DONE_PERCENT: u64 = 99;

/// Runs the section.
pub fn run(arguments: &Arguments) {
    let sizes = arguments.rows.map_or(ROWS.to_vec(), |rows| vec![rows]);
    let lines: Vec<Vec<String>> = sizes.into_iter().map(|rows| measure(rows, arguments)).collect();
    print(&["rows", "peak MiB", "resumed: peak MiB", "first request after s"], &lines);
}

fn measure(rows: u64, arguments: &Arguments) -> Vec<String> {
    let directory = tempfile::tempdir().unwrap();
    let sendable = rows::write(&directory.path().join("rows.csv"), rows);
    let server = Server::start();
    let import = |job: &str| import(&server, directory.path(), job, arguments.connections);

    let whole = peak_of(import("whole").spawn().unwrap());

    let before = server.created();
    let mut killed = import("killed").spawn().unwrap();
    while server.created() - before < sendable * DONE_PERCENT / 100 {
        assert!(killed.try_wait().unwrap().is_none(), "it ended before it could be killed");
        std::thread::sleep(LOOK);
    }
    killed.kill().unwrap();
    killed.wait().unwrap();

    let sent = server.created();
    let started = Instant::now();
    let resumed = import("killed").arg("--resume").spawn().unwrap();
    while server.created() == sent {
        std::thread::sleep(LOOK);
    }
    let first = started.elapsed().as_secs_f64();
    let resumed = peak_of(resumed);
    vec![rows.to_string(), mebibytes(whole), mebibytes(resumed), format!("{first:.2}")]
}

fn import(server: &Server, directory: &Path, job: &str, connections: usize) -> Command {
    let mut command = server.target().ictl(directory);
    command.args(["contacts", "import"]).arg(directory.join("rows.csv"));
    command.arg("--job").arg(directory.join(job));
    command.args(["--concurrency", &connections.to_string(), "--quiet"]);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// Waits for a process and gives the most memory that it had at a time, in KiB; `None` where the
/// system does not tell it.
fn peak_of(mut child: Child) -> Option<u64> {
    let status = format!("/proc/{}/status", child.id());
    let mut peak = None;
    loop {
        peak = std::fs::read_to_string(&status).ok().as_deref().and_then(high_water).or(peak);
        if let Some(ended) = child.try_wait().unwrap() {
            assert_eq!(
                ended.code(),
                Some(3),
                "some rows are rejected, and nothing else goes wrong"
            );
            return peak;
        }
        std::thread::sleep(LOOK);
    }
}

/// The peak in a `status` file (`man 5 proc`).
fn high_water(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

fn mebibytes(kibibytes: Option<u64>) -> String {
    kibibytes.map_or("-".to_owned(), |kibibytes| format!("{:.1}", kibibytes as f64 / 1024.0))
}
