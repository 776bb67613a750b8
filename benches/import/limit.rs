//! How much of a rate limit does an import use, how evenly, and does it share? Against a server that
//! counts for itself. A full window takes ten seconds, so this section takes minutes.

use std::process::{Child, Stdio};
use std::time::Duration;

use crate::arguments::Arguments;
use crate::rows;
use crate::table::print;
use crate::windows::{Server, Window};

/// How long an answer takes.
const LATENCY: Duration = Duration::from_millis(50);

/// Full windows of each measurement.
const WINDOWS: u64 = 4;

/// What is measured: its name, the allowance of a window, and the `--rate` of each import.
const CASES: [(&str, u64, &[&str]); 5] = [
    ("10,000/min", 1666, &["100%"]),
    ("1,000/min", 166, &["100%"]),
    ("10,000/min, --rate 80%", 1666, &["80%"]),
    ("10,000/min, two imports", 1666, &["100%", "100%"]),
    ("1,000/min, two imports", 166, &["100%", "100%"]),
];

/// Runs the section.
pub fn run(arguments: &Arguments) {
    let lines: Vec<Vec<String>> = CASES
        .iter()
        .map(|(name, limit, rates)| {
            let windows = measure(arguments, *limit, rates);
            line(name, *limit, &windows)
        })
        .collect();
    print(
        &["", "windows", "least used", "most used", "refused", "second off by", "least share"],
        &lines,
    );
}

fn measure(arguments: &Arguments, limit: u64, rates: &[&str]) -> Vec<Window> {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("rows.csv");
    rows::write(&file, arguments.rows.unwrap_or(limit * (WINDOWS + 2)));
    let server = Server::start(Some(limit), LATENCY);
    let mut imports: Vec<Child> = Vec::new();
    for (number, rate) in rates.iter().enumerate() {
        let job = directory.path().join(format!("job{number}"));
        let mut command = server.target(&format!("client-{number}")).ictl(directory.path());
        command.args(["contacts", "import"]).arg(&file).arg("--job").arg(job);
        command.args(["--rate", rate, "--quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
        imports.push(command.spawn().unwrap());
        // Two programs seldom begin in the same moment.
        std::thread::sleep(Duration::from_millis(700));
    }
    let full = usize::try_from(WINDOWS).unwrap();
    while server.full_windows().len() < full
        && imports.iter_mut().all(|import| import.try_wait().unwrap().is_none())
    {
        std::thread::sleep(Duration::from_millis(100));
    }
    for mut import in imports {
        let _ = import.kill();
        let _ = import.wait();
    }
    server.full_windows().into_iter().take(full).collect()
}

fn line(name: &str, limit: u64, windows: &[Window]) -> Vec<String> {
    let percent = |part: u64, whole: u64| 100.0 * part as f64 / whole as f64;
    let used = windows.iter().map(|window| percent(window.used(), limit));
    let least = used.clone().fold(f64::INFINITY, f64::min);
    let most = used.fold(0.0, f64::max);
    let refused: u64 = windows.iter().map(|window| window.refused).sum();
    let off = windows.iter().flat_map(|window| {
        let even = window.used() as f64 / 10.0;
        window.by_second.iter().map(move |count| 100.0 * (*count as f64 / even - 1.0).abs())
    });
    let off = off.fold(0.0, f64::max);
    let shares = windows.iter().flat_map(|window| {
        window.by_client.values().map(move |count| percent(*count, window.used()))
    });
    let share = shares.fold(100.0, f64::min);
    vec![
        name.to_owned(),
        windows.len().to_string(),
        format!("{least:.2} %"),
        format!("{most:.2} %"),
        refused.to_string(),
        format!("{off:.1} %"),
        format!("{share:.0} %"),
    ]
}
