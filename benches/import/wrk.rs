//! `wrk`, where it is on the path: the load generator that everybody knows.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::process::{Cost, run};

/// How long it sends.
const SECONDS: &str = "3";

/// True where there is a `wrk` to run.
pub fn is_here() -> bool {
    let mut version = Command::new("wrk");
    version.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok()
}

/// Sends one request over and over on so many connections. `script` says which.
pub fn load(address: SocketAddr, connections: usize, script: &Path) -> Cost {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "-c", &connections.to_string(), "-d", SECONDS, "-s"]);
    wrk.arg(script).arg(format!("http://{address}/contacts"));
    let ended = run(&mut wrk);
    let (requests, seconds) = read(&ended.stdout).unwrap();
    Cost { requests, seconds, cpu: ended.cpu }
}

/// Requests and seconds out of its report: `1234 requests in 3.00s, 1.00MB read`.
fn read(report: &str) -> Option<(u64, f64)> {
    let line = report.lines().find(|line| line.contains(" requests in "))?;
    let (requests, rest) = line.trim().split_once(" requests in ")?;
    let seconds = rest.split_once("s,")?.0;
    Some((requests.parse().ok()?, seconds.parse().ok()?))
}
