//! Does concurrency find its own level? An import without any flag against fixed settings, on a
//! server that answers after 100 ms and has no limit.

use std::process::Stdio;
use std::time::Duration;

use crate::arguments::Arguments;
use crate::process::run as run_process;
use crate::rows;
use crate::table::print;
use crate::windows::Server;

/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(100);

/// Rows of the file: about ten seconds at the best setting.
const ROWS: u64 = 40_000;

/// The fixed settings. What would take minutes gets fewer rows.
const FIXED: [u64; 7] = [8, 16, 32, 64, 128, 256, 512];

/// At least so long a setting is measured, in answers of each of its connections.
const ANSWERS: u64 = 80;

/// Runs the section.
pub fn run(arguments: &Arguments) {
    let rows = arguments.rows.unwrap_or(ROWS);
    let fixed: Vec<(String, f64)> = FIXED
        .iter()
        .map(|count| (count.to_string(), rate(&count.to_string(), rows.min(count * ANSWERS))))
        .collect();
    let auto = ("auto".to_owned(), rate("auto", rows));
    let best = fixed.iter().map(|(_, rate)| *rate).fold(0.0, f64::max);
    let lines: Vec<Vec<String>> = fixed
        .into_iter()
        .chain([auto])
        .map(|(name, rate)| vec![name, format!("{rate:.0}"), format!("{:.2}", rate / best)])
        .collect();
    print(&["--concurrency", "requests/s", "of the best fixed"], &lines);
}

/// Requests per second of a whole run.
fn rate(concurrency: &str, rows: u64) -> f64 {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("rows.csv");
    let sendable = rows::write(&file, rows);
    let server = Server::start(None, LATENCY);
    let mut command = server.target("bench").ictl(directory.path());
    command.args(["contacts", "import"]).arg(&file).args(["--concurrency", concurrency, "--quiet"]);
    let ended = run_process(command.stderr(Stdio::null()));
    sendable as f64 / ended.seconds
}
